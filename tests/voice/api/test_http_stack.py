"""The calls' API is answered by Django's own handler behind the one middleware list, as every page is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import ApplicationCommunicator
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from pytest_django import Settings

from config.threads import share_threads
from voice import sessions, urls
from voice.api import problems, requests

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("uncollected_static_files")]

PATHS = [f"/api/realtime/{name}" for name in ("session", "calls", "renewal", "transcript", "hangup")]
TOO_MUCH = b"x" * 6_000_000


def opened(
    method: str, path: str, *headers: tuple[bytes, bytes], query: bytes = b""
) -> ApplicationCommunicator:
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(b"host", b"localhost"), *headers],
    }
    return ApplicationCommunicator(share_threads(get_asgi_application(), 2), scope)


async def ask(
    method: str, path: str, body: bytes = b"", *headers: tuple[bytes, bytes], query: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    socket = opened(method, path, *headers, query=query)
    half = len(body) // 2
    await socket.send_input({"type": "http.request", "body": body[:half], "more_body": True})
    await socket.send_input({"type": "http.request", "body": body[half:]})
    start = await socket.receive_output(timeout=30)
    body = b""
    while True:
        part = await socket.receive_output(timeout=30)
        body += part.get("body", b"")
        if not part.get("more_body"):
            break
    await socket.wait(timeout=30)
    return (
        start["status"],
        {name.decode().lower(): value.decode() for name, value in start["headers"]},
        body,
    )


def marked(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """A middleware that somebody adds to the settings."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = get_response(request)
        response["X-Marked"] = "yes"
        return response

    return middleware


@pytest.mark.parametrize("path", PATHS)
async def test_a_middleware_of_the_settings_sees_every_path(path: str, settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.marked"]
    _status, headers, _body = await ask("POST", path, b"[")
    assert headers["x-marked"] == "yes"


def test_these_are_all_paths_of_the_calls_api() -> None:
    paths = {f"/{pattern.pattern}" for pattern in urls.urlpatterns}
    assert {path for path in paths if path.startswith("/api/realtime/")} == set(PATHS)


@pytest.mark.parametrize("name", settings.MIDDLEWARE)
def test_no_middleware_takes_an_asynchronous_view_to_a_thread(name: str) -> None:
    """One that is only synchronous would take all that stands within it along."""
    assert import_string(name).async_capable


async def test_a_call_without_a_token_is_a_problem_in_the_callers_language() -> None:
    status, headers, body = await ask("POST", "/api/realtime/calls", b"v=0\r\n", query=b"lang=en")
    problem = json.loads(body)
    assert (status, problem["code"]) == (401, "missing_token")
    assert headers["content-type"].startswith("application/problem+json")
    assert (headers["content-language"], headers["x-content-type-options"]) == ("en", "nosniff")
    assert headers["referrer-policy"] == settings.SECURE_REFERRER_POLICY
    assert headers["cache-control"] == "no-store"
    assert headers["set-cookie"].startswith("language=en;")
    assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize("path", PATHS)
async def test_no_cookie_is_set_unasked(path: str) -> None:
    _status, headers, _body = await ask("POST", path, b"[")
    assert "set-cookie" not in headers


async def test_another_method_is_refused_with_those_that_are_allowed() -> None:
    status, headers, _body = await ask("GET", "/api/realtime/calls")
    assert (status, headers["allow"]) == (405, "POST")


async def test_a_body_that_comes_in_pieces_is_read_whole() -> None:
    status, _headers, body = await ask("POST", "/api/realtime/session", b'{"language": "fr"}')
    assert (status, json.loads(body)["errors"][0]["field"]) == (400, "language")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("length", [None, len(TOO_MUCH)])
async def test_a_body_that_is_too_large_is_refused(path: str, length: int | None) -> None:
    """Whether its length is told or not, and before anybody asks who sends it."""
    assert len(TOO_MUCH) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    told = [(b"content-length", str(length).encode())] if length else []
    status, headers, body = await ask("POST", path, TOO_MUCH, *told)
    assert (status, json.loads(body)["code"]) == (413, "request_too_large")
    assert headers["content-type"].startswith("application/problem+json")


async def test_a_client_that_goes_away_stops_nothing_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page hangs up as it is closed: the call must end at the provider all the same."""
    begun, released, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def holder(_request: HttpRequest) -> None:
        return None

    async def hang_up(_session: Any) -> None:
        begun.set()
        await released.wait()
        await sync_to_async(str)()  # the request's database thread is there still
        ended.set()

    monkeypatch.setattr(requests, "find_holder", holder)
    monkeypatch.setattr(sessions, "hang_up", hang_up)
    socket = opened("POST", "/api/realtime/hangup")
    await socket.send_input({"type": "http.request", "body": b""})
    await begun.wait()
    await socket.send_input({"type": "http.disconnect"})
    for _ in range(50):  # Django cancels the view
        await asyncio.sleep(0)
    released.set()
    await socket.wait(timeout=30)
    assert ended.is_set()


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("closed")])
def test_a_database_that_does_not_answer_is_told_as_busy(error: Exception) -> None:
    response = problems.handle_exception(error, {})
    assert (response.status_code, json.loads(response.content)["code"]) == (503, "busy")
    assert response.headers["Retry-After"]

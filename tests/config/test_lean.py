"""The calls' API is answered straight from ASGI, and says the same as by Django's handler."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import ApplicationCommunicator
from django.conf import settings

from config import lean, threads
from config.threads import Receive, Scope, Send

pytestmark = pytest.mark.unit


async def pages(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands for Django's handler."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


async def ask(
    method: str, path: str, body: bytes = b"", *headers: tuple[bytes, bytes], query: bytes = b""
) -> tuple[int, dict[str, str], bytes]:
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(b"host", b"localhost"), *headers],
    }
    socket = ApplicationCommunicator(threads.reused(lean.mounted(pages)), scope)
    half = len(body) // 2
    await socket.send_input({"type": "http.request", "body": body[:half], "more_body": True})
    await socket.send_input({"type": "http.request", "body": body[half:]})
    start, told = await socket.receive_output(), await socket.receive_output()
    await socket.wait()
    headers_told = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], headers_told, told["body"]


async def test_a_page_is_djangos_business() -> None:
    assert (await ask("GET", "/"))[2] == b"a page"
    assert (await ask("GET", "/api/realtime/nothing"))[2] == b"a page"


async def test_a_call_without_a_token_is_a_problem_in_the_callers_language() -> None:
    status, headers, body = await ask("POST", "/api/realtime/calls", b"v=0\r\n", query=b"lang=en")
    problem = json.loads(body)
    assert (status, problem["code"]) == (401, "missing_token")
    assert headers["content-type"].startswith("application/problem+json")
    assert (headers["content-language"], headers["x-content-type-options"]) == ("en", "nosniff")
    assert headers["cache-control"] == "no-store"
    assert headers["set-cookie"].startswith("language=en;")
    assert int(headers["content-length"]) == len(body)


async def test_another_method_is_refused_with_those_that_are_allowed() -> None:
    status, headers, _body = await ask("GET", "/api/realtime/calls")
    assert (status, headers["allow"]) == (405, "POST")


async def test_a_body_that_comes_in_pieces_is_read_whole() -> None:
    status, _headers, body = await ask("POST", "/api/realtime/session", b'{"language": "fr"}')
    assert (status, json.loads(body)["errors"][0]["field"]) == (400, "language")


async def test_a_body_without_end_is_refused() -> None:
    status, _headers, _body = await ask("POST", "/api/realtime/calls", b"x" * 6_000_000)
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < 6_000_000
    assert status == 413


async def test_one_request_after_another_uses_the_same_thread() -> None:
    seen: list[int] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await sync_to_async(threading.get_ident)())

    served = threads.reused(application)
    for _ in range(3):
        await served({"type": "http"}, receive_nothing, send_nothing)
    assert len(set(seen)) == 1


async def receive_nothing() -> dict[str, Any]:
    return {}


async def send_nothing(message: Mapping[str, Any]) -> None:
    assert message

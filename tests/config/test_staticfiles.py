"""Static files are served by one middleware, whether the handler is asynchronous or not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from config.staticfiles import serve_static

pytestmark = [
    pytest.mark.db,
    pytest.mark.either,
    pytest.mark.django_db,
]  # closing a response closes old connections
PATH = "/static/page.css"


@pytest.fixture(autouse=True)
def one_file(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").write_text("body {}", encoding="ascii")


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"the view of {request.path}")


async def async_view(request: HttpRequest) -> HttpResponse:
    return view(request)


def test_a_file_is_served_to_a_synchronous_handler() -> None:
    response: Any = serve_static(view)(RequestFactory().get(PATH))
    assert (response.status_code, response.getvalue()) == (200, b"body {}")
    assert response.headers["Content-Type"].startswith("text/css")
    response.close()


async def test_a_file_is_served_to_an_asynchronous_handler() -> None:
    """By an asynchronous iterator, or Django warns, and a warning is an error here."""
    response: Any = await serve_static(async_view)(RequestFactory().get(PATH))  # type: ignore[misc]
    parts: AsyncIterator[bytes] = aiter(response)
    assert (response.status_code, b"".join([part async for part in parts])) == (200, b"body {}")
    assert response.headers["Content-Type"].startswith("text/css")
    response.close()


async def test_what_is_no_file_is_for_the_views() -> None:
    request = RequestFactory().get("/static/nothing.css")
    asked: Any = await serve_static(async_view)(request)  # type: ignore[misc]
    assert asked.content == b"the view of /static/nothing.css"
    told: Any = serve_static(view)(request)
    assert told.content == asked.content

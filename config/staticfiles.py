"""Static files: hashed names, those that ES modules import from each other included, and who serves them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModuleStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True


@sync_and_async_middleware
def serve_static(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Whitenoise's middleware, for an asynchronous handler, too.

    Its own is synchronous only: Django would take every request to a thread there, and back for its view.
    """
    whitenoise: Any = WhiteNoiseMiddleware(get_response)  # type: ignore[no-untyped-call]
    if not iscoroutinefunction(get_response):
        return whitenoise  # type: ignore[no-any-return]

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        response = whitenoise(request)  # a file, or what will be the view's answer
        if isinstance(response, Awaitable):
            answer: HttpResponseBase = await response
            return answer
        response.streaming_content = read(iter(response))
        return response  # type: ignore[no-any-return]

    return middleware


async def read(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """On the loop: the page's files are small, and in the system's cache."""
    for part in parts:
        yield part

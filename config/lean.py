"""Answers some views straight from ASGI: Django's handler and middleware cost a dozen hops to threads.

A view says so itself (`lean`): it is a coroutine, reads no cookie, session or user, and answers no page.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from typing import cast

from channels.db import aclose_old_connections
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from config.language import LanguageMiddleware
from config.threads import Application, Receive, Scope, Send

View = Callable[[HttpRequest], Awaitable[HttpResponse]]

TOO_LARGE = HttpResponse(status=413)


def mounted(django: Application) -> Application:
    """An ASGI application that answers lean views itself, and leaves the rest to `django`."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        match = lean_view(scope["path"]) if scope["type"] == "http" else None
        if match is None:
            await django(scope, receive, send)
            return
        body = await whole(receive)
        response = await answer(scope, match, body) if body is not None else TOO_LARGE
        await tell(response, send)
        await aclose_old_connections()  # afterwards: nobody waits for it

    return application


def lean_view(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if getattr(match.func, "lean", False) else None


async def answer(scope: Scope, match: ResolverMatch, body: bytes) -> HttpResponse:
    request = ASGIRequest(scope, io.BytesIO(body))
    request.resolver_match = match
    view = cast("View", convert_exception_to_response(LanguageMiddleware(view_of(match))))
    response = await view(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    return response


def view_of(match: ResolverMatch) -> View:
    async def view(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = await match.func(request, *match.args, **match.kwargs)
        return response

    return view


async def whole(receive: Receive) -> bytes | None:
    """The body; None when it is larger than any form may be."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def tell(response: HttpResponse, send: Send) -> None:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    headers += [
        (b"Set-Cookie", cookie.output(header="").strip().encode()) for cookie in response.cookies.values()
    ]
    headers.append((b"Content-Length", str(len(response.content)).encode()))
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})

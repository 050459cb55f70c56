"""The staff's sockets: open to whom the staff's site is open, and to nobody before that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path
from django_otp.middleware import OTPMiddleware

from reservations.admin.board.socket import BoardSocket
from voice.socket_door import guard

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
REFUSED = 4403  # as HTTP's 403; codes from 4000 on are an application's own


def admit_staff(application: Application) -> Application:
    """`application` for a socket of a page of the staff's site; its scope has the `request` that the page's
    view would have. Anybody else is refused: who is not logged in, is no staff, or has first to show a code
    or to choose a password. Asked as the socket opens: what it tells must be worth nothing without the site.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = await database_sync_to_async(make_request)(scope)
        if await database_sync_to_async(may_enter)(request):
            await application({**scope, "request": request}, receive, send)
            return
        await receive()  # the opening, which has to be answered
        await send({"type": "websocket.close", "code": REFUSED})

    stack: Application = AuthMiddlewareStack(serve)
    return stack


def make_request(scope: Scope) -> HttpRequest:
    """Who asks, from which session, by which address; `scope` as AuthMiddlewareStack leaves it."""
    request = HttpRequest()
    request.method, request.path = "GET", scope["path"]
    request.GET = QueryDict(scope.get("query_string", b""))
    request.session, request.user = scope["session"], scope["user"]
    OTPMiddleware(lambda given: HttpResponse())(request)  # so that the user says whether a code was shown
    return request


def may_enter(request: HttpRequest) -> bool:
    site: Any = admin.site  # a lazy one of ours: StaffSite
    return bool(site.has_permission(request)) and not site.find_next_step(request)


staff_sockets = [path("ws/staff/board", guard(admit_staff(BoardSocket.as_asgi())))]

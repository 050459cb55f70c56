"""Begins the watch over calls with the ASGI server: with its lifespan, or with the first that it serves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from voice import watch

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def watched(application: Application) -> Application:
    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send)
            return
        watch.begin()
        await application(scope, receive, send)

    return watching


async def live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            watch.begin()
            await send({"type": "lifespan.startup.complete"})
        else:
            await watch.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return

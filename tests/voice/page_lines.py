"""The page's line as a test opens it, with a session of its own and the hello that proves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from reservations import clock
from voice import sessions
from voice.models import Session
from voice.routing import websocket_urlpatterns


@asynccontextmanager
async def line(
    path: str = "/ws/session",
    *,
    origin: str | None = "http://localhost:8000",
    peer: str = "192.0.2.1",
) -> AsyncIterator[WebsocketCommunicator]:
    """A socket that was accepted; raises ConnectionRefusedError where it was not."""
    headers = [(b"origin", origin.encode())] if origin else []
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path, headers=headers)
    socket.scope["client"] = [peer, 50_000]
    accepted, _ = await socket.connect()
    if not accepted:
        raise ConnectionRefusedError
    yield socket
    await socket.disconnect()


async def a_session(**fields: Any) -> Session:
    session: Session = await Session.objects.acreate(
        created_at=clock.now(), provider="azure", model="m", **{"status": "active", **fields}
    )
    return session


def hello(session: Session) -> dict[str, str]:
    return {"type": "hello", "token": sessions.issue_token(session.id, "ja")}

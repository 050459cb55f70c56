"""Puts the embedded engine on its paths beside Django, when it is the provider and lives in this process."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from django.conf import settings

from config.threads import Application, Receive, Scope, Send
from voice import draining
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import write_json

PREFIXES = ("/openai/", "/v1/realtimertc")
# Where a session begins that nobody holds yet: refused by an engine that is about to end.
BEGINNINGS = frozenset({"/openai/v1/realtime/client_secrets", "/openai/realtimeapi/sessions"})
LEAVING = {
    "error": {"type": "server_error", "code": "server_leaving", "message": "This engine is about to stop."}
}


def lives_here() -> bool:
    return settings.VOICE_PROVIDER == "embedded" and settings.ENGINE_IN_PROCESS


def build() -> Any:
    """The engine's own ASGI application, with this deployment's settings."""
    from voice.api import addresses
    from voice.engine import app

    def read_address(scope: MutableMapping[str, Any]) -> str:
        return addresses.group_address(addresses.read_scope_address(scope))

    return app.build(app_settings(), read_address=read_address)


def serve_alone(engine: Application) -> Application:
    """The engine's application for a process of its own: with probes, and nothing new while it drains."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path, is_leaving = scope.get("path"), draining.is_begun()
        if path == "/livez" or (path == "/readyz" and not is_leaving):
            await answer(send, 200, {"status": "ok"})
        elif path == "/readyz":
            await answer(send, 503, {"status": "unavailable"})
        elif is_leaving and path in BEGINNINGS:
            await answer(send, 503, LEAVING)
        else:
            await engine(scope, receive, send)

    return serve


async def answer(send: Send, status: int, body: JsonObject) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": write_json(body).encode()})


def app_settings() -> Any:
    from voice import chat_endpoint
    from voice.engine.settings import EngineSettings

    return EngineSettings(
        api_key=settings.ENGINE_API_KEY,
        stt_model=settings.ENGINE_STT_MODEL,
        voice_ja=settings.ENGINE_VOICE_JA,
        voice_en=settings.ENGINE_VOICE_EN,
        cache_dir=settings.ENGINE_CACHE_DIR,
        max_session_seconds=settings.ENGINE_SESSION_SECONDS,
        ice_addresses=tuple(settings.ENGINE_ICE_ADDRESSES),
        chat=chat_endpoint.read_settings(),
    )


def mount(rest: Any) -> Any:
    """An ASGI application that hands the engine's paths to the engine, and the rest to `rest`. Its `engine`
    is the engine's own application, which `serve` warms up; without an engine here, just `rest`."""
    if not lives_here():
        return rest
    engine = build()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        mine = scope["type"] in {"http", "websocket"} and scope["path"].startswith(PREFIXES)
        await (engine if mine else rest)(scope, receive, send)

    application.engine = engine  # type: ignore[attr-defined]
    return application

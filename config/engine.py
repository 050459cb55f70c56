"""Puts the embedded engine on its paths beside Django, when it is the provider and lives in this process."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from django.conf import settings

from config.threads import Receive, Scope, Send

PREFIXES = ("/openai/", "/v1/realtimertc")


def lives_here() -> bool:
    return settings.VOICE_PROVIDER == "embedded" and settings.ENGINE_IN_PROCESS


def build() -> Any:
    """The engine's own ASGI application, with this deployment's settings."""
    from voice.api import addresses
    from voice.engine import app

    def read_address(scope: MutableMapping[str, Any]) -> str:
        return addresses.group_address(addresses.read_scope_address(scope))

    return app.build(app_settings(), read_address=read_address)


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

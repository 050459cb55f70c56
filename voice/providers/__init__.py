"""Where realtime speech models live: one adapter a vendor, chosen by name once, and never asked it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings

from voice.providers.azure import Azure, by_entra_id, by_key
from voice.providers.base import Provider


def azure() -> Provider:
    key = settings.AZURE_OPENAI_API_KEY
    return Azure(
        name="azure",
        endpoint=settings.AZURE_OPENAI_ENDPOINT,
        model=settings.AZURE_OPENAI_DEPLOYMENT,
        voice=settings.REALTIME_VOICE,
        authorize=by_key(key) if key else by_entra_id(),
        transcription_model=settings.REALTIME_TRANSCRIPTION_MODEL,
    )


def embedded() -> Provider:
    """Our own engine: Azure's protocol, pointed at ourselves."""
    return Azure(
        name="embedded",
        endpoint=settings.ENGINE_URL,
        model="uketsuke-engine",
        voice=settings.REALTIME_VOICE,
        authorize=by_key(settings.ENGINE_API_KEY),
        transcription_model=settings.REALTIME_TRANSCRIPTION_MODEL or f"whisper-{settings.ENGINE_STT_MODEL}",
        browser_endpoint="" if settings.ENGINE_IN_PROCESS else settings.ENGINE_URL,
        when_unreachable="Start the server (make run), or the engine alone (manage.py run_engine).",
    )


ADAPTERS: dict[str, Callable[[], Provider]] = {"embedded": embedded, "azure": azure}


@cache
def named(name: str) -> Provider:
    return ADAPTERS[name]()


def current() -> Provider:
    return named(settings.VOICE_PROVIDER)

"""Where realtime speech models live: one adapter a vendor, chosen by name once, and never asked it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from django.conf import settings

from voice.providers import manner, model_table
from voice.providers.azure import azure, by_entra_id, by_key
from voice.providers.azure_preview import AzurePreview
from voice.providers.base import Capabilities, Provider
from voice.providers.ga import GA, Headers, bearer
from voice.providers.openai import openai


def _azure_identity() -> Headers:
    key = settings.AZURE_OPENAI_API_KEY
    return by_key(key) if key else by_entra_id()


def _azure() -> Provider:
    return azure(
        "azure",
        settings.AZURE_OPENAI_ENDPOINT,
        settings.AZURE_OPENAI_DEPLOYMENT,
        _azure_identity(),
        manner.as_set(),
    )


def _azure_preview() -> Provider:
    return AzurePreview(
        name="azure-preview",
        endpoint=settings.AZURE_OPENAI_ENDPOINT,
        webrtc=settings.AZURE_OPENAI_PREVIEW_WEBRTC,
        model=settings.AZURE_OPENAI_DEPLOYMENT,
        authorize=_azure_identity(),
        manner=manner.as_set(),
    )


def _openai() -> Provider:
    return openai(
        settings.OPENAI_BASE_URL,
        settings.OPENAI_REALTIME_MODEL,
        bearer(settings.OPENAI_API_KEY),
        manner.as_set(),
    )


def _embedded() -> Provider:
    """Our own engine: Azure's protocol, pointed at ourselves."""
    own = manner.as_set()
    heard_by = own.transcription_model or f"whisper-{settings.ENGINE_STT_MODEL}"
    return GA(
        name="embedded",
        root=f"{settings.ENGINE_URL}/openai/v1",
        browser_root="/openai/v1" if settings.ENGINE_IN_PROCESS else None,
        model="uketsuke-engine",
        authorize=by_key(settings.ENGINE_API_KEY),
        manner=replace(own, transcription_model=heard_by, transcription_family=model_table.ENGINE.name),
        mends={401: "Set ENGINE_API_KEY to the engine's own, here and where it runs."},
        when_unreachable="Start the server (make run), or the engine alone (manage.py run_engine).",
        capabilities=Capabilities(webrtc_filter=True),
    )


ADAPTERS: dict[str, Callable[[], Provider]] = {
    "embedded": _embedded,
    "azure": _azure,
    "azure-preview": _azure_preview,
    "openai": _openai,
}


@cache
def named(name: str) -> Provider:
    return ADAPTERS[name]()


def current() -> Provider:
    return named(settings.VOICE_PROVIDER)

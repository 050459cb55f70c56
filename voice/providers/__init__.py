"""Where realtime speech models live: one adapter a vendor, chosen by name once, and never asked it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from django.conf import settings

from voice.providers import manner, model_table
from voice.providers.azure import authorize_by_entra_id, authorize_by_key, build_azure
from voice.providers.azure_preview import AzurePreview
from voice.providers.base import Capabilities, Provider
from voice.providers.ga import GA, Headers, authorize_by_bearer
from voice.providers.openai import build_openai


def _identify_to_azure() -> Headers:
    key = settings.AZURE_OPENAI_API_KEY
    return authorize_by_key(key) if key else authorize_by_entra_id()


def _build_azure() -> Provider:
    return build_azure(
        "azure",
        settings.AZURE_OPENAI_ENDPOINT,
        settings.AZURE_OPENAI_DEPLOYMENT,
        _identify_to_azure(),
        manner.read_settings(),
    )


def _build_azure_preview() -> Provider:
    return AzurePreview(
        name="azure-preview",
        endpoint=settings.AZURE_OPENAI_ENDPOINT,
        webrtc=settings.AZURE_OPENAI_PREVIEW_WEBRTC,
        model=settings.AZURE_OPENAI_DEPLOYMENT,
        authorize=_identify_to_azure(),
        manner=manner.read_settings(),
    )


def _build_openai() -> Provider:
    return build_openai(
        settings.OPENAI_BASE_URL,
        settings.OPENAI_REALTIME_MODEL,
        authorize_by_bearer(settings.OPENAI_API_KEY),
        manner.read_settings(),
    )


def _build_embedded() -> Provider:
    """Our own engine: Azure's protocol, pointed at ourselves."""
    own = manner.read_settings()
    heard_by = own.transcription_model or f"whisper-{settings.ENGINE_STT_MODEL}"
    return GA(
        name="embedded",
        root=f"{settings.ENGINE_URL}/openai/v1",
        browser_root="/openai/v1" if settings.ENGINE_IN_PROCESS else None,
        model="uketsuke-engine",
        authorize=authorize_by_key(settings.ENGINE_API_KEY),
        manner=replace(own, transcription_model=heard_by, transcription_family=model_table.ENGINE.name),
        remedies={401: "Set ENGINE_API_KEY to the engine's own, here and where it runs."},
        when_unreachable="Start the server (make run), or the engine alone (manage.py run_engine).",
        capabilities=Capabilities(webrtc_filter=True),
    )


ADAPTERS: dict[str, Callable[[], Provider]] = {
    "embedded": _build_embedded,
    "azure": _build_azure,
    "azure-preview": _build_azure_preview,
    "openai": _build_openai,
}


@cache
def get(name: str) -> Provider:
    """The adapter of that name, built once a process from the settings. Raises KeyError for another name."""
    return ADAPTERS[name]()


def get_current() -> Provider:
    """The adapter for new conversations (VOICE_PROVIDER); one that goes on keeps its session's own."""
    return get(settings.VOICE_PROVIDER)

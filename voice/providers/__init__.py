"""Where realtime speech models live: one adapter a vendor, chosen by name once, and never asked it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from django.conf import settings

from voice.providers import azure, azure_preview, manner, model_table, openai
from voice.providers.azure import authorize_by_key
from voice.providers.base import Capabilities, Provider
from voice.providers.ga import GA


def build_embedded() -> Provider:
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
        # Its rules know what they know; a language model in their place (DIALOGUE_URL) takes instructions.
        capabilities=Capabilities(webrtc_filter=True, follows_instructions=bool(settings.DIALOGUE_URL)),
        vouches=True,
    )


ADAPTERS: dict[str, Callable[[], Provider]] = {
    "embedded": build_embedded,
    "azure": azure.build_from_settings,
    "azure-preview": azure_preview.build_from_settings,
    "openai": openai.build_from_settings,
}


@cache
def get(name: str) -> Provider:
    """The adapter of that name, built once a process from the settings. Raises KeyError for another name."""
    return ADAPTERS[name]()


def get_current() -> Provider:
    """The adapter for new conversations (VOICE_PROVIDER); one that goes on keeps its session's own."""
    return get(settings.VOICE_PROVIDER)

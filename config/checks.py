"""Refuses wrong combinations of settings at the start, and says what to mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

PROVIDERS = {"embedded", "azure"}


@register
def voice_provider(**_: Any) -> Iterable[CheckMessage]:
    provider = settings.VOICE_PROVIDER
    if provider not in PROVIDERS:
        yield Error(
            f"VOICE_PROVIDER={provider} is not one we know.",
            hint=f"Set it to one of: {', '.join(sorted(PROVIDERS))}.",
            id="config.E001",
        )
    if provider == "azure" and not settings.AZURE_OPENAI_ENDPOINT:
        yield Error(
            "VOICE_PROVIDER=azure but AZURE_OPENAI_ENDPOINT is empty.",
            hint="Set AZURE_OPENAI_ENDPOINT to https://<resource>.openai.azure.com.",
            id="config.E002",
        )


@register
def pinned_clock(**_: Any) -> Iterable[CheckMessage]:
    from reservations import clock

    try:
        clock.now()
    except ValueError:
        yield Error(
            f"CLOCK_PINNED_AT={settings.CLOCK_PINNED_AT} is not an ISO 8601 time with an offset.",
            hint="Write it like 2026-12-01T09:00:00+09:00, or leave it empty for the real time.",
            id="config.E003",
        )


@register
def booking_confirmation(**_: Any) -> Iterable[CheckMessage]:
    if settings.BOOKING_CONFIRMATION not in {"model", "required"}:
        yield Error(
            f"BOOKING_CONFIRMATION={settings.BOOKING_CONFIRMATION} is not one we know.",
            hint="Set it to model (the model asks before it books) or required (two calls, with a token).",
            id="config.E004",
        )
    if settings.HOLD_MINUTES < 1:
        yield Error(
            f"HOLD_MINUTES={settings.HOLD_MINUTES} holds no car.",
            hint="Set it to at least 1.",
            id="config.E005",
        )

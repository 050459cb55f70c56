"""Refuses wrong combinations of settings at the start, and says how to correct them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from voice.providers import manner, retirement

# What each provider cannot do without, with an example of it.
NEEDED: dict[str, dict[str, str]] = {
    "embedded": {},
    "azure": {"AZURE_OPENAI_ENDPOINT": "https://<resource>.openai.azure.com"},
    "azure-preview": {
        "AZURE_OPENAI_ENDPOINT": "https://<resource>.openai.azure.com",
        "AZURE_OPENAI_PREVIEW_WEBRTC": "https://<region>.realtimeapi-preview.ai.azure.com",
    },
    "openai": {"OPENAI_API_KEY": "a key of your project, sk-…", "OPENAI_BASE_URL": "https://api.openai.com"},
}
ADDRESSES = ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_PREVIEW_WEBRTC", "OPENAI_BASE_URL")


@register
def check_voice_provider(**_: Any) -> Iterable[CheckMessage]:
    provider = settings.VOICE_PROVIDER
    if provider not in NEEDED:
        yield Error(
            f"VOICE_PROVIDER={provider} is not one we know.",
            hint=f"Set it to one of: {', '.join(sorted(NEEDED))}.",
            id="config.E001",
        )
    for name, example in NEEDED.get(provider, {}).items():
        value = getattr(settings, name)
        if not value:
            yield Error(
                f"VOICE_PROVIDER={provider} but {name} is empty.",
                hint=f"Set {name} to {example}.",
                id="config.E002",
            )
        elif name in ADDRESSES and not re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", value):
            yield Error(
                f"{name}={value} is not an address.",
                hint=f"Write it like {example}.",
                id="config.E006",
            )


COUNTS = (
    "SESSIONS_PER_MINUTE",
    "SESSIONS_PER_TOKEN",
    "CALLS_PER_MINUTE",
    "RENEWALS_PER_HOUR",
    "SESSION_MAX_MINUTES",
)


@register
def check_limits(**_: Any) -> Iterable[CheckMessage]:
    for name in COUNTS:
        if getattr(settings, name) < 1:
            yield Error(
                f"{name}={getattr(settings, name)} lets nobody call.",
                hint=f"Set {name} to at least 1.",
                id="config.E014",
            )
    if settings.TRUSTED_PROXIES < 0:
        yield Error(
            f"TRUSTED_PROXIES={settings.TRUSTED_PROXIES} is not a number of proxies.",
            hint="Set it to how many proxies of yours stand in front of this server, or to 0.",
            id="config.E015",
        )


@register
def check_realtime_manner(**_: Any) -> Iterable[CheckMessage]:
    for name, value, allowed in manner.list_refused():
        yield Error(f"{name}={value} is not allowed.", hint=allowed, id="config.E007")


@register
def check_retired_models(**_: Any) -> Iterable[CheckMessage]:
    for ending in retirement.find_endings():
        yield checks.Warning(ending.describe(), hint=ending.advice, id=ending.check_id)


@register
def check_pinned_clock(**_: Any) -> Iterable[CheckMessage]:
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
def check_booking_confirmation(**_: Any) -> Iterable[CheckMessage]:
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
    for name in ("BOOKINGS_PER_SESSION", "HAND_OVER_UNDO_MINUTES"):
        if (value := getattr(settings, name)) < 0:
            yield Error(f"{name}={value} is less than none.", hint="Set it to 0 or more.", id="config.E005")

"""Which of the configured vendor models are switched off, or soon will be, by the dates of the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.conf import settings

from reservations import clock
from voice.providers import model_table, transcription
from voice.providers.model_table import Model

# Time to try another model before this one is gone.
SOON = timedelta(days=90)
RETIRED, RETIRES_SOON = "config.W001", "config.W002"  # ids of the system checks

# Of each provider: the vendor in the table, and the setting that names the realtime model.
_VENDORS = {
    "azure": ("azure", "AZURE_OPENAI_DEPLOYMENT"),
    "azure-preview": ("azure", "AZURE_OPENAI_DEPLOYMENT"),
    "openai": ("openai", "OPENAI_REALTIME_MODEL"),
}


@dataclass(frozen=True)
class Ending:
    """A configured model that its vendor switches off."""

    setting: str
    value: str
    model: str
    vendor: str
    on: date
    advice: str
    is_over: bool

    @property
    def check_id(self) -> str:
        return RETIRED if self.is_over else RETIRES_SOON

    def describe(self) -> str:
        verb = "was switched off" if self.is_over else "is switched off"
        return f"{self.setting}={self.value}: {self.model} {verb} by {self.vendor} on {self.on}."


def find_endings() -> Iterator[Ending]:
    """Of the provider in use; none of our own engine, or where a deployment's name does not say its model."""
    if settings.VOICE_PROVIDER not in _VENDORS:
        return
    try:
        # By our clock, so that a pinned day shows what it would say.
        today = clock.today(UTC)
    except ValueError:  # CLOCK_PINNED_AT is no time: its own check says so
        return
    vendor, setting = _VENDORS[settings.VOICE_PROVIDER]
    realtime = getattr(settings, setting)
    row = model_table.find_realtime(realtime)
    yield from _check(row, vendor, setting, f"Use a newer model: {_list_living(vendor, today)}.", today)
    hears = transcription.find(settings.REALTIME_TRANSCRIPTION_MODEL, settings.REALTIME_TRANSCRIPTION_FAMILY)
    advice = transcription.REPLACE[0].upper() + transcription.REPLACE[1:]
    yield from _check(hears, vendor, "REALTIME_TRANSCRIPTION_MODEL", advice, today)


def _list_living(vendor: str, today: date) -> str:
    """The realtime models that stay for longer than a while, the newest first."""
    rows = [row.name for row in model_table.REALTIME if row.retired_on.get(vendor, date.max) > today + SOON]
    return ", ".join(rows) or "one that came after this release"


def _check(row: Model, vendor: str, setting: str, advice: str, today: date) -> Iterator[Ending]:
    on = row.retired_on.get(vendor)
    if on and on <= today + SOON:
        yield Ending(setting, getattr(settings, setting), row.name, vendor, on, advice, is_over=on <= today)

"""What the doctor finds in the store that is used, and what would mend it. Our own tables are his already."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Finding:
    found: str
    mend: str = ""  # empty: it is well


def findings() -> list[Finding]:
    if settings.RESERVATION_STORE != "cosmos":
        return []
    try:
        from reservations.repositories.cosmos import checkup
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("azure"):
            return []  # the settings' checks name it
        raise
    return checkup.findings()

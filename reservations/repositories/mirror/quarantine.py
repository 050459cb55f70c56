"""Documents that cannot be shown: kept beside, with the reason, until they are mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reservations import clock
from reservations.models import Quarantine


def put(container: str, document: Mapping[str, Any], reason: str) -> None:
    now, as_read = clock.now(), without_nul(dict(document))
    Quarantine.objects.update_or_create(
        **key(container, document),
        defaults={"reason": reason, "document": as_read, "seen_at": now},
        create_defaults={"reason": reason, "document": as_read, "seen_at": now, "since": now},
    )


def release(container: str, document: Mapping[str, Any]) -> None:
    Quarantine.objects.filter(**key(container, document)).delete()


def without_nul(value: Any) -> Any:
    """PostgreSQL keeps no NUL, not even here."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, Mapping):
        return {without_nul(name): without_nul(each) for name, each in value.items()}
    return [without_nul(each) for each in value] if isinstance(value, list) else value


def key(container: str, document: Mapping[str, Any]) -> dict[str, str]:
    return {
        "container": container,
        "location_id": str(document.get("locationId") or "")[:255],
        "document_id": str(document.get("id") or "")[:255],
    }

"""Documents that cannot be shown: kept beside, with the reason, until they are mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reservations import clock
from reservations.models import Quarantine


def put(container: str, document: Mapping[str, Any], reason: str) -> None:
    now = clock.now()
    Quarantine.objects.update_or_create(
        **key(container, document),
        defaults={"reason": reason, "document": dict(document), "seen_at": now},
        create_defaults={"reason": reason, "document": dict(document), "seen_at": now, "since": now},
    )


def release(container: str, document: Mapping[str, Any]) -> None:
    Quarantine.objects.filter(**key(container, document)).delete()


def key(container: str, document: Mapping[str, Any]) -> dict[str, str]:
    return {
        "container": container,
        "location_id": str(document.get("locationId") or "")[:255],
        "document_id": str(document.get("id") or "")[:255],
    }

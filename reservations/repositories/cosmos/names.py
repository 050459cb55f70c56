"""The ids of documents: ASCII, and made of what they stand for, so that a lost answer can be looked up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

OURS = re.compile(r"rsv-([0-9a-f]{32})")
CALENDAR = "cal-"
PLAIN = re.compile(r"[A-Za-z0-9_.\-]{1,200}")


class Named(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def document(self) -> Mapping[str, Any]: ...


def reservation_id(pk: UUID) -> str:
    return f"rsv-{pk.hex}"


def document_id(rental: Named) -> str:
    """Of a document that another system made, the id is its own."""
    return str(rental.document.get("id") or reservation_id(rental.id))


def key_of(document_id: str) -> UUID:
    """The rental's id behind a document's; the same each time for one of another system's making."""
    if ours := OURS.fullmatch(document_id):
        return UUID(ours[1])
    try:
        return UUID(document_id)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"reservation {document_id}")


def calendar_id(vehicle_id: str) -> str:
    """The id of a car's calendar. Cosmos refuses some characters in ids; a car of an import may have them."""
    if PLAIN.fullmatch(vehicle_id):
        return f"{CALENDAR}{vehicle_id}"
    return f"{CALENDAR}x{hashlib.sha256(vehicle_id.encode()).hexdigest()[:32]}"

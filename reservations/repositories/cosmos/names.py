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
REFUSED = re.compile(r"[/\\?#]| \Z")  # by Cosmos, in an id


class Named(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def document(self) -> Mapping[str, Any]: ...


def reservation_id(pk: UUID) -> str:
    return f"rsv-{pk.hex}"


def document_id(rental: Named) -> str:
    """Of a document that another system made, the id is its own."""
    return own_id(rental.document) or reservation_id(rental.id)


def own_id(document: Mapping[str, Any]) -> str:
    """The id that another system gave; "" where there is none, or Cosmos refuses it."""
    own = str(document.get("id") or "")
    return "" if REFUSED.search(own) else own


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
    return f"{CALENDAR}{digest(vehicle_id)}"


def claim_id(number: str) -> str:
    """The id of a number's claim. What a caller says, or another system gave, may be refused as an id."""
    return digest(number) if REFUSED.search(number) else number


def digest(name: str) -> str:
    return f"x{hashlib.sha256(name.encode()).hexdigest()[:32]}"

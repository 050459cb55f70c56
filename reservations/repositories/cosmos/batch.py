"""What one operation changes in a shop: calendars and reservations, written as one batch or not at all.

Calendars come first, each only if it is as it was read: that is what keeps a car from two renters. Pure.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reservations.occupancy import Occupancy
from reservations.repositories.cosmos import documents
from reservations.repositories.cosmos.calendar import Calendar, Fleet
from reservations.repositories.cosmos.documents import utc
from reservations.values import Actor, Car, Document, Rental

Operation = tuple[str, tuple[Any, ...], dict[str, Any]]


@dataclass
class Batch:
    fleet: Fleet
    now: datetime
    calendars: dict[str, Calendar] = field(default_factory=dict)
    reservations: dict[str, tuple[Document, str]] = field(default_factory=dict)  # with the ETag read
    removed: dict[str, str] = field(default_factory=dict)  # the ETag read, by id of the reservation

    def calendar(self, car: Car) -> Calendar:
        """As it shall be."""
        return self.calendars.get(car.id) or self.fleet.calendar(car)

    def enter(self, car: Car, entry: Occupancy) -> None:
        self.calendars[car.id] = self.calendar(car).having(entry)

    def strike(self, car: Car, *ids: str) -> None:
        if any(entry.id in ids for entry in self.calendar(car).entries):
            self.calendars[car.id] = self.calendar(car).without(*ids)

    def write(self, rental: Rental, line: Document | None, before: Mapping[str, Any] | None = None) -> None:
        """A new reservation, or one that was read as `before`; `line` is the next one of its audit log."""
        known = before or {}
        document = documents.make_document(rental, known)
        document["revision"] = int(known.get("revision") or 0) + 1
        document["events"] = [*(known.get("events") or ()), *([line] if line else ())]
        self.reservations[str(document["id"])] = (document, str(known.get("_etag") or ""))

    def remove(self, document: Mapping[str, Any]) -> None:
        """A reservation that another shop has taken over."""
        self.removed[str(document["id"])] = str(document["_etag"])

    def operations(self) -> list[Operation]:
        changed = [
            make_operation(calendar.to_document(self.now), calendar.etag)
            for _id, calendar in sorted(self.calendars.items())
        ]
        written = [make_operation(document, etag) for document, etag in self.reservations.values()]
        gone: list[Operation] = [
            ("delete", (document_id,), {"if_match_etag": etag}) for document_id, etag in self.removed.items()
        ]
        return [*changed, *written, *gone]


def make_operation(document: Document, etag: str) -> Operation:
    if not etag:
        return ("create", (document,), {})
    return ("replace", (document["id"], document), {"if_match_etag": etag})


def make_event(action: str, actor: Actor, now: datetime, **data: Any) -> Document:
    """One line of the audit log. Its id tells after a lost answer whether it was written."""
    return {
        "id": uuid.uuid4().hex,
        "at": utc(now),
        "action": action,
        "actor": actor.source,
        "who": actor.who,
        "sessionId": actor.session_id,
        "callId": actor.call_id,
        "data": data,
    }


def has_event(document: Mapping[str, Any] | None, line: Mapping[str, Any]) -> bool:
    """Was this line of the audit log written?"""
    events = (document or {}).get("events") or ()
    return any(each.get("id") == line["id"] for each in events)

"""What keeps a car, as its calendar document says it: one document a car, and the one thing that is guarded.

Pure. Entries are what would overlap: rentals that keep their car, and its time out of service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reservations.records import Rental
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.documents import CALENDAR, VERSION, utc

KEEPING = frozenset({"held", "confirmed", "out", "blocked"})
# What a document ends in that somebody has written otherwise; the last for a number or a time that is larger
# than anything can hold.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, ArithmeticError)
# What is over for so long is left out when the document is written, so that it stays small.
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """`id`: of the reservation's document. `start`: when the car leaves, or has left before its plan.
    `until`: with the turnaround; `return_at`: without."""

    id: str
    number: str
    start: datetime
    until: datetime
    return_at: datetime
    status: str
    vehicle_class: str
    pinned: bool = False
    one_way: bool = False
    session_id: str = ""
    hold_until: datetime | None = None

    @classmethod
    def of(cls, rental: Rental) -> Entry:
        return cls(
            names.document_id(rental),
            rental.number,
            rental.kept_from,
            rental.blocked_until,
            rental.return_at,
            rental.status,
            rental.vehicle_class,
            rental.pinned,
            rental.one_way,
            rental.session_id,
            rental.hold_expires_at,
        )

    def overlaps(self, start: datetime, until: datetime) -> bool:
        """Half-open: those that only touch do not."""
        return self.start < until and self.until > start

    def lapsed(self, now: datetime) -> bool:
        return self.status == "held" and self.hold_until is not None and self.hold_until <= now

    def given_up(self, now: datetime, session_id: str) -> bool:
        """A hold that keeps no car from this session any more."""
        return self.status == "held" and (
            self.lapsed(now) or bool(session_id and self.session_id == session_id)
        )

    def late(self, now: datetime) -> bool:
        return self.status == "out" and self.return_at < now

    def written(self) -> dict[str, Any]:
        return {
            "reservationId": self.id,
            "reservationNumber": self.number,
            "startUtc": utc(self.start),
            "endUtc": utc(self.until),
            "returnUtc": utc(self.return_at),
            "kind": "maintenance" if self.status == "blocked" else "reservation",
            "status": self.status,
            "vehicleType": self.vehicle_class,
            "pinned": self.pinned,
            "oneWay": self.one_way,
            "sessionId": self.session_id,
            "holdUntilUtc": utc(self.hold_until) if self.hold_until else None,
        }


def entry(item: Mapping[str, Any]) -> Entry:
    """One that somebody wrote with less in it keeps its car all the same."""
    until = instant(item["endUtc"])
    held = item.get("holdUntilUtc")
    maintenance = item.get("kind") == "maintenance"
    return Entry(
        str(item["reservationId"]),
        str(item.get("reservationNumber") or ""),
        instant(item["startUtc"]),
        until,
        instant(item.get("returnUtc") or item["endUtc"]),
        str(item.get("status") or ("blocked" if maintenance else "confirmed")),
        str(item.get("vehicleType") or ""),
        bool(item.get("pinned", "vehicleType" not in item)),
        bool(item.get("oneWay")),
        str(item.get("sessionId") or ""),
        instant(held) if held else None,
    )


def instant(said: str) -> datetime:
    told = datetime.fromisoformat(said)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)


@dataclass(frozen=True)
class Calendar:
    """`etag`: "" for a car that has no document yet. `before`: the document as it was read."""

    location_id: str
    vehicle_id: str
    entries: tuple[Entry, ...] = ()
    revision: int = 0
    etag: str = ""
    before: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Calendar:
        return cls(
            str(document["locationId"]),
            str(document["vehicleId"]),
            tuple(entry(item) for item in document.get("bookings") or ()),
            int(document.get("revision") or 0),
            str(document.get("_etag") or ""),
            document,
        )

    @classmethod
    def anew(cls, document: Mapping[str, Any], location_id: str, vehicle_id: str) -> Calendar:
        """Empty, in the place of one that cannot be read."""
        return cls(location_id, vehicle_id, etag=str(document.get("_etag") or ""), before=document)

    def without(self, *ids: str) -> Calendar:
        return replace(self, entries=tuple(each for each in self.entries if each.id not in ids))

    def having(self, new: Entry) -> Calendar:
        """With `new` in the place of what it was before, if it keeps the car."""
        rest = self.without(new.id)
        return replace(rest, entries=(*rest.entries, new)) if new.status in KEEPING else rest

    def written(self, now: datetime) -> dict[str, Any]:
        since = now - REMEMBERED
        kept = [each for each in self.entries if each.until > since or each.status == "out"]
        return {
            "id": names.calendar_id(self.vehicle_id),
            "docType": CALENDAR,
            "schemaVersion": VERSION,
            "locationId": self.location_id,
            "vehicleId": self.vehicle_id,
            "revision": self.revision + 1,
            "bookings": [each.written() for each in sorted(kept, key=lambda each: (each.start, each.id))],
        }

"""What keeps a car, as its calendar document says it: one document a car, and the one thing that is guarded.

Pure. Entries are what would overlap: rentals that keep their car, and its time out of service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reservations.occupancy import KEEPING, Occupancy
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.documents import CALENDAR, VERSION, utc
from reservations.values import Rental

# What a document ends in that somebody has written otherwise; the last for a number or a time that is larger
# than anything can hold.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, ArithmeticError)
# What is over for so long is left out when the document is written, so that it stays small.
REMEMBERED = timedelta(days=1)


def entry_of(rental: Rental) -> Occupancy:
    """What the rental keeps of its car, under the id of its document."""
    return Occupancy.of(rental, names.document_id(rental))


def write_entry(its: Occupancy) -> dict[str, Any]:
    return {
        "reservationId": its.id,
        "reservationNumber": its.number,
        "startUtc": utc(its.start),
        "endUtc": utc(its.until),
        "returnUtc": utc(its.return_at),
        "kind": "maintenance" if its.status == "blocked" else "reservation",
        "status": its.status,
        "vehicleType": its.vehicle_class,
        "pinned": its.pinned,
        "oneWay": its.one_way,
        "sessionId": its.session_id,
        "holdUntilUtc": utc(its.hold_until) if its.hold_until else None,
    }


def read_entry(item: Mapping[str, Any], location_id: str) -> Occupancy:
    """One that somebody wrote with less in it keeps its car all the same."""
    until = instant(item["endUtc"])
    held = item.get("holdUntilUtc")
    maintenance = item.get("kind") == "maintenance"
    return Occupancy(
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
        location_id,
    )


def instant(said: str) -> datetime:
    told = datetime.fromisoformat(said)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)


@dataclass(frozen=True)
class Calendar:
    """`etag`: "" for a car that has no document yet. `before`: the document as it was read."""

    location_id: str
    vehicle_id: str
    entries: tuple[Occupancy, ...] = ()
    revision: int = 0
    etag: str = ""
    before: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Calendar:
        return cls(
            str(document["locationId"]),
            str(document["vehicleId"]),
            tuple(read_entry(item, str(document["locationId"])) for item in document.get("bookings") or ()),
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

    def having(self, new: Occupancy) -> Calendar:
        """With `new` in the place of what it was before, if it keeps the car."""
        rest = self.without(new.id)
        return replace(rest, entries=(*rest.entries, new)) if new.status in KEEPING else rest

    def to_document(self, now: datetime) -> dict[str, Any]:
        since = now - REMEMBERED
        kept = [each for each in self.entries if each.until > since or each.status == "out"]
        return {
            "id": names.calendar_id(self.vehicle_id),
            "docType": CALENDAR,
            "schemaVersion": VERSION,
            "locationId": self.location_id,
            "vehicleId": self.vehicle_id,
            "revision": self.revision + 1,
            "bookings": [write_entry(each) for each in sorted(kept, key=lambda each: (each.start, each.id))],
        }

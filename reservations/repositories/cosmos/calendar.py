"""What keeps a car, as its calendar document says it: one document a car, and the one thing that is guarded.

Also the cars and calendars of a shop together, judged by occupancy.py and assignment.py. Pure. Entries are
what would overlap: rentals that keep their car, and its time out of service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reservations import assignment, occupancy, vehicle_classes
from reservations.occupancy import KEEPING, CarRequest, Occupancy
from reservations.reassignment import Plan
from reservations.repositories.cosmos import names
from reservations.repositories.cosmos.documents import CALENDAR, VERSION, utc
from reservations.values import Car, Document, Rental

# What a document ends in that somebody has written otherwise; the last for a number or a time that is larger
# than anything can hold.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError, ArithmeticError)
# What is over for so long is left out when the document is written, so that it stays small.
REMEMBERED = timedelta(days=1)
# A batch holds a hundred operations: each move writes its reservation and at most two calendars, and the rest
# is for the booking itself and for holds that ran out.
MOST_MOVES = 30


def entry_of(rental: Rental) -> Occupancy:
    """What the rental keeps of its car, under the id of its document."""
    return Occupancy.of(rental, names.document_id(rental))


def write_entry(its: Occupancy) -> Document:
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

    def to_document(self, now: datetime) -> Document:
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


@dataclass(frozen=True)
class Fleet:
    """A shop's cars and calendars, as they were read at one time.

    Whoever writes what was decided here guards it by the calendars' ETags.

    `unreadable`: cars of the shop that may be taken at any time, as their calendars cannot be read; they
    are not among `cars`, and not for hire.
    """

    cars: Sequence[Car]
    calendars: dict[str, Calendar]
    unreadable: Sequence[Car] = ()

    @classmethod
    def of(cls, cars: Sequence[Car], calendars: Iterable[Calendar], unreadable: Sequence[Car] = ()) -> Fleet:
        return cls(cars, {each.vehicle_id: each for each in calendars}, unreadable)

    def calendar(self, car: Car) -> Calendar:
        return self.calendars.get(car.id) or Calendar(car.location_id, car.id)

    def entries(self) -> Iterator[tuple[Calendar, Occupancy]]:
        for calendar in self.calendars.values():
            for entry in calendar.entries:
                yield calendar, entry

    def entry(self, document_id: str) -> Occupancy | None:
        return next((entry for _calendar, entry in self.entries() if entry.id == document_id), None)

    def for_hire(self, vehicle_class: str | None, car_id: str | None = None) -> list[Car]:
        return [
            car
            for car in self.cars
            if (not vehicle_class or car.vehicle_class == vehicle_class) and (not car_id or car.id == car_id)
        ]

    def entries_of(self, car: Car) -> Sequence[Occupancy]:
        return self.calendar(car).entries

    def find_keeping(self, car: Car, request: CarRequest) -> list[Occupancy]:
        """What keeps the car from this request."""
        return occupancy.find_keeping(self.entries_of(car), request)

    def find_free(self, cars: Iterable[Car], request: CarRequest) -> list[Car]:
        return [car for car in cars if occupancy.is_free(self.entries_of(car), request)]

    def find_best(self, cars: Iterable[Car], request: CarRequest) -> Car | None:
        """The free car that leaves the smallest gap."""
        return assignment.find_best(cars, self.entries_of, request)

    def plan_by_moving(self, cars: Iterable[Car], request: CarRequest) -> tuple[Car, Plan] | None:
        """A car that is free once others of its class have changed theirs; the fewest moves that do."""
        cars = sorted(cars, key=lambda car: car.id)
        on_time = [car for car in cars if not occupancy.is_late(self.entries_of(car), request)]

        def list_keeping(fleet: Sequence[Car]) -> dict[str, list[Occupancy]]:
            return {car.id: self.find_keeping(car, request) for car in fleet}

        return assignment.make_room(
            on_time, request.period, list_keeping, now=request.now, most_moves=MOST_MOVES
        )

    def list_on_offer(self, vehicle_class: str | None, request: CarRequest) -> list[Car]:
        """What can be booked now: free cars, and one of each full class that others can make room on."""
        cars = self.for_hire(vehicle_class)
        free = self.find_free(cars, request)
        known = {car.vehicle_class for car in free}
        full: dict[str, list[Car]] = {}
        for car in cars:
            if car.vehicle_class not in known:
                full.setdefault(car.vehicle_class, []).append(car)
        made = [found[0] for fleet in full.values() if (found := self.plan_by_moving(fleet, request))]
        return sorted([*free, *made], key=lambda car: (vehicle_classes.order(car.vehicle_class), car.id))

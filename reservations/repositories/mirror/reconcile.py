"""The cars' calendars against the reservations of the record: other systems write the one and not the other.

Each calendar is written only if it is as it was read, and each reservation is read again after it: an entry
that was made meanwhile is never taken for a stray one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from reservations import clock
from reservations.occupancy import KEEPING, Occupancy
from reservations.repositories.cosmos import documents, names
from reservations.repositories.cosmos.batch import Batch
from reservations.repositories.cosmos.calendar import Calendar, Fleet, entry_of
from reservations.repositories.cosmos.errors import Exists, Stale, Unknown
from reservations.repositories.cosmos.record import Record, read_calendar
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.repositories.mirror import rows
from reservations.repositories.mirror.rows import WRONG, RecordDocument

PATIENCE = 30.0  # seconds for one car
Entries = dict[str, Occupancy]
CarKey = tuple[str, str]  # shop and car


class Report(Protocol):
    def add(self, kind: str, what: str) -> None: ...


class CalendarReconciler:
    """Entries that stand for nothing go; a reservation that its car does not know is entered, if it fits."""

    def __init__(self, report: Report, check: bool) -> None:
        self.report, self.check = report, check

    def compare(self, found: Iterable[RecordDocument]) -> None:
        """`found`: reservations and calendars, as they were when the look began."""
        living: dict[CarKey, Entries] = {}
        known: dict[CarKey, Entries] = {}
        broken: set[CarKey] = set()
        for document in found:
            try:
                if document.get("docType") == documents.CALENDAR:
                    calendar = Calendar.read(document)
                    known[calendar.location_id, calendar.vehicle_id] = {
                        each.id: each for each in calendar.entries
                    }
                elif kept := read_keeping(document):
                    living.setdefault(kept[0], {})[kept[1].id] = kept[1]
            except WRONG as error:
                if document.get("docType") == documents.CALENDAR:
                    self.report.add("calendar that cannot be read", f"{document['id']}: {error!r}")
                    broken.add(owner(document))
        for car in sorted({*living, *known, *broken}):
            its, lives = known.get(car, {}), living.get(car, {})
            if car in broken or is_suspicious(its, lives):
                CarReconciler(car, self.report, self.check).reconcile({*its, *lives})


def owner(calendar: RecordDocument) -> CarKey:
    """The shop and the car of a calendar that cannot be read: its id tells the car as well."""
    vehicle_id = calendar.get("vehicleId")
    if not isinstance(vehicle_id, str) or names.calendar_id(vehicle_id) != calendar["id"]:
        vehicle_id = str(calendar["id"]).removeprefix(names.CALENDAR)
    return str(calendar["locationId"]), vehicle_id


def read_keeping(document: RecordDocument | None) -> tuple[CarKey, Occupancy] | None:
    """The car that a reservation keeps from now on, and its entry; None if it keeps none."""
    if document is None:
        return None
    rental = rows.read(document)
    if rental.status not in KEEPING or (rental.blocked_until <= clock.now() and rental.status != "out"):
        return None
    return (rental.location_id, rental.vehicle.id), entry_of(rental)


def is_suspicious(its: Entries, living: Entries) -> bool:
    counting = {key for key, entry in its.items() if counts(entry)}
    return counting != set(living) or any(differs(its[key], living[key]) for key in living)


def counts(entry: Occupancy) -> bool:
    return entry.until > clock.now() or entry.status == "out"


def differs(one: Occupancy, other: Occupancy) -> bool:
    return (one.start, one.until, one.status) != (other.start, other.until, other.status)


class CarReconciler:
    """One car's calendar, read anew, and each reservation in question after it."""

    def __init__(self, car: CarKey, report: Report, check: bool) -> None:
        self.car, self.report, self.check = car, report, check
        self.record = Record(RequestBudget(PATIENCE))

    def reconcile(self, ids: set[str]) -> None:
        its = wanted = self.calendar()
        entries = {entry.id: entry for entry in its.entries}
        for key in sorted(ids | set(entries)):
            try:
                found = read_keeping(self.record.reservation(self.car[0], key))
            except WRONG:
                continue  # it is in quarantine: until it is mended it keeps what it has
            entry = found[1] if found and found[0] == self.car else None
            present = entries.get(key)
            if entry is None and present and counts(present):
                self.tell("entry without reservation", key)
                wanted = wanted.without(key)
            elif entry and (present is None or differs(present, entry)):
                wanted = self.enter_if_free(
                    wanted, entry, "reservation without entry" if present is None else ""
                )
        anew = its.before is not None and not its.revision
        if (anew or wanted is not its) and not self.check:
            self.write(wanted)

    def calendar(self) -> Calendar:
        """As it is; empty in the place of one that cannot be read, to be filled from the reservations."""
        document = self.record.reservation(self.car[0], names.calendar_id(self.car[1]))
        if document is None:
            return Calendar(*self.car)
        return read_calendar(document) or Calendar.anew(document, *self.car)

    def enter_if_free(self, wanted: Calendar, entry: Occupancy, kind: str) -> Calendar:
        others = [each for each in wanted.without(entry.id).entries if not each.is_expired_hold(clock.now())]
        rivals = [each for each in others if each.overlaps(entry.start, entry.until)]
        if rivals:
            self.tell("two renters for one car", f"{entry.id} and {rivals[0].id}")
            return wanted
        self.tell(kind or "entry not as its reservation", entry.id)
        return wanted.having(entry)

    def tell(self, kind: str, what: str) -> None:
        self.report.add(kind, f"{self.car[1]}: {what}")

    def write(self, wanted: Calendar) -> None:
        batch = Batch(Fleet([], {}), clock.now(), {wanted.vehicle_id: wanted})
        try:
            self.record.commit(wanted.location_id, batch)
        except (Stale, Exists, Unknown):
            self.tell("written meanwhile", "run it again")

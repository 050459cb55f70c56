"""Compares the whole record with its mirror and with its calendars, and mends what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reservations import clock
from reservations.models import Mirrored, Quarantine
from reservations.reading import Malformed
from reservations.repositories.cosmos import documents
from reservations.repositories.cosmos.calendar import KEEPING, Calendar, Entry
from reservations.repositories.cosmos.faults import Exists, Stale
from reservations.repositories.cosmos.fleet import Fleet
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.turn import Turn
from reservations.repositories.cosmos.unit import Unit
from reservations.repositories.mirror import places, reservations
from reservations.repositories.mirror.reservations import shop_of

PATIENCE = 120.0


@dataclass
class Report:
    """What was found, by kind; `lines` name each."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, kind: str, what: str) -> None:
        self.counts[kind] += 1
        self.lines.append(f"{kind}: {what}")

    @property
    def clean(self) -> bool:
        return not self.counts


def resync(*, check: bool = False, location: str = "") -> Report:
    """With `check` nothing is written; without, a second run finds nothing that the first could mend."""
    report = Report()
    record = Record(Turn(PATIENCE))
    shops = every(record, "locations", location, "id")
    found = every(record, "reservations", location, "locationId")
    compare(report, "locations", location, shops, check=check)
    compare(report, "reservations", location, [each for each in found if not calendar(each)], check=check)
    Calendars(record, report, check).compare(found)
    for row in Quarantine.objects.all():
        if not location or row.location_id == location:
            report.add("in quarantine", f"{row}: {row.reason}")
    return report


def every(record: Record, container: str, location: str, key: str) -> list[dict[str, Any]]:
    if location:
        given = [{"name": "@location", "value": location}]
        sql = f"SELECT * FROM c WHERE c.{key} = @location"  # noqa: S608  (one of two names of ours)
        return record.query(sql, given, location, container=container)
    return record.query("SELECT * FROM c", [], container=container)


def calendar(document: dict[str, Any]) -> bool:
    return document.get("docType") == documents.CALENDAR


def compare(
    report: Report, container: str, location: str, found: list[dict[str, Any]], *, check: bool
) -> None:
    """Rows that differ are written anew; rows without a document are marked, and kept."""
    states = {state.document_id: state for state in mirrored(container, location)}
    there = set()
    for document in found:
        key = str(document.get("id"))
        there.add(key)
        state = states.get(key)
        if state is None or state.etag != document.get("_etag") or state.missing_since:
            report.add("not as in the record", f"{container}/{key}")
            if not check:
                show(container, document)
    for key, state in states.items():
        if key not in there and state.missing_since is None:
            report.add("missing in the record", f"{container}/{key}")
            if not check:
                state.missing_since = clock.now()
                state.save(update_fields=["missing_since"])


def mirrored(container: str, location: str) -> Iterator[Mirrored]:
    rows = Mirrored.objects.filter(container=container)
    yield from rows.filter(location_id=location) if location else rows


def show(container: str, document: dict[str, Any]) -> None:
    if container == "locations":
        places.apply(document, force=True)
    else:
        reservations.apply([document], Record(Turn(PATIENCE)).reservation, force=True)


@dataclass
class Calendars:
    """Entries that stand for nothing go; reservations unknown to their car are entered, where it is free."""

    record: Record
    report: Report
    check: bool

    def compare(self, found: list[dict[str, Any]]) -> None:
        living: dict[tuple[str, str], dict[str, Entry]] = {}
        for document in found:
            if calendar(document):
                continue
            try:
                rental = documents.rental(document, shop_of)
            except (Malformed, ValueError, TypeError, KeyError):
                continue  # it is in quarantine
            if rental.status in KEEPING and rental.blocked_until > clock.now():
                its = living.setdefault((rental.location_id, rental.vehicle.id), {})
                its[str(document["id"])] = Entry.of(rental)
        known = {
            (each["locationId"], each["vehicleId"]): Calendar.read(each) for each in found if calendar(each)
        }
        for key in {*living, *known}:
            self.mend(known.get(key) or Calendar(*key), living.get(key, {}))

    def mend(self, its: Calendar, living: dict[str, Entry]) -> None:
        wanted = its
        for entry in its.entries:
            if entry.id not in living and entry.until > clock.now() and entry.status != "out":
                self.report.add("entry without reservation", f"{its.vehicle_id}: {entry.id}")
                wanted = wanted.without(entry.id)
        for key, entry in living.items():
            if any(each.id == key for each in its.entries):
                continue
            rivals = [each for each in wanted.entries if each.overlaps(entry.start, entry.until)]
            if rivals:
                self.report.add("two renters for one car", f"{its.vehicle_id}: {key} and {rivals[0].id}")
                continue
            self.report.add("reservation without entry", f"{its.vehicle_id}: {key}")
            wanted = wanted.having(entry)
        if wanted is not its and not self.check:
            self.write(wanted)

    def write(self, wanted: Calendar) -> None:
        unit = Unit(Fleet([], {}), clock.now(), {wanted.vehicle_id: wanted})
        try:
            self.record.commit(wanted.location_id, unit)
        except (Stale, Exists):
            self.report.add("written meanwhile", f"{wanted.vehicle_id}: run it again")

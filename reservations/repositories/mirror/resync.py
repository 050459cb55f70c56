"""Compares the whole record with its mirror and with its calendars, and mends what differs.

It takes a while, and meanwhile others write: what differs is read once more before it is told or touched.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from reservations import clock
from reservations.models import Mirrored, Quarantine
from reservations.repositories.cosmos import documents, pages
from reservations.repositories.cosmos import locations as inventories
from reservations.repositories.cosmos.changing import leave_shop
from reservations.repositories.cosmos.locations import add_car, make_item, put_item
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.repositories.mirror import locations, reservations
from reservations.repositories.mirror import rows as row_values
from reservations.repositories.mirror.reconcile import CalendarReconciler
from reservations.repositories.mirror.rows import WRONG
from reservations.values import Document, Rental

PATIENCE = 120.0  # seconds for one request: nobody waits for a resync
# A car that is gone for longer has been taken out of the fleet.
RECENT = timedelta(days=7)
# A return takes seconds. A car that left an inventory longer ago than this is on its way to no other one.
SETTLED = timedelta(minutes=10)


@dataclass
class Report:
    """What was found, by kind; `lines` name each, and are told as they come."""

    tell: Callable[[str], object] = lambda _line: None
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, kind: str, what: str) -> None:
        self.counts[kind] += 1
        self.lines.append(f"{kind}: {what}")
        self.tell(self.lines[-1])

    @property
    def clean(self) -> bool:
        return not self.counts


def resync(
    *,
    check: bool = False,
    location: str = "",
    tell: Callable[[str], object] = lambda _line: None,
    settled: timedelta = SETTLED,
) -> Report:
    """With `check` nothing is written; without, a second run finds nothing that the first could mend.

    `settled`: how long ago a shop's inventory was last written where no return of one of its cars goes on.
    """
    report = Report(tell)
    shops = read_latest("locations", location)
    found = read_latest("reservations", location)
    if not location and (homeless := find_orphaned_vehicles(shops, found, settled)):
        for rental in homeless:
            enter_orphaned_vehicle(rental, report, check=check)
        shops = shops if check else read_latest("locations", location)
    kept = [each for each in found if each.get("docType") != documents.CALENDAR]
    if left := find_left_behind(kept):
        for document, arrived in left:
            report.add("left at the old shop", f"{document['id']}: {arrived['locationId']} has taken it over")
            if not check:
                leave_shop(record(), str(document["locationId"]), arrived)
        kept = [each for each in kept if each not in [document for document, _arrived in left]]
        found = found if check else read_latest("reservations", location)
    Mirror("locations", report, check).compare(shops, location)
    Mirror("reservations", report, check).compare(kept, location)
    CalendarReconciler(report, check).compare(found)
    for row in Quarantine.objects.all():
        if location and location not in {row.location_id, row.document_id}:
            continue
        if record().item(row.container, row.document_id, row.location_id or row.document_id):
            report.add("in quarantine", f"{row}: {row.reason}")
            continue
        report.add("no longer in quarantine", f"{row}: it is not in the record any more")
        if not check:
            row.delete()
    return report


def record() -> Record:
    return Record(RequestBudget(PATIENCE))


def read_latest(container: str, location: str) -> list[Document]:
    """Each once, as it was written last."""
    found = {(each.get("locationId"), each["id"]): each for each in pages.read_all(container, location)}
    return list(found.values())


@dataclass
class Mirror:
    """Rows that differ are written anew; rows without a document are marked, and kept."""

    container: str
    report: Report
    check: bool

    def compare(self, found: Iterable[Document], location: str) -> None:
        there = {(str(each.get("locationId") or each["id"]), str(each["id"])): each for each in found}
        rows = Mirrored.objects.filter(container=self.container)
        states = {
            (state.location_id, state.document_id): state
            for state in (rows.filter(location_id=location) if location else rows)
        }
        for key, document in there.items():
            if differs(document, states.get(key)):
                self.differing(key)
        for key in states.keys() - there.keys():
            self.absent(key)

    def now(self, key: tuple[str, str]) -> tuple[Document | None, Mirrored | None]:
        document = record().item(self.container, key[1], key[0])
        rows = Mirrored.objects.filter(container=self.container, location_id=key[0], document_id=key[1])
        return document, rows.first()

    def differing(self, key: tuple[str, str]) -> None:
        document, state = self.now(key)
        if document is None or not differs(document, state):
            return
        if not self.check:
            self.show(document)
        if self.check or not differs(document, self.now(key)[1]) or not is_quarantined(self.container, key):
            self.report.add("not as in the record", f"{self.container}/{key[1]}")

    def absent(self, key: tuple[str, str]) -> None:
        document, state = self.now(key)
        if document is not None or state is None or state.missing_since:
            return
        self.report.add("missing in the record", f"{self.container}/{key[1]}")
        if not self.check:
            state.missing_since = clock.now()
            state.save(update_fields=["missing_since"])

    def show(self, document: Document) -> None:
        if self.container == locations.CONTAINER:
            locations.apply(document, force=True)
        else:
            reservations.apply([document], record().reservation, force=True)


def differs(document: Document, state: Mirrored | None) -> bool:
    return state is None or state.etag != document.get("_etag") or state.missing_since is not None


def is_quarantined(container: str, key: tuple[str, str]) -> bool:
    return Quarantine.objects.filter(container=container, document_id=key[1]).exists()


def find_left_behind(kept: Iterable[Document]) -> list[tuple[Document, Document]]:
    """Bookings that another shop has taken over and that stand at the old one still, each with the document
    there. Who moved them was stopped between the two; the one that was written last is the booking."""
    by_id: dict[str, list[Document]] = {}
    for document in kept:
        by_id.setdefault(str(document["id"]), []).append(document)
    found = []
    for twins in by_id.values():
        if len(twins) > 1 and all(row_values.revision(each) for each in twins):
            *rest, last = sorted(twins, key=row_values.revision)
            found += [(left, last) for left in rest]
    return found


def find_orphaned_vehicles(
    shops: Collection[Mapping[str, Any]], found: Iterable[Mapping[str, Any]], settled: timedelta
) -> list[Rental]:
    """Cars in no inventory that came back at another shop, or were about to, each by its last rental.

    Who returned them was stopped: between the two inventories, or before the return itself was written.
    """
    somewhere = {inventories.vehicle_id_of(item) for shop in shops for item in shop.get("inventory") or []}
    by_then = time.time() - settled.total_seconds()  # of the server's own stamps
    at_rest = {str(shop["id"]) for shop in shops if int(shop.get("_ts") or 0) <= by_then}
    used: list[tuple[datetime, Rental]] = []
    for document in found:
        if document.get("status") not in {"returned", "out"} or document.get("vehicleId") in somewhere:
            continue
        try:
            rental = row_values.read(document)
        except WRONG:
            continue
        if at := rental.returned_at or rental.picked_up_at:
            used.append((at, rental))
    last = {rental.vehicle.id: (at, rental) for at, rental in sorted(used, key=itemgetter(0))}
    since = clock.now() - RECENT
    return [
        rental
        for at, rental in last.values()
        if rental.one_way and (rental.location_id in at_rest if rental.status == "out" else at > since)
    ]


def enter_orphaned_vehicle(rental: Rental, report: Report, *, check: bool) -> None:
    """Into the inventory of the shop that took it back; of the one that it left, where none has yet."""
    car = rental.vehicle.id
    if rental.status == "returned":
        report.add("car in no inventory", f"{car}: it came back with {rental.number}")
        if not check:
            add_car(record(), rental)
        return
    report.add("car in no inventory", f"{car}: it is on the road with {rental.number}")
    if not check:
        put_item(record(), rental.location_id, car, make_item(rental))

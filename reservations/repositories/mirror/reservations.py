"""Reservation documents as rows: newer ones only, and in one go what may have changed places.

The rows have a guard against double booking of their own. It stops no document: a row in the way is older
than the record and is looked up anew; what contradicts the record itself is put into quarantine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from reservations import clock, messages, staff_news
from reservations.changes import tells_customer
from reservations.models import Mirrored, Reservation, ReservationEvent
from reservations.models.exclusion import BLOCKING
from reservations.models.readonly import mirror_writes
from reservations.repositories.cosmos import documents, names
from reservations.repositories.cosmos.record import Record
from reservations.repositories.mirror import quarantine, rows
from reservations.repositories.mirror.rows import CONTAINER, WRONG, RecordDocument
from reservations.values import ERASED, Rental

log = logging.getLogger(__name__)
# A mirror that is made anew hears of every operation again, and must not write to every customer.
NEWS = timedelta(hours=1)
TOLD = {
    "created": "confirmed",
    "confirmed": "confirmed",
    "cancelled": "cancelled",
    "cancellation_undone": "restored",
    "changed": "changed",
}
Fetch = Callable[[str, str], RecordDocument | None]


@dataclass(frozen=True)
class Found:
    """`again`: also what is shown already in another form (the same revision, as the portal leaves it);
    `force`: whatever is there."""

    document: RecordDocument
    rental: Rental
    again: bool = False
    force: bool = False


Known = dict[str, Found]


class InTheWay(Exception):
    """Rows that keep a car which the record has given to another: by the key of the one that it wants."""

    def __init__(self, rivals: list[tuple[str, Reservation]]) -> None:
        super().__init__(str([row.number for _key, row in rivals]))
        self.rivals = rivals


class Unshowable(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def best_effort(found: Iterable[RecordDocument], fetch: Fetch) -> None:
    """After an operation of ours: what cannot be shown now is shown by the feed."""
    try:
        with transaction.atomic():
            apply(found, fetch)
    except Exception:
        log.exception("The mirror waits for the feed")


def refresh(row: Reservation) -> None:
    """Make one row say what the record says of it now, for a page that was found to be older.

    A record that does not answer leaves the row as it is: the feed comes by."""
    try:
        record = Record()
        document = record.reservation(row.location_id, names.document_id(row))
        if document is not None:
            apply([document], record.reservation, again=True)
    except Exception:
        log.exception("%s is shown as it was", row.number)


def apply(found: Iterable[RecordDocument], fetch: Fetch, *, again: bool = False, force: bool = False) -> int:
    """How many rows were written. What cannot be shown is put aside and stops nothing."""
    known: Known = {}
    for document in found:
        if document.get("docType") != documents.CALENDAR:
            take_in(known, document, again=again, force=force)
    tried: set[str] = set()
    asked: set[str] = set()
    while known:
        try:
            with mirror_writes(), transaction.atomic():
                return write(known)
        except InTheWay as blocked:
            for key, row in blocked.rivals:
                make_way(known, asked, key, row, fetch)
        except Unshowable as bad:
            # Somebody may have written between the look and the writing: once more, and then no more.
            if bad.key in tried:
                put_aside(known, bad.key, str(bad.__cause__))
            tried.add(bad.key)
    return 0


def take_in(known: Known, document: RecordDocument, *, again: bool, force: bool) -> None:
    try:
        rental = rows.read(document)
        known[str(rental.id)] = Found(document, rental, again, force)
    except WRONG as error:
        quarantine.put(CONTAINER, document, str(error) or type(error).__name__)


def make_way(known: Known, asked: set[str], key: str, row: Reservation, fetch: Fetch) -> None:
    """What the record says now of the one in the way, and of the one that wants its car, goes in the same go.
    Each is asked for once, so that it ends: who is in the way even then contradicts the record."""
    rival = str(row.pk)
    unasked = {rival, key} - asked
    asked |= unasked
    if rival in unasked:
        look_up(known, rival, row.location_id, names.document_id(row), fetch)
    if key in unasked and (mine := known.get(key)):
        look_up(known, key, str(mine.document["locationId"]), str(mine.document["id"]), fetch)
    if rival not in known:  # deleted, or in quarantine
        with mirror_writes():
            rows.give_up(row)
    elif not unasked and key in known:
        put_aside(known, key, f"its car is taken by {row.number} then, by the record itself")


def look_up(known: Known, key: str, location_id: str, document_id: str, fetch: Fetch) -> None:
    document = fetch(location_id, document_id)
    if document is None:
        return
    before = known.pop(key, None)
    take_in(known, document, again=True, force=before.force if before else False)


def put_aside(known: Known, key: str, reason: str) -> None:
    quarantine.put(CONTAINER, known.pop(key).document, reason)


def write(known: Known) -> int:
    states = rows.lock_states({key: each.rental for key, each in known.items()})
    fresh = {key: each for key, each in known.items() if each.force or newer(each, states[key])}
    present = Reservation.calendar.select_for_update().filter(pk__in=fresh).order_by("pk")
    before = {str(row.pk): row for row in present}
    # They may have changed cars among each other: until all are written none is in another's way.
    Reservation.calendar.filter(pk__in=before).update(status=Reservation.Status.EXPIRED)
    refresh_alternatives(fresh)
    for key, each in fresh.items():
        try:
            row = rows.write_row(each.rental)
            write_events(row, each.document, before.get(key))
            rows.note_state(each.document, each.rental, row)
            staff_news.announce(row)
        except WRONG as error:
            raise Unshowable(key) from error
        quarantine.release(CONTAINER, each.document)
    return len(fresh)


def newer(each: Found, state: Mirrored) -> bool:
    revision = rows.revision(each.document)
    if revision == state.revision:
        # A row that was given up does not say what its document says, whatever is known of the document.
        given_up = state.missing_since is not None
        return each.again and (given_up or each.document.get("_etag") != state.etag)
    return revision > state.revision


def refresh_alternatives(fresh: Known) -> None:
    rivals: list[tuple[str, Reservation]] = []
    for key, each in fresh.items():
        rental = each.rental
        if rental.status in BLOCKING:
            others = Reservation.calendar.blocking().filter(vehicle=rental.vehicle.id).exclude(pk__in=fresh)
            rivals += ((key, row) for row in others.overlapping(rental.kept_from, rental.blocked_until))
    if rivals:
        raise InTheWay(rivals)


def write_events(row: Reservation, document: RecordDocument, before: Reservation | None) -> None:
    """The row is locked, so the lines that it lacks are those after the ones that it has."""
    if is_erased(row, before):
        ReservationEvent.objects.filter(reservation=row).delete()  # their words are gone from the record, too
    known = ReservationEvent.objects.filter(reservation=row).count()
    lines = (document.get("events") or [])[known:]
    ReservationEvent.objects.bulk_create(
        ReservationEvent(
            reservation=row,
            at=datetime.fromisoformat(line["at"]),
            action=line["action"],
            actor=line.get("actor", "system"),
            who=line.get("who", ""),
            session_id=line.get("sessionId", ""),
            call_id=line.get("callId", ""),
            data=line.get("data") or {},
        )
        for line in lines
    )
    since = clock.now() - NEWS
    for line in lines:
        if datetime.fromisoformat(line["at"]) < since or row.customer_name == ERASED:
            continue
        if kind := kind_of_message(line["action"], row, before):
            key, source = str(line["id"]), str(line.get("actor", ""))
            messages.enqueue(row, kind, key=key, source=source, left=before.location if before else None)


def is_erased(row: Reservation, before: Reservation | None) -> bool:
    """Has the row just lost its customer?"""
    return row.customer_name == ERASED and before is not None and before.customer_name != ERASED


def kind_of_message(action: str, row: Reservation, before: Reservation | None) -> str:
    """The kind of message; "" where a customer has nothing to hear of."""
    if action == "changed":
        return "changed" if before is not None and tells_customer(before, row) else ""
    return TOLD.get(action, "")

"""Bookings that another system wrote: their cars are kept from ours as soon as the feed tells of them.

Before that nobody but their author knows of them; `cosmos_resync` finds those that were never told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from reservations.models import Mirrored, Reservation
from reservations.repositories.cosmos.documents import CALENDAR
from reservations.repositories.mirror.reconcile import CarReconciler, Place, read_keeping
from reservations.repositories.mirror.rows import CONTAINER, WRONG

log = logging.getLogger(__name__)
Document = Mapping[str, Any]


class LogReport:
    """What was found out, for the log: who must talk to a customer reads it there."""

    def add(self, kind: str, what: str) -> None:
        log.log(logging.ERROR if kind == "two renters for one car" else logging.WARNING, "%s: %s", kind, what)


def enter(page: Iterable[Document]) -> None:
    """What we wrote ourselves was shown when it was written, and is passed over."""
    bookings = [each for each in page if each.get("docType") != CALENDAR]
    states = {
        (state.location_id, state.document_id): state
        for state in Mirrored.objects.filter(
            container=CONTAINER, document_id__in=[str(each.get("id")) for each in bookings]
        )
    }
    touched: dict[Place, set[str]] = {}
    for document in bookings:
        state = states.get((str(document.get("locationId")), str(document.get("id"))))
        if state and state.etag == document.get("_etag"):
            continue
        for place in find_places(document, state):
            touched.setdefault(place, set()).add(str(document["id"]))
    for place, ids in sorted(touched.items()):
        CarReconciler(place, LogReport(), check=False).reconcile(ids)


def find_places(document: Document, state: Mirrored | None) -> set[Place]:
    """Where its car is kept; and where it was, as far as we have seen it before."""
    found: set[Place] = set()
    try:
        if kept := read_keeping(document):
            found.add(kept[0])
    except WRONG:
        return found  # it is put into quarantine
    if state:
        row = Reservation.calendar.filter(pk=state.row).values_list("location_id", "vehicle_id").first()
        found |= {row} if row else set()
    return found

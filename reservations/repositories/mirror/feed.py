"""Follows what changes in the containers. Rows and the place in the feed are written in one transaction.

At least once, in order: a page that was cut short comes again, and changes nothing.

Bookings that another system wrote have their cars kept from ours as soon as the feed tells of them. Before
that nobody but their author knows of them; `cosmos_resync` finds those that were never told.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from reservations import clock
from reservations.models import FeedToken, Mirrored, Reservation
from reservations.repositories.cosmos import pages
from reservations.repositories.cosmos.documents import CALENDAR
from reservations.repositories.cosmos.errors import Missing, Refused
from reservations.repositories.cosmos.record import Record
from reservations.repositories.mirror import locations, reservations
from reservations.repositories.mirror.reconcile import CarKey, CarReconciler, read_keeping
from reservations.repositories.mirror.rows import CONTAINER, WRONG, RecordDocument

log = logging.getLogger(__name__)
# A reader that dies holds the feed up for so long; one that reads renews it with each page.
LEASE = timedelta(seconds=30)


class Feed:
    """One reader of one container; another one waits until its lease is over."""

    def __init__(self, container: str) -> None:
        self.container = container
        self.owner = uuid.uuid4().hex

    def ours(self) -> bool:
        """Take or keep the lease."""
        now = clock.now()
        FeedToken.objects.get_or_create(container=self.container, defaults={"updated_at": now})
        free = Q(owner__in=["", self.owner]) | Q(leased_until=None) | Q(leased_until__lte=now)
        mine = FeedToken.objects.filter(free, container=self.container)
        return bool(mine.update(owner=self.owner, leased_until=now + LEASE))

    def let_go(self) -> None:
        FeedToken.objects.filter(container=self.container, owner=self.owner).update(
            owner="", leased_until=None
        )

    def forget(self) -> None:
        """From the beginning next time."""
        FeedToken.objects.filter(container=self.container, owner=self.owner).update(token="")

    def catch_up(self) -> int:
        """Read on to the end; how many documents there were. None of them when it is another one's turn."""
        count = 0
        while self.ours():
            found = self.step()
            if not found:
                break
            count += found
        return count

    def step(self) -> int:
        token = FeedToken.objects.get(container=self.container).token
        try:
            page, following = pages.read_changes(self.container, token)
        except (Missing, Refused, ValueError, KeyError) as fault:
            if not token:
                raise
            page, following = pages.read_changes(self.container)
            log.warning("The place in the feed of %s is lost (%s): from the beginning", self.container, fault)
        if self.container != locations.CONTAINER:
            enter_external_bookings(page)  # asks the record: not while rows are locked
        with transaction.atomic():
            self.apply(page)
            FeedToken.objects.filter(container=self.container, owner=self.owner).update(
                token=following, updated_at=clock.now()
            )
        return len(page)

    def apply(self, page: Iterable[RecordDocument]) -> None:
        if self.container == locations.CONTAINER:
            for document in page:
                locations.apply(document)
        else:
            reservations.apply(page, Record().reservation, again=True)


class LogReport:
    """What was found out, for the log: who must talk to a customer reads it there."""

    def add(self, kind: str, what: str) -> None:
        log.log(logging.ERROR if kind == "two renters for one car" else logging.WARNING, "%s: %s", kind, what)


def enter_external_bookings(page: Iterable[RecordDocument]) -> None:
    """What we wrote ourselves was shown when it was written, and is passed over."""
    bookings = [each for each in page if each.get("docType") != CALENDAR]
    states = {
        (state.location_id, state.document_id): state
        for state in Mirrored.objects.filter(
            container=CONTAINER, document_id__in=[str(each.get("id")) for each in bookings]
        )
    }
    touched: dict[CarKey, set[str]] = {}
    for document in bookings:
        state = states.get((str(document.get("locationId")), str(document.get("id"))))
        if state and state.etag == document.get("_etag"):
            continue
        for car in find_cars(document, state):
            touched.setdefault(car, set()).add(str(document["id"]))
    for car, ids in sorted(touched.items()):
        CarReconciler(car, LogReport(), check=False).reconcile(ids)


def find_cars(document: RecordDocument, state: Mirrored | None) -> set[CarKey]:
    """Where its car is kept; and where it was, as far as we have seen it before."""
    found: set[CarKey] = set()
    try:
        if kept := read_keeping(document):
            found.add(kept[0])
    except WRONG:
        return found  # it is put into quarantine
    if state:
        row = Reservation.calendar.filter(pk=state.row).values_list("location_id", "vehicle_id").first()
        found |= {row} if row else set()
    return found

"""Follows what changes in the containers. Rows and the place in the feed are written in one transaction.

At least once, in order: a page that was cut short comes again, and changes nothing.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from reservations import clock
from reservations.models import FeedToken
from reservations.repositories.cosmos import pages
from reservations.repositories.cosmos.errors import Missing, Refused
from reservations.repositories.cosmos.record import Record
from reservations.repositories.mirror import external_bookings, locations, reservations

log = logging.getLogger(__name__)
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
            external_bookings.enter(page)  # asks the record: not while rows are locked
        with transaction.atomic():
            self.apply(page)
            FeedToken.objects.filter(container=self.container, owner=self.owner).update(
                token=following, updated_at=clock.now()
            )
        return len(page)

    def apply(self, page: list[dict[str, Any]]) -> None:
        if self.container == locations.CONTAINER:
            for document in page:
                locations.apply(document)
        else:
            reservations.apply(page, Record().reservation, again=True)

"""The order in which the list of reservations opens: soonest first, and what is past last.

Today's pickups and the next ones come in their order; then the past, the latest of it first. The day is
each shop's own: a reservation is past once its pickup was before today by the calendar of its shop.
"""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OrderBy, Q, QuerySet, When

from reservations import clock
from reservations.models import Location, Reservation
from reservations.models.booking import bounds

if TYPE_CHECKING:  # generic for mypy alone
    Rows = Paginator[Reservation]
else:
    Rows = Paginator


def shop_zones() -> list[str]:
    """The time zones in which we have a shop; one query."""
    zones = set(Location.objects.order_by().values_list("timezone", flat=True).distinct())
    return sorted(zones) or [settings.TIME_ZONE]


def midnights() -> dict[str, datetime]:
    """By time zone of a shop: the instant at which today began there."""
    now = clock.now()
    return {zone: bounds(clock.local(now, zone).date(), zone)[0] for zone in shop_zones()}


def was_before(begun: dict[str, datetime]) -> Q:
    """SQL: was the pickup before today at its own shop? `begun`: as midnights() tells."""
    if len(begun) == 1:  # the row of the shop need not be looked at
        return Q(pickup_at__lt=next(iter(begun.values())))
    before = (Q(location__timezone=zone, pickup_at__lt=midnight) for zone, midnight in begun.items())
    return reduce(or_, before)


def is_past() -> Case:
    """The annotation by which the rows of the list are divided; one query."""
    return Case(When(was_before(midnights()), then=True), default=False)


def ordering() -> tuple[OrderBy, OrderBy]:
    """For rows with `is_past`. Expressions, and no columns: no column's head is marked as the
    one that somebody has chosen to sort by."""
    ahead = Case(When(is_past=False, then=F("pickup_at")))
    behind = Case(When(is_past=True, then=F("pickup_at")))
    return ahead.asc(nulls_last=True), behind.desc()


class SoonestFirst(Rows):
    """The pages of a long list in this order, however long its past has grown.

    One ORDER BY would sort the whole table for each page, as no index is in that order. So a page is read in
    two runs along the index on `pickup_at`: forwards from today, then backwards from yesterday. A list of
    one page is sorted by ordering() instead, as Django asks no paginator for it.
    """

    def page(self, number: int | str) -> Page[Reservation]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = start + self.per_page
        ahead, behind = self.runs()
        rows = list(ahead[start:end])
        if len(rows) < self.per_page:
            passed = start + len(rows) if rows or not start else ahead.count()
            rows += behind[start + len(rows) - passed : end - passed]
        return Page(rows, number, self)

    def runs(self) -> tuple[QuerySet[Reservation], QuerySet[Reservation]]:
        begun = midnights()
        past, rows = was_before(begun), cast("QuerySet[Reservation]", self.object_list)
        # The bounds are for the index; where shops are in several zones, `past` decides between them.
        ahead = rows.filter(pickup_at__gte=min(begun.values())).exclude(past)
        behind = rows.filter(past, pickup_at__lt=max(begun.values()))
        return ahead.order_by("pickup_at", "-pk"), behind.order_by("-pickup_at", "-pk")

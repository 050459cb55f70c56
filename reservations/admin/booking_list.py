"""The list of bookings: its order, its pages, and its filters.

It opens with who comes next: today's pickups and the later ones in their order; then the past, the latest of
it first. The day is each shop's own: a booking is past once its pickup was before today by the calendar of
its shop. `?from=` puts another day in today's place, and `?after=` goes on where the pages end (ListStart).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, OrderBy, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from reservations import clock, times
from reservations.admin import mirror
from reservations.admin.formats import format_long_day
from reservations.models import Location, Reservation
from reservations.models.booking import OUT_OF_SERVICE, bounds

if TYPE_CHECKING:  # generic for mypy alone
    ReservationPaginator = Paginator[Reservation]
else:
    ReservationPaginator = Paginator
Status = Reservation.Status
MOST = 1000
FROM_DAY, AFTER = "from", "after"  # of an address
AHEAD, PAST = "ahead", "past"
TICK = timedelta(microseconds=1)  # the databases know no shorter one


# --- the order


def shop_zones() -> list[str]:
    """The time zones in which we have a shop; one query."""
    zones = set(Location.objects.order_by().values_list("timezone", flat=True).distinct())
    return sorted(zones) or [settings.TIME_ZONE]


def midnights(day: date | None = None) -> dict[str, datetime]:
    """By time zone of a shop: the instant at which `day` (None: today) begins there. One query."""
    now = clock.now()
    return {zone: bounds(day or clock.local(now, zone).date(), zone)[0] for zone in shop_zones()}


def was_before(today: dict[str, datetime]) -> Q:
    """SQL: was the pickup before today at its own shop? `today`: as midnights() returns it."""
    if len(today) == 1:  # the row of the shop need not be looked at
        return Q(pickup_at__lt=next(iter(today.values())))
    before = (Q(location__timezone=zone, pickup_at__lt=midnight) for zone, midnight in today.items())
    return reduce(or_, before)


def is_past(day: date | None = None) -> Case:
    """The annotation by which the rows of the list are divided; one query."""
    return Case(When(was_before(midnights(day)), then=True), default=False)


def soonest_first() -> tuple[OrderBy, OrderBy]:
    """The order, for rows with `is_past`. Expressions, and no columns: no column's head is marked as the
    one that somebody has chosen to sort by."""
    ahead = Case(When(is_past=False, then=F("pickup_at")))
    behind = Case(When(is_past=True, then=F("pickup_at")))
    return ahead.asc(nulls_last=True), behind.desc()


# --- where the rows begin


@dataclass(frozen=True)
class ListStart:
    """Where the rows of a list begin, as its address says it.

    `day`: stands in the place of today, where somebody has chosen it. `last`: the rows begin after this one,
    the last of the MOST that were paged before: whether it is past, its pickup, and its key.
    """

    day: date | None = None
    last: tuple[bool, datetime, UUID] | None = None

    @classmethod
    def read(cls, request: HttpRequest) -> ListStart:
        """What is neither a day nor a row is left out; and there is no next row where a column sorts."""
        last = None if request.GET.get(ORDER_VAR) else read_row(request.GET.get(AFTER, ""))
        return cls(times.parse_day(request.GET.get(FROM_DAY, "")), last)

    def split(self, rows: QuerySet[Reservation]) -> tuple[QuerySet[Reservation], QuerySet[Reservation]]:
        """What is ahead, and what is behind, of `rows` that come after `last`; one query.

        Each has one bound for the index on `pickup_at`. Where shops are in several zones, a second condition
        decides between them.
        """
        today = midnights(self.day)
        first, until, further = today, today, Q()
        if self.last:
            was_past, pickup, key = self.last
            further = ~Q(pickup_at=pickup) | Q(pk__lt=key)
            if was_past:
                until = {zone: min(midnight, pickup + TICK) for zone, midnight in today.items()}
                return rows.none(), rows.filter(
                    further & was_before(until), pickup_at__lt=max(until.values())
                )
            first = {zone: max(midnight, pickup) for zone, midnight in today.items()}
        ahead = rows.filter(further, pickup_at__gte=min(first.values())).exclude(was_before(first))
        return ahead, rows.filter(was_before(until), pickup_at__lt=max(until.values()))

    def follow(self, rows: QuerySet[Reservation]) -> QuerySet[Reservation]:
        """Those of `rows` that come after `last`."""
        if self.last is None:
            return rows
        ahead, behind = self.split(rows)
        return behind if self.last[0] else ahead | behind


def read_row(text: str) -> tuple[bool, datetime, UUID] | None:
    """What write_row() wrote."""
    try:
        run, pickup, key = text.split("~")
        moment = datetime.fromisoformat(pickup)
        known = run in {PAST, AHEAD} and moment.tzinfo and times.parse_day(str(moment.date()))
        return (run == PAST, moment, UUID(key)) if known else None
    except ValueError:
        return None


def write_row(row: Reservation) -> str:
    """A row of the list as an address has it."""
    run = PAST if getattr(row, "is_past", False) else AHEAD
    return f"{run}~{row.pickup_at.astimezone(UTC).isoformat()}~{row.pk}"


class BookingChangeList(mirror.MirrorChangeList):
    """Begins at its ListStart. No link but those between its pages leads back into the middle of a list: what
    is filtered, searched or sorted begins anew."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.starts_at = ListStart.read(request)
        super().__init__(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Reservation]:
        for params in (self.params, self.filter_params):
            params.pop(AFTER, None)
        return self.starts_at.follow(super().get_queryset(request, *args, **kwargs))

    @property
    def further(self) -> str:
        """`?after=` of the list that goes on where the last page of this one ends; "" where it does not."""
        pages = self.paginator
        ends = isinstance(pages, SoonestFirstPaginator) and pages.is_cut and self.page_num == pages.num_pages
        return write_row(list(self.result_list)[-1]) if ends else ""


# --- its pages


class CountedPaginator(ReservationPaginator):
    """The pages of the first MOST bookings of a list: counting a million takes longer than reading a page.
    Who wants another one searches, filters, sorts, or goes on where they end (BookingChangeList.further)."""

    @cached_property
    def count(self) -> int:
        """How many there are; MOST, where there are more."""
        return min(self.counted, MOST)

    @property
    def is_cut(self) -> bool:
        return self.counted > MOST

    @cached_property
    def counted(self) -> int:
        rows = cast("QuerySet[Reservation]", self.object_list)
        return rows.order_by().values("pk")[: MOST + 1].count()


class SoonestFirstPaginator(CountedPaginator):
    """The pages of a long list in this order, however long its past has grown.

    One ORDER BY would sort the whole table for each page, as no index is in that order. So a page is read in
    two runs along the index on `pickup_at`: forwards from today, then backwards from yesterday. First only
    keys: shops and cars are joined to the rows of the page, not to all that were found. A list of one page is
    sorted by soonest_first() instead, as Django asks no paginator for it.
    """

    starts_at = ListStart()

    def page(self, number: int | str) -> Page[Reservation]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = start + self.per_page
        ahead, behind = self.runs()
        keys = list(ahead[start:end])
        if len(keys) < self.per_page:
            passed = start + len(keys) if keys or not start else ahead[:start].count()
            keys += behind[start + len(keys) - passed : end - passed]
        rows = cast("QuerySet[Reservation]", self.object_list).order_by().in_bulk(keys)
        return Page([rows[key] for key in keys if key in rows], number, self)

    def runs(self) -> tuple[QuerySet[Reservation, UUID], QuerySet[Reservation, UUID]]:
        """The keys of what is ahead, and of what is behind, each in its order."""
        ahead, behind = self.starts_at.split(cast("QuerySet[Reservation]", self.object_list))
        ahead, behind = ahead.order_by("pickup_at", "-pk"), behind.order_by("-pickup_at", "-pk")
        return ahead.values_list("pk", flat=True), behind.values_list("pk", flat=True)


# --- the filters: what a clerk asks first in the morning


class FromDayFilter(admin.SimpleListFilter):
    """Pickups from a day on, in their order: each shop's own day, future or past."""

    title = _("from day")
    parameter_name = FROM_DAY

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        day = times.parse_day(self.value() or "")
        return [(str(day), format_long_day(day)) if day else ("", "")]

    def choices(self, changelist: Any) -> Any:
        return [each for each in super().choices(changelist) if each["display"]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        day = times.parse_day(self.value() or "")
        if day is None:
            return queryset
        began = midnights(day)
        return queryset.filter(pickup_at__gte=min(began.values())).exclude(was_before(began))


class TodayFilter(admin.SimpleListFilter):
    """Who comes today, who brings a car back? Each zone in which we have a shop is asked for its day."""

    title = _("today")
    parameter_name = "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("pickup", _("Today's pickups")), ("return", _("Today's returns"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        if self.value() not in {"pickup", "return"}:
            return queryset
        found = Reservation.objects.none()
        for zone in shop_zones():
            day = clock.local(clock.now(), zone).date()
            there = Reservation.objects.filter(location__timezone=zone)
            found |= (
                there.departing_on(day, zone) if self.value() == "pickup" else there.returning_on(day, zone)
            )
        live = found.exclude(status__in=("cancelled", "expired", "no_show"))
        return queryset.filter(pk__in=live.values("pk"))


class AttentionFilter(admin.SimpleListFilter):
    """What should somebody look after now?"""

    title = _("needs attention")
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("late", _("Late: the car is not back yet")),
            ("risky", _("At risk: the car is still out with another customer")),
            ("held", _("Held")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        now, wanted = clock.now(), self.value()
        if wanted == "late":
            return queryset.filter(pk__in=Reservation.objects.overdue(now).values("pk"))
        if wanted == "risky":
            return queryset.filter(pk__in=Reservation.objects.at_risk(now).values("pk"))
        return queryset.filter(status=Status.HELD) if wanted == "held" else queryset


class AgentFilter(admin.SimpleListFilter):
    """What did the voice agent book?"""

    title = _("made by")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("agent", _("Made by the agent")), ("people", _("Made by people"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        if self.value() == "agent":
            return queryset.filter(source="agent")
        return queryset.exclude(source="agent") if self.value() == "people" else queryset


class StatusFilter(admin.SimpleListFilter):
    """A rental is never out of service: two of the statuses are those of blocks."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [choice for choice in Status.choices if choice[0] not in OUT_OF_SERVICE]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reservation]) -> QuerySet[Reservation]:
        return queryset.filter(status=self.value()) if self.value() else queryset

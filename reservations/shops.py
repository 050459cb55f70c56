"""Reads the shops: their words and rules, and their hours where they are asked for; all of it as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from reservations import clock
from reservations.errors import UnknownLocation
from reservations.hours import Hours, Span, SpecialDays
from reservations.models import DatedHours, Location, WeeklyHours, sql
from reservations.values import Shop

# Where a row keeps its hours, once they were read.
WEEK: str = "known_week"
DATES: str = "known_dates"
COLUMNS = [name for name in Shop.__dataclass_fields__ if name != "hours"]


def of(row: Location) -> Shop:
    """The shop of a row, without its hours: most who ask for a shop only name it."""
    return Shop(**{name: getattr(row, name) for name in COLUMNS})


def one(pk: str) -> Shop | None:
    """The shop of this id, with its hours; None where there is none."""
    row = sql.read_shop(pk)
    return open_hours(of(row)) if row else None


def find(pk: str) -> Shop:
    """The shop of this id, with its hours; raises UnknownLocation."""
    if (shop := one(pk)) is None:
        raise UnknownLocation(pk)
    return shop


def open_hours(shop: Shop) -> Shop:
    """The shop, with its hours."""
    if shop.hours:
        return shop
    return replace(
        shop, hours=build_hours(shop, sql.read_week(shop.id), sql.read_dates(shop.id, find_yesterday()))
    )


def every() -> list[Shop]:
    """All shops, without their hours."""
    return [of(row) for row in Location.objects.all()]


def every_with_hours() -> list[Shop]:
    """All shops, in three queries."""
    return with_hours(Location.objects.all())


def find_neighbours(shop: Shop) -> list[Shop]:
    """The other shops of its region, with their hours."""
    if not shop.region:
        return []
    return with_hours(Location.objects.filter(region=shop.region).exclude(pk=shop.id).order_by("pk"))


def with_hours(rows: QuerySet[Location]) -> list[Shop]:
    """The shops of these rows, in three queries however many they are; dates that are over are left out."""
    coming = DatedHours.objects.filter(last_day__gte=find_yesterday()).order_by("first_day")
    week = WeeklyHours.objects.order_by("weekday")
    read = rows.prefetch_related(
        Prefetch("weekly_hours", week, to_attr=WEEK),
        Prefetch("dated_hours", coming, to_attr=DATES),
    )
    return [replace(of(row), hours=build_hours(of(row), row.known_week, row.known_dates)) for row in read]


def build_hours(shop: Shop, week: Iterable[WeeklyHours], dates: Iterable[DatedHours]) -> Hours:
    """The hours of `shop`, whose own weekdays and dates these rows are."""
    return Hours(
        usual=Span(shop.opens_at, shop.closes_at),
        week={row.weekday: build_span(row) for row in week},
        exceptions=[
            SpecialDays(
                row.first_day,
                row.last_day,
                build_span(row),
                {"ja": row.reason, "en": row.reason_en or row.reason},
            )
            for row in dates
        ],
    )


def build_span(row: WeeklyHours | DatedHours) -> Span | None:
    """The row's span; None where it says closed."""
    return Span(row.opens_at, row.closes_at) if row.opens_at and row.closes_at else None


def find_yesterday() -> date:
    """Yesterday in UTC, which in some zone may still be today."""
    return clock.now().date() - timedelta(days=1)

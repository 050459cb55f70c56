"""A shop's rows as the rules that availability.py decides by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from reservations import clock, statements
from reservations.availability import Rules
from reservations.hours import Hours, Span, SpecialDays
from reservations.models import DatedHours, Location, WeeklyHours

# Where a shop keeps its hours, once they were read.
WEEK: str = "known_week"
DATES: str = "known_dates"


def with_hours(shops: QuerySet[Location]) -> QuerySet[Location]:
    """Their hours too, in two queries however many they are; dates that are over are left out."""
    coming = DatedHours.objects.filter(last_day__gte=yesterday()).order_by("first_day")
    week = WeeklyHours.objects.order_by("weekday")
    return shops.prefetch_related(
        Prefetch("weekly_hours", week, to_attr=WEEK),
        Prefetch("dated_hours", coming, to_attr=DATES),
    )


def one_with_hours(pk: str) -> Location | None:
    """As with_hours, of one shop."""
    if shop := statements.shop(pk):
        shop.known_week, shop.known_dates = statements.week(shop), statements.dates(shop, yesterday())
    return shop


def yesterday() -> date:
    """In some zone it may still be today."""
    return clock.now().date() - timedelta(days=1)


def of(location: Location) -> Rules:
    return Rules(
        zone=location.timezone,
        names={"ja": location.name, "en": location.called("en")},
        hours=hours(location),
        turnaround_minutes=location.turnaround_minutes,
        lead_minutes=location.lead_minutes,
        horizon_days=location.horizon_days,
        shortest_minutes=location.shortest_minutes,
        longest_days=location.longest_days,
    )


def for_staff(location: Location) -> Rules:
    """A clerk who stands beside the car needs no notice."""
    return replace(of(location), lead_minutes=0)


def hours(location: Location) -> Hours:
    if WEEK in vars(location):
        week, dates = location.known_week, location.known_dates
    else:
        week, dates = statements.week(location), statements.dates(location, yesterday())
    return Hours(
        usual=Span(location.opens_at, location.closes_at),
        week={row.weekday: span(row) for row in week},
        exceptions=[
            SpecialDays(
                row.first_day, row.last_day, span(row), {"ja": row.reason, "en": row.reason_en or row.reason}
            )
            for row in dates
        ],
    )


def span(row: WeeklyHours | DatedHours) -> Span | None:
    return Span(row.opens_at, row.closes_at) if row.opens_at and row.closes_at else None

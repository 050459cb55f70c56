"""The questions that every call asks, compiled once: a shop and its hours, its cars, what a session has.

Says what is asked, by the same querysets as everywhere; decides nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.db.models import CharField, DateField, DateTimeField

from reservations.availability import Period, late_cars_count
from reservations.compiled import Compiled, Slot
from reservations.models import DatedHours, Location, Vehicle, WeeklyHours
from reservations.models.fleet import VehicleQuerySet

SHOP, CLASS, CAR = (Slot(name, CharField()) for name in ("shop", "vehicle_class", "car"))
SESSION = Slot("session", CharField())
START, END, UNTIL, NOW = (Slot(name, DateTimeField()) for name in ("start", "end", "until", "now"))
DAY = Slot("day", DateField())
PERIOD = Period(START, END, UNTIL)  # type: ignore[arg-type]  # the querysets only hand its times on


@cache
def _shop() -> Compiled[Location]:
    return Compiled(Location.objects.filter(pk=SHOP).order_by())


@cache
def _week() -> Compiled[WeeklyHours]:
    return Compiled(WeeklyHours.objects.filter(location=SHOP).order_by("weekday"))


@cache
def _dates() -> Compiled[DatedHours]:
    return Compiled(DatedHours.objects.filter(location=SHOP, last_day__gte=DAY).order_by("first_day"))


def shop(pk: str) -> Location | None:
    return next(iter(_shop().models(shop=pk)), None)


def week(shop: Location) -> list[WeeklyHours]:
    return _week().models(shop=shop.pk)


def dates(shop: Location, since: date) -> list[DatedHours]:
    """Those that are not over by then."""
    return _dates().models(shop=shop.pk, day=since)


def fleet(classed: bool, one: bool = False) -> VehicleQuerySet:
    cars = Vehicle.objects.for_hire(SHOP, CLASS if classed else None)
    return cars.filter(pk=CAR) if one else cars


@cache
def _judged(classed: bool, known: bool, late: bool) -> Compiled[Vehicle]:
    session = SESSION if known else ""
    return Compiled(fleet(classed).judged(PERIOD, now=NOW, session_id=session, late=late))


def judged(
    shop: Location, period: Period, vehicle_class: str | None, *, now: datetime, session_id: str
) -> list[Vehicle]:
    """The shop's cars, each with `is_free`."""
    statement = _judged(bool(vehicle_class), bool(session_id), late_cars_count(period.pickup_at, now))
    return statement.models(
        shop=shop.pk,
        vehicle_class=vehicle_class,
        session=session_id,
        now=now,
        start=period.pickup_at,
        end=period.return_at,
        until=period.blocked_until,
    )

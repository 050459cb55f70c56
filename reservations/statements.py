"""The questions that every call asks, compiled once: a shop and its hours, its cars, what a session has.

Says what is asked, by the same querysets as everywhere; decides nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, Exists, F, Q

from reservations.availability import Gap, Period, late_cars_count, smallest_gap
from reservations.compiled import Compiled, Slot
from reservations.models import DatedHours, Location, Rate, Reservation, Vehicle, WeeklyHours
from reservations.models.booking import ReservationQuerySet
from reservations.models.fleet import VehicleQuerySet, bookings_of_it

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


def week(shop_id: str) -> list[WeeklyHours]:
    return _week().models(shop=shop_id)


def dates(shop_id: str, since: date) -> list[DatedHours]:
    """Those that are not over by then."""
    return _dates().models(shop=shop_id, day=since)


def fleet(classed: bool, one: bool = False) -> VehicleQuerySet:
    cars = Vehicle.objects.for_hire(SHOP, CLASS if classed else None)
    return cars.filter(pk=CAR) if one else cars


@cache
def _judged(classed: bool, known: bool, late: bool) -> Compiled[Vehicle]:
    session = SESSION if known else ""
    return Compiled(fleet(classed).judged(PERIOD, now=NOW, session_id=session, late=late))


def judged(
    shop_id: str, period: Period, vehicle_class: str | None, *, now: datetime, session_id: str
) -> list[Vehicle]:
    """The shop's cars, each with `is_free`."""
    statement = _judged(bool(vehicle_class), bool(session_id), late_cars_count(period.pickup_at, now))
    return statement.models(
        shop=shop_id,
        vehicle_class=vehicle_class,
        session=session_id,
        now=now,
        start=period.pickup_at,
        end=period.return_at,
        until=period.blocked_until,
    )


@cache
def _lock(classed: bool, one: bool) -> Compiled[Vehicle]:
    return Compiled(fleet(classed, one).locked().only("pk"))


def lock(shop_id: str, vehicle_class: str | None, car_id: str | None) -> list[str]:
    """The ids of the cars, locked until the transaction ends."""
    statement = _lock(bool(vehicle_class), bool(car_id))
    rows = statement.rows(shop=shop_id, vehicle_class=vehicle_class, car=car_id)
    return [pk for (pk,) in rows]


def of_one_session() -> ReservationQuerySet:
    return Reservation.objects.blocking().filter(session_id=SESSION)


@cache
def _live_of_session() -> Compiled[Reservation]:
    return Compiled(of_one_session().order_by("created_at"))


def live_of_session(session_id: str) -> list[Reservation]:
    """What a conversation has that keeps a car, holds that ran out among it; the oldest first."""
    return _live_of_session().models(session=session_id) if session_id else []


@cache
def _free(classed: bool, one: bool, known: bool, late: bool) -> Compiled[Vehicle]:
    session = SESSION if known else ""
    cars = fleet(classed, one).free(PERIOD, now=NOW, session_id=session, late=late)
    held = bookings_of_it(None).filter(status=Reservation.Status.HELD).overlapping(START, UNTIL)
    cars = cars.with_gaps(PERIOD, now=NOW, session_id=session).annotate(is_held=Exists(held))
    # The same for all of them: it spares a question of its own, which is nearly always answered by no.
    return Compiled(cars.annotate(is_known=Exists(of_one_session()))) if known else Compiled(cars)


def best_free(
    shop_id: str,
    period: Period,
    vehicle_class: str | None,
    car_id: str | None,
    *,
    now: datetime,
    session_id: str,
) -> Vehicle | None:
    """The free car that leaves the smallest gap. Its `is_held`: a hold that ran out, or is the session's own,
    must go first; `is_known`: the session has live bookings already."""

    def smallest(cars: list[dict[str, Any]]) -> int | None:
        gaps = [Gap(car["id"], car["free_since"], car["free_until"]) for car in cars]
        best = smallest_gap(period, gaps)
        return gaps.index(best) if best else None

    late = late_cars_count(period.pickup_at, now)
    return _free(bool(vehicle_class), bool(car_id), bool(session_id), late).model_of(
        smallest,
        shop=shop_id,
        vehicle_class=vehicle_class,
        car=car_id,
        session=session_id,
        now=now,
        start=period.pickup_at,
        end=period.return_at,
        until=period.blocked_until,
    )


@cache
def _rates() -> Compiled[Rate]:
    fitting = Rate.objects.filter(
        Q(location=SHOP) | Q(location=None),
        Q(season=None) | Q(season__first_day__lte=DAY, season__last_day__gte=DAY),
    )
    return Compiled(fitting.annotate(begun=F("season__first_day")).order_by())


def rates(shop_id: str, day: date) -> list[Rate]:
    """What may count for a pickup at the shop on `day`, with `begun`: the first day of its season."""
    return _rates().models(shop=shop_id, day=day)

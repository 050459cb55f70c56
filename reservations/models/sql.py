"""Plain SQL for what every caller waits for: Django builds these queries for longer than the database works.

A shop with its hours, the rates, and a shop's cars for a period. Whoever is less hurried asks the models'
querysets, which say the same: tests/reservations/models/test_sql.py holds both equal, on SQLite and on
PostgreSQL. `raw` makes models of the rows, and gives times and dates to each database as it stores them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from reservations.assignment import Gap, smallest_gap
from reservations.availability import Period, late_cars_count
from reservations.models import DatedHours, Location, Rate, Vehicle, WeeklyHours

SHOP = "SELECT * FROM reservations_location WHERE id = %(shop)s"

WEEK = "SELECT * FROM reservations_weeklyhours WHERE location_id = %(shop)s ORDER BY weekday"

DATES = """
SELECT * FROM reservations_datedhours
WHERE location_id = %(shop)s AND last_day >= %(since)s ORDER BY first_day
"""

RATES = """
SELECT rate.*, season.first_day AS begun
FROM reservations_rate AS rate LEFT JOIN reservations_season AS season ON season.id = rate.season_id
WHERE (rate.location_id = %(shop)s OR rate.location_id IS NULL)
  AND (rate.season_id IS NULL OR season.first_day <= %(day)s AND season.last_day >= %(day)s)
"""

# A shop's cars for hire: all, or those of one class, or one car. PostgreSQL replaces a COALESCE by its first
# value before it plans, so it uses the index by shop and class.
FOR_HIRE = """
FROM reservations_vehicle AS car
WHERE car.active AND car.location_id = %(shop)s
  AND car.vehicle_class = COALESCE(%(vehicle_class)s, car.vehicle_class)
  AND car.id = COALESCE(%(car)s, car.id)
"""

# What keeps `car` from the session: no hold that ran out, and none of its own. The list of states is the
# condition of the index by car: PostgreSQL uses the index only where it finds the same list.
KEEPING = """
FROM reservations_reservation AS other
WHERE other.vehicle_id = car.id AND other.status IN ('held', 'confirmed', 'out', 'blocked')
  AND NOT (other.status = 'held' AND other.session_id = %(session)s AND other.session_id <> '')
  AND NOT (other.status = 'held' AND other.hold_expires_at IS NOT NULL AND other.hold_expires_at <= %(now)s)
"""

# Half-open, as the exclusion constraint: two that only touch do not overlap.
OVERLAPPING = """
  AND (other.pickup_at < %(until)s OR other.picked_up_at < %(until)s) AND other.blocked_until > %(start)s
"""

# `late`: the period is so near that a car which should be back and is not may be missing then.
IS_FREE = f"""
NOT EXISTS (SELECT 1 {KEEPING} {OVERLAPPING})
  AND NOT (%(late)s AND EXISTS (SELECT 1 FROM reservations_reservation AS other
    WHERE other.vehicle_id = car.id AND other.status = 'out' AND other.return_at < %(now)s))
"""  # noqa: S608  (only constants)

LOCK = f"SELECT car.id {FOR_HIRE} ORDER BY car.id"  # in one order for everybody: nobody waits in a circle
LOCK_ON_POSTGRESQL = f"{LOCK} FOR NO KEY UPDATE"

CARS = f"SELECT car.*, ({IS_FREE}) AS is_free {FOR_HIRE} ORDER BY car.id"

# A car's bookings never overlap, so the next to end is the next to begin; the index is by the end.
FREE_CARS = f"""
SELECT car.*,
  (SELECT other.blocked_until {KEEPING} AND other.blocked_until <= %(start)s
    ORDER BY other.blocked_until DESC LIMIT 1) AS free_since,
  (SELECT other.pickup_at {KEEPING} AND other.blocked_until > %(until)s
    ORDER BY other.blocked_until LIMIT 1) AS free_until,
  EXISTS (SELECT 1 FROM reservations_reservation AS other
    WHERE other.vehicle_id = car.id AND other.status = 'held' {OVERLAPPING}) AS has_hold,
  -- The same for all cars: it spares a query of its own, which nearly always finds nothing.
  EXISTS (SELECT 1 FROM reservations_reservation AS own
    WHERE own.session_id = %(session)s AND own.session_id <> ''
      AND own.status IN ('held', 'confirmed', 'out')) AS session_has_bookings
{FOR_HIRE} AND {IS_FREE} ORDER BY car.id
"""  # noqa: S608  (only constants)


def read_shop(shop_id: str) -> Location | None:
    """The shop of this id; one query."""
    return next(iter(Location.objects.raw(SHOP, {"shop": shop_id})), None)


def read_week(shop_id: str) -> list[WeeklyHours]:
    """The days of the week with hours of their own."""
    return list(WeeklyHours.objects.raw(WEEK, {"shop": shop_id}))


def read_dates(shop_id: str, since: date) -> list[DatedHours]:
    """The dates with hours of their own that are not over by `since`, the earliest first."""
    return list(DatedHours.objects.raw(DATES, {"shop": shop_id, "since": since}))


def read_rates(shop_id: str, day: date) -> list[tuple[Rate, date | None]]:
    """What may count for a pickup at the shop on `day`, each with the first day of its season."""
    rates = Rate.objects.raw(RATES, {"shop": shop_id, "day": day})
    return [(rate, read_day(vars(rate)["begun"])) for rate in rates]


@dataclass(frozen=True)
class FreeCar:
    """A car that the session can have."""

    car: Vehicle
    has_hold: bool  # one that ran out, or is the session's own: it must end before the car is booked
    session_has_bookings: bool  # that are live, or holds that ran out


def lock_cars(shop_id: str, vehicle_class: str | None, car_id: str | None) -> list[str]:
    """The ids of the shop's cars for hire, locked until the transaction ends.

    SQLite needs no lock: it has one writing transaction at a time.
    """
    given = {"shop": shop_id, "vehicle_class": vehicle_class or None, "car": car_id or None}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ON_POSTGRESQL if connection.vendor == "postgresql" else LOCK, given)
        return [pk for (pk,) in cursor.fetchall()]


def judge_cars(
    shop_id: str, period: Period, vehicle_class: str | None, *, now: datetime, session_id: str
) -> list[tuple[Vehicle, bool]]:
    """The shop's cars for hire by id, each with whether `session_id` can have it for `period`."""
    given = list_parameters(shop_id, period, vehicle_class, None, now=now, session_id=session_id)
    return [(car, bool(vars(car)["is_free"])) for car in Vehicle.objects.raw(CARS, given)]


def find_best_free(
    shop_id: str,
    period: Period,
    vehicle_class: str | None,
    car_id: str | None,
    *,
    now: datetime,
    session_id: str,
) -> FreeCar | None:
    """The free car that leaves the smallest gap. The cars must be locked before, or another may book it."""
    given = list_parameters(shop_id, period, vehicle_class, car_id, now=now, session_id=session_id)
    cars = {car.pk: car for car in Vehicle.objects.raw(FREE_CARS, given)}
    best = smallest_gap(period, [read_gap(car) for car in cars.values()])
    if best is None:
        return None
    car = cars[best.vehicle_id]
    return FreeCar(car, bool(vars(car)["has_hold"]), bool(vars(car)["session_has_bookings"]))


def list_parameters(
    shop_id: str,
    period: Period,
    vehicle_class: str | None,
    car_id: str | None,
    *,
    now: datetime,
    session_id: str,
) -> dict[str, Any]:
    """What the statements of this module are given."""
    return {
        "shop": shop_id,
        "vehicle_class": vehicle_class or None,
        "car": car_id or None,
        "session": session_id,
        "now": now,
        "late": late_cars_count(period.pickup_at, now),
        "start": period.pickup_at,
        "until": period.blocked_until,
    }


def read_gap(car: Vehicle) -> Gap:
    """The time around the wanted period in which a car that a statement found is free."""
    return Gap(car.pk, read_moment(vars(car)["free_since"]), read_moment(vars(car)["free_until"]))


# A column that is no field of the model comes as the database gives it. SQLite has no types for dates and
# times: it gives what Django stored, as text or as a time without its zone, which is UTC.


def read_moment(value: datetime | str | None) -> datetime | None:
    """A time as the database gives it, in UTC: SQLite gives text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def read_day(value: date | str | None) -> date | None:
    """A day as the database gives it: SQLite gives text."""
    return date.fromisoformat(value) if isinstance(value, str) else value

"""Gives a wish its car: the best free one, or one that others make room on. Writes the others' moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q

from reservations import audit_log, clock
from reservations.availability import Period
from reservations.errors import NoVehicleAvailable
from reservations.models import Reservation, Vehicle
from reservations.models.booking import ReservationQuerySet
from reservations.models.exclusion import NAME as NO_DOUBLE_BOOKING
from reservations.models.fleet import VehicleQuerySet
from reservations.occupancy import MOVABLE
from reservations.reassignment import Plan
from reservations.repositories.orm import assignment
from reservations.repositories.orm.assignment import Wish
from reservations.transactions import Overtaken
from reservations.values import Actor

Status = Reservation.Status


def car_for(cars: VehicleQuerySet, wish: Wish, locked: Sequence[str], actor: Actor) -> Vehicle:
    """A car of the `locked` ones, with nothing in its way any more."""
    clear_holds(wish, locked)
    if car := assignment.best(cars, wish):
        return car
    found = assignment.by_moving_others(cars.select_related("location"), wish)
    if found is None:
        raise NoVehicleAvailable
    car, plan = found
    if wish.besides:  # it will be saved on its new car: until then it must not be in the way of the others
        Reservation.objects.filter(pk=wish.besides).update(status=Status.EXPIRED)
    make_room(plan, wish, actor)
    return car


def clear_holds(wish: Wish, cars: Sequence[str]) -> None:
    """Holds that ran out, on these cars, and those that this session's new wish replaces."""
    for row in given_up(wish, wish.period).filter(Q(vehicle__in=cars) | own(wish)):
        expire(row)


def given_up(wish: Wish, period: Period) -> ReservationQuerySet:
    """Holds in `period` that keep no car from this wish any more, but do in the eyes of the guard."""
    held = Reservation.objects.filter(status=Status.HELD)
    if wish.besides:
        held = held.exclude(pk=wish.besides)
    lapsed = Q(hold_expires_at__lte=wish.now)
    return held.overlapping(period.pickup_at, period.blocked_until).filter(lapsed | own(wish))


def own(wish: Wish) -> Q:
    return Q(session_id=wish.session_id, location=wish.location_id) if wish.session_id else Q(pk=None)


def expire(row: Reservation) -> None:
    same = Reservation.objects.filter(pk=row.pk, status=Status.HELD)
    if same.update(status=Status.EXPIRED, updated_at=clock.now()):
        audit_log.write_event(row, Status.EXPIRED, Actor("system"), before=Status.HELD)


def make_room(plan: Plan, wish: Wish, actor: Actor) -> None:
    """Move what the plan says, in the transaction of the booking that needs the room; log each move."""
    rows = {str(row.pk): row for row in Reservation.objects.filter(pk__in=list(plan.moves))}
    for key, vehicle_id in plan.moves.items():
        period = Period(rows[key].pickup_at, rows[key].return_at, rows[key].blocked_until)
        for hold in given_up(wish, period).filter(vehicle=vehicle_id):
            expire(hold)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET CONSTRAINTS {NO_DOUBLE_BOOKING} DEFERRED")
        else:
            step_aside(rows.values())
        for key, vehicle_id in plan.moves.items():
            put(rows[key], vehicle_id)
        if connection.vendor == "postgresql":
            cursor.execute(f"SET CONSTRAINTS {NO_DOUBLE_BOOKING} IMMEDIATE")
    mover = Actor("system", session_id=actor.session_id, call_id=actor.call_id)
    for key, vehicle_id in plan.moves.items():
        before = {"vehicle": str(rows[key].vehicle_id)}
        audit_log.write_event(rows[key], "moved", mover, before=before, after={"vehicle": vehicle_id})


def step_aside(rows: Iterable[Reservation]) -> None:
    """SQLite's guard cannot wait for the end: while they swap, the rows leave its sight. Nobody else looks,
    as its transactions are alone."""
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(status=Status.EXPIRED)


def put(row: Reservation, vehicle_id: str) -> None:
    """Unless somebody handed it over, changed or cancelled it since it was read."""
    same = Reservation.objects.filter(pk=row.pk, vehicle=row.vehicle_id)
    if connection.vendor == "postgresql":
        same = same.filter(status__in=MOVABLE)
    if not same.update(vehicle=vehicle_id, status=row.status, updated_at=clock.now()):
        raise Overtaken(row.number)

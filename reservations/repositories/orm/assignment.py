"""Which car: the one that leaves the smallest gap, or one made free by moving bookings not yet handed over.

Plans are made of what was read; writing one is part of the transaction that books. Who will book must have
locked the cars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q

from reservations import availability, clock
from reservations.assignment import make_room, smallest_gap
from reservations.availability import Period
from reservations.errors import NoVehicleAvailable
from reservations.models import Reservation, Vehicle
from reservations.models.booking import ReservationQuerySet
from reservations.models.exclusion import NAME as NO_DOUBLE_BOOKING
from reservations.models.fleet import VehicleQuerySet
from reservations.models.free_cars import annotate_gaps, filter_free, gap_of
from reservations.occupancy import MOVABLE, CarRequest, Occupancy
from reservations.reassignment import Plan
from reservations.repositories.orm import audit_log
from reservations.repositories.orm.transactions import Overtaken
from reservations.values import Actor

Status = Reservation.Status


def excluded_pk(request: CarRequest) -> UUID | None:
    return UUID(request.exclude_id) if request.exclude_id else None


def find_best(cars: VehicleQuerySet, request: CarRequest) -> Vehicle | None:
    """The free car that leaves the smallest gap."""
    late = availability.late_cars_count(request.period.pickup_at, request.now)
    rows = filter_free(
        cars,
        request.period,
        now=request.now,
        session_id=request.session_id,
        exclude_id=excluded_pk(request),
        late=late,
    )
    rows = annotate_gaps(
        rows, request.period, now=request.now, session_id=request.session_id, exclude_id=excluded_pk(request)
    )
    free = {car.pk: car for car in rows}
    gap = smallest_gap(request.period, map(gap_of, free.values()))
    return free[gap.vehicle_id] if gap else None


def plan_by_moving(cars: Iterable[Vehicle], request: CarRequest) -> tuple[Vehicle, Plan] | None:
    """A car that is free once other bookings of its class have changed theirs; the fewest moves that do."""

    def list_keeping(fleet: Sequence[Vehicle]) -> dict[str, list[Occupancy]]:
        found: dict[str, list[Occupancy]] = {}
        for row in read_in_the_way([car.pk for car in fleet], request):
            found.setdefault(row.vehicle_id, []).append(Occupancy.of(row, str(row.pk)))
        return found

    return make_room(exclude_late(cars, request), request.period, list_keeping, now=request.now)


def exclude_late(cars: Iterable[Vehicle], request: CarRequest) -> list[Vehicle]:
    """A car that should be back and is not takes no part in a request for the near future."""
    cars = list(cars)
    if not availability.late_cars_count(request.period.pickup_at, request.now):
        return cars
    late = Reservation.objects.overdue(request.now)
    if request.exclude_id:
        late = late.exclude(pk=request.exclude_id)
    missing = set(late.filter(vehicle__in=cars).values_list("vehicle_id", flat=True))
    return [car for car in cars if car.pk not in missing]


def read_in_the_way(cars: list[str], request: CarRequest) -> list[Reservation]:
    """Also what is over, if something that may move should have begun beside it: the guard sees that too."""
    rows = Reservation.calendar.keeping(request.now, request.session_id).filter(vehicle__in=cars)
    if request.exclude_id:
        rows = rows.exclude(pk=request.exclude_id)
    since = min(request.now, request.period.pickup_at)
    found = list(rows.filter(blocked_until__gt=since))
    begun = min((row.pickup_at for row in found if row.status in MOVABLE), default=since)
    if begun < since:
        found += rows.filter(blocked_until__gt=begun, blocked_until__lte=since)
    return found


def assign_car(cars: VehicleQuerySet, request: CarRequest, locked: Sequence[str], actor: Actor) -> Vehicle:
    """A car of the `locked` ones, with nothing in its way any more."""
    clear_holds(request, locked)
    if car := find_best(cars, request):
        return car
    found = plan_by_moving(cars.select_related("location"), request)
    if found is None:
        raise NoVehicleAvailable
    car, plan = found
    if (
        request.exclude_id
    ):  # it will be saved on its new car: until then it must not be in the way of the others
        Reservation.objects.filter(pk=request.exclude_id).update(status=Status.EXPIRED)
    write_plan(plan, request, actor)
    return car


def clear_holds(request: CarRequest, cars: Sequence[str]) -> None:
    """Holds that ran out, on these cars, and those that this session's new request replaces."""
    for row in find_holds_giving_way(request, request.period).filter(Q(vehicle__in=cars) | is_own(request)):
        expire_hold(row)


def find_holds_giving_way(request: CarRequest, period: Period) -> ReservationQuerySet:
    """Holds in `period` that keep no car from this request any more, but do in the eyes of the guard."""
    held = Reservation.objects.filter(status=Status.HELD)
    if request.exclude_id:
        held = held.exclude(pk=request.exclude_id)
    lapsed = Q(hold_expires_at__lte=request.now)
    return held.overlapping(period.pickup_at, period.blocked_until).filter(lapsed | is_own(request))


def is_own(request: CarRequest) -> Q:
    return (
        Q(session_id=request.session_id, location=request.location_id) if request.session_id else Q(pk=None)
    )


def expire_hold(row: Reservation) -> None:
    same = Reservation.objects.filter(pk=row.pk, status=Status.HELD)
    if same.update(status=Status.EXPIRED, updated_at=clock.move_past(row.updated_at, clock.now())):
        audit_log.write_event(row, Status.EXPIRED, Actor("system"), before=Status.HELD)


def write_plan(plan: Plan, request: CarRequest, actor: Actor) -> None:
    """Move what the plan says, in the transaction of the booking that needs the room; log each move."""
    rows = {str(row.pk): row for row in Reservation.objects.filter(pk__in=list(plan.moves))}
    for key, vehicle_id in plan.moves.items():
        period = Period(rows[key].pickup_at, rows[key].return_at, rows[key].blocked_until)
        for hold in find_holds_giving_way(request, period).filter(vehicle=vehicle_id):
            expire_hold(hold)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET CONSTRAINTS {NO_DOUBLE_BOOKING} DEFERRED")
        else:
            step_aside(rows.values())
        for key, vehicle_id in plan.moves.items():
            move_row(rows[key], vehicle_id)
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


def move_row(row: Reservation, vehicle_id: str) -> None:
    """Unless somebody handed it over, changed or cancelled it since it was read."""
    same = Reservation.objects.filter(pk=row.pk, vehicle=row.vehicle_id)
    if connection.vendor == "postgresql":
        same = same.filter(status__in=MOVABLE)
    saved_at = clock.move_past(row.updated_at, clock.now())
    if not same.update(vehicle=vehicle_id, status=row.status, updated_at=saved_at):
        raise Overtaken(row.number)

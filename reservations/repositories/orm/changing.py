"""Writes a change of a rental, as changes.py decides it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from reservations import changes, clock, messages, shop_rules, shops, tariff
from reservations.availability import Period
from reservations.errors import NoReservation
from reservations.models import Reservation, Vehicle
from reservations.occupancy import CarRequest
from reservations.repositories.orm import assignment, audit_log, queries
from reservations.repositories.orm.assignment import assign_car, clear_holds
from reservations.repositories.orm.rows import lock_cars, lock_row
from reservations.repositories.orm.transactions import Overtaken, run_with_retries
from reservations.values import Actor, Car, Change, Rental, note_consent

CHANGED = (
    *(
        "location_id",
        "return_location_id",
        "vehicle_id",
        "vehicle_class",
        "pickup_at",
        "return_at",
        "blocked_until",
        "pinned",
    ),
    *("price", "price_lines", "extras"),
    *("customer_name", "customer_kana", "customer_phone", "customer_email", "notes", "updated_at"),
    "consents",
    "sheets",
)


def change(pk: UUID, change: Change, actor: Actor, version: str = "") -> Rental:
    """The cars are locked before the row: begin anew if the row was moved to others meanwhile."""

    def operation() -> Rental:
        joined = Reservation.objects.select_related("location", "vehicle", "return_location")
        known = joined.filter(pk=pk).first()
        if known is None:
            raise NoReservation(str(pk))
        cars = lock_affected_cars(queries.read_rental(known), change)
        row = lock_row(pk, version)
        if needed_locks(row) != needed_locks(known):
            raise Overtaken(row.number)
        before = queries.read_rental(row)
        decided = changes.change_rental(before, change, actor, circumstances(before, change, cars, actor))
        decided = note_consent(decided, "changed", actor)
        for name in CHANGED:
            if getattr(decided, name) != getattr(before, name):
                setattr(row, name, getattr(decided, name))
        row.save()
        after = queries.read_rental(row)  # a telephone number as the column keeps it
        event = audit_log.write_event(row, "changed", actor, **changes.audit_data(before, after))
        if changes.tells_customer(before, after):
            key = str(event.pk)
            messages.enqueue(row, "changed", key=key, source=actor.source, left=before.location)
        return after

    return run_with_retries(operation)


def erase_person(pk: UUID, actor: Actor) -> Rental:
    """Forget who the rental was of. No car is touched, so none is locked."""

    def operation() -> Rental:
        try:
            row = lock_row(pk)
        except Reservation.DoesNotExist:
            raise NoReservation(str(pk)) from None
        before = queries.read_rental(row)
        after = changes.erase_person(before, clock.now())
        if after is before:
            return before
        for name in changes.PERSONAL:
            setattr(row, name, getattr(after, name))
        row.save(update_fields=changes.PERSONAL)
        audit_log.erase_words(row)
        audit_log.write_event(row, "erased", actor)
        return queries.read_rental(row)

    return run_with_retries(operation)


def needed_locks(row: Reservation) -> tuple[object, ...]:
    """What decides which cars are locked."""
    shops = (row.location_id, row.return_location_id)
    return (*shops, row.vehicle_id, row.vehicle_class, row.pickup_at, row.return_at)


def lock_affected_cars(rental: Rental, change: Change) -> list[str]:
    """All cars that the change may touch, so that they are locked in one go, in one order."""
    if change.car_id:
        return lock_cars(Vehicle.objects.filter(pk__in={rental.vehicle_id, change.car_id}))
    target = changes.find_target(rental, change, list, instead_of=rental)
    if not target.moves(rental):
        return []
    fleet = Vehicle.objects.for_hire(change.location_id or rental.location_id, target.vehicle_class)
    return lock_cars(Vehicle.objects.filter(Q(pk=rental.vehicle_id) | Q(pk__in=fleet.values("pk"))))


def circumstances(rental: Rental, change: Change, cars: list[str], actor: Actor) -> changes.Circumstances:
    """`cars`: those that are locked."""
    now, shop_id = clock.now(), change.location_id or rental.location_id

    def request_for(period: Period) -> CarRequest:
        return CarRequest(period, now, actor.session_id, str(rental.id), shop_id)

    def for_hire() -> list[Car]:
        rows = Vehicle.objects.for_hire(shop_id).filter(pk=change.car_id)
        return [queries.read_car(row) for row in rows]

    def take(car: Car, period: Period) -> bool:
        clear_holds(request_for(period), cars)
        return assignment.find_best(Vehicle.objects.filter(pk=car.id), request_for(period)) is not None

    def assign(vehicle_class: str, period: Period) -> Car:
        fleet = Vehicle.objects.for_hire(shop_id, vehicle_class).filter(pk__in=cars)
        return queries.read_car(assign_car(fleet, request_for(period), cars, actor))

    return changes.Circumstances(
        now, shops.find, for_hire, shop_rules.decide_change, take, assign, tariff.reckon_price
    )

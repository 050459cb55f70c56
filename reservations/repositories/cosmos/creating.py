"""Books a car, or holds one until the caller has said yes: calendar and reservation in one batch."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from reservations import clock, creation_rules, numbers, person_names
from reservations.changes import audit_facts, own_car
from reservations.errors import Busy, CarElsewhere, NoVehicleAvailable, ReservationError
from reservations.models import Reservation
from reservations.occupancy import CarRequest
from reservations.repositories.base import Booked
from reservations.repositories.cosmos import names, session_slots
from reservations.repositories.cosmos.assignment import assign_car
from reservations.repositories.cosmos.batch import Batch, has_event, make_event
from reservations.repositories.cosmos.calendar import Fleet, entry_of
from reservations.repositories.cosmos.record import Record
from reservations.values import Car, Columns, Document, Draft, Rental

# How many bookings that are over by now one conversation may have made of the same words.
GENERATIONS = 50
DRAWS = 25  # of about half a million: so many taken in a row mean that something else is wrong
NAMESPACE = UUID("0d6f0f0c-5b5e-5c5b-9a52-5d3f1e7a8c21")


def create(record: Record, draft: Draft) -> Booked:
    """The same words of one conversation have one id: a twin of the request meets it, whatever was lost."""
    ids, shop_id = ids_of(draft), draft.shop.id
    pk, number, line = (
        next(ids),
        "",
        make_event("held" if draft.hold_for else "created", draft.actor, draft.now),
    )
    slot: Document | None = None

    def attempt() -> Booked:
        nonlocal pk, number, slot
        fleet = record.fleet(shop_id)
        if (repeated := find_repeated(record, fleet, draft)) is not None:
            return renew_hold(record, fleet, repeated, draft)
        while fleet.entry(names.reservation_id(pk)):  # it has other times or another name by now
            pk, number = next(ids), ""
        batch = Batch(fleet, draft.now)
        try:
            car = find_car(record, batch, draft)
        except (CarElsewhere, NoVehicleAvailable):
            # The limit is the first reason to refuse, as it tells nothing of the fleet. It is looked up only
            # here because a creation that finds a car learns of it from its claim, without a request more.
            session_slots.refuse_full(record, draft, names.reservation_id(pk))
            raise
        if slot is None or slot["reservationId"] != names.reservation_id(pk):
            slot = session_slots.claim_slot(record, draft, names.reservation_id(pk))
        number = number or claim_number(record, shop_id, names.reservation_id(pk))
        rental = build_rental(draft, pk, number, car)
        batch.enter(car, entry_of(rental))
        line["data"] = audit_facts(rental)
        batch.write(rental, line)
        return Booked(record.rental(record.commit(shop_id, batch)[names.document_id(rental)]))

    def find_done() -> Booked | None:
        """Our own doing, or a twin's; the id of what is over already is left to it."""
        nonlocal pk, number
        there = record.reservation(shop_id, names.reservation_id(pk))
        if there is None:
            return None
        rental, ours = record.rental(there), has_event(there, line)
        if ours or creation_rules.is_repeated(rental, draft):
            return Booked(rental, repeated=not ours)
        pk, number = next(ids), ""
        return None

    try:
        return record.retry(attempt, find_done)
    except ReservationError:
        if slot:
            session_slots.release_slot(record, slot)
        raise


def find_car(record: Record, batch: Batch, draft: Draft) -> Car:
    if draft.car_id:
        own_car(draft.car_id, [*batch.fleet.cars, *batch.fleet.unreadable])
    request = CarRequest(draft.period, draft.now, draft.actor.session_id)
    cars = batch.fleet.for_hire(draft.vehicle_class, draft.car_id)
    return assign_car(record, batch, cars, request, draft.actor)


def ids_of(draft: Draft) -> Iterator[UUID]:
    """Without a conversation every request is its own."""
    while not draft.actor.session_id:
        yield uuid.uuid4()
    yield from (pk for pk in derive_ids(draft) if not is_elsewhere(pk, draft.shop.id))
    raise Busy


def is_elsewhere(pk: uuid.UUID, shop_id: str) -> bool:
    """Has another shop taken over the booking that has this id? Its document is in the partition of that one,
    where no write of this shop would meet it."""
    return Reservation.calendar.filter(pk=pk).exclude(location=shop_id).exists()


def derive_ids(draft: Draft) -> Iterator[UUID]:
    words = (
        *(draft.actor.session_id, draft.shop.id, draft.period.pickup_at, draft.period.return_at),
        *(
            draft.vehicle_class,
            draft.car_id,
            person_names.normalise(draft.customer.name),
            bool(draft.hold_for),
        ),
    )
    digest = hashlib.sha256(repr(words).encode()).hexdigest()
    for generation in range(GENERATIONS):
        yield uuid.uuid5(NAMESPACE, f"{digest}-{generation}")


def claim_number(record: Record, shop_id: str, document_id: str) -> str:
    """A number of its own: whoever writes it first has it."""
    for _draw in range(DRAWS):
        number = numbers.draw()
        if record.claim(number, shop_id, document_id):
            return number
    raise Busy


def build_rental(draft: Draft, pk: UUID, number: str, car: Car) -> Rental:
    columns: Columns = {**draft.customer.columns(), **draft.price_of(car.vehicle_class).columns()}
    return Rental(
        id=pk,
        number=number,
        location=draft.shop,
        vehicle=car,
        vehicle_class=car.vehicle_class,
        pinned=draft.car_id is not None,
        return_location=draft.return_shop,
        status="held" if draft.hold_for else "confirmed",
        hold_expires_at=draft.now + draft.hold_for if draft.hold_for else None,
        source=draft.actor.source,
        session_id=draft.actor.session_id,
        language=draft.language,
        created_at=clock.now(),
        updated_at=clock.now(),
        **vars(draft.period),
        **columns,
    )


def find_repeated(record: Record, fleet: Fleet, draft: Draft) -> Document | None:
    """The document of the booking that `draft` asks for once more."""
    session = draft.actor.session_id
    for calendar, entry in fleet.entries():
        if not session or entry.session_id != session or entry.return_at != draft.period.return_at:
            continue
        there = record.reservation(calendar.location_id, entry.id)
        if there and creation_rules.is_repeated(record.rental(there), draft):
            return there
    return None


def renew_hold(record: Record, fleet: Fleet, there: Document, draft: Draft) -> Booked:
    """The same hold once more lasts anew."""
    rental = record.rental(there)
    if rental.status != "held" or not draft.hold_for:
        return Booked(rental, repeated=True)
    longer = replace(rental, hold_expires_at=draft.now + draft.hold_for)
    batch = Batch(fleet, draft.now)
    batch.enter(longer.vehicle, entry_of(longer))
    batch.write(longer, None, there)
    return Booked(record.rental(record.commit(rental.location_id, batch)[there["id"]]), repeated=True)

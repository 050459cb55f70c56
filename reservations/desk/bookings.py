"""Makes the reservation: at once, or held until the caller has said yes to its summary."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from reservations import (
    answers,
    booking,
    clock,
    confirmation,
    person_names,
    repositories,
    spoken,
    spoken_bookings,
)
from reservations.desk.finding import named
from reservations.desk.wishes import SOURCES, period_of, refuse, understood
from reservations.errors import HoldExpired, NoVehicleAvailable, PeriodError
from reservations.models import Reservation
from reservations.receipts import Caller
from reservations.records import Actor, Customer, Rental, Shop


def create_reservation(given: dict[str, Any], caller: Caller, key: str) -> dict[str, Any]:
    if "confirmationToken" in given and two_steps():
        return confirm_held(given, caller, key)
    wish = understood(given)
    try:
        booked = booking.create(
            wish.location,
            pickup_at=wish.pickup_at,
            return_at=wish.return_at,
            customer=Customer(given["customerName"]),
            actor=actor_of(caller, key),
            vehicle_class=wish.vehicle_class,
            language=caller.language,
            hold_for=timedelta(minutes=settings.HOLD_MINUTES) if two_steps() else None,
        )
    except (NoVehicleAvailable, PeriodError) as error:
        refuse(error, wish, caller)
        raise
    row = booked.rental
    answer = told(row, wish.location, given, caller.language, repeated=booked.repeated)
    if row.status == Reservation.Status.HELD:
        return {**answer, **question(row, wish.location, caller)}
    return {**answer, "alreadyBooked": True} if booked.repeated else answer


def two_steps() -> bool:
    return bool(settings.BOOKING_CONFIRMATION == "required")


def actor_of(caller: Caller, key: str) -> Actor:
    return Actor(SOURCES[caller.kind], session_id=caller.session_id, call_id=key)


def confirm_held(given: dict[str, Any], caller: Caller, key: str) -> dict[str, Any]:
    """The yes to a summary: the token must fit a hold of this session, the words be those that were read."""
    for row in repositories.current().of_session(caller.session_id):
        if confirmation.fits(given["confirmationToken"], *agreed(row, caller)) and same(row, given):
            if row.status == Reservation.Status.CONFIRMED:  # the same yes once more
                return {
                    **told(row, row.location, given, caller.language, repeated=True),
                    "alreadyBooked": True,
                }
            if row.status != Reservation.Status.HELD:
                break
            row = booking.confirm(row, actor=actor_of(caller, key))
            return told(row, row.location, given, caller.language, repeated=False)
    raise HoldExpired


def agreed(row: Rental, caller: Caller) -> tuple[object, ...]:
    return ("create", caller.name, row.id, row.customer_name, row.pickup_at, row.return_at)


def same(row: Rental, given: dict[str, Any]) -> bool:
    """What is confirmed must be what was read to the caller."""
    wish = understood(given)
    return (
        (row.location_id, row.pickup_at, row.return_at)
        == (
            wish.location.id,
            wish.pickup_at,
            wish.return_at,
        )
        and wish.vehicle_class in {None, row.vehicle_class}
        and person_names.is_same(row.customer_name, given["customerName"])
    )


def question(row: Rental, location: Shop, caller: Caller) -> dict[str, Any]:
    until = row.hold_expires_at or clock.now()
    return {
        "needsConfirmation": True,
        "confirmationToken": confirmation.token(*agreed(row, caller)),
        "expiresAt": clock.local(until, location.timezone).isoformat(timespec="seconds"),
        "spoken": spoken_bookings.held(
            named(row, caller.language), row.vehicle_class, row.customer_name, row.price, caller.language
        ),
    }


def told(
    row: Rental, location: Shop, given: dict[str, Any], language: str, *, repeated: bool
) -> dict[str, Any]:
    said = spoken.booked(
        location.called(language),
        clock.local(row.pickup_at, location.timezone),
        clock.local(row.return_at, location.timezone),
        row.vehicle_class,
        row.number,
        language,
        repeated_for=person_names.without_honorific(row.customer_name) if repeated else "",
    )
    return {**answers.reservation(row, location, period_of(given)), "spoken": said}

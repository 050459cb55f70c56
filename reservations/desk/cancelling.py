"""Cancels a reservation: first the fee is told, and only a call that carries its token does it."""

from __future__ import annotations

from typing import Any

from reservations import booking, clock, confirmation, identity, spoken_bookings, tariff
from reservations.desk.bookings import actor_of
from reservations.desk.finding import named
from reservations.errors import IllegalMove
from reservations.lifecycle import label
from reservations.models import Reservation
from reservations.receipts import Caller
from reservations.records import Rental

Status = Reservation.Status


def cancel_reservation(given: dict[str, Any], caller: Caller, key: str) -> dict[str, Any]:
    row = identity.prove(given, caller)
    if row.status == Status.CANCELLED:
        return {**cancelled(row, caller), "alreadyCancelled": True}
    if Status.CANCELLED not in Reservation.TRANSITIONS.get(row.status, ()):
        raise IllegalMove(IllegalMove.detail, before=label(row.status), after=Status.CANCELLED.label)
    fee = tariff.cancellation_fee(row, clock.now())
    agreed = ("cancel", caller.name, row.id, fee, row.pickup_at)
    if not confirmation.fits(given.get("confirmationToken", ""), *agreed):
        return {
            "success": True,
            "needsConfirmation": True,
            "confirmationToken": confirmation.token(*agreed),
            "number": row.number,
            "fee": fee,
            "spoken": spoken_bookings.cancel_question(named(row, caller.language), fee, caller.language),
        }
    return cancelled(booking.cancel(row, actor=actor_of(caller, key), version=row.version), caller)


def cancelled(row: Rental, caller: Caller) -> dict[str, Any]:
    fee = row.cancellation_fee or 0
    return {
        "success": True,
        "number": row.number,
        "reservationId": str(row.id),
        "status": row.status,
        "fee": fee,
        "spoken": spoken_bookings.cancelled(named(row, caller.language), fee, caller.language),
    }

"""The tool `cancel_reservation`: first the fee is told, and only a call that carries its token cancels."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reservations import booking, clock, speech, tariff
from reservations.errors import IllegalMove
from reservations.lifecycle import label
from reservations.models import Reservation
from reservations.tools import caller_code, confirmation, identity, results
from reservations.tools.arguments import Code, Token
from reservations.tools.identity import Identified
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels
from reservations.values import Rental

Status = Reservation.Status


@dataclass(frozen=True, kw_only=True)
class CancelReservation(Identified):
    confirmation_token: Token = None
    identity_code: Code = None


def cancel_reservation(given: CancelReservation, caller: Caller, key: str) -> ToolAnswer:
    """The first call answers with the fee and a token, the second, with the token, cancels. Raises what
    `identity.prove` and `caller_code.require` do, and IllegalMove for a booking that cannot be cancelled."""
    row = identity.prove(given, caller)
    caller_code.require(row, given.identity_code or "", caller)
    if row.status == Status.CANCELLED:
        return {**describe_cancelled(row, caller), "alreadyCancelled": True}
    if Status.CANCELLED not in Reservation.TRANSITIONS.get(row.status, ()):
        raise IllegalMove(IllegalMove.detail, before=label(row.status), after=Status.CANCELLED.label)
    fee = tariff.find_cancellation_fee(row, clock.now())
    # The fee, and when the booking was last changed: if either is another one before the caller agrees, they
    # are asked again.
    agreed = ("cancel", caller.name, row.id, row.updated_at, fee, row.pickup_at)
    if not confirmation.is_token_of(given.confirmation_token or "", *agreed):
        place_and_period = results.say_place_and_period(row, caller.language)
        return {
            "success": True,
            "needsConfirmation": True,
            "confirmationToken": confirmation.make_token(*agreed),
            "number": row.number,
            "fee": fee,
            "spoken": speech.of(caller.language).ask_to_cancel(place_and_period, fee),
        }
    # With its version: a booking that somebody changes meanwhile is not cancelled for another fee.
    row = booking.cancel(row, actor=caller.as_actor(key), version=row.version)
    return describe_cancelled(row, caller)


def describe_cancelled(row: Rental, caller: Caller) -> ToolAnswer:
    """A booking that is cancelled, with its fee in yen."""
    fee = row.cancellation_fee or 0
    place_and_period = results.say_place_and_period(row, caller.language)
    return {
        "success": True,
        "number": row.number,
        "reservationId": str(row.id),
        "status": row.status,
        "fee": fee,
        "spoken": speech.of(caller.language).say_cancelled(place_and_period, fee),
    }


TOOL = Tool(
    "cancel_reservation",
    _(
        "Cancel a reservation. The first call answers with the fee; only after the caller agreed, "
        "call again with its confirmationToken"
    ),
    CancelReservation,
    cancel_reservation,
    labels(
        _("Cancelling the reservation"),
        _("Cancelled the reservation"),
        _("Could not cancel the reservation"),
    ),
    title=_("Cancel a reservation"),
    writes=True,
    overwrites=True,
)

"""Who did what to a reservation: append-only, written in the transaction of the operation."""

from __future__ import annotations

from typing import Any

from reservations import clock
from reservations.models import Reservation, ReservationEvent
from reservations.values import Actor

__all__ = ["Actor", "write_event"]


def write_event(reservation: Reservation, action: str, actor: Actor, **data: Any) -> ReservationEvent:
    """Write one line of the log, in the transaction of the operation that it tells of.

    `data`: what the line keeps beside who and when; no personal data, which must stay erasable.
    """
    return ReservationEvent.objects.create(
        reservation=reservation,
        at=clock.now(),
        action=action,
        actor=actor.source,
        who=actor.who,
        session_id=actor.session_id,
        call_id=actor.call_id,
        data=data,
    )

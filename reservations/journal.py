"""Who did what to a reservation: append-only, written in the transaction of the deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reservations import clock
from reservations.compiled import Insertion
from reservations.models import Reservation, ReservationEvent

LINE = Insertion(ReservationEvent)


@dataclass(frozen=True)
class Actor:
    """`source` is one of Reservation.Source; `who` a clerk's name; a voice session has an id and a call."""

    source: str
    who: str = ""
    session_id: str = ""
    call_id: str = ""


def write(reservation: Reservation, action: str, actor: Actor, **data: Any) -> ReservationEvent:
    event = ReservationEvent(
        reservation=reservation,
        at=clock.now(),
        action=action,
        actor=actor.source,
        who=actor.who,
        session_id=actor.session_id,
        call_id=actor.call_id,
        data=data,
    )
    LINE.write(event)
    return event

"""Who did what to a reservation: append-only, written in the transaction of the operation."""

from __future__ import annotations

from typing import Any

from reservations import changes, clock, staff_news
from reservations.models import Reservation, ReservationEvent
from reservations.values import Actor

__all__ = ["Actor", "erase_words", "write_event"]


def write_event(reservation: Reservation, action: str, actor: Actor, **data: Any) -> ReservationEvent:
    """Write one line of the log, in the transaction of the operation that it tells of.

    `data`: what the line keeps beside who and when; no personal data, which must stay erasable. The staff's
    open pages hear of it with the commit.
    """
    staff_news.announce(reservation)
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


def erase_words(reservation: Reservation) -> None:
    """Take what staff wrote freely out of the lines of one log.

    The database lets no line be rewritten, so such a line is written anew in the place of the old one: all
    else of it is the same.
    """
    for line in list(ReservationEvent.objects.filter(reservation=reservation)):
        kept = changes.erase_words(line.data)
        if kept != line.data:
            line.delete()
            line.pk, line.data = None, kept
            line.save(force_insert=True)

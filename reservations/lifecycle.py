"""The steps of a rental's life: which may be taken, and what each makes of it. Pure: both stores ask here.

`Reservation.TRANSITIONS` is the one table. A step is named by the status that it leads to; only undoing a
hand-over, which leads back, has a name of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from reservations import clock, speech
from reservations.errors import CarStillOut, CarTaken, HoldExpired, IllegalMove, TooEarly, UndoTooLate
from reservations.models import Reservation
from reservations.occupancy import Occupancy
from reservations.values import Rental

Status = Reservation.Status
HAND_OVER_UNDONE = "hand_over_undone"
# Standard terms: who has not come an hour after the agreed time is taken not to come.
NO_SHOW_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Circumstances:
    """What a step depends on beside the rental. Each is read only if the step needs it.

    `others`: what else keeps its car, without holds that ran out. `cancellation_fee`: in whole yen, at `now`.
    """

    now: datetime
    others: Callable[[], Iterable[Occupancy]]
    cancellation_fee: Callable[[], int]


def take_step(rental: Rental, step: str, given: Circumstances) -> Rental:
    """The rental after `step`; raises IllegalMove (or one of its kinds), HoldExpired or CarTaken."""
    if step not in Reservation.TRANSITIONS.get(rental.status, ()):
        after = status_after(step)
        raise IllegalMove(IllegalMove.detail, before=label(rental.status), after=label(after))
    changed = EFFECTS[step](rental, given)
    return replace(changed, status=status_after(step), updated_at=given.now)


def status_after(step: str) -> str:
    """The status that a step leads to: its own name, but for undoing a hand-over."""
    return str(Status.CONFIRMED) if step == HAND_OVER_UNDONE else step


def audit_data(rental: Rental, step: str) -> dict[str, Any]:
    """What the audit log keeps of a step, from the rental as it was: what the step itself wipes out."""
    data: dict[str, Any] = {"before": str(rental.status)}
    if step == HAND_OVER_UNDONE and rental.picked_up_at:
        data["pickedUp"] = rental.picked_up_at.astimezone(UTC).isoformat()
    return data


def label(status: str) -> str:
    """Another system may have words of its own."""
    return str(Status(status).label) if status in Status.values else status


def confirm(rental: Rental, given: Circumstances) -> Rental:
    if rental.hold_expires_at and rental.hold_expires_at <= given.now:
        raise HoldExpired
    return replace(rental, hold_expires_at=None)


def hand_over(rental: Rental, given: Circumstances) -> Rental:
    others = list(given.others())
    if rival := next((each for each in others if each.status == Status.OUT), None):
        raise CarStillOut(CarStillOut.detail, car=rental.vehicle, number=rival.number)
    if given.now < rental.pickup_at:  # who comes early takes the car from nobody whose turn is before
        refuse_if_taken(rental, others, given.now, rental.pickup_at)
    return replace(rental, picked_up_at=given.now)


def may_undo_hand_over(rental: Rental | Reservation, now: datetime) -> bool:
    """Is it still within HAND_OVER_UNDO_MINUTES of the hand-over? Screens that offer it ask here too."""
    left, minutes = rental.picked_up_at or rental.pickup_at, settings.HAND_OVER_UNDO_MINUTES
    return now <= left + timedelta(minutes=minutes) if minutes else False


def undo_hand_over(rental: Rental, given: Circumstances) -> Rental:
    """As it was planned again, if the plan still fits: the car is kept from the planned pickup on."""
    if not may_undo_hand_over(rental, given.now):
        wall = clock.local(rental.picked_up_at or rental.pickup_at, rental.location.timezone)
        raise UndoTooLate(
            UndoTooLate.detail,
            time=lambda language: speech.of(language).say_moment(wall),
            minutes=settings.HAND_OVER_UNDO_MINUTES,
        )
    refuse_if_taken(rental, given.others(), rental.pickup_at, rental.blocked_until)
    return replace(rental, picked_up_at=None)


def refuse_if_taken(rental: Rental, others: Iterable[Occupancy], start: datetime, until: datetime) -> None:
    turns = [each for each in others if each.start < until and each.until > start]
    if turns:
        first = min(turns, key=lambda each: each.start)
        raise CarTaken(CarTaken.detail, car=rental.vehicle, number=first.number)


def take_back(rental: Rental, given: Circumstances) -> Rental:
    return replace(rental, returned_at=given.now)


def close_as_no_show(rental: Rental, given: Circumstances) -> Rental:
    until = rental.pickup_at + NO_SHOW_AFTER
    if given.now < until:
        wall = clock.local(until, rental.location.timezone)
        raise TooEarly(TooEarly.detail, time=lambda language: speech.of(language).say_moment(wall))
    return rental


def cancel(rental: Rental, given: Circumstances) -> Rental:
    return replace(rental, cancellation_fee=given.cancellation_fee())


def end(rental: Rental, given: Circumstances) -> Rental:
    """Nothing beyond the step itself."""
    return rental


EFFECTS: dict[str, Callable[[Rental, Circumstances], Rental]] = {
    "confirmed": confirm,
    "out": hand_over,
    HAND_OVER_UNDONE: undo_hand_over,
    "returned": take_back,
    "no_show": close_as_no_show,
    "cancelled": cancel,
    "expired": end,
    "released": end,
}

"""The steps of a rental's life: which may be taken, and what each makes of it. Pure: both stores ask here.

`Reservation.TRANSITIONS` is the one table. A step is named by the status that it leads to; only those that
undo a step, and lead back, have names of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.conf import settings

from reservations import clock, speech
from reservations.availability import Period
from reservations.errors import CarStillOut, CarTaken, HoldExpired, IllegalMove, TooEarly, UndoTooLate
from reservations.models import Reservation
from reservations.occupancy import Occupancy
from reservations.values import ERASED, Car, Document, Rental

Status = Reservation.Status
HAND_OVER_UNDONE, RETURN_UNDONE, NO_SHOW_UNDONE = "hand_over_undone", "return_undone", "no_show_undone"
CANCELLATION_UNDONE = "cancellation_undone"
# Where those that undo a step lead back to; a hold that was cancelled becomes one again.
LEADS_BACK = {
    HAND_OVER_UNDONE: Status.CONFIRMED,
    RETURN_UNDONE: Status.OUT,
    NO_SHOW_UNDONE: Status.CONFIRMED,
    CANCELLATION_UNDONE: Status.CONFIRMED,
}
# Steps after which a rental keeps its car for longer than before.
KEEPING_LONGER = frozenset({Status.OUT, *LEADS_BACK})
# Standard terms: who has not come an hour after the agreed time is taken not to come.
NO_SHOW_AFTER = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)  # the smallest that a store keeps


@dataclass(frozen=True)
class Circumstances:
    """What a step depends on beside the rental. Each is read only if the step needs it.

    `others`: what else keeps its car, without holds that ran out. `cancellation_fee`: in whole yen, at `now`.
    `assign`: the best car of a class at its shop, other rentals making room if need be; raises
    NoVehicleAvailable.
    """

    now: datetime
    others: Callable[[], Iterable[Occupancy]]
    cancellation_fee: Callable[[], int]
    assign: Callable[[str, Period], Car]


def take_step(rental: Rental, step: str, given: Circumstances) -> Rental:
    """The rental after `step`; raises IllegalMove (or one of its kinds), HoldExpired, CarTaken or
    NoVehicleAvailable."""
    if step not in Reservation.TRANSITIONS.get(rental.status, ()):
        after = status_after(step)
        raise IllegalMove(IllegalMove.detail, before=label(rental.status), after=label(after))
    changed = EFFECTS[step](rental, given)
    status = Status.HELD if step == CANCELLATION_UNDONE and rental.hold_expires_at else status_after(step)
    return replace(changed, status=str(status), updated_at=clock.move_past(rental.updated_at, given.now))


def status_after(step: str) -> str:
    """The status that a step leads to: its own name, but for those that undo one."""
    return str(LEADS_BACK.get(step, step))


def audit_data(rental: Rental, step: str, after: Rental) -> Document:
    """What the audit log keeps of a step, from the rental as it was: what the step itself wipes out. Of an
    undone cancellation also what it leads to, which the step alone does not tell."""
    data: Document = {"before": str(rental.status)}
    if step == CANCELLATION_UNDONE:
        data |= {"after": str(after.status), "cancellationFee": rental.cancellation_fee}
        data |= {"vehicle": after.vehicle.id} if after.vehicle.id != rental.vehicle.id else {}
    if step == HAND_OVER_UNDONE and rental.picked_up_at:
        data["pickedUp"] = rental.picked_up_at.astimezone(UTC).isoformat()
    if step == RETURN_UNDONE and rental.returned_at:
        data["broughtBack"] = rental.returned_at.astimezone(UTC).isoformat()
    return data


def label(status: str) -> str:
    """Another system may have words of its own."""
    return str(Status(status).label) if status in Status.values else status


def confirm(rental: Rental, given: Circumstances) -> Rental:
    """A held rental that the caller agreed to; raises HoldExpired where its hold ran out."""
    if rental.hold_expires_at and rental.hold_expires_at <= given.now:
        raise HoldExpired
    return replace(rental, hold_expires_at=None)


def hand_over(rental: Rental, given: Circumstances) -> Rental:
    """The car leaves with its customer at `given.now`. Raises CarStillOut where another rental has it on the
    road, and CarTaken where it is another's by now."""
    others = list(given.others())
    refuse_if_still_out(rental, others)
    if given.now < rental.pickup_at:  # who comes early takes the car from nobody whose turn is before
        refuse_if_taken(rental, others, given.now, rental.pickup_at)
    if given.now >= rental.blocked_until:  # who comes after the booked time finds whose turn it is now
        refuse_if_taken(rental, others, given.now, given.now + INSTANT)
    return replace(rental, picked_up_at=given.now)


def may_undo(rental: Rental | Reservation, now: datetime) -> bool:
    """Is it still within HAND_OVER_UNDO_MINUTES of the last step of the rental? Screens that offer to undo it
    ask here too. A car that came back to another shop belongs there, which nobody undoes; nor is a customer
    who was erased booked again."""
    if (rental.status == Status.RETURNED and rental.one_way) or rental.customer_name == ERASED:
        return False
    minutes = settings.HAND_OVER_UNDO_MINUTES
    return now <= last_step_at(rental) + timedelta(minutes=minutes) if minutes else False


def last_step_at(rental: Rental | Reservation) -> datetime:
    """When a rental that is out, is back, was cancelled or did not take place became so.

    What is written to it afterwards, such as a note, does not count. Of those that were called off before
    `called_off_at` was kept, all that is known is when they were written last.
    """
    if rental.status == Status.OUT:
        return rental.picked_up_at or rental.pickup_at
    ended = rental.returned_at if rental.status == Status.RETURNED else rental.called_off_at
    return ended or rental.updated_at


def refuse_late_undo(rental: Rental, now: datetime) -> None:
    """Raises UndoTooLate where `may_undo` says no."""
    if not may_undo(rental, now):
        wall = clock.local(last_step_at(rental), rental.location.timezone)
        raise UndoTooLate(
            UndoTooLate.details[rental.status],
            time=lambda language: speech.of(language).say_moment(wall),
            minutes=settings.HAND_OVER_UNDO_MINUTES,
        )


def undo_hand_over(rental: Rental, given: Circumstances) -> Rental:
    """As it was planned again, if the plan still fits: the car is kept from the planned pickup on."""
    refuse_late_undo(rental, given.now)
    refuse_if_taken(rental, given.others(), rental.pickup_at, rental.blocked_until)
    return replace(rental, picked_up_at=None)


def undo_return(rental: Rental, given: Circumstances) -> Rental:
    """On the road again, if nobody has taken or been promised the car since."""
    refuse_late_undo(rental, given.now)
    others = list(given.others())
    refuse_if_still_out(rental, others)
    refuse_if_taken(rental, others, rental.kept_from, rental.blocked_until)
    return replace(rental, returned_at=None)


def undo_no_show(rental: Rental, given: Circumstances) -> Rental:
    """As it was planned again: the customer came after all."""
    refuse_late_undo(rental, given.now)
    refuse_if_taken(rental, given.others(), rental.pickup_at, rental.blocked_until)
    return replace(rental, called_off_at=None)


def undo_cancellation(rental: Rental, given: Circumstances) -> Rental:
    """As it was agreed again: with its own car, or another of the class where that one was taken since."""
    refuse_late_undo(rental, given.now)
    if rental.hold_expires_at and rental.hold_expires_at <= given.now:
        raise HoldExpired
    others = list(given.others())
    car = rental.vehicle
    if rental.pinned:
        refuse_if_taken(rental, others, rental.pickup_at, rental.blocked_until)
    elif find_turns(others, rental.pickup_at, rental.blocked_until):
        kept = Period(rental.pickup_at, rental.return_at, rental.blocked_until)
        car = given.assign(rental.vehicle_class, kept)
    return replace(rental, vehicle=car, cancellation_fee=None, called_off_at=None)


def refuse_if_still_out(rental: Rental, others: Iterable[Occupancy]) -> None:
    """Raises CarStillOut where one of `others` is on the road with the car."""
    if rival := next((each for each in others if each.status == Status.OUT), None):
        raise CarStillOut(CarStillOut.detail, car=rental.vehicle, number=rival.number)


def refuse_if_taken(rental: Rental, others: Iterable[Occupancy], start: datetime, until: datetime) -> None:
    """Raises CarTaken where one of `others` keeps the car between the two instants."""
    if turns := find_turns(others, start, until):
        first = min(turns, key=lambda each: each.start)
        raise CarTaken(CarTaken.detail, car=rental.vehicle, number=first.number)


def find_turns(others: Iterable[Occupancy], start: datetime, until: datetime) -> list[Occupancy]:
    """Those that have the car between two instants."""
    return [each for each in others if each.start < until and each.until > start]


def take_back(rental: Rental, given: Circumstances) -> Rental:
    """The car came back at `given.now`."""
    return replace(rental, returned_at=given.now)


def close_as_no_show(rental: Rental, given: Circumstances) -> Rental:
    """The customer did not come; raises TooEarly within NO_SHOW_AFTER of the pickup."""
    until = rental.pickup_at + NO_SHOW_AFTER
    if given.now < until:
        wall = clock.local(until, rental.location.timezone)
        raise TooEarly(TooEarly.detail, time=lambda language: speech.of(language).say_moment(wall))
    return replace(rental, called_off_at=given.now)


def cancel(rental: Rental, given: Circumstances) -> Rental:
    """Called off at `given.now`, for the fee of that moment."""
    return replace(rental, cancellation_fee=given.cancellation_fee(), called_off_at=given.now)


def expire(rental: Rental, given: Circumstances) -> Rental:
    """Only what has run out: who sweeps may have read it before it was made to last anew."""
    if rental.hold_expires_at and rental.hold_expires_at > given.now:
        raise IllegalMove(IllegalMove.detail, before=label(rental.status), after=label(Status.EXPIRED))
    return rental


def end(rental: Rental, given: Circumstances) -> Rental:
    """Nothing beyond the step itself."""
    return rental


EFFECTS: dict[str, Callable[[Rental, Circumstances], Rental]] = {
    "confirmed": confirm,
    "out": hand_over,
    HAND_OVER_UNDONE: undo_hand_over,
    RETURN_UNDONE: undo_return,
    NO_SHOW_UNDONE: undo_no_show,
    CANCELLATION_UNDONE: undo_cancellation,
    "returned": take_back,
    "no_show": close_as_no_show,
    "cancelled": cancel,
    "expired": expire,
    "released": end,
}

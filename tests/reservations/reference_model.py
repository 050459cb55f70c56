"""A shop in plain Python, for test_lifecycle.py: hours are integers, and what fits is tried out.

Knows nothing of the product but its words for refusals and states.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

DAY = 24
TURNAROUND = 1
GRACE = 1  # after the agreed hour nobody comes any more
DONE = "done"
AT_MOST = 3  # live bookings of one conversation


@dataclass
class Rental:
    """Also a car out of service. `end` is planned; `until` has the turnaround in it."""

    car: str
    start: int
    end: int
    until: int
    status: str = "confirmed"
    pinned: bool = False
    session: str = ""
    lapses: int = 0
    left: int | None = None  # when the car was handed over, which may be before the plan
    ended: int | None = None  # when it came back, was cancelled, or nobody had come
    was: str = ""  # the status before the last step

    @property
    def away_from(self) -> int:
        return self.start if self.left is None else min(self.start, self.left)

    def overlaps(self, start: int, until: int) -> bool:
        return self.away_from < until and start < self.until

    @property
    def may_move(self) -> bool:
        return self.status in {"held", "confirmed"} and not self.pinned


@dataclass
class RentalRequest:
    start: int
    end: int
    session: str = ""
    besides: Rental | None = None
    car: str = ""

    @property
    def until(self) -> int:
        return self.end + TURNAROUND


@dataclass
class ReferenceModel:
    cars: tuple[str, ...]
    now: int = 0
    rentals: list[Rental] = field(default_factory=list)

    def lapsed(self, one: Rental) -> bool:
        return one.status == "held" and one.lapses <= self.now

    def keeping(self, wish: RentalRequest) -> list[Rental]:
        """What stands in the way of a wish, if it is on its car."""
        return [
            one
            for one in self.rentals
            if one is not wish.besides
            and one.status in {"held", "confirmed", "out", "blocked"}
            and not self.lapsed(one)
            and not (one.status == "held" and wish.session and one.session == wish.session)
        ]

    def late(self, car: str, besides: Rental | None) -> bool:
        return any(
            one.car == car and one.status == "out" and one.end < self.now
            for one in self.rentals
            if one is not besides
        )

    def fits(self, wish: RentalRequest) -> bool:
        """Is there any way to give every booking a car, and the wish one too?"""
        soon = wish.start < self.now + DAY
        cars = [car for car in self.cars if not (soon and self.late(car, wish.besides))]
        others = [one for one in self.keeping(wish) if one.car in cars]
        wanted = Rental(wish.car, wish.start, wish.end, wish.until, pinned=bool(wish.car))
        if wish.car:
            return wish.car in cars and not any(
                one.car == wish.car and one.overlaps(wish.start, wish.until) for one in others
            )
        loose = [one for one in others if one.may_move and one.until > self.now]
        placed = {car: [one for one in others if one.car == car and one not in loose] for car in cars}
        return arranged([wanted, *loose], placed)

    def create(self, wish: RentalRequest) -> str:
        if wish.start < self.now:
            return "in_the_past"
        if self.same(wish):
            return DONE
        if self.has_too_many(wish):
            return "too_many_bookings"
        return DONE if self.fits(wish) else "no_vehicle_available"

    def has_too_many(self, wish: RentalRequest) -> bool:
        """The holds that the wish replaces do not count; without a conversation nothing does."""
        mine = [one for one in self.rentals if wish.session and one.session == wish.session]
        live = [one for one in mine if one.status in {"held", "confirmed", "out"} and not self.lapsed(one)]
        replaced = [one for one in live if one.status == "held" and one.overlaps(wish.start, wish.until)]
        return len(live) - len(replaced) >= AT_MOST

    def same(self, wish: RentalRequest) -> Rental | None:
        """What this conversation has already."""
        whole = RentalRequest(wish.start, wish.end)
        mine = (one for one in self.keeping(whole) if wish.session and one.session == wish.session)
        return next((one for one in mine if (one.start, one.end) == (wish.start, wish.end)), None)

    def change(self, one: Rental, start: int, end: int) -> str:
        same_start = start == one.start
        if not (one.status in {"held", "confirmed"} or (one.status == "out" and same_start)):
            return "illegal_move"
        if (end if same_start else start) < self.now:
            return "in_the_past"
        own = one.car if one.pinned or one.status == "out" else ""
        return DONE if self.fits(RentalRequest(start, end, besides=one, car=own)) else "no_vehicle_available"

    def replace_holds(self, wish: RentalRequest) -> None:
        """A conversation that wishes anew gives up what it held for the same time."""
        for one in self.rentals:
            if one.status == "held" and one.session == wish.session != "":
                one.status = "expired" if one.overlaps(wish.start, wish.until) else "held"

    def step(self, one: Rental, status: str) -> str:
        possible = {
            "held": {"confirmed", "cancelled"},
            "confirmed": {"out", "cancelled", "no_show"},
            "out": {"returned", "hand_over_undone"},
            "returned": {"return_undone"},
            "no_show": {"no_show_undone"},
            "cancelled": {"cancellation_undone"},
            "blocked": {"released"},
        }
        if status not in possible.get(one.status, set()):
            return "illegal_move"
        if status == "confirmed" and self.lapsed(one):
            return "hold_expired"
        if status == "out" and any(each.car == one.car and each.status == "out" for each in self.rentals):
            return "car_still_out"
        if status == "out" and self.now < one.start:
            turns = self.keeping(RentalRequest(self.now, one.start, besides=one))
            if any(each.car == one.car and each.overlaps(self.now, one.start) for each in turns):
                return "car_taken"
        since = one.left if status == "hand_over_undone" else one.ended
        if status.endswith("_undone") and since != self.now:
            return "undo_too_late"  # minutes, and hours pass here
        others = [each for each in self.keeping(RentalRequest(0, 0, besides=one)) if each.car == one.car]
        if status == "return_undone" and any(each.status == "out" for each in others):
            return "car_still_out"
        if status == "cancellation_undone":
            if one.was == "held" and one.lapses <= self.now:
                return "hold_expired"
            if not any(each.overlaps(one.start, one.until) for each in others):
                return DONE
            anew = RentalRequest(one.start, one.end, besides=one)
            return "car_taken" if one.pinned else DONE if self.fits(anew) else "no_vehicle_available"
        if status.endswith("_undone"):
            start = one.away_from if status == "return_undone" else one.start
            return "car_taken" if any(each.overlaps(start, one.until) for each in others) else DONE
        if status == "no_show" and self.now < one.start + GRACE:
            return "too_early"
        return DONE

    def block(self, car: str, start: int, end: int) -> str:
        taken = (
            one.car == car and one.overlaps(start, end) for one in self.keeping(RentalRequest(start, end))
        )
        return "car_taken" if any(taken) else DONE


def arranged(loose: list[Rental], placed: dict[str, list[Rental]]) -> bool:
    """Try every car for the first, and so on: slow, and therefore right."""
    if not loose:
        return True
    first, rest = loose[0], loose[1:]
    for its in placed.values():
        if not any(one.overlaps(first.away_from, first.until) for one in its):
            its.append(first)
            if arranged(rest, placed):
                its.pop()
                return True
            its.pop()
    return False


def overlapping(rentals: Iterable[Rental]) -> bool:
    keeping = [one for one in rentals if one.status in {"held", "confirmed", "out", "blocked"}]
    return any(
        one is not other and one.car == other.car and one.overlaps(other.away_from, other.until)
        for one in keeping
        for other in keeping
    )

"""What keeps a car, from whom and until when; and which car is made free by moving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reservations import assignment
from reservations.availability import Period
from reservations.occupancy import Occupancy
from reservations.values import Car

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def occupancy(id: str = "a", start: int = 10, until: int = 12, **parts: object) -> Occupancy:  # noqa: A002
    """Confirmed, of a compact at Ginza; `start` and `until` in hours from now."""
    end = NOW + until * HOUR
    usual = Occupancy(id, "1", NOW + start * HOUR, end, end, "confirmed", "compact", location_id="ginza")
    return replace(usual, **parts)  # type: ignore[arg-type]


def test_rentals_that_only_touch_do_not_overlap() -> None:
    its = occupancy(start=10, until=12)
    assert its.overlaps(NOW + 11 * HOUR, NOW + 13 * HOUR)
    assert not its.overlaps(NOW + 12 * HOUR, NOW + 13 * HOUR)
    assert not its.overlaps(NOW + 9 * HOUR, NOW + 10 * HOUR)


@pytest.mark.parametrize(
    ("status", "ends", "session_id", "keeps"),
    [
        ("held", 1, "other", True),
        ("held", 0, "other", False),  # it ran out
        ("held", 1, "caller", False),  # the session's own
        ("confirmed", None, "caller", True),
        ("held", 1, "", True),  # nobody's session is nobody's own
    ],
)
def test_a_hold_keeps_its_car_from_others_until_it_runs_out(
    status: str, ends: int | None, session_id: str, keeps: bool
) -> None:
    until = None if ends is None else NOW + ends * HOUR
    its = occupancy(status=status, hold_until=until, session_id=session_id and "caller")
    assert its.keeps_from(session_id, NOW) is keeps


def test_a_car_is_overdue_once_its_return_has_passed_on_the_road() -> None:
    assert occupancy(until=-1, status="out").is_overdue(NOW)
    assert not occupancy(until=1, status="out").is_overdue(NOW)
    assert not occupancy(until=-1).is_overdue(NOW)


@pytest.mark.parametrize(
    "parts", [{"status": "out"}, {"pinned": True}, {"vehicle_class": "suv"}, {"location_id": "shibuya"}]
)
def test_what_is_chosen_or_drives_or_belongs_elsewhere_may_not_move(parts: dict[str, object]) -> None:
    here = {"vehicle_class": "compact", "location_id": "ginza", "now": NOW}
    assert occupancy().may_move(**here)  # type: ignore[arg-type]
    assert not occupancy(**parts).may_move(**here)  # type: ignore[arg-type]
    assert not occupancy(start=-2, until=-1).may_move(**here)  # type: ignore[arg-type]


CARS = [Car("c1", "ginza", "compact"), Car("c2", "ginza", "compact"), Car("m1", "ginza", "minivan")]
# Both compacts are booked for a part of 10 to 14; on one of them, both would fit.
TAKEN = {
    "c1": [occupancy("a", 10, 12)],
    "c2": [occupancy("b", 12, 14)],
    "m1": [occupancy("c", 10, 14, vehicle_class="minivan")],
}
WANTED = Period(NOW + 10 * HOUR, NOW + 14 * HOUR, NOW + 14 * HOUR)


def only(
    fleet: Sequence[Car], taken: Mapping[str, Sequence[Occupancy]] = TAKEN
) -> dict[str, list[Occupancy]]:
    return {car.id: list(taken[car.id]) for car in fleet}


def test_room_is_made_by_one_move_within_the_class() -> None:
    found = assignment.make_room(CARS, WANTED, only, now=NOW)
    assert found is not None
    car, plan = found
    assert (car.id, dict(plan.moves)) in [("c1", {"a": "c2"}), ("c2", {"b": "c1"})]


def test_no_room_is_made_beyond_the_moves_allowed_or_by_moving_a_chosen_car() -> None:
    assert assignment.make_room(CARS, WANTED, only, now=NOW, most_moves=0) is None
    pinned = {key: [replace(each, pinned=True) for each in its] for key, its in TAKEN.items()}
    assert assignment.make_room(CARS, WANTED, lambda fleet: only(fleet, pinned), now=NOW) is None

"""What ends a booking, and what only brings a car back or refuses something else."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu.calling_off import CALLS_OFF, ENDS_A_BOOKING, ENDS_IT

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "car", ["it", "the suv", "the car", "the little red car", "our hire car", "john's car"]
)
@pytest.mark.parametrize("way", ["off in shinjuku", "off at the station", "back on sunday", "off"])
def test_car_dropped_off_ends_no_booking(car: str, way: str) -> None:
    words = f"could i drop {car} {way}?"
    assert not any(pattern.search(words) for pattern in (CALLS_OFF, ENDS_A_BOOKING, ENDS_IT))


@pytest.mark.parametrize("verb", ["drop", "scrap", "scratch", "bin", "undo"])
@pytest.mark.parametrize("booking", ["my booking", "the reservation", "that booking"])
def test_booking_dropped_is_ended(verb: str, booking: str) -> None:
    assert CALLS_OFF.search(f"please {verb} {booking}")
    assert ENDS_A_BOOKING.search(f"please {verb} {booking}")

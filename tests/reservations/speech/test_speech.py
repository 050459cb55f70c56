"""Both languages can say the same."""

from __future__ import annotations

import inspect
from datetime import datetime, timedelta
from types import ModuleType

import pytest

from reservations import speech
from reservations.models import Reservation
from reservations.speech import Speech, en, ja

pytestmark = pytest.mark.unit


def signatures(module: ModuleType | type) -> dict[str, str]:
    """Of the public functions that are written there, with the names and types of their parameters."""
    home = speech.interface.__name__ if isinstance(module, type) else module.__name__
    return {
        name: str(inspect.signature(function)).replace("(self, ", "(")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == home
    }


def test_both_languages_have_the_same_functions_with_the_same_parameters() -> None:
    assert signatures(ja) == signatures(en) == signatures(Speech)
    assert len(signatures(ja)) > 20


def test_each_status_can_be_said_in_both_languages() -> None:
    booked = set(Reservation.Status.values) - {"blocked", "released"}
    assert set(ja.STATES) == set(en.STATES) == booked


def test_any_other_language_is_answered_in_japanese() -> None:
    assert [speech.of(language) for language in ("ja", "en", "fr")] == [ja, en, ja]


def test_times_are_said_as_a_clerk_says_them() -> None:
    ten, six = datetime(2026, 12, 5, 10), datetime(2026, 12, 5, 18, 30)  # noqa: DTZ001  (a wall has no zone)
    assert speech.ja.say_moment(ten) == "12月5日土曜日の10時"
    assert speech.en.say_moment(ten) == "Saturday, December 5 at 10 AM"
    assert speech.ja.say_period(ten, six) == "12月5日土曜日の10時から18時30分"
    assert speech.en.say_period(ten, six) == "Saturday, December 5 at 10 AM to 6:30 PM"
    assert (
        speech.ja.say_period(ten, six + timedelta(days=1)) == "12月5日土曜日の10時から12月6日日曜日の18時30分"
    )


@pytest.mark.parametrize(
    ("minutes", "ja", "en"),
    [
        (30, "30分", "30 minutes"),
        (24 * 60, "24時間", "24 hours"),
        (25 * 60, "1日と1時間", "1 day and 1 hour"),
        (48 * 60, "2日間", "2 days"),
        (50 * 60 + 30, "2日と2時間30分", "2 days and 2 hours 30 minutes"),
    ],
)
def test_lengths_are_said_in_hours_and_in_days_of_24_hours(minutes: int, ja: str, en: str) -> None:
    assert (speech.ja.say_rental_length(minutes), speech.en.say_rental_length(minutes)) == (ja, en)

"""A shop's week and special dates, as documents bring them."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from reservations.models import DatedHours, Location, WeeklyHours
from tests.reservations.test_seed import POC, run, seed

pytestmark = [pytest.mark.db, pytest.mark.either]
WEEK = [{"weekday": 6, "closed": True}, {"weekday": 5, "opens": "09:00", "closes": "17:00"}]
NEW_YEAR = {"firstDay": "2026-12-31", "lastDay": "2027-01-03", "closed": True, "reason": "年末年始"}


def test_a_document_brings_hours_and_what_else_it_says(db: None, tmp_path: Path) -> None:
    further = {"directions": "北口から3分", "leadMinutes": 60, "weeklyHours": WEEK, "exceptions": [NEW_YEAR]}
    seed(tmp_path, [{**POC, **further}])
    shop = Location.objects.get()
    assert (shop.directions, shop.lead_minutes) == ("北口から3分", 60)
    assert [(row.weekday, row.opens_at) for row in shop.weekly_hours.all()] == [(5, time(9)), (6, None)]
    assert [(row.first_day, row.reason) for row in shop.dated_hours.all()] == [
        (date(2026, 12, 31), "年末年始")
    ]
    assert "weeklyHours" not in shop.document


def test_a_document_that_is_silent_takes_nothing_away(db: None, tmp_path: Path) -> None:
    seed(tmp_path, [{**POC, "weeklyHours": WEEK, "leadMinutes": 60}])
    seed(tmp_path, [POC])
    assert WeeklyHours.objects.count() == 2
    assert Location.objects.get().lead_minutes == 60
    seed(tmp_path, [{**POC, "weeklyHours": []}])
    assert WeeklyHours.objects.count() == 0


@pytest.mark.parametrize(
    ("further", "words"),
    [
        ({"weeklyHours": [{"weekday": 7, "closed": True}]}, "locations[0].weeklyHours[0].weekday"),
        ({"weeklyHours": [WEEK[0], WEEK[0]]}, "has weekday 6 twice"),
        ({"weeklyHours": [{"weekday": 1, "opens": "nine"}]}, 'weeklyHours[0].opens: "nine" is not a time'),
        ({"weeklyHours": [{"weekday": 1, "opens": "09:00"}]}, "weeklyHours[0].closes: is missing"),
        (
            {"exceptions": [{**NEW_YEAR, "lastDay": "2026-12-01"}]},
            "exceptions[0].lastDay: is before firstDay",
        ),
        ({"exceptions": [{**NEW_YEAR, "firstDay": "New Year"}]}, "exceptions[0].firstDay"),
        ({"leadMinutes": -1}, "locations[0].leadMinutes"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(
    further: dict[str, Any], words: str, db: None, tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as caught:
        seed(tmp_path, [{**POC, **further}])
    assert words in str(caught.value)
    assert Location.objects.count() == 0


def test_the_demo_company_rests_at_new_year(db: None) -> None:
    run("seed")
    run("seed")
    assert DatedHours.objects.count() == Location.objects.count() == 5
    assert all(row.reason == "年末年始" and row.opens_at is None for row in DatedHours.objects.all())

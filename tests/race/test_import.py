"""An import while callers book the same cars: neither is refused for the other's locks."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from reservations.models import Location, Reservation
from tests.race.concurrency import CARS, ROUNDS, ask, at_once, request_for
from tests.race.invariants import invariants_hold

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def documents(day: int) -> dict[str, Any]:
    """A booking of the evening for each car; the cars come in the opposite order of the desk's locks."""
    return {
        "reservations": [
            {
                "id": f"00000000-0000-0000-{day:04}-{number:012}",
                "locationId": "ekimae",
                "vehicleId": f"c{number}",
                "customerName": "佐藤花子",
                "startDate": f"2026-12-{day:02}T18:00:00",
                "endDate": f"2026-12-{day:02}T20:00:00",
            }
            for number in reversed(range(CARS))
        ]
    }


def test_documents_are_brought_in_while_callers_book(five_cars: Location, tmp_path: Path) -> None:
    for day in range(5, 5 + ROUNDS):
        file = tmp_path / f"{day}.json"
        file.write_text(json.dumps(documents(day)), encoding="utf-8")
        bring = partial(call_command, "seed", file=file)
        callers = [
            partial(ask, "create_reservation", f"s{day}-{n}", f"day{day}", **request_for(day))
            for n in range(CARS + 3)
        ]
        said, *answers = at_once(bring, *callers)
        assert "reservations added" in said
        assert [answer["success"] for answer in answers].count(True) == CARS
        assert {answer.get("code") for answer in answers} == {None, "no_vehicle_available"}
    assert Reservation.objects.filter(source="import").count() == CARS * ROUNDS
    assert invariants_hold()

"""Many callers at once: exactly as many bookings as cars, and nobody hears of the fight."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from reservations import tools
from reservations.models import Location, Reservation
from reservations.tools import Caller
from tests.race.concurrency import CALLERS, CARS, ROUNDS, Answer, ask, outcomes, request_for, together
from tests.race.invariants import invariants_hold, overlaps

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_many_callers_for_five_cars(five_cars: Location) -> None:
    for day in range(5, 5 + ROUNDS):

        def operation(number: int, day: int = day) -> Answer:
            return ask("create_reservation", f"s{day}-{number}", key=f"day{day}", **request_for(day))

        answers = together(CALLERS, operation)
        assert outcomes(answers) == {"booked": CARS, "no_vehicle_available": CALLERS - CARS}
    assert Reservation.objects.count() == CARS * ROUNDS
    assert invariants_hold()


def test_one_caller_asking_many_times_at_once_books_once(five_cars: Location) -> None:
    same = Caller("agent", "s1")
    answers = together(
        8, lambda _n: tools.run("create_reservation", request_for(5), caller=same, key="call-1")
    )
    assert len({answer.get("number") for answer in answers}) == 1
    assert outcomes(answers) == {"booked": 8}
    answers = together(
        8, lambda n: tools.run("create_reservation", request_for(6), caller=same, key=f"other{n}")
    )
    assert len({answer.get("number") for answer in answers}) == 1
    assert Reservation.objects.count() == 2


def test_periods_that_only_touch_all_fit(five_cars: Location) -> None:
    """Ten hours a day, one after another on five cars: every one of them finds its place."""

    def hourly(number: int) -> dict[str, Any]:
        hour = 8 + number % 3 * 4
        return tools.run(
            "create_reservation", request_for(5, hour, hour + 4), caller=Caller("agent", f"s{number}")
        )

    assert outcomes(together(15, hourly)) == {"booked": 15}
    assert overlaps() == 0


PROCESS = """
import json, sys, django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from tests.race.concurrency import ask, outcomes, together
print("ready", flush=True)
for line in sys.stdin:
    wish = json.loads(line)
    answers = together(int(sys.argv[3]), lambda n: ask("create_reservation", f"{sys.argv[2]}-{n}", **wish))
    print(json.dumps(outcomes(answers)), flush=True)
"""
PROCESSES = 4


def test_several_processes_for_five_cars(five_cars: Location) -> None:
    """As many callers as before, a quarter of them in each of four processes."""
    name = str(connection.settings_dict["NAME"])
    assert "memory" not in name, "a database in memory belongs to one process"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CLOCK_PINNED_AT": "2026-12-01T09:00:00+09:00",
        "LOG_LEVEL": "CRITICAL",
        "BOOKINGS_PER_SESSION": "0",  # the same callers come every day
    }
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", PROCESS, name, f"p{number}", str(CALLERS // PROCESSES)],
                    cwd=Path(__file__).resolve().parents[2],
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for number in range(PROCESSES)
        ]
        assert [heard(process) for process in processes] == ["ready"] * PROCESSES
        for day in range(5, 5 + ROUNDS):
            for process in processes:
                assert process.stdin
                process.stdin.write(json.dumps(request_for(day)) + "\n")
                process.stdin.flush()
            told = sum((Counter(json.loads(heard(process))) for process in processes), Counter())
            assert told == {"booked": CARS, "no_vehicle_available": CALLERS - CARS}
        for process in processes:
            assert process.stdin
            process.stdin.close()
    assert Reservation.objects.count() == CARS * ROUNDS
    assert invariants_hold()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()

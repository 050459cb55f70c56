"""Free means bookable: every slot that is offered can be booked at once, and no refused one can."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reservations import tools
from reservations.models import Location
from reservations.tools import Caller
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
HOURS = st.integers(6, 21)
SLOTS = st.tuples(st.integers(12, 13), HOURS, st.integers(12, 13), HOURS)
KINDS = st.sampled_from([None, "compact", "minivan"])


class Undo(Exception):
    """Ends an example without a trace."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=st.lists(st.tuples(SLOTS, KINDS), max_size=6), wish=SLOTS, kind=KINDS)
def test_every_offered_slot_can_be_booked(
    taken: list[tuple[tuple[int, int, int, int], str | None]],
    wish: tuple[int, int, int, int],
    kind: str | None,
    shop: Location,
) -> None:
    try:
        with transaction.atomic():
            for number, (slot, other) in enumerate(taken):
                ask("create_reservation", f"before{number}", slot, other)
            judge(wish, kind)
            raise Undo
    except Undo:
        pass


def judge(wish: tuple[int, int, int, int], kind: str | None) -> None:
    listed = ask("get_availability", "lists", wish, kind)
    booked = ask("create_reservation", "books", wish, kind)
    assert bool(listed.get("classes")) == booked["success"]
    if not listed["success"]:
        assert listed["code"] == booked["code"]
    if not booked["success"]:
        assert booked["alternatives"] == listed.get("alternatives", [])
        for number, offer in enumerate(booked["alternatives"]):
            with transaction.atomic():
                taken = {name: offer[name] for name in ("locationId", "startDate", "endDate", "vehicleType")}
                caller = Caller("agent", f"takes{number}")
                assert tools.run("create_reservation", {**taken, "customerName": "佐藤"}, caller=caller)[
                    "success"
                ]
                transaction.set_rollback(True)


def ask(name: str, session: str, slot: tuple[int, int, int, int], kind: str | None) -> dict:  # type: ignore[type-arg]
    day, hour, last_day, last_hour = slot
    given = {
        "locationId": "ekimae",
        "startDate": f"2026-12-{day:02}T{hour:02}:00:00",
        "endDate": f"2026-12-{last_day:02}T{last_hour:02}:00:00",
        "customerName": "山田太郎",
        "vehicleType": kind,
    }
    return tools.run(name, given, caller=Caller("agent", session))


def test_an_offer_is_never_in_the_past(shop: Location, book: Book) -> None:
    for car in ("c1", "c2", "m1"):
        book("12-01T10:00", "12-01T12:00", car=car)
    answer = ask("get_availability", "s", (1, 10, 1, 12), None)
    assert answer["alternatives"]
    assert all(found["startDate"] >= "2026-12-01T09:00:00" for found in answer["alternatives"])

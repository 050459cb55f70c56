"""Free means bookable: every slot that is offered can be booked at once, and no refused one can."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from reservations import booking, times, tools
from reservations.booking import Customer
from reservations.errors import ReservationError
from reservations.models import Location, Reservation, Vehicle, WeeklyHours
from reservations.tools import Caller
from reservations.values import Actor
from tests.reservations.conftest import Book
from tests.soak import size

pytestmark = pytest.mark.db
HOURS = st.integers(6, 21)
SLOTS = st.tuples(st.integers(12, 13), HOURS, st.integers(12, 13), HOURS)
Slot = tuple[int, int, int, int]
KINDS = st.sampled_from([None, "compact", "minivan"])


class Undo(Exception):
    """Ends an example without a trace."""


@dataclass(frozen=True)
class Day:
    """What stands in a wish's way."""

    booked: list[tuple[Slot, str | None]]
    held: list[tuple[Slot, str | None]]
    blocked: list[tuple[Slot, str]]
    closed: bool
    notice: int
    turnaround: int
    late: bool


DAYS = st.builds(
    Day,
    booked=st.lists(st.tuples(SLOTS, KINDS), max_size=6),
    held=st.lists(st.tuples(SLOTS, KINDS), max_size=2),
    blocked=st.lists(st.tuples(SLOTS, st.sampled_from(["c1", "c2", "m1"])), max_size=2),
    closed=st.booleans(),
    notice=st.sampled_from([0, 0, 90, 60 * 24 * 11]),
    turnaround=st.sampled_from([0, 45, 60]),
    late=st.booleans(),
)


@examples(
    max_examples=size(20, whole=60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(day=DAYS, wish=SLOTS, kind=KINDS, mine=st.booleans())
def test_every_offered_slot_can_be_booked_and_no_refused_one(
    day: Day, wish: Slot, kind: str | None, mine: bool, shop: Location, settings: Settings
) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    try:
        with transaction.atomic():
            fill(day, shop)
            if day.late:
                settings.CLOCK_PINNED_AT = "2026-12-12T09:00:00+09:00"
            if mine:  # a hold of the caller's own never blocks the caller
                hold("caller", wish, kind)
            judge(wish, kind)
            raise Undo
    except Undo:
        pass


def fill(day: Day, shop: Location) -> None:
    Location.objects.update(turnaround_minutes=day.turnaround)
    for number, (slot, kind) in enumerate(day.booked):
        ask("create_reservation", f"before{number}", slot, kind)
    for number, (slot, kind) in enumerate(day.held):
        hold(f"holds{number}", slot, kind)
    for slot, car in day.blocked:
        with suppress(ReservationError):
            start, end = instants(slot)
            vehicle = Vehicle.objects.get(pk=car)
            booking.block(vehicle, starts_at=start, ends_at=end, reason="車検", actor=Actor("staff"))
    if day.closed:
        WeeklyHours.objects.create(location=shop, weekday=6)
    Location.objects.update(lead_minutes=day.notice)
    if day.late:  # c2 should have come back last night
        row = Reservation.objects.filter(vehicle="c2").first()
        yesterday = {"pickup_at": at("11T10"), "return_at": at("11T18"), "blocked_until": at("11T18")}
        if row:
            Reservation.objects.filter(pk=row.pk).update(status="out", **yesterday)


def at(text: str) -> datetime:
    return times.read_instant(f"2026-12-{text}:00:00", "Asia/Tokyo")


def instants(slot: Slot) -> tuple[datetime, datetime]:
    day, hour, last_day, last_hour = slot
    texts = (f"2026-12-{day:02}T{hour:02}:00:00", f"2026-12-{last_day:02}T{last_hour:02}:00:00")
    start, end = (times.read_instant(text, "Asia/Tokyo") for text in texts)
    return start, end


def hold(session: str, slot: Slot, kind: str | None) -> None:
    start, end = instants(slot)
    with suppress(ReservationError):
        booking.create(
            Location.objects.get(),
            pickup_at=start,
            return_at=end,
            customer=Customer("佐藤"),
            actor=Actor("agent", session_id=session),
            vehicle_class=kind,
            hold_for=timedelta(minutes=5),
        )


def judge(wish: Slot, kind: str | None) -> None:
    listed = ask("get_availability", "caller", wish, kind)
    booked = ask("create_reservation", "caller", wish, kind)
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


def ask(name: str, session: str, slot: Slot, kind: str | None) -> dict:  # type: ignore[type-arg]
    day, hour, last_day, last_hour = slot
    given = {
        "locationId": "ekimae",
        "startDate": f"2026-12-{day:02}T{hour:02}:00:00",
        "endDate": f"2026-12-{last_day:02}T{last_hour:02}:00:00",
        "customerName": "山田太郎",
        "vehicleType": kind,
    }
    return tools.run(name, given, caller=Caller("agent", session))


@pytest.mark.parametrize(
    ("wish", "offered"),
    [
        ((12, 6, 12, 17), ("12T08:00", "12T17:00")),
        ((12, 18, 12, 22), ("12T18:00", "12T20:00")),
        ((12, 6, 12, 23), ("12T08:00", "12T20:00")),
        ((12, 7, 13, 21), ("12T08:00", "13T20:00")),
    ],
)
def test_what_lies_outside_the_opening_hours_is_left_out_of_the_first_offer(
    wish: Slot, offered: tuple[str, str], shop: Location
) -> None:
    answer = ask("create_reservation", "s", wish, None)
    assert answer["code"] == "outside_opening_hours"
    first = answer["alternatives"][0]
    assert (first["startDate"], first["endDate"]) == tuple(f"2026-12-{each}:00" for each in offered)


def test_an_offer_is_never_in_the_past(shop: Location, book: Book) -> None:
    for car in ("c1", "c2", "m1"):
        book("12-01T10:00", "12-01T12:00", car=car)
    answer = ask("get_availability", "s", (1, 10, 1, 12), None)
    assert answer["alternatives"]
    assert all(found["startDate"] >= "2026-12-01T09:00:00" for found in answer["alternatives"])

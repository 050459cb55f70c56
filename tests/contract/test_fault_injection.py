"""A record that fails in every way that Cosmos may: nothing is booked twice, nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from reservations import booking, errors, repositories
from reservations.models import Reservation, ReservationEvent
from reservations.repositories.mirror.feed import Feed
from reservations.repositories.mirror.resync import resync
from reservations.values import Rental, Shop
from tests.contract.concurrency import all_is_well, everything, kept, mirrored
from tests.contract.conftest import CLERK, at
from tests.contract.test_races import CALLERS, ask, five_cars, outcomes, request_for
from tests.fakes.cosmos import CosmosServer, batch
from tests.product import ROOT
from tests.soak import size
from tests.threads import together

__all__ = ["five_cars"]
pytestmark = [pytest.mark.race, pytest.mark.cosmos, pytest.mark.django_db(transaction=True), pytest.mark.long]
# As cosmos.md's stress test: answers lost after commit, throttling, retry-with, unavailable.
INJECTED = {
    "batch": {"lost": 0.15, "429": 0.1, "449": 0.05, "503": 0.05},
    "create": {"lost": 0.05, "429": 0.1, "503": 0.05},
    "read": {"429": 0.1, "503": 0.05},
    "query": {"429": 0.1, "503": 0.05},
}


TROUBLES = {f"batch {trouble}" for trouble in INJECTED["batch"]}
# What a clerk may hear while faults are injected: of the car, or of the record.
ANSWERS = {
    *("no_vehicle_available", "busy", "store_unavailable"),
    *("car_taken", "car_still_out", "illegal_move"),
}


def goes_on(rental: Rental, dice: random.Random) -> None:
    """Changed, cancelled, or handed over and taken back."""
    if dice.random() < 0.5:
        booking.change(rental, actor=CLERK, customer=booking.Customer(f"{rental.customer_name}改"))
    if dice.random() < 0.3:
        booking.change(rental, actor=CLERK, return_at=rental.return_at + timedelta(hours=1))
    if dice.random() < 0.4:
        booking.cancel(rental, actor=CLERK)
    elif dice.random() < 0.3:
        booking.hand_over(rental, actor=CLERK)
        booking.take_back(rental, actor=CLERK)


@pytest.fixture(params=["cosmos"])
def store(request: pytest.FixtureRequest, settings: Settings) -> Any:
    from tests.contract import conftest

    yield from conftest.store.__wrapped__(request, settings)  # type: ignore[attr-defined]


@pytest.fixture
def injection(cosmos_server: CosmosServer, store: str) -> Any:
    yield cosmos_server.faults
    cosmos_server.faults.clear()


def caught_up() -> None:
    for container in ("locations", "reservations"):
        feed = Feed(container)
        feed.catch_up()
        feed.let_go()


@pytest.mark.parametrize("seed", range(size(1, whole=3)))
def test_cars_are_booked_once_under_fault_injection(seed: int, five_cars: Shop, injection: Any) -> None:
    injection.set(INJECTED, seed=seed)
    answers = together(CALLERS, lambda n: ask("create_reservation", f"s{n}", key="1", **request_for(5)))
    seen = Counter(injection.seen)
    injection.clear()
    told = outcomes(answers)
    assert sum(seen.values()) > 5
    assert set(told) <= {"booked", "no_vehicle_available", "busy", "store_unavailable"}
    numbers = {answer["number"] for answer in answers if answer["success"]}
    assert numbers <= {number for _car, _start, _until, number in kept()}, "a booking that was told is there"
    assert all_is_well()
    # Who was told to try again does so, and is answered what was done.
    again = together(CALLERS, lambda n: ask("create_reservation", f"s{n}", key="1", **request_for(5)))
    assert outcomes(again)["booked"] == len(kept()) == 5
    for before, after in zip(answers, again, strict=True):
        if before["success"]:
            assert after["number"] == before["number"]
    caught_up()
    assert mirrored()


def test_a_batch_that_is_sent_again_keeps_its_guard(five_cars: Shop, injection: Any) -> None:
    """The SDK takes the ETags out of the operations that it is given: the same ones again would have none."""
    first = ask("create_reservation", "s1", **request_for(5))
    rival = ask("create_reservation", "s2", **request_for(5))
    assert first["success"]
    assert rival["success"]
    sent: list[list[Any]] = []
    run = batch.run

    def watched(container: Any, partition: str, operations: list[Any]) -> Any:
        sent.append(operations)
        return run(container, partition, operations)

    injection.set({"batch": {"429": 0.7}}, seed=1)
    try:
        batch.run = watched
        answers = [ask("create_reservation", f"s{n}", **request_for(6)) for n in range(3)]
    finally:
        batch.run = run
    assert injection.seen["batch 429"]
    assert sum(answer["success"] for answer in answers) >= 1
    guarded = [each for operations in sent for each in operations if each["operationType"] == "Replace"]
    assert all(each.get("ifMatch") for each in guarded)


@pytest.mark.parametrize("seed", range(size(1, whole=3)))
def test_a_day_at_the_desk_holds_under_fault_injection(seed: int, five_cars: Shop, injection: Any) -> None:
    """Booked, changed, cancelled, handed over by several at once, with answers lost all the while."""
    injection.set(INJECTED, seed=seed)

    def day(number: int) -> list[str]:
        dice, told = random.Random(seed * 100 + number), []
        for operation in range(40):
            if operation >= 6 and set(injection.seen) >= TROUBLES:
                break
            start = at(f"12-{5 + operation % 6:02}T{dice.choice([8, 12, 16]):02}:00")
            try:
                rental = booking.create(
                    five_cars,
                    pickup_at=start,
                    return_at=start + timedelta(hours=3),
                    customer=booking.Customer(f"客{number}-{operation}"),
                    actor=CLERK,
                    vehicle_class="compact",
                ).rental
                told.append(rental.number)
                goes_on(rental, dice)
            except errors.ReservationError as refusal:
                assert refusal.code in ANSWERS  # noqa: PT017
        return told

    told = [number for answers in together(6, day) for number in answers]
    assert set(injection.seen) >= TROUBLES
    injection.clear()
    assert len(told) > 10
    there = {each["reservationNumber"] for each in everything() if each["docType"] == "reservation"}
    assert set(told) <= there
    assert all_is_well()
    caught_up()
    assert mirrored()
    assert resync(check=True).lines == []


WORKER = """
import json, os, signal, sys, django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from reservations import tools
from reservations.repositories import mirror
mirror.best_effort = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)
tools.run("create_reservation", json.loads(sys.argv[2]), caller=tools.Caller("agent", "s1"), key="1")
"""


def test_a_worker_killed_before_the_mirror_loses_nothing(five_cars: Shop, settings: Settings) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CLOCK_PINNED_AT": settings.CLOCK_PINNED_AT,
        "RESERVATION_STORE": "cosmos",
        **{name: getattr(settings, name) for name in ("COSMOS_ENDPOINT", "COSMOS_KEY", "COSMOS_DATABASE")},
    }
    name = str(connection.settings_dict["NAME"])
    given = [sys.executable, "-c", WORKER, name, json.dumps(request_for(5))]
    killed = subprocess.run(given, cwd=ROOT, env=environment, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not Reservation.objects.exists()
    assert len(kept()) == 1, "the record has it"
    caught_up()
    row = Reservation.objects.get()
    assert [event.action for event in row.events.all()] == ["created"]
    assert mirrored()
    again = ask("create_reservation", "s1", key="1", **request_for(5))
    assert (again["number"], len(kept())) == (row.number, 1)


def test_the_feed_may_come_twice_and_from_the_beginning(five_cars: Shop) -> None:
    rental = booking.create(
        five_cars,
        pickup_at=at("12-05T10:00"),
        return_at=at("12-05T18:00"),
        customer=booking.Customer("佐藤花子", email="hanako@example.com"),
        actor=CLERK,
        vehicle_class="compact",
    ).rental
    booking.change(rental, actor=CLERK, return_at=at("12-05T19:00"))
    before = [(event.action, event.data) for event in ReservationEvent.objects.all()]
    messages = list(rental_messages())
    for _time in range(2):
        for container in ("locations", "reservations"):
            feed = Feed(container)
            feed.catch_up()
            feed.forget()
            feed.catch_up()
            feed.let_go()
    assert [(event.action, event.data) for event in ReservationEvent.objects.all()] == before
    assert list(rental_messages()) == messages
    assert [kind for kind, _to in messages] == ["confirmed", "changed"]
    assert mirrored()


def rental_messages() -> list[tuple[str, str]]:
    from reservations.models import Message

    return [(row.kind, row.to) for row in Message.objects.order_by("pk")]


def test_two_clerks_on_one_page(five_cars: Shop) -> None:
    rental = booking.create(
        five_cars,
        pickup_at=at("12-05T10:00"),
        return_at=at("12-05T18:00"),
        customer=booking.Customer("佐藤花子"),
        actor=CLERK,
        vehicle_class="compact",
    ).rental

    def save(number: int) -> str:
        try:
            booking.change(
                rental, actor=CLERK, customer=booking.Customer(f"客{number}"), version=rental.version
            )
        except errors.ChangedMeanwhile:
            return "look again"
        return "saved"

    assert Counter(together(2, save)) == {"saved": 1, "look again": 1}
    assert mirrored()


def test_what_was_deleted_in_the_portal_is_marked_and_kept(five_cars: Shop) -> None:
    booked = ask("create_reservation", "s1", key="1", **request_for(5))
    document = next(each for each in everything() if each["docType"] == "reservation")
    delete(document)
    found = resync()
    assert found.counts["missing in the record"] == 1
    assert found.counts["entry without reservation"] == 1
    from reservations.models import Mirrored

    assert Mirrored.objects.get(container="reservations").missing_since
    assert Reservation.objects.get().number == booked["number"], "what staff have seen stays"
    assert resync().lines == [], "a second run finds nothing new"
    assert all_is_well()
    assert ask("create_reservation", "s2", key="1", **request_for(5))["success"]


def test_a_hold_that_cannot_be_ended_holds_up_nobody(
    five_cars: Shop, injection: Any, settings: Settings
) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    held = [ask("create_reservation", f"s{day}", **request_for(day)) for day in (5, 6)]
    assert [answer["status"] for answer in held] == ["held", "held"]
    settings.CLOCK_PINNED_AT = "2026-12-01T10:00:00+09:00"
    injection.set({"read": {"503": 1.0}})
    assert booking.expire_holds() == 0
    injection.clear()
    delete(next(each for each in everything() if each.get("reservationNumber") == held[0]["number"]))
    assert booking.expire_holds() == 1


def test_a_held_document_that_is_broken_holds_up_no_other(five_cars: Shop, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    held = [ask("create_reservation", f"s{day}", **request_for(day)) for day in (5, 6)]
    broken = next(each for each in everything() if each.get("reservationNumber") == held[0]["number"])
    replace({**broken, "customerName": 7})
    settings.CLOCK_PINNED_AT = "2026-12-01T10:00:00+09:00"
    assert booking.expire_holds() == 1
    assert Reservation.objects.get(number=held[1]["number"]).status == "expired"


def replace(document: dict[str, Any]) -> None:
    from reservations.repositories.cosmos.retry import RequestBudget

    RequestBudget().write(lambda at: at.reservations.replace_item(document["id"], document))


def delete(document: dict[str, Any]) -> None:
    from reservations.repositories.cosmos.retry import RequestBudget

    RequestBudget().write(lambda at: at.reservations.delete_item(document["id"], document["locationId"]))


def test_a_document_of_another_system_is_adopted(five_cars: Shop) -> None:
    foreign = {
        "id": "R-001",
        "locationId": "ekimae",
        "vehicleId": "c0",
        "vehicleType": "コンパクト",
        "startDate": "2026-12-05T10:00:00",
        "endDate": "2026-12-05T18:00:00",
        "customerName": "山田太郎",
        "loyalty": {"card": "gold"},
    }
    put(foreign)
    found = resync()
    assert found.counts["reservation without entry"] == 1
    row = Reservation.objects.get()
    assert (row.number, row.vehicle_id, row.document["loyalty"]) == ("R-001", "c0", {"card": "gold"})
    booked = [ask("create_reservation", f"s{n}", **request_for(5)) for n in range(5)]
    assert outcomes(booked) == {"booked": 4, "no_vehicle_available": 1}
    rental = repositories.current().find_by_number("R-001")
    assert rental is not None
    booking.cancel(rental, actor=CLERK)
    document = next(each for each in everything() if each["id"] == "R-001")
    assert (document["loyalty"], document["status"]) == ({"card": "gold"}, "cancelled")
    assert all_is_well()
    assert resync(check=True).lines == []


def test_a_broken_document_is_put_aside_and_comes_back_mended(five_cars: Shop) -> None:
    broken = {"id": "R-002", "locationId": "ekimae", "vehicleId": "c0", "startDate": "tomorrow"}
    put(broken)
    ask("create_reservation", "s1", **request_for(5))
    caught_up()
    found = resync(check=True)
    assert any("R-002" in line for line in found.lines)
    assert Reservation.objects.count() == 1
    put(
        {
            **broken,
            "startDate": "2026-12-08T10:00:00",
            "endDate": "2026-12-08T18:00:00",
            "customerName": "佐藤",
        }
    )
    caught_up()
    resync()
    assert Reservation.objects.count() == 2
    assert resync(check=True).lines == []


def put(document: dict[str, Any]) -> None:
    from reservations.repositories.cosmos.retry import RequestBudget

    RequestBudget().write(lambda at: at.reservations.upsert_item(document))

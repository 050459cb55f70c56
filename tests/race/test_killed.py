"""A server process dies in the middle of its work: what it had begun was done wholly or not at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from reservations.models import Location, Receipt, Reservation, ReservationEvent
from tests.race.concurrency import Answer, ask, request_for, together
from tests.race.invariants import NOTHING_DONE, invariants_hold
from tests.race.process_killer import KILLED, Call, Lifetime, Server, server
from tests.soak import size

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.long]
SERVERS, LIVES = 3, size(2, whole=4)


@pytest.fixture(scope="module")
def servers(django_db_setup: None) -> Iterator[list[Server]]:
    """Started once, as that takes longest; they hold no connection of their own."""
    with ExitStack() as stack:
        yield [stack.enter_context(server()) for _ in range(SERVERS)]


def slot(number: int) -> dict[str, str]:
    """A period for each attempt, so that they do not stand in each other's way."""
    return request_for(5 + number // 3, 8 + number % 3 * 4, 11 + number % 3 * 4)


def a_booking(session: str, number: int) -> Call:
    return ("create_reservation", session, "call", slot(number))


def a_change(session: str, number: int) -> Call:
    row = ask("create_reservation", session, "before", **slot(number))
    later = slot(number)["startDate"].replace(":00:00", ":30:00")
    return agreed("change_reservation", session, number=row["number"], startDate=later)


def a_cancellation(session: str, number: int) -> Call:
    row = ask("create_reservation", session, "before", **slot(number))
    return agreed("cancel_reservation", session, number=row["number"])


def agreed(tool: str, session: str, **given: str) -> Call:
    token = ask(tool, session, "question", **given)["confirmationToken"]
    return (tool, session, "call", {**given, "confirmationToken": token})


def once_more(call: Call) -> Answer:
    tool, session, key, given = call
    return ask(tool, session, key, **given)


def operations_of(call: Call) -> int:
    """How often it was done, by the audit log; what the system moved for it is not counted."""
    return ReservationEvent.objects.filter(actor="agent", session_id=call[1], call_id=call[2]).count()


def receipts_of(call: Call) -> int:
    return Receipt.objects.filter(caller=f"agent:{call[1]}", key=call[2]).count()


@pytest.mark.parametrize("prepared", [a_booking, a_change, a_cancellation])
def test_killed_before_each_of_its_statements(
    prepared: Callable[[str, int], Call], five_cars: Location, servers: list[Server]
) -> None:
    """Before the first, before the second, … before COMMIT; at last it lives."""
    for moment in range(1, 60):
        call = prepared(f"s{moment}", moment)
        life = servers[0].dies_at(moment, call)
        assert operations_of(call) == receipts_of(call) == (life.over != KILLED)
        again = once_more(call)
        assert again["success"]
        assert life.calls[-1][1] in (None, again)
        assert operations_of(call) == 1
        if life.over != KILLED:
            break
    assert 8 < moment < 59, "its statements were not watched"
    assert life.over == 0
    assert Reservation.objects.count() == moment
    assert invariants_hold()


def test_killed_at_any_moment_among_others(five_cars: Location, servers: list[Server]) -> None:
    """Three processes for five cars, killed again and again while they book, change and cancel."""

    def lives(number: int) -> list[Lifetime]:
        found = []
        for life in range(LIVES):
            found.append(servers[number].lives(f"p{number}-{life}", random.randint(1, 120)))
            free_day = request_for(20 + life)
            assert ask("create_reservation", f"free{number}-{life}", "1", **free_day)["success"]
        return found

    told = together(SERVERS, lives)
    assert [life.over for lives in told for life in lives] == [KILLED] * SERVERS * LIVES
    assert invariants_hold()
    calls = [call for lives in told for life in lives for call in life.calls]
    assert len(calls) > SERVERS * LIVES
    for call, answer in calls:
        if answer and not answer["success"]:
            continue
        again = once_more(call)
        assert answer in (None, again)
        if again["success"]:
            assert operations_of(call) == NOTHING_DONE.isdisjoint(again)
    assert invariants_hold()

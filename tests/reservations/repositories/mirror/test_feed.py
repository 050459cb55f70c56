"""The feed heals what the mirror missed: at least once, from where it was, one reader at a time."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations import clock
from reservations.models import FeedToken, Location, Quarantine, Reservation
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.mirror import reservations
from reservations.repositories.mirror.feed import Feed
from tests.fakes.cosmos import CosmosServer
from tests.reservations.recorded import cosmos, put, record
from tests.reservations.repositories.mirror.paper import booking, event, later

__all__ = ["cosmos", "record"]
pytestmark = pytest.mark.db


def told() -> str:
    out = StringIO()
    call_command("cosmos_feed", "--once", stdout=out)
    return out.getvalue()


def names() -> set[str]:
    return set(Reservation.objects.values_list("customer_name", flat=True))


def test_what_others_write_is_shown(record: Containers) -> None:
    put(record, booking(1))
    record.locations.upsert_item({"id": "haneda", "name": "羽田店", "inventory": []})
    assert "3 documents" in told()
    assert names() == {"山田太郎"}
    assert Location.objects.get(pk="haneda").name == "羽田店"
    put(record, {**booking(1), "customerName": "佐藤花子"})
    assert "1 documents" in told()
    assert names() == {"佐藤花子"}
    assert "0 documents" in told()


def test_a_page_that_was_cut_short_comes_again(record: Containers, monkeypatch: pytest.MonkeyPatch) -> None:
    put(record, booking(1))
    feed = Feed("reservations")

    def killed(*_given: object, **_named: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(reservations, "apply", killed)
        with pytest.raises(KeyboardInterrupt):
            feed.catch_up()
    assert FeedToken.objects.get().token == ""
    assert feed.catch_up() == 1
    assert names() == {"山田太郎"}


@pytest.mark.parametrize("other", ["", "of nothing"])
def test_a_lost_place_is_the_beginning(other: str, record: Containers) -> None:
    """The container was made anew, or a database was brought back from a backup."""
    put(record, booking(1))
    told()
    put(record, later(booking(1), 2, event(2, "cancelled"), status="cancelled"))
    place = FeedToken.objects.filter(container="reservations")
    wrong = other or FeedToken.objects.get(container="locations").token  # it names its container
    place.update(token=wrong)
    told()
    row = Reservation.objects.get()
    assert (row.status, row.events.count()) == ("cancelled", 2)
    assert place.get().token not in {wrong, ""}


def test_a_record_that_is_away_loses_no_place(record: Containers, cosmos: CosmosServer) -> None:
    put(record, booking(1))
    told()
    place = FeedToken.objects.get(container="reservations").token
    cosmos.faults.set({"feed": {"401": 1.0}})
    with pytest.raises(CommandError, match="COSMOS_KEY"):
        call_command("cosmos_feed", once=True)
    cosmos.faults.clear()
    kept = FeedToken.objects.get(container="reservations")
    assert (kept.token, kept.owner) == (place, "")


def test_a_broken_document_stops_nothing(record: Containers) -> None:
    put(record, {**booking(1), "startUtc": "tomorrow"})
    put(record, booking(2))
    told()
    assert Reservation.objects.get().pk.int == 2
    assert "startUtc" in Quarantine.objects.get().reason


def test_one_reads_and_the_others_wait(record: Containers, settings: Settings) -> None:
    put(record, booking(1))
    first, second = Feed("reservations"), Feed("reservations")
    assert first.ours()
    assert second.catch_up() == 0
    assert not Reservation.objects.exists()
    settings.CLOCK_PINNED_AT = (clock.now() + timedelta(minutes=1)).isoformat()
    assert second.catch_up() == 1, "of one that died the lease runs out"
    assert not first.ours()
    second.let_go()
    assert first.ours()


def test_throttling_is_waited_out(record: Containers, cosmos: CosmosServer) -> None:
    put(record, booking(1))
    cosmos.faults.set({"feed": {"429": 0.5, "503": 0.2}}, seed=1)
    assert Feed("reservations").catch_up() == 1
    assert names() == {"山田太郎"}


@pytest.mark.parametrize("command", ["cosmos_feed", "cosmos_resync"])
def test_there_is_nothing_to_follow_beside_our_own_tables(command: str) -> None:
    with pytest.raises(CommandError, match="RESERVATION_STORE"):
        call_command(command)

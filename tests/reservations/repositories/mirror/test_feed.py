"""The feed heals what the mirror missed: at least once, from where it was, one reader at a time."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from reservations import clock
from reservations.errors import NoVehicleAvailable
from reservations.models import FeedToken, Location, Quarantine, Reservation
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.names import calendar_id
from reservations.repositories.mirror import reservations
from reservations.repositories.mirror.feed import Feed
from tests.fakes.cosmos import CosmosServer
from tests.reservations.recorded import book, cosmos, put, record, there
from tests.reservations.repositories.mirror.paper import booking, event, later

__all__ = ["cosmos", "record"]
pytestmark = pytest.mark.db


def read_notice() -> str:
    out = StringIO()
    call_command("cosmos_feed", "--once", stdout=out)
    return out.getvalue()


def names() -> set[str]:
    return set(Reservation.objects.values_list("customer_name", flat=True))


def test_what_others_write_is_shown(record: Containers) -> None:
    put(record, booking(1))
    record.locations.upsert_item({"id": "haneda", "name": "羽田店", "inventory": []})
    assert "4 documents" in read_notice(), "two shops, the booking, and the calendar that it was entered in"
    assert names() == {"山田太郎"}
    assert Location.objects.get(pk="haneda").name == "羽田店"
    put(record, {**booking(1), "customerName": "佐藤花子"})
    assert "1 documents" in read_notice()
    assert names() == {"佐藤花子"}
    assert "0 documents" in read_notice()


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
    assert feed.catch_up() == 2, "the booking, and the calendar that it was entered in"
    assert names() == {"山田太郎"}


@pytest.mark.parametrize("other", ["", "of nothing"])
def test_a_lost_place_is_the_beginning(other: str, record: Containers) -> None:
    """The container was made anew, or a database was brought back from a backup."""
    put(record, booking(1))
    read_notice()
    put(record, later(booking(1), 2, event(2, "cancelled"), status="cancelled"))
    place = FeedToken.objects.filter(container="reservations")
    wrong = other or FeedToken.objects.get(container="locations").token  # it names its container
    place.update(token=wrong)
    read_notice()
    row = Reservation.objects.get()
    assert (row.status, row.events.count()) == ("cancelled", 2)
    assert place.get().token not in {wrong, ""}


def test_a_record_that_is_away_loses_no_place(record: Containers, cosmos: CosmosServer) -> None:
    put(record, booking(1))
    read_notice()
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
    read_notice()
    assert Reservation.objects.get().pk.int == 2
    assert "startUtc" in Quarantine.objects.get().reason


def test_one_reads_and_the_others_wait(record: Containers, settings: Settings) -> None:
    put(record, booking(1))
    first, second = Feed("reservations"), Feed("reservations")
    assert first.ours()
    assert second.catch_up() == 0
    assert not Reservation.objects.exists()
    settings.CLOCK_PINNED_AT = (clock.now() + timedelta(minutes=1)).isoformat()
    assert second.catch_up() == 2, "of one that died the lease runs out"
    assert not first.ours()
    second.let_go()
    assert first.ours()


def test_throttling_is_waited_out(record: Containers, cosmos: CosmosServer) -> None:
    put(record, booking(1))
    cosmos.faults.set({"feed": {"429": 0.5, "503": 0.2}}, seed=1)
    assert Feed("reservations").catch_up() == 2
    assert names() == {"山田太郎"}


@pytest.mark.parametrize("command", ["cosmos_feed", "cosmos_resync"])
def test_there_is_nothing_to_follow_beside_our_own_tables(command: str) -> None:
    with pytest.raises(CommandError, match="RESERVATION_STORE"):
        call_command(command)


def calendar(record: Containers, car: str) -> list[str]:
    return [each["reservationId"] for each in there(record, calendar_id(car))["bookings"]]


def test_a_booking_of_another_system_keeps_its_car_from_ours(record: Containers) -> None:
    document = booking(1)
    put(record, {name: document[name] for name in document if name not in {"revision", "events"}})
    read_notice()
    assert calendar(record, "c1") == [document["id"]]
    with pytest.raises(NoVehicleAvailable):
        book(car="c1")
    put(record, {**document, "vehicleId": "c2"})
    read_notice()
    assert (calendar(record, "c1"), calendar(record, "c2")) == ([], [document["id"]])
    book(car="c1")
    put(record, {**document, "vehicleId": "c2", "status": "cancelled"})
    read_notice()
    assert calendar(record, "c2") == []


def test_two_renters_for_one_car_are_told_to_somebody(
    record: Containers, caplog: pytest.LogCaptureFixture
) -> None:
    rental = book(car="c1")
    put(record, booking(1))
    read_notice()
    assert f"two renters for one car: c1: {booking(1)['id']} and rsv-{rental.id.hex}" in caplog.messages
    assert calendar(record, "c1") == [f"rsv-{rental.id.hex}"]


def test_our_own_bookings_cost_the_feed_no_request(record: Containers, cosmos: CosmosServer) -> None:
    book(car="c1")
    cosmos.ledger.clear()
    Feed("reservations").catch_up()
    assert {each.kind for each in cosmos.ledger} == {"feed"}

"""What the board draws: the hours that it tints, the cars by class, and each booking as its state says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reservations import booking, clock
from reservations.admin.board import facts
from reservations.admin.board.facts import COLUMNS, Window
from reservations.errors import AmbiguousTime, DateOutOfRange
from reservations.hours import Hours, Span, SpecialDays
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor, Shop
from tests.reservations.conftest import Book

DAY = date(2026, 12, 12)
TOKYO = ZoneInfo("Asia/Tokyo")
EIGHT_TO_EIGHT = Hours(Span(time(8), time(20)))


def minutes(text: str) -> int:
    return (datetime.fromisoformat(f"2026-{text}") - facts.EPOCH) // timedelta(minutes=1)


def read(shop: Location, day: date = DAY, days: int = 1) -> dict[str, Any]:
    window = Window(Shop(shop.pk, shop.name), day, days)
    return facts.read_board(window, "ja", EIGHT_TO_EIGHT)


def bars_of(board: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By the name of the customer."""
    bars = [dict(zip(COLUMNS, bar, strict=True)) for bar in board["bars"]]
    return {bar["name"]: bar for bar in bars}


@pytest.mark.unit
class TestHours:
    def test_each_day_is_open_from_eight_to_eight(self) -> None:
        expected = [(minutes("12-12T08:00"), minutes("12-12T20:00"))]
        assert facts.list_open_hours(EIGHT_TO_EIGHT, DAY, 1) == expected

    def test_closed_day_has_no_hours(self) -> None:
        hours = Hours(Span(time(8), time(20)), exceptions=[SpecialDays(DAY, DAY, None)])
        assert facts.list_open_hours(hours, DAY, 1) == []

    def test_hours_past_midnight_go_on_into_the_window(self) -> None:
        hours = Hours(Span(time(18), time(2)))
        expected = [
            (minutes("12-12T00:00"), minutes("12-12T02:00")),
            (minutes("12-12T18:00"), minutes("12-13T00:00")),
        ]
        assert facts.list_open_hours(hours, DAY, 1) == expected

    def test_always_open_is_one_stretch(self) -> None:
        hours = Hours(Span(time(0), time(0)))
        assert facts.list_open_hours(hours, DAY, 3) == [(minutes("12-12T00:00"), minutes("12-15T00:00"))]


@pytest.mark.unit
class TestMinutes:
    def test_minutes_and_instants_are_each_others_inverse(self) -> None:
        at = datetime(2026, 12, 12, 10, 15, tzinfo=TOKYO)
        assert facts.to_minutes(at, TOKYO) == minutes("12-12T10:15")
        assert facts.to_instant(minutes("12-12T10:15"), "Asia/Tokyo") == at

    def test_time_that_a_clock_shows_twice_is_refused(self) -> None:
        with pytest.raises(AmbiguousTime):
            facts.to_instant(minutes("10-25T02:30"), "Europe/Berlin")

    @pytest.mark.parametrize("far", [-1, 10**15])
    def test_time_beyond_the_calendar_is_refused_or_brought_into_it(self, far: int) -> None:
        if far > 0:
            with pytest.raises(DateOutOfRange):
                facts.to_instant(far, "Asia/Tokyo")
        else:
            assert facts.to_instant(far, "Asia/Tokyo").year == 1969


@pytest.mark.db
class TestBoard:
    def test_cars_stand_by_class_and_plate(self, shop: Location) -> None:
        classes = read(shop)["classes"]
        assert [(each["name"], [car["plate"] for car in each["cars"]]) for each in classes] == [
            ("コンパクト", ["品川 500 わ c1", "品川 500 わ c2"]),
            ("ミニバン", ["品川 500 わ m1"]),
        ]

    def test_booking_is_drawn_by_the_shops_clock(self, shop: Location, book: Book) -> None:
        row = book(
            "12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子", actor=Actor("agent", session_id="s")
        )
        assert bars_of(read(shop)) == {
            "佐藤花子": {
                "id": row.pk.hex,
                "car": "c1",
                "start": minutes("12-12T10:00"),
                "end": minutes("12-12T18:00"),
                "until": minutes("12-12T18:00"),
                "state": "confirmed",
                "marks": "a",
                "name": "佐藤花子",
                "number": row.number,
                "seen": facts.version_of(row.updated_at),
            }
        }

    def test_what_is_over_before_or_begins_after_the_window_is_left_out(
        self, shop: Location, book: Book
    ) -> None:
        before = book("12-11T10:00", "12-11T18:00", car="c1")
        midnight = facts.to_instant(minutes("12-12T00:00"), "Asia/Tokyo")
        Reservation.objects.filter(pk=before.pk).update(return_at=midnight, blocked_until=midnight)
        book("12-13T08:00", "12-13T10:00", car="c2")
        assert bars_of(read(shop)) == {}

    def test_turnaround_keeps_the_car_after_the_return(self, shop: Location, book: Book) -> None:
        Location.objects.filter(pk=shop.pk).update(turnaround_minutes=45)
        shop.refresh_from_db()
        book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤")
        assert bars_of(read(shop))["佐藤"]["until"] == minutes("12-12T18:45")

    def test_hold_that_ran_out_and_cancelled_booking_are_not_drawn(self, shop: Location, book: Book) -> None:
        book("12-12T10:00", "12-12T18:00", car="c1", hold_for=timedelta(minutes=5), name="仮")
        booking.cancel(book("12-12T10:00", "12-12T18:00", car="c2"), actor=Actor("staff"))
        assert [bar["state"] for bar in bars_of(read(shop)).values()] == ["held"]
        Reservation.objects.filter(customer_name="仮").update(hold_expires_at=clock.now())
        assert bars_of(read(shop)) == {}

    def test_late_car_is_drawn_until_now_and_whoever_waits_for_it_is_at_risk(
        self, shop: Location, book: Book
    ) -> None:
        left = book("12-01T10:00", "12-02T10:00", car="c1", name="遅延")
        book("12-01T10:00", "12-02T10:00", car="c2", name="次")
        now = clock.now()
        early = {"pickup_at": now - timedelta(hours=9), "return_at": now - timedelta(hours=2)}
        Reservation.objects.filter(pk=left.pk).update(
            status="out", picked_up_at=early["pickup_at"], blocked_until=early["return_at"], **early
        )
        Reservation.objects.filter(customer_name="次").update(vehicle="c1")
        bars = bars_of(read(shop, date(2026, 12, 1), 2))
        assert (bars["遅延"]["marks"], bars["遅延"]["end"]) == ("l", minutes("12-01T09:00"))
        assert bars["次"]["marks"] == "r"

    def test_block_is_drawn_with_its_reason(self, shop: Location) -> None:
        starts, ends = (facts.to_instant(minutes(at), "Asia/Tokyo") for at in ("12-12T09:00", "12-12T17:00"))
        car = Vehicle.objects.get(pk="m1")
        booking.block(car, starts_at=starts, ends_at=ends, reason="車検", actor=Actor("staff"))
        assert bars_of(read(shop))["車検"]["state"] == "blocked"

    def test_another_shops_booking_keeps_the_car_and_names_nobody(self, shop: Location, book: Book) -> None:
        row = book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子")
        elsewhere = Location.objects.create(pk="nagoya", name="名古屋店")
        Reservation.objects.filter(pk=row.pk).update(location=elsewhere)
        (bar,) = bars_of(read(shop)).values()
        assert (bar["name"], bar["number"], bar["marks"]) == ("", "", "o")
        (there,) = read(elsewhere)["classes"]
        assert [(car["id"], car["away"]) for car in there["cars"]] == [("c1", True)]

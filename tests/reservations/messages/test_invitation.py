"""The calendar entry, read back as a calendar program reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar, Component

from reservations import booking, times
from reservations.models import Location, Message
from tests.reservations.messages.conftest import CLERK, Reserve

pytestmark = [pytest.mark.db, pytest.mark.either]


def entries() -> list[tuple[Component, Component]]:
    """Calendar and event of each e-mail, in the order they were written."""
    mails = Message.objects.filter(channel="email").order_by("pk")
    calendars = [Calendar.from_ical(mail.calendar) for mail in mails]
    return [(calendar, calendar.walk("VEVENT")[0]) for calendar in calendars]


def test_an_entry_has_the_times_of_the_shop_and_its_place(reserve: Reserve) -> None:
    row = reserve()
    [(calendar, event)] = entries()
    assert calendar["method"] == "REQUEST"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (row.pickup_at, row.return_at)
    assert event["dtstart"].params["TZID"] == "Asia/Tokyo"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]
    assert event["location"] == "東京駅前店 東京都千代田区丸の内1-9-1"
    assert event["summary"] == f"レンタカー 東京駅前店 (予約番号 {row.number})"
    assert event["status"] == "CONFIRMED"
    assert event["attendee"] == "mailto:taro@example.com"
    assert event["organizer"] == "mailto:uketsuke@localhost"


def test_it_reminds_the_day_before(reserve: Reserve) -> None:
    reserve()
    [(_, event)] = entries()
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-1)
    assert alarm["action"] == "DISPLAY"


def test_changes_and_the_cancellation_are_later_words_on_the_same_entry(reserve: Reserve) -> None:
    row = reserve()
    later = times.read_instant("2026-12-12T19:00", "Asia/Tokyo")
    booking.change(row, actor=CLERK, return_at=later)
    booking.cancel(row, actor=CLERK)
    found = entries()
    assert {event["uid"] for _, event in found} == {str(row.pk)}
    assert [event["sequence"] for _, event in found] == [1, 2, 3]
    assert [calendar["method"] for calendar, _ in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert found[1][1].decoded("dtend") == later
    assert found[2][1]["status"] == "CANCELLED"
    assert not found[2][1].walk("VALARM")


def test_each_end_of_a_one_way_rental_has_the_clock_of_its_shop(reserve: Reserve, new_york: Location) -> None:
    reserve(return_location=new_york, return_at=times.read_instant("2026-12-13T18:00", new_york.timezone))
    [(calendar, event)] = entries()
    assert event["dtend"].params["TZID"] == "America/New_York"
    assert event.decoded("dtend").utcoffset() == timedelta(hours=-5)
    assert {zone["tzid"] for zone in calendar.walk("VTIMEZONE")} == {"Asia/Tokyo", "America/New_York"}


def test_lines_end_and_fold_as_the_standard_says(reserve: Reserve, tokyo: Location) -> None:
    tokyo.address = "東京都千代田区" * 20
    tokyo.save()
    reserve()
    text = Message.objects.get(channel="email").calendar
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")

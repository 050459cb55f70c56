"""The list of reservations: its columns, flags, filters and search, and its order: who comes next first."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from itertools import count, cycle
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from reservations import booking, clock
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor
from tests.reservations.admin.pages import LIST, numbers_on, page
from tests.reservations.conftest import Book
from tests.soak import size

pytestmark = pytest.mark.db
NUMBERS = count()
HOURS = st.integers(-24 * 60, 24 * 60)
STAFF = Actor("staff", "admin")


def test_the_list_shows_what_a_clerk_wants(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "minivan")
    html = page(clerk, LIST)
    for text in (
        row.number,
        "12/12",
        "10:00",
        "18:00",
        "ミニバン",
        "東京駅前店",
        "山田太郎",
        "予約確定",
        "予約番号",
    ):
        assert text in html


def test_actions_are_named_in_plain_english(clerk: Client, book: Book) -> None:
    book("12-12T10:00", "12-12T18:00")
    page(clerk, "/admin/", lang="en")  # the list itself takes no address that it does not know
    actions = page(clerk, LIST).split('name="action"')[1].split("</select>")[0]
    assert re.findall(r'value="[a-z_]+">([^<]+)<', actions) == [
        "Confirm selected holds",
        "Mark selected as handed over",
        "Mark selected as returned",
        "Mark selected as no-show",
        "Cancel selected bookings",
    ]


def test_shops_to_filter_by_are_named_in_the_language_of_the_page(clerk: Client, shop: Location) -> None:
    Location.objects.filter(pk=shop.pk).update(name="東京駅前店", name_en="Tokyo Station")
    Location.objects.create(pk="other", name="新宿店", name_en="Shinjuku")  # of one shop there is no filter
    named = {}
    for language in ("ja", "en"):
        page(clerk, "/admin/", lang=language)
        filters = page(clerk, LIST).split('id="filter-chips"')[1]
        named[language] = ("東京駅前店" in filters, "Tokyo Station" in filters)
    assert named == {"ja": (True, False), "en": (False, True)}


def test_times_are_those_of_the_shop(clerk: Client, shop: Location, book: Book) -> None:
    Location.objects.filter(pk="ekimae").update(timezone="America/New_York")
    shop.refresh_from_db()
    book("12-12T10:00", "12-12T18:00", shop=shop)
    assert "10:00" in page(clerk, LIST)


def test_a_reservation_is_found_by_what_a_caller_says(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", name="山田太郎", phone="090-1234-5678")
    book("12-12T10:00", "12-12T18:00", name="佐藤花子")
    digits = row.number[2:].replace("-", "")
    for said in (
        row.number,
        digits,
        f"アール{digits}",
        f"{digits[:3]} {digits[3:]}",
        "山田",
        "090-1234-5678",
        "5678",
    ):
        assert row.number in numbers_on(clerk, q=said)
        assert len(numbers_on(clerk, q=said)) == 1, said


def test_todays_pickups_and_returns_are_one_click_away(clerk: Client, book: Book) -> None:
    leaving = book("12-01T10:00", "12-02T18:00", car="c1")
    coming = book("12-02T10:00", "12-02T18:00", car="c2", actor=Actor("agent", session_id="s1"))
    assert numbers_on(clerk, today="pickup") == {leaving.number}
    assert numbers_on(clerk, today="return") == set()
    assert numbers_on(clerk, by="agent") == {coming.number}
    assert numbers_on(clerk, by="people") == {leaving.number}


@pytest.fixture
def late(book: Book, settings: Settings) -> tuple[Reservation, Reservation]:
    """Nine o'clock: c1 should have been back last night, and leaves again at ten."""
    settings.CLOCK_PINNED_AT = "2026-11-30T09:00:00+09:00"
    first = book("11-30T10:00", "11-30T18:00", car="c1")
    booking.hand_over(first, actor=STAFF)
    second = book("12-01T10:00", "12-01T18:00", car="c1", actor=Actor("agent", session_id="s1"))
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    return first, second


def test_late_and_endangered_ones_are_flagged_and_found(
    clerk: Client, book: Book, late: tuple[Reservation, Reservation]
) -> None:
    calm = book("12-01T10:00", "12-01T18:00", car="c2")
    html = page(clerk, LIST)
    assert numbers_on(clerk, status="out") == {late[0].number}
    assert "貸出停止</a>" not in html.split('id="filter-chips"')[1]
    for words in ("badge is-late", "badge is-risky", "badge is-agent", "遅延", "要注意", "音声受付"):
        assert words in html
    assert numbers_on(clerk, attention="late") == {late[0].number}
    assert numbers_on(clerk, attention="risky") == {late[1].number}
    assert numbers_on(clerk, attention="held") == set()
    assert numbers_on(clerk, q=calm.number, attention="late") == set()
    assert numbers_on(clerk, q=late[1].number, attention="risky") == {late[1].number}


def test_the_list_asks_as_often_for_many_as_for_one(
    clerk: Client, book: Book, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    book("12-01T10:00", "12-01T18:00", car="c1")
    page(clerk, LIST)
    # session, clerk, zones, two counts, rows, the shops to filter by, alarms, the shops of the bar
    with django_assert_num_queries(8):
        page(clerk, LIST)
    for day in range(2, 9):
        book(f"12-0{day}T10:00", f"12-0{day}T18:00", car="c1")
    with django_assert_num_queries(8):
        page(clerk, LIST)


def listed(clerk: Client, **query: str) -> list[str]:
    """The names on a page of the list, from above."""
    answer: Any = clerk.get(LIST, query)
    assert answer.status_code == 200
    return [row.customer_name for row in answer.context["cl"].result_list]


@pytest.fixture
def calendar(book: Book, settings: Settings) -> None:
    """Booked on the first of December; now it is noon of the tenth."""
    for name, day, hour in (
        ("山田 future", 24, 10),
        ("past", 3, 10),
        ("yesterday", 9, 19),
        ("山田 tomorrow", 11, 10),
        ("this morning", 10, 8),
        ("tonight", 10, 19),
    ):
        book(f"12-{day:02}T{hour:02}:00", f"12-{day:02}T20:00", "compact", name=name)
    settings.CLOCK_PINNED_AT = "2026-12-10T12:00:00+09:00"


def test_list_opens_with_today_and_ends_with_the_past(clerk: Client, store: str, calendar: None) -> None:
    soonest = ["this morning", "tonight", "山田 tomorrow", "山田 future", "yesterday", "past"]
    assert listed(clerk) == soonest
    assert listed(clerk, all="") == soonest


def test_search_puts_tomorrow_above_what_is_later(clerk: Client, calendar: None) -> None:
    assert listed(clerk, q="山田") == ["山田 tomorrow", "山田 future"]


def test_search_is_read_once(clerk: Client, calendar: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it found few. Of many the list reads what a page needs."""
    for most, searches in ((1000, 1), (1, 3)):
        monkeypatch.setattr("reservations.admin.booking_search.MANY_BOOKINGS", most)
        with CaptureQueriesContext(connection) as asked:
            assert listed(clerk, q="山田") == ["山田 tomorrow", "山田 future"]
        assert len([each for each in asked if "REPLACE(" in each["sql"]]) == searches


def test_column_that_was_clicked_decides(clerk: Client, calendar: None) -> None:
    pickup = str(1 + admin.site.get_model_admin(Reservation).list_display.index("pickup_column"))
    by_pickup = ["past", "yesterday", "this morning", "tonight", "山田 tomorrow", "山田 future"]
    assert listed(clerk, o=pickup) == by_pickup
    assert listed(clerk, o=f"-{pickup}") == by_pickup[::-1]
    answer: Any = clerk.get(LIST)
    assert "sorted" not in answer.content.decode(), "no column is marked before one is clicked"


def test_today_is_the_day_of_each_shop(clerk: Client, book: Book, settings: Settings) -> None:
    """At noon in Tokyo it is still the ninth in Hawaii, and the tenth has long begun in Auckland."""
    for zone in ("Pacific/Honolulu", "Pacific/Auckland"):
        there = Location.objects.create(id=zone[8:], name=zone[8:], timezone=zone)
        Vehicle.objects.create(id=zone, location=there, vehicle_class="compact")
        for day in (8, 9, 10):
            book(f"12-{day:02}T09:00", f"12-{day:02}T18:00", shop=there, name=f"{zone[8:]} {day}")
    settings.CLOCK_PINNED_AT = "2026-12-10T12:00:00+09:00"
    assert listed(clerk) == [
        "Honolulu 9",
        "Auckland 10",
        "Honolulu 10",
        "Auckland 9",
        "Honolulu 8",
        "Auckland 8",
    ]


@hypothesis_settings(
    max_examples=size(8, whole=20), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hours=st.lists(HOURS, max_size=12), length=st.integers(1, 5))
def test_pages_of_a_long_list_are_in_the_order_of_a_short_one(
    hours: list[int], length: int, clerk: Client, shop: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([shop], hours)
    short = listed(clerk)
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", length)
    pages = range(1, max(1, -(-len(hours) // length)) + 1)
    assert [name for number in pages for name in listed(clerk, p=str(number))] == short
    monkeypatch.undo()
    today = midnight()
    ahead = [at for at in sorted(map(moment, hours)) if at >= today]
    assert [str(at) for at in ahead] == short[: len(ahead)]


def test_page_of_a_long_list_is_read_along_the_index(
    clerk: Client, shop: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan for so few rows is a matter of this database")
    write([shop], [*range(-24 * 40, 24 * 40, 12)])
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", 50)
    monkeypatch.setattr("reservations.admin.booking_list.MOST", 100)
    key = UUID(int=1)
    ahead, past = (f"{run}~{moment(by).isoformat()}~{key}" for run, by in (("ahead", 99), ("past", -99)))
    for query in ({}, {"p": "2"}, {"after": ahead}, {"after": past}, {"from": "2026-11-01"}):
        with CaptureQueriesContext(connection) as asked:
            assert len(listed(clerk, **query)) == 50
        of_rows = [each["sql"] for each in asked if "LIMIT" in each["sql"] and "ORDER BY" in each["sql"]]
        assert of_rows
        for sql in of_rows:
            plan = explained(sql)
            assert "USING INDEX reservations_reservation_pickup_at" in plan
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan


def walk(clerk: Client, **query: str) -> list[str]:
    """The names on all pages, and on those that the last of them leads on to."""
    names: list[str] = []
    following: str | None = f"?{urlencode(query)}"
    while following:
        answer: Any = clerk.get(f"{LIST}{following}")
        assert answer.status_code == 200
        rows = answer.context["cl"]
        names += [row.customer_name for row in rows.result_list]
        (bar,) = re.findall(r'<p class="paginator">.*?</p>', answer.content.decode(), re.DOTALL)
        links = {
            label: html.unescape(href) for href, label in re.findall(r'<a href="([^"]*)"[^>]*>([^<]+)', bar)
        }
        following = links.get(str(rows.page_num + 1)) or links.get("続きの予約 →")
    return names


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bookings a page, three before the list has to be gone on with."""
    monkeypatch.setattr("reservations.admin.booking_list.MOST", 3)
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", 2)


@pytest.fixture
def two_zones(shop: Location) -> list[Location]:
    return [shop, Location.objects.create(id="Honolulu", name="Honolulu", timezone="Pacific/Honolulu")]


@hypothesis_settings(
    max_examples=size(6, whole=40), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hours=st.lists(HOURS | st.sampled_from([-30, 30]), max_size=12), day=st.none() | st.integers(-3, 3))
def test_every_booking_of_a_long_list_is_reached(
    hours: list[int],
    day: int | None,
    clerk: Client,
    two_zones: list[Location],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(two_zones, hours)
    chosen = {} if day is None else {"from": str((midnight() + timedelta(days=day)).date())}
    whole = listed(clerk, **chosen)
    with monkeypatch.context() as patched:
        patched.setattr("reservations.admin.booking_list.MOST", 3)
        patched.setattr(admin.site.get_model_admin(Reservation), "list_per_page", 2)
        assert walk(clerk, **chosen) == whole
    assert len(whole) == len(hours) or day is not None


def test_list_goes_on_within_what_was_filtered(clerk: Client, shop: Location, short_pages: None) -> None:
    write([shop], [*range(-48, 48, 8)])
    Reservation.objects.filter(pickup_at__gt=clock.now()).update(status="confirmed")
    assert len(walk(clerk, status="cancelled")) == Reservation.objects.filter(status="cancelled").count() > 3
    later: Any = clerk.get(LIST, {"after": f"ahead~{clock.now().isoformat()}~{UUID(int=1)}"})
    search = later.content.decode().split('id="changelist-search"')[1].split("</form>")[0]
    assert "after" not in search, "a search begins anew"
    assert "一覧の先頭へ" in later.content.decode()


def test_list_begins_on_a_chosen_day(clerk: Client, calendar: None) -> None:
    """Of the future or of the past; what came before that day is not in it."""
    assert listed(clerk, **{"from": "2026-12-11"}) == ["山田 tomorrow", "山田 future"]
    assert listed(clerk, **{"from": "2026-12-09"})[:2] == ["yesterday", "this morning"]
    pickup = str(1 + admin.site.get_model_admin(Reservation).list_display.index("pickup_column"))
    assert listed(clerk, o=f"-{pickup}", **{"from": "2026-12-11"}) == ["山田 future", "山田 tomorrow"]
    assert "12月11日（金）" in page(clerk, LIST, **{"from": "2026-12-11"})
    everything = listed(clerk)
    for nonsense in ("tomorrow", "0001-01-01", "9999-12-31", ""):
        assert listed(clerk, **{"from": nonsense}) == everything
        assert listed(clerk, after=f"past~{nonsense}~1") == everything


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


def moment(hours: int) -> datetime:
    return clock.now() + timedelta(hours=hours)


def midnight() -> datetime:
    wall = clock.local(clock.now(), "Asia/Tokyo")
    return wall.replace(hour=0, minute=0)


def write(shops: list[Location], hours: list[int]) -> None:
    """Bookings of the shops in turn, so many hours from now, named by their instant, in place of those that
    there are."""
    Reservation.objects.all().delete()
    Reservation.objects.bulk_create(
        Reservation(
            number=f"T-{next(NUMBERS):06}",
            location=shop,
            vehicle_id="c1",
            vehicle_class="compact",
            status="cancelled",
            source="staff",
            customer_name=str(moment(hour)),
            pickup_at=moment(hour),
            return_at=moment(hour + 8),
            blocked_until=moment(hour + 8),
        )
        for hour, shop in zip(hours, cycle(shops), strict=False)
    )


def test_long_list_is_not_counted_to_its_end(
    clerk: Client, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for car in ("c1", "c2", "m1"):
        book("12-12T10:00", "12-12T18:00", car=car)
    assert "1,000件を超えています" not in page(clerk, LIST)
    monkeypatch.setattr("reservations.admin.booking_list.MOST", 2)
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", 1)
    html = page(clerk, LIST)
    assert "1,000件を超えています" in html
    assert "p=2" in html
    assert "p=3" not in html
    with CaptureQueriesContext(connection) as queries:
        page(clerk, LIST, p="2")
    counts = [each["sql"] for each in queries if "COUNT(" in each["sql"] and "pickup_at" in each["sql"]]
    assert [sql for sql in counts if "LIMIT" not in sql] == []


def test_chosen_action_is_never_for_pages_that_nobody_sees(
    clerk: Client, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    for car in ("c1", "c2"):
        book("12-12T10:00", "12-12T18:00", car=car)
    monkeypatch.setattr(admin.site.get_model_admin(Reservation), "list_per_page", 1)
    html = page(clerk, LIST)
    assert 'class="action-counter"' in html
    assert 'class="question' not in html

"""`/admin/calls/`: the calls that were, by chips and by search."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.voice.staff.conftest import MakeCall
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def read_rows(client: Client, query: str = "") -> list[str]:
    """The rows of the table, each as plain words."""
    html = client.get(f"/admin/calls/{query}").content.decode()
    body = re.search("<tbody>(.*)</tbody>", html, re.DOTALL)
    rows = re.findall("<tr.*?</tr>", body[1] if body else "", re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


def test_row_names_time_length_language_shop_outcome_number_and_cost(clerk: Client, booked: Session) -> None:
    assert read_rows(clerk) == ["12/10 (木) 08:00 1:05 日本語 – 予約 R-402-7315 10円"]


def test_row_leads_to_the_call_and_to_its_booking(clerk: Client, booked: Session) -> None:
    html = clerk.get("/admin/calls/").content.decode()
    assert f'href="/admin/calls/{booked.id}/"' in html
    assert 'href="/admin/reservations/reservation/0197c0de-0000-7000-8000-000000000001/change/"' in html


def test_page_is_english_for_who_reads_english(clerk: Client, booked: Session) -> None:
    clerk.cookies["django_language"] = "en"
    (row,) = read_rows(clerk, "?lang=en")
    assert "日本語 – Booked a car R-402-7315 10 yen" in row


def test_latest_call_is_the_first_and_one_that_goes_on_is_not_among_them(
    clerk: Client, make_call: MakeCall
) -> None:
    make_call(ago=timedelta(hours=3), outcome="dropped")
    make_call(ago=timedelta(hours=2), outcome="enquiry", language="en")
    make_call(ago=timedelta(hours=1), status="active")
    assert [row.split()[2] for row in read_rows(clerk)] == ["07:00", "06:00"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?outcome=dropped", 1),
        ("?outcome=booked", 0),
        ("?language=en", 1),
        ("?days=1", 1),
        ("?days=7", 2),
        ("?days=7&language=ja", 1),
        ("?outcome=nonsense&days=x", 3),
    ],
)
def test_chips_narrow_the_list(clerk: Client, make_call: MakeCall, query: str, count: int) -> None:
    make_call(ago=timedelta(hours=1), outcome="dropped")
    make_call(ago=timedelta(days=3), outcome="enquiry", heard_language="en")
    make_call(ago=timedelta(days=30), outcome="enquiry")
    assert len(read_rows(clerk, query)) == count


@pytest.mark.parametrize("q", ["コンパクト", "ｺﾝﾊﾟｸﾄ", "r-402-7315", "コンパクト 予約番号"])
def test_search_finds_words_and_numbers_however_they_are_written(
    clerk: Client, booked: Session, make_call: MakeCall, q: str
) -> None:
    make_call(("caller", "ミニバンはありますか"))
    (row, *excerpt) = read_rows(clerk, f"?q={q}")
    assert "R-402-7315" in row
    assert len(excerpt) <= 1


def test_search_shows_where_the_word_was_said(clerk: Client, booked: Session) -> None:
    assert read_rows(clerk, "?q=コンパクト")[1] == "コンパクトカーを予約したいのですが"


def test_search_for_what_nobody_said_says_so(clerk: Client, booked: Session) -> None:
    assert "あてはまる通話はありません" in clerk.get("/admin/calls/?q=トラック").content.decode()


def test_cost_of_a_call_without_usage_is_taken_by_the_minute(clerk: Client, make_call: MakeCall) -> None:
    make_call(seconds=120, tool_mode="browser")
    assert "約60円" in read_rows(clerk)[0]


def test_older_calls_are_on_the_next_page(clerk: Client, make_call: MakeCall) -> None:
    for hours in range(52):
        make_call(ago=timedelta(hours=hours + 1))
    assert len(read_rows(clerk)) == 50
    assert "?page=2" in clerk.get("/admin/calls/").content.decode()
    assert len(read_rows(clerk, "?page=2")) == 2
    assert len(read_rows(clerk, "?page=x")) == 50


def test_fifty_calls_cost_as_many_queries_as_one(
    clerk: Client, make_call: MakeCall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(50):
        make_call(
            ("caller", "予約を"),
            ("create_reservation", {"success": True, "number": "R-1", "reservationId": "r"}),
        )
    with django_assert_max_num_queries(12) as asked:
        assert len(read_rows(clerk, "?q=予約")) == 100
    print(f"{len(asked)} queries")


def test_who_may_not_read_calls_sees_neither_place_nor_page(booked: Session) -> None:
    user = get_user_model().objects.create_user("new", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    client = Client()
    client.force_login(user)
    assert client.get("/admin/calls/").status_code == 403
    assert client.get(f"/admin/calls/{booked.id}/").status_code == 403
    assert "/admin/calls/" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("path", ["", "{id}/change/"])
def test_djangos_own_pages_of_the_table_lead_here(clerk: Client, booked: Session, path: str) -> None:
    answer: Any = clerk.get(f"/admin/voice/session/{path.format(id=booked.id)}")
    assert answer["Location"] == (f"/admin/calls/{booked.id}/" if path else "/admin/calls/")

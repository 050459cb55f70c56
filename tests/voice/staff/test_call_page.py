"""`/admin/calls/<id>/`: what was said and done in one call, and what it cost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.voice.staff.conftest import MakeCall
from voice.models import Session

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]


def read(client: Client, session: Session, *, without_details: bool = False) -> str:
    """The words of the page."""
    html = client.get(f"/admin/calls/{session.id}/").content.decode()
    html = html[html.index('<div class="calls">') :]
    if without_details:
        html = re.sub("<details.*?</details>", "", html, flags=re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def test_lines_stand_in_order_with_their_times_and_waits(clerk: Client, booked: Session) -> None:
    booked.lines.filter(role="agent").update(waited_ms=740)
    shown = read(clerk, booked)
    parts = (
        "コンパクトカーを",
        "08:00:00",
        "ご予約を承りました。",
        "予約番号は",
        "08:00:02",
        "0.7秒で返答",
    )
    assert sorted(parts, key=shown.index) == list(parts)


def test_facts_stand_above(clerk: Client, booked: Session) -> None:
    booked.lines.filter(role="agent").update(waited_ms=740)
    shown = read(clerk, booked)
    for fact in (
        "長さ 1:05",
        "言語 日本語",
        "結果 予約",
        "費用 10円",
        "予約番号 R-402-7315",
        "最長時間 0.7秒",
    ):
        assert fact in shown


def test_wait_for_a_clerk_is_no_wait_for_an_answer(clerk: Client, booked: Session) -> None:
    booked.lines.filter(role="agent").update(waited_ms=740)
    booked.lines.create(
        item_id="clerk", role="staff", text="店長です", at=booked.created_at, waited_ms=90_000, position=8
    )
    shown = read(clerk, booked)
    assert "最長時間 0.7秒" in shown
    assert "90.0秒" not in shown


def test_language_is_the_callers(clerk: Client, booked: Session) -> None:
    Session.objects.filter(pk=booked.pk).update(heard_language="en")
    assert "言語 English" in read(clerk, booked)


def test_usage_is_counted_in_words(clerk: Client, booked: Session) -> None:
    assert "聞き取った音声 1,000トークン 話した音声 500トークン" in read(clerk, booked)


def test_tools_are_plain_words_and_their_names_are_details(clerk: Client, booked: Session) -> None:
    shown, plain = read(clerk, booked), read(clerk, booked, without_details=True)
    assert "予約を作成しました ご予約を承りました。" in plain
    for word in ("create_reservation", "customerName", "openai / m", booked.id):
        assert word in shown
        assert word not in plain
    assert not re.search(r"[{}]|&quot;", shown)


def test_telephones_are_written_as_one_dials_them(clerk: Client, booked: Session) -> None:
    assert "090-1234-5678" in read(clerk, booked)
    assert "+81" not in read(clerk, booked)


def test_call_in_which_nothing_was_said_says_so(clerk: Client, make_call: MakeCall) -> None:
    assert "発言はありません。" in read(clerk, make_call())


def test_call_that_never_was_is_not_found(clerk: Client) -> None:
    assert clerk.get("/admin/calls/sunknown/").status_code == 404


def test_long_call_costs_few_queries(
    clerk: Client, make_call: MakeCall, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    session = make_call(*[("agent", "はい"), ("get_availability", {"success": True})] * 100)
    with django_assert_max_num_queries(12) as asked:
        read(clerk, session)
    print(f"{len(asked)} queries")


@pytest.mark.parametrize("tail", ["%3C/script%3E", "a/b", "%2F"])
def test_an_id_that_none_can_have_is_not_found(clerk: Client, tail: str) -> None:
    assert clerk.get(f"/admin/voice/session/{tail}/change/").status_code == 404

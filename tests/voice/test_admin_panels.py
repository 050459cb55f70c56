"""Staff read a conversation beside its booking."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils.translation import override

from reservations import clock
from reservations.admin.booking import PANELS
from voice import admin_panels
from voice.models import Line, Session, ToolCall

pytestmark = [
    pytest.mark.db,
    pytest.mark.either,
    pytest.mark.django_db,
    pytest.mark.usefixtures("uncollected_static_files"),
]


@dataclass
class Booking:
    session_id: str
    consents: Sequence[Mapping[str, Any]] = ()


@pytest.fixture
def session() -> Session:
    at = clock.now()
    made = Session.objects.create(created_at=at, provider="azure", model="m", status="ended")
    Line.objects.create(session=made, item_id="a", role="caller", text="<b>予約</b>", at=at, position=0)
    Line.objects.create(
        session=made, item_id="b", role="agent", text="承知", at=at, position=2, interrupted=True
    )
    ToolCall.objects.create(
        session=made,
        call_id="c",
        name="create_reservation",
        arguments={"customerName": "山田"},
        result={"success": True, "number": "R-402-7315"},
        ok=True,
        milliseconds=21,
        started_at=at,
        position=1,
    )
    return made


def test_words_and_calls_stand_in_their_order(session: Session) -> None:
    html = admin_panels.render_conversation(Booking(session.id))
    places = [html.index(part) for part in ("&lt;b&gt;予約", "create_reservation", "承知")]
    assert places == sorted(places)
    assert "21 ms" in html
    assert "山田" in html
    assert "R-402-7315" in html


def test_the_panel_leads_to_the_call(session: Session) -> None:
    assert f'href="/admin/calls/{session.id}/"' in admin_panels.render_conversation(Booking(session.id))


def test_names_of_tools_stand_behind_the_details_and_json_nowhere(session: Session) -> None:
    with override("ja"):
        html = admin_panels.render_conversation(Booking(session.id))
    shown = re.sub("<details.*?</details>", "", html, flags=re.DOTALL)
    assert "予約を作成しました" in shown
    for word in ("create_reservation", "customerName", "R-402-7315"):
        assert word in html
        assert word not in shown
    assert "{" not in html
    assert "&quot;" not in html


@pytest.mark.parametrize(
    ("language", "asked", "made"),
    [
        ("ja", "お客様にご確認をお願いしました", "予約を作成しました"),
        ("en", "Asked the caller to agree", "Made the reservation"),
    ],
)
def test_booking_that_was_only_asked_about_is_not_told_as_made(
    language: str, asked: str, made: str, session: Session
) -> None:
    summary = {"success": True, "needsConfirmation": True, "spoken": "よろしいでしょうか。"}
    session.tool_calls.update(result=summary)
    with override(language):
        html = admin_panels.render_conversation(Booking(session.id))
    assert asked in html
    assert made not in html


def test_what_only_the_page_has_told_is_marked(session: Session) -> None:
    with override("ja"):
        assert "ページの報告" not in admin_panels.render_conversation(Booking(session.id))
        session.lines.filter(item_id="b").update(is_reported=True)
        assert (
            "承知 <em>（途中で遮られました）</em> <em>（ページの報告）</em>"
            in admin_panels.render_conversation(Booking(session.id))
        )


def test_the_line_in_which_the_caller_agreed_is_marked(session: Session) -> None:
    with override("ja"):
        assert "（同意）" not in admin_panels.render_conversation(Booking(session.id))
        html = admin_panels.render_conversation(Booking(session.id, [{"line": "a"}]))
    assert "&lt;b&gt;予約&lt;/b&gt; <em>（同意）</em>" in html
    assert html.count("（同意）") == 1


@pytest.mark.parametrize("session_id", ["", "unknown"])
def test_a_booking_that_nobody_talked_about_has_no_panel(session_id: str) -> None:
    assert admin_panels.render_conversation(Booking(session_id)) == ""


def test_a_reservations_page_shows_it() -> None:
    assert [admin_panels.render_conversation] == PANELS

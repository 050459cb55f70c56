"""Staff read a conversation beside its booking, and in the list of conversations; they cannot change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override

from reservations import clock
from reservations.admin.booking import PANELS
from voice import admin_panels
from voice.models import Line, Session, ToolCall

pytestmark = [
    pytest.mark.db,
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


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("clerk"))
    return client


def test_the_list_names_the_booking(staff: Client, session: Session) -> None:
    html = staff.get("/admin/voice/session/").content.decode()
    assert "R-402-7315" in html
    assert "?q=R-402-7315" in html


def test_a_conversation_is_read_and_not_changed(staff: Client, session: Session) -> None:
    path = f"/admin/voice/session/{session.id}/change/"
    html = staff.get(path).content.decode()
    assert "21 ms" in html
    assert 'name="_save"' not in html
    assert staff.post(path, {"status": "active"}).status_code == 403
    assert staff.get("/admin/voice/session/add/").status_code == 403

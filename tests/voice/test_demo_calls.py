"""The calls of the demo's day: made-up words around tools that were really run."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from pytest_django import Settings

from reservations import clock
from reservations.models import Reservation, ReservationEvent
from voice import budget
from voice.admin_panels import list_entries
from voice.models import Line, Session

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]


def seed_day(settings: Settings, moment: str) -> str:
    settings.CLOCK_PINNED_AT = f"{moment}+09:00"
    out = io.StringIO()
    call_command("seed", "--demo-day", stdout=out)
    return out.getvalue()


def test_a_demo_day_has_calls_in_both_languages_with_their_bookings(settings: Settings) -> None:
    assert "4 calls made" in seed_day(settings, "2026-12-09T13:20:00")
    sessions = Session.objects.all()
    assert {(each.language, each.outcome, each.about_shop) for each in sessions} == {
        ("ja", "enquiry", "tokyo-ekimae"), ("en", "booked", "sapporo"), ("ja", "booked", "shin-osaka"),
        ("en", "dropped", ""),
    }  # fmt: skip
    assert Line.objects.filter(role="agent", waited_ms__gt=0).exists()
    for name, words in (("大野美穂", "はい、お願いします。"), ("Hannah Taylor", "Yes, please go ahead.")):
        row = Reservation.objects.get(customer_name=name)
        session = Session.objects.get(pk=row.session_id)
        assert (row.source, row.status, row.language) == ("agent", "confirmed", session.language)
        assert row.price
        assert [consent["words"] for consent in row.consents] == [words]
        done = session.tool_calls.filter(name="create_reservation").last()
        assert done
        assert done.result["number"] == row.number
        entries = list_entries(session, {consent["line"] for consent in row.consents})
        assert [entry.line.text for entry in entries if entry.line and entry.is_agreement] == [words]
        assert session.answered_at is not None
        assert session.ended_at is not None
        assert session.answered_at < row.created_at < session.ended_at <= clock.now()
        told = ReservationEvent.objects.filter(reservation=row).values_list("session_id", flat=True)
        assert set(told) == {session.pk}
    assert session.tool_calls.filter(ok=True).exists()
    assert Session.objects.filter(tool_calls__ok=False).exists(), "a refusal is among them"
    assert Session.objects.filter(cost__gt=0).exists()
    assert budget.measure(clock.now().replace(day=1)).yen == 0, "they spend nothing of the budget"
    seed_day(settings, "2026-12-09T18:00:00")
    assert Session.objects.count() == 4, "once a day"


def test_a_demo_call_that_cannot_be_had_is_left_out(settings: Settings) -> None:
    """On December 29th both want a car while the shops are closed."""
    assert "2 calls made" in seed_day(settings, "2026-12-29T13:20:00")
    assert not Reservation.objects.filter(source="agent").exists()
    assert Session.objects.count() == 2

"""A clerk who is logged in, and calls that were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings

from reservations import clock
from voice.models import Line, Session, ToolCall

MakeCall = Callable[..., Session]


@pytest.fixture(autouse=True)
def pinned(settings: Settings, uncollected_static_files: None) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-10T09:00:00+09:00"


@pytest.fixture
def clerk(db: None) -> Client:
    client = Client(headers={"accept-language": "ja"})
    client.force_login(get_user_model().objects.create_superuser("clerk"))
    return client


@pytest.fixture
def make_call(db: None) -> MakeCall:
    """A call with these lines ("agent" or "caller", words) and calls of tools (name, result), in order."""

    def make(
        *happened: tuple[str, Any], seconds: int = 65, ago: timedelta = timedelta(hours=1), **fields: Any
    ) -> Session:
        at = clock.now() - ago
        ended = None if fields.get("status") == "active" else at + timedelta(seconds=seconds)
        session: Session = Session.objects.create(
            **{
                "created_at": at,
                "answered_at": at,
                "ended_at": ended,
                "status": "ended",
                "end_reason": "hung_up",
                "provider": "openai",
                "model": "m",
                **fields,
            }
        )
        for position, (who, what) in enumerate(happened):
            add_entry(session, position, who, what, at=at + timedelta(seconds=position))
        return session

    return make


def add_entry(session: Session, position: int, who: str, what: Any, *, at: datetime) -> None:
    if who in {"agent", "caller"}:
        Line.objects.create(
            session=session, item_id=f"i{position}", role=who, text=what, at=at, position=position
        )
        return
    ToolCall.objects.create(
        session=session,
        call_id=f"c{position}",
        name=who,
        arguments={"customerName": "山田太郎", "customerPhone": "+819012345678"},
        result=what,
        ok=None if what is None else bool(what.get("success")),
        milliseconds=21,
        started_at=at,
        position=position,
    )


@pytest.fixture
def booked(make_call: MakeCall) -> Session:
    result = {
        "success": True,
        "number": "R-402-7315",
        "reservationId": "0197c0de-0000-7000-8000-000000000001",
        "spoken": "ご予約を承りました。",
    }
    return make_call(
        ("caller", "コンパクトカーを予約したいのですが"),
        ("create_reservation", result),
        ("agent", "予約番号はR-402-7315です"),
        outcome="booked",
        usage={"input_token_details": {"audio_tokens": 1000}, "output_token_details": {"audio_tokens": 500}},
        cost=9600,
    )

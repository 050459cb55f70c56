"""All calls together cost only so much: staff are told in time, and then callers are given the telephone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import AsyncClient
from pytest_django import Settings

from reservations import clock
from reservations.models import Alarm, Location
from tests.fakes.realtime import FakeRealtime
from tests.reservations.conftest import shop, tuesday_morning
from tests.voice.calls import open_session
from voice import budget, sessions
from voice.call.call_record import write_usage
from voice.models import Session

__all__ = ["shop", "tuesday_morning"]
pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
PHONE = "03-1234-5678"
BUDGETS = ("CALLS", "MINUTES", "YEN")
# What one conversation of ten minutes makes of each.
USED = {"CALLS": 1, "MINUTES": 10, "YEN": 300}
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def no_budget(settings: Settings, shop: Location) -> None:
    cache.clear()
    Location.objects.update(phone=PHONE)
    for name in BUDGETS:
        for span in ("DAY", "MONTH"):
            setattr(settings, f"BUDGET_{name}_PER_{span}", 0)


def talk(number: int, *, days_ago: int = 0, minutes: int = 10, **fields: Any) -> Session:
    """A conversation that is over, and that a page held with its provider."""
    began = clock.now() - timedelta(days=days_ago)
    times = {"created_at": began, "answered_at": began, "ended_at": began + timedelta(minutes=minutes)}
    return open_session(f"s{number}", **{**times, "status": "ended", **fields})


async def started(address: str = "198.51.100.1", path: str = "/api/realtime/session") -> Any:
    headers = {"X-Forwarded-For": address}
    return await AsyncClient().post(path, "{}", content_type="application/json", headers=headers)


@pytest.mark.parametrize("name", BUDGETS)
@pytest.mark.parametrize("span", ["DAY", "MONTH"])
def test_staff_are_told_at_four_fifths_and_at_the_end(name: str, span: str, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-20T09:00:00+09:00"
    setattr(settings, f"BUDGET_{name}_PER_{span}", USED[name] * 5)
    # By the month, what was before today counts too, but not what was before the month.
    days_ago = 3 if span == "MONTH" else 0
    for number in range(3):
        talk(number, days_ago=days_ago)
    talk(99, days_ago=25)
    assert (budget.is_spent(), Alarm.objects.count()) == (False, 0)
    talk(4)
    assert (budget.is_spent(), Alarm.objects.get().kind) == (False, "budget_near")
    talk(5)
    assert budget.is_spent() is True
    assert Alarm.objects.filter(kind="budget_spent").exists()
    settings.CLOCK_PINNED_AT = "2027-01-01T09:00:00+09:00"
    assert budget.is_spent() is False


@pytest.mark.usefixtures("azure", "uncollected_static_files")
@pytest.mark.parametrize(("language", "words"), [("ja", "お電話ください"), ("en", "Please telephone")])
async def test_new_callers_are_given_the_telephone(
    fake: FakeRealtime, settings: Settings, language: str, words: str
) -> None:
    settings.BUDGET_CALLS_PER_DAY = 1
    path = f"/api/realtime/session?lang={language}"
    granted = json.loads((await started(path=path)).content)
    assert granted["sessionToken"], "a grant is no call"
    await Session.objects.aupdate(answered_at=clock.now(), status="active")
    refused = await started(path=path)
    problem = json.loads(refused.content)
    assert (refused.status_code, problem["code"]) == (503, "budget_spent")
    assert words in problem["spoken"]
    assert PHONE in problem["spoken"]
    assert refused.headers["Retry-After"] == str(15 * 3600)  # midnight
    assert len(fake.posted_to("/client_secrets")) == 1


@pytest.mark.usefixtures("azure", "uncollected_static_files")
async def test_an_address_talks_so_long_a_day(settings: Settings) -> None:
    settings.MINUTES_PER_DAY, settings.TRUSTED_PROXIES = 5, 1
    assert (await started()).status_code == 200
    began = clock.now() - timedelta(minutes=6)
    await Session.objects.aupdate(answered_at=began, status="active")
    refused = await started()
    assert (refused.status_code, json.loads(refused.content)["code"]) == (429, "too_many_minutes")
    assert (await started("198.51.100.2")).status_code == 200


def test_the_embedded_engine_costs_no_money(settings: Settings) -> None:
    talk(1, provider="embedded")
    write_usage("s1", [{"input_tokens": MILLION, "output_tokens": MILLION}])
    spent = budget.measure(clock.now() - timedelta(days=1))
    assert (spent.calls, spent.minutes, spent.yen) == (1, 10.0, 0.0)


def test_usage_is_priced_by_the_table_and_minutes_only_without_it(settings: Settings) -> None:
    settings.TOKEN_PRICES = {
        "text_input": 1, "audio_input": 10, "cached_input": 0.5, "text_output": 100, "audio_output": 1000,
    }  # fmt: skip
    talk(1, tool_mode="server")
    usage = {
        "input_tokens": 7 * MILLION,
        "output_tokens": 3 * MILLION,
        "input_token_details": {
            "text_tokens": 4 * MILLION,
            "audio_tokens": 3 * MILLION,
            "cached_tokens": 3 * MILLION,
            "cached_tokens_details": {"text_tokens": 2 * MILLION, "audio_tokens": 1 * MILLION},
        },
        "output_token_details": {"text_tokens": 1 * MILLION, "audio_tokens": 2 * MILLION},
    }
    write_usage("s1", [usage])
    spent = budget.measure(clock.now() - timedelta(days=1))
    assert spent.yen == 2 * 1 + 2 * 10 + 3 * 0.5 + 1 * 100 + 2 * 1000


@pytest.mark.parametrize(
    ("usage", "yen"),
    [
        ({}, 0),
        ({"input_tokens": MILLION, "output_tokens": MILLION}, 4800 + 9600),
        ({"input_tokens": MILLION, "input_token_details": {"text_tokens": MILLION}}, 600),
        ({"total_tokens": 5}, 0),
        (
            {
                "input_tokens": MILLION,
                "input_token_details": {"text_tokens": MILLION, "cached_tokens": MILLION},
            },
            60,
        ),
    ],
)
def test_what_a_provider_does_not_tell_counts_as_the_dearest(usage: dict[str, Any], yen: int) -> None:
    assert budget.price(usage) == yen * 1000


def test_a_call_that_goes_on_counts_until_now() -> None:
    began = clock.now() - timedelta(minutes=4)
    open_session("s1", created_at=began, answered_at=began, status="active")
    assert budget.measure(began).minutes == 4.0


def test_a_page_that_is_in_a_call_unseen_counts_as_one() -> None:
    open_session("s1", status="created")
    open_session("s2", status="created", tool_mode="server")
    assert budget.measure(clock.now() - timedelta(days=1)).calls == 1


def test_a_page_that_keeps_its_key_to_itself_counts_until_it_hangs_up_or_for_an_hour() -> None:
    """Nothing else is known of it: it may talk to the provider past us for as long as that lets it."""
    now = clock.now()
    for number, (minutes_ago, ended, provider) in enumerate(
        [
            (20, None, "azure"),
            (300, None, "azure"),
            (40, 15, "azure"),
            (300, 90, "azure"),
            (300, None, "embedded"),
        ]
    ):
        began = now - timedelta(minutes=minutes_ago)
        over = {"status": "ended", "ended_at": began + timedelta(minutes=ended)} if ended else {}
        open_session(f"s{number}", created_at=began, provider=provider, **{"status": "created", **over})
    spent = budget.measure(now - timedelta(days=1))
    assert (spent.calls, spent.minutes, spent.yen) == (5, 20.0 + 60 + 15 + 60, 155 * 30.0)
    assert sum(budget.find_cost(session, now).yen for session in Session.objects.all()) == spent.yen


def test_a_call_that_is_begun_anew_does_not_forget_the_time_before(settings: Settings) -> None:
    """As could be: another offer each few seconds, and no minute was ever counted."""
    session = open_session("s1", status="created")
    for minute in range(5):
        settings.CLOCK_PINNED_AT = f"2026-12-01T09:0{minute}:00+09:00"
        sessions.begin_call(Session.objects.get(pk="s1"), f"rtc_{minute}")
    settings.CLOCK_PINNED_AT = "2026-12-01T09:05:00+09:00"
    spent = budget.measure(session.created_at)
    assert (spent.minutes, spent.yen) == (5.0, 150.0)

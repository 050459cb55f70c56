"""How many conversations are started: in a true window, by who shows a token first, by address second."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.test import AsyncClient
from pytest_django import Settings

from tests.fakes.realtime import FakeRealtime
from tests.pinned_windows import Clock, clock
from voice import sessions
from voice.models import Session

__all__ = ["clock"]
pytestmark = [
    pytest.mark.db,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure", "uncollected_static_files"),
]

PATH = "/api/realtime/session"
LIMIT = 5


@pytest.fixture(autouse=True)
def five_a_minute(settings: Settings) -> None:
    settings.SESSIONS_PER_MINUTE = LIMIT


async def started(method: str = "post", path: str = PATH, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if method == "get":
        return await AsyncClient().get(path, headers=named)
    return await AsyncClient().post(path, "{}", content_type="application/json", headers=named)


async def statuses(count: int, **wanted: Any) -> list[int]:
    return [(await started(**wanted)).status_code for _ in range(count)]


async def test_a_hundred_at_once_are_five(fake: FakeRealtime) -> None:
    answers = await asyncio.gather(*(started() for _ in range(100)))
    assert [answer.status_code for answer in answers].count(200) == LIMIT
    assert len(fake.posted_to("/client_secrets")) == LIMIT
    assert await Session.objects.acount() == LIMIT


async def test_who_goes_on_trying_gets_in_after_a_minute(clock: Clock) -> None:
    """As found: one caller each 15 s was shut out for good from second 76 on."""
    assert await statuses(LIMIT) == [200] * LIMIT
    for _ in range(11):
        clock.now += 5
        assert (await started()).status_code == 429
    clock.now += 5
    assert (await started()).status_code == 200


@pytest.mark.parametrize(("language", "words"), [("ja", "48秒"), ("en", "48 seconds")])
async def test_a_refusal_says_when_it_is_worth_trying_again(clock: Clock, language: str, words: str) -> None:
    await statuses(LIMIT)
    clock.now += 12.5
    refused = await started(path=f"{PATH}?lang={language}")
    problem = json.loads(refused.content)
    assert (refused.status_code, problem["code"]) == (429, "too_many_sessions")
    assert refused.headers["Retry-After"] == "48"
    assert words in problem["spoken"]
    assert "48" in problem["detail"]


async def test_a_token_is_counted_before_its_address(settings: Settings) -> None:
    """An office has one address: those who have called before are not shut out by those who have not."""
    settings.SESSIONS_PER_TOKEN = 2
    token = json.loads((await started()).content)["sessionToken"]
    await statuses(LIMIT)
    assert (await started()).status_code == 429
    assert await statuses(3, X_Session_Token=token) == [200, 200, 429]
    another = sessions.issue_token("another", "ja")
    assert await statuses(3, X_Session_Token=another) == [200, 200, 429]
    assert await statuses(1, X_Session_Token="forged") == [429]


async def test_tokens_that_bring_tokens_do_not_open_an_address_without_end(settings: Settings) -> None:
    settings.SESSIONS_PER_MINUTE = 1
    token, granted = "", 0
    for _ in range(30):
        answer = await started(**({"X_Session_Token": token} if token else {}))
        if answer.status_code == 200:
            token, granted = json.loads(answer.content)["sessionToken"], granted + 1
    assert granted == 10


async def test_an_invented_way_through_proxies_is_no_other_address(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    found = [
        (await started(X_Forwarded_For=f"10.8.0.{number}, 203.0.113.7")).status_code for number in range(10)
    ]
    assert found == [200] * LIMIT + [429] * LIMIT
    assert await statuses(1, X_Forwarded_For="203.0.113.8") == [200]
    assert await statuses(1, X_Forwarded_For="\xff\xfe") == [200]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://[broken"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://testserver", "Sec_Fetch_Site": "cross-site"},
    ],
)
async def test_another_site_spends_nobodys_conversations(
    fake: FakeRealtime, method: str, headers: dict[str, str]
) -> None:
    for _ in range(LIMIT + 1):
        refused = await started(method, **headers)
        assert refused.status_code == 403
        assert json.loads(refused.content)["code"] == "cross_site"
    assert fake.posted == []
    assert await statuses(LIMIT) == [200] * LIMIT


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "headers",
    [
        {},  # no browser
        {"Sec_Fetch_Site": "same-origin"},  # a browser's GET says no more
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "http://testserver"},
        {"Origin": "https://portal.example"},
    ],
)
async def test_our_own_pages_and_programs_are_served(
    settings: Settings, method: str, headers: dict[str, str]
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://portal.example"]
    assert (await started(method, **headers)).status_code == 200

"""The OpenAI adapter against a scripted provider: its addresses, its key, its errors."""

from __future__ import annotations

import json

import pytest

from tests.fakes.realtime import ANSWER, FakeRealtime, Reply
from voice.providers.base import ProviderError
from voice.providers.ga import GA, authorize_by_bearer
from voice.providers.manner import Manner
from voice.providers.openai import build_openai

pytestmark = pytest.mark.unit


@pytest.fixture
def provider(fake: FakeRealtime) -> GA:
    return build_openai(fake.endpoint, "gpt-realtime-2.1", authorize_by_bearer("sk-ours"), Manner())


async def mint(provider: GA) -> str:
    return (await provider.mint(provider.session_defaults(language="ja", vocabulary=[]))).value


async def test_a_secret_is_minted_with_the_key(provider: GA, fake: FakeRealtime) -> None:
    assert await mint(provider) == "ek_1"
    (posted,) = fake.posted
    assert posted.path == "/v1/realtime/client_secrets"
    assert posted.headers["authorization"] == "Bearer sk-ours"
    assert posted.json["session"]["model"] == "gpt-realtime-2.1"
    assert "openai-beta" not in posted.headers


async def test_an_offer_is_answered_with_the_secret_alone(provider: GA, fake: FakeRealtime) -> None:
    answered = await provider.answer("v=0\r\n", "ek_1")
    assert (answered.sdp, answered.call_id) == (ANSWER, "rtc_1")
    (posted,) = fake.posted
    assert (posted.path, posted.headers["authorization"]) == ("/v1/realtime/calls", "Bearer ek_1")


async def test_a_call_is_watched_and_ended_by_its_id(provider: GA, fake: FakeRealtime) -> None:
    endpoint = await provider.sideband("rtc_1")
    assert endpoint.url == fake.endpoint.replace("http", "ws") + "/v1/realtime?call_id=rtc_1"
    assert endpoint.headers == {"Authorization": "Bearer sk-ours"}
    await provider.hang_up("rtc_1")
    assert fake.posted[0].path == "/v1/realtime/calls/rtc_1/hangup"
    assert fake.posted[0].headers["authorization"] == "Bearer sk-ours"


@pytest.mark.parametrize(
    ("status", "code", "mend"),
    [
        (401, "invalid_api_key", "OPENAI_API_KEY"),
        (403, "", "project"),
        (404, "model_not_found", "OPENAI_REALTIME_MODEL=gpt-realtime-2.1"),
        (404, "", "OPENAI_BASE_URL"),
    ],
)
async def test_a_refusal_says_what_to_mend(
    provider: GA, fake: FakeRealtime, status: int, code: str, mend: str
) -> None:
    fake.script("/client_secrets", Reply(status, json.dumps({"error": {"code": code, "message": "no"}})))
    with pytest.raises(ProviderError) as caught:
        await mint(provider)
    assert mend in caught.value.remedy
    assert not caught.value.passing
    assert "sk-ours" not in str(caught.value)


async def test_an_empty_account_does_not_pass_and_a_rate_limit_does(provider: GA, fake: FakeRealtime) -> None:
    broke = json.dumps({"error": {"code": "insufficient_quota", "message": "no credit"}})
    fake.script("/client_secrets", Reply(429, broke, {"Retry-After": "60"}))
    with pytest.raises(ProviderError, match="no credit") as caught:
        await mint(provider)
    assert not caught.value.passing
    assert "top it up" in caught.value.remedy
    fake.script("/client_secrets", Reply(429, "{}", {"Retry-After": "60"}))
    with pytest.raises(ProviderError) as caught:
        await mint(provider)
    assert caught.value.passing
    assert "rate limit" in caught.value.remedy

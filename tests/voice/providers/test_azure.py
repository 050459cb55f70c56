"""The Azure adapter against a scripted provider: shapes, fall-backs, and errors that say what to mend."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.fakes.realtime import ANSWER, FakeRealtime, Reply
from voice.providers.azure import authorize_by_key
from voice.providers.azure import build_azure as azure_at
from voice.providers.base import Provider, ProviderError
from voice.providers.manner import Manner

pytestmark = pytest.mark.unit

OFFER = "v=0\r\n"


def configuration(provider: Provider) -> dict[str, object]:
    return {**provider.session_defaults(language="ja", vocabulary=["東京駅前店"]), "instructions": "# Facts"}


async def test_a_secret_is_minted_for_the_session_as_configured(azure: Provider, fake: FakeRealtime) -> None:
    secret = await azure.mint(configuration(azure))
    assert (secret.value, secret.expires_at, secret.model) == ("ek_1", 4_000_000_000, "gpt-realtime")
    (posted,) = fake.posted
    assert posted.path == "/openai/v1/realtime/client_secrets"
    assert posted.headers["api-key"] == "the-key"
    session = posted.json["session"]
    assert (session["type"], session["model"], session["instructions"]) == (
        "realtime",
        "gpt-realtime",
        "# Facts",
    )
    assert session["audio"]["input"]["transcription"] == {
        "model": "whisper",
        "language": "ja",
        "prompt": "東京駅前店",
    }


async def test_where_transcription_makes_minting_fail_the_caller_is_served_without(
    azure: Provider, fake: FakeRealtime
) -> None:
    fake.script("/client_secrets", *[Reply(500, headers={"Retry-After": "0"})] * 3)
    assert (await azure.mint(configuration(azure))).value == "ek_4"
    assert "transcription" not in fake.posted[-1].json["session"]["audio"]["input"]


async def test_an_offer_is_answered_filtered_with_the_secret_and_gives_the_call_id(
    azure: Provider, fake: FakeRealtime
) -> None:
    answered = await azure.answer(OFFER, "ek_1")
    assert (answered.sdp, answered.call_id) == (ANSWER, "rtc_1")
    (posted,) = fake.posted
    assert posted.path == "/openai/v1/realtime/calls?webrtcfilter=on"
    assert posted.headers["authorization"] == "Bearer ek_1"
    assert posted.headers["content-type"] == "application/sdp"
    assert "api-key" not in posted.headers


async def test_the_sideband_is_a_socket_by_call_id(azure: Provider, fake: FakeRealtime) -> None:
    endpoint = await azure.sideband("rtc_1")
    assert endpoint.url == fake.endpoint.replace("http", "ws") + "/openai/v1/realtime?call_id=rtc_1"
    assert endpoint.headers == {"api-key": "the-key"}


async def test_hanging_up_what_is_over_is_no_error(azure: Provider, fake: FakeRealtime) -> None:
    fake.script("/hangup", Reply(404))
    await azure.hang_up("rtc_1")
    assert fake.posted[0].path == "/openai/v1/realtime/calls/rtc_1/hangup"


async def test_a_passing_failure_is_tried_again_when_the_provider_says(
    azure: Provider, fake: FakeRealtime
) -> None:
    fake.script(
        "/client_secrets",
        Reply(429, headers={"Retry-After": "0.01"}),
        Reply(503, headers={"Retry-After-Ms": "1"}),
    )
    assert (await azure.mint(configuration(azure))).value == "ek_3"


async def test_who_is_told_to_wait_longer_than_a_caller_would_gives_up_at_once(
    azure: Provider, fake: FakeRealtime
) -> None:
    fake.script("/client_secrets", Reply(429, headers={"Retry-After": "60"}))
    with pytest.raises(ProviderError) as caught:
        await azure.mint(configuration(azure))
    assert caught.value.passing
    assert "quota" in caught.value.remedy
    assert len(fake.posted) == 1


@pytest.mark.parametrize(
    ("status", "code", "mend"),
    [
        (401, "", "API key"),
        (403, "", "Cognitive Services OpenAI User"),
        (404, "DeploymentNotFound", "gpt-realtime"),
        (400, "OperationNotSupported", "realtime model"),
        (400, "invalid_value", "REALTIME_"),
    ],
)
async def test_a_refusal_says_what_to_mend(
    azure: Provider, fake: FakeRealtime, status: int, code: str, mend: str
) -> None:
    fake.script("/client_secrets", Reply(status, json.dumps({"error": {"code": code, "message": "no"}})))
    with pytest.raises(ProviderError) as caught:
        await azure.mint(configuration(azure))
    assert mend in caught.value.remedy
    assert caught.value.status == status
    assert not caught.value.passing


@pytest.mark.parametrize("body", ["<html>", "[]", '{"value": 1, "expires_at": "soon"}', "{}"])
async def test_garbage_is_called_garbage(azure: Provider, fake: FakeRealtime, body: str) -> None:
    fake.script("/client_secrets", Reply(200, body))
    with pytest.raises(ProviderError, match="not its protocol"):
        await azure.mint(configuration(azure))


async def test_an_answer_without_a_call_id_is_garbage(azure: Provider, fake: FakeRealtime) -> None:
    fake.script("/calls", Reply(201, ANSWER))
    with pytest.raises(ProviderError, match="not its protocol"):
        await azure.answer(OFFER, "ek_1")


async def test_a_provider_that_is_not_there_is_named(fake: FakeRealtime) -> None:
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    gone = azure_at("azure", f"http://127.0.0.1:{port}", "gpt-realtime", authorize_by_key("k"), Manner())
    with pytest.raises(ProviderError) as caught:
        await gone.answer(OFFER, "ek")
    assert "127.0.0.1 cannot be reached" in caught.value.detail
    assert caught.value.passing

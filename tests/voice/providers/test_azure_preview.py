"""The preview adapter against a scripted provider: flat sessions, the region's address, no second socket."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.beta.realtime.session_create_params import SessionCreateParams
from pydantic import TypeAdapter

from tests.fakes.realtime import ANSWER, FakeRealtime, Reply
from voice.protocol.preview import session_to_ga
from voice.providers import manner
from voice.providers.azure import authorize_by_key
from voice.providers.azure_preview import AzurePreview
from voice.providers.base import ProviderError
from voice.providers.manner import Manner

pytestmark = pytest.mark.unit

VENDOR: TypeAdapter[Any] = TypeAdapter(SessionCreateParams)
MINTED = json.dumps({"id": "sess_1", "client_secret": {"value": "ek_1", "expires_at": 4_000_000_000}})
# what the preview API's session has, as its reference lists it
FLAT = {
    "model",
    "voice",
    "instructions",
    "modalities",
    "input_audio_noise_reduction",
    "input_audio_transcription",
    "turn_detection",
    "tools",
    "tool_choice",
    "max_response_output_tokens",
}


@pytest.fixture
def provider(fake: FakeRealtime) -> AzurePreview:
    own = Manner(transcription_model="whisper")
    return AzurePreview(
        "azure-preview", fake.endpoint, fake.endpoint, "our rt", authorize_by_key("the-key"), own
    )


async def mint(provider: AzurePreview) -> str:
    defaults = provider.session_defaults(language="ja", vocabulary=[])
    session = {**defaults, "instructions": "# Facts", "tools": [], "tool_choice": "auto"}
    return (await provider.mint(session)).value


async def test_a_secret_is_minted_for_a_flat_session(provider: AzurePreview, fake: FakeRealtime) -> None:
    fake.script("/sessions", Reply(200, MINTED))
    assert await mint(provider) == "ek_1"
    (posted,) = fake.posted
    assert posted.path == "/openai/realtimeapi/sessions?api-version=2025-04-01-preview"
    assert posted.headers["api-key"] == "the-key"
    assert set(posted.json) == FLAT
    assert posted.json["modalities"] == ["audio", "text"]
    assert posted.json["max_response_output_tokens"] == 1024


@pytest.mark.parametrize("detection", manner.TURN_DETECTION)
@pytest.mark.parametrize("noise", manner.NOISE_REDUCTION)
@pytest.mark.parametrize("most", ["1", "inf"])
async def test_the_flat_session_is_one_of_the_vendors(
    provider: AzurePreview, fake: FakeRealtime, detection: str, noise: str, most: str
) -> None:
    fake.script("/sessions", Reply(200, MINTED))
    provider.manner = Manner(turn_detection=detection, noise_reduction=noise, max_output_tokens=most)
    await mint(provider)
    flat = {**fake.posted[0].json, "model": "gpt-4o-realtime-preview"}  # on Azure, any deployment's name
    assert {**VENDOR.validate_python(flat), "tools": flat["tools"]} == flat  # the vendor reads tools lazily


async def test_a_voice_it_does_not_have_is_answered_with_those_it_has(
    provider: AzurePreview, fake: FakeRealtime
) -> None:
    fake.script("/sessions", Reply(400, json.dumps({"error": {"code": "invalid_value", "message": "voice"}})))
    with pytest.raises(ProviderError) as caught:
        await mint(provider)
    assert "shimmer, verse" in caught.value.remedy
    assert "marin" not in caught.value.remedy


async def test_nothing_that_the_preview_knows_is_lost_on_the_way(
    provider: AzurePreview, fake: FakeRealtime
) -> None:
    fake.script("/sessions", Reply(200, MINTED))
    await mint(provider)
    told = provider.session_defaults(language="ja", vocabulary=[])
    read = session_to_ga(fake.posted[0].json)
    assert {name: read[name] for name in told if name != "truncation"} == {
        name: value for name, value in told.items() if name != "truncation"
    }


async def test_where_transcription_makes_minting_fail_the_caller_is_served_without(
    provider: AzurePreview, fake: FakeRealtime
) -> None:
    fake.script("/sessions", *[Reply(500, headers={"Retry-After": "0"})] * 3, Reply(200, MINTED))
    assert await mint(provider) == "ek_1"
    assert "input_audio_transcription" not in fake.posted[-1].json


async def test_an_offer_is_answered_in_the_region(provider: AzurePreview, fake: FakeRealtime) -> None:
    fake.script("/realtimertc", Reply(201, ANSWER))
    assert (await provider.answer("v=0\r\n", "ek_1")).sdp == ANSWER
    (posted,) = fake.posted
    assert posted.path == "/v1/realtimertc?model=our%20rt"
    assert posted.headers["authorization"] == "Bearer ek_1"
    assert posted.headers["content-type"] == "application/sdp"
    assert provider.browser_calls_url() == f"{fake.endpoint}{posted.path}"


async def test_it_says_that_no_tool_can_run_on_the_server(provider: AzurePreview, fake: FakeRealtime) -> None:
    assert (provider.capabilities.sideband, provider.capabilities.dialect) == (False, "preview")
    with pytest.raises(ProviderError) as caught:
        await provider.sideband("rtc_1")
    assert "VOICE_PROVIDER=azure" in caught.value.remedy
    await provider.hang_up("rtc_1")
    assert fake.posted == []


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"client_secret": "ek"}', '{"client_secret": {}}'])
async def test_garbage_is_called_garbage(provider: AzurePreview, fake: FakeRealtime, body: str) -> None:
    fake.script("/sessions", Reply(200, body))
    with pytest.raises(ProviderError, match="not its protocol"):
        await mint(provider)
    fake.script("/realtimertc", Reply(201, body))
    with pytest.raises(ProviderError, match="not its protocol"):
        await provider.answer("v=0\r\n", "ek_1")


async def test_a_preview_that_is_gone_names_region_and_successor(
    provider: AzurePreview, fake: FakeRealtime
) -> None:
    fake.script("/sessions", Reply(404))
    with pytest.raises(ProviderError) as caught:
        await mint(provider)
    assert "AZURE_OPENAI_REGION" in caught.value.remedy
    assert "VOICE_PROVIDER=azure" in caught.value.remedy

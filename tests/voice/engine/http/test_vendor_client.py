"""The vendor's own client talks to us as to the vendor."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx
import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from openai import APIStatusError, AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from websockets.exceptions import ConnectionClosedOK

from tests.voice.engine.conftest import Server
from tests.voice.engine.fakes import VOICE_HZ, pitch, tone
from tests.voice.engine.stage import TOOL
from voice.engine.interfaces import TTS_RATE

pytestmark = pytest.mark.engine


async def until(connection: AsyncRealtimeConnection, kind: str) -> tuple[Any, list[Any]]:
    """The first event of this type, and all that came before it."""
    before: list[Any] = []
    async for event in connection:
        if event.type == kind:
            return event, before
        before.append(event)
    raise AssertionError(f"the connection ended without {kind}: {[event.type for event in before]}")


async def test_a_typed_turn_is_answered(sdk: AsyncOpenAI) -> None:
    async with sdk.realtime.connect(model="receptionist") as connection:
        created, _ = await until(connection, "session.created")
        assert created.session.model == "receptionist"
        await connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        await until(connection, "session.updated")
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]}
        )
        await connection.response.create()
        done, before = await until(connection, "response.done")
        assert done.response.output[0].content[0].text == "You said hello."
        assert "".join(e.delta for e in before if e.type == "response.output_text.delta") == "You said hello."


async def test_a_spoken_turn_is_heard_and_answered_aloud(sdk: AsyncOpenAI) -> None:
    async with sdk.realtime.connect(model="receptionist") as connection:
        spoken = np.concatenate([tone(440, 0.6, 24_000), np.zeros(24_000, np.int16)])
        for start in range(0, len(spoken), 4800):
            chunk = base64.b64encode(spoken[start : start + 4800].tobytes()).decode()
            await connection.input_audio_buffer.append(audio=chunk)
        done, before = await until(connection, "response.done")
        heard = [e.transcript for e in before if e.type.endswith("input_audio_transcription.completed")]
        assert heard == ["hello"]
        sound = b"".join(base64.b64decode(e.delta) for e in before if e.type == "response.output_audio.delta")
        voice = np.frombuffer(sound, "<i2")
        assert abs(pitch(voice, TTS_RATE) - VOICE_HZ) < 10
        assert done.response.output[0].content[0].transcript == "You said hello."


async def test_a_tool_call_makes_the_round_trip(sdk: AsyncOpenAI) -> None:
    async with sdk.realtime.connect(model="receptionist") as connection:
        await connection.session.update(session={"type": "realtime", "tools": [TOOL]})  # type: ignore[list-item]
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "book it"}]}
        )
        await connection.response.create()
        call, _ = await until(connection, "response.function_call_arguments.done")
        await until(connection, "response.done")
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": "3 cars"}
        )
        await connection.response.create()
        done, _ = await until(connection, "response.done")
        assert done.response.output[0].content[0].transcript == "The answer is 3 cars."


async def test_a_client_secret_opens_the_session_that_it_was_made_for(
    server: Server, sdk: AsyncOpenAI
) -> None:
    minted = await sdk.realtime.client_secrets.create(
        expires_after={"anchor": "created_at", "seconds": 60},
        session={"type": "realtime", "model": "receptionist", "instructions": "Be kind."},
    )
    assert minted.value.startswith("ek_")
    assert minted.session.type == "realtime"
    assert minted.session.instructions == "Be kind."
    async with (
        AsyncOpenAI(base_url=f"{server.url}/openai/v1", api_key=minted.value) as browser,
        browser.realtime.connect(model="another") as connection,
    ):
        created, _ = await until(connection, "session.created")
        assert created.session.instructions == "Be kind."
        assert created.session.model == "receptionist"


async def test_a_secret_must_not_mint_secrets(server: Server, sdk: AsyncOpenAI) -> None:
    minted = await sdk.realtime.client_secrets.create(session={"type": "realtime"})
    async with AsyncOpenAI(base_url=f"{server.url}/openai/v1", api_key=minted.value) as browser:
        with pytest.raises(APIStatusError) as refused:
            await browser.realtime.client_secrets.create(session={"type": "realtime"})
    assert refused.value.status_code == 401
    assert refused.value.code == "invalid_api_key"


async def test_a_call_is_offered_watched_and_ended(sdk: AsyncOpenAI) -> None:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver("audio")
    await peer.setLocalDescription(await peer.createOffer())
    answered = await sdk.realtime.calls.create(
        sdp=peer.localDescription.sdp, session={"type": "realtime", "instructions": "親切に。"}
    )
    assert answered.response.status_code == 201
    assert answered.text.startswith("v=0")
    call_id = answered.response.headers["location"].rsplit("/", 1)[-1]
    async with sdk.realtime.connect(call_id=call_id) as sideband:
        created, _ = await until(sideband, "session.created")
        assert created.session.instructions == "親切に。"
        await sdk.realtime.calls.hangup(call_id)
        with pytest.raises(ConnectionClosedOK):
            await sideband.recv()
    await peer.close()


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, headers={"api-key": server.key}) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({"session": {"model": "m"}}, "missing_required_parameter", "session.type"),
        ({"session": {"type": "transcription"}}, "invalid_value", "session.type"),
        ({"session": {"type": "realtime", "voice": "marin"}}, "unknown_parameter", "session.voice"),
        (
            {"session": {"type": "realtime", "output_modalities": ["audio", "text"]}},
            "invalid_value",
            "session.output_modalities",
        ),
        (
            {"session": {"type": "realtime", "audio": {"output": {"speed": 3}}}},
            "invalid_value",
            "session.audio.output.speed",
        ),
        (
            {"session": {"type": "realtime", "tools": [{"type": "function"}]}},
            "missing_required_parameter",
            "session.tools[0].name",
        ),
        ({"expires_after": {"seconds": 5}}, "invalid_value", "expires_after.seconds"),
        ({"expires_after": {"seconds": 8000}}, "invalid_value", "expires_after.seconds"),
        ({"expires_after": "soon"}, "invalid_type", "expires_after"),
    ],
)
async def test_a_wrong_session_is_refused_with_the_name_of_what_is_wrong(
    http: httpx.AsyncClient, body: dict[str, Any], code: str, param: str
) -> None:
    refused = await http.post("/openai/v1/realtime/client_secrets", json=body)
    assert refused.status_code == 400
    error = refused.json()["error"]
    assert (error["code"], error["param"]) == (code, param)
    assert error["type"] == "invalid_request_error"
    assert error["message"]


async def test_what_is_not_json_is_refused_as_json(http: httpx.AsyncClient) -> None:
    refused = await http.post("/openai/v1/realtime/client_secrets", content=b"{")
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "invalid_json"


async def test_the_key_may_come_as_api_key_or_as_bearer_and_must_be_right(server: Server) -> None:
    path = f"{server.url}/openai/v1/realtime/client_secrets"
    async with httpx.AsyncClient() as client:
        for headers in ({"api-key": server.key}, {"Authorization": f"Bearer {server.key}"}):
            assert (await client.post(path, json={}, headers=headers)).status_code == 200
        for headers in ({}, {"api-key": "wrong"}, {"Authorization": "Bearer ek_unknown"}):
            assert (await client.post(path, json={}, headers=headers)).status_code == 401


async def test_a_wrong_address_is_refused_in_the_same_shape(http: httpx.AsyncClient) -> None:
    for method, path, status in [
        ("GET", "/openai/v1/realtime/calls", 405),
        ("POST", "/openai/v1/nothing", 404),
    ]:
        refused = await http.request(method, path)
        assert refused.status_code == status
        assert refused.json()["error"]["code"] == "unknown_url"

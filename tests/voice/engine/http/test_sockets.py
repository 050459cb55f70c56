"""The WebSocket's edges: who gets in, what nonsense does, and how a session ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.stage import Stage
from voice.engine.http import sockets

pytestmark = pytest.mark.engine


def line(server: Server, query: str = "model=m", key: str | None = None) -> connect:
    url = f"ws://127.0.0.1:{server.port}/openai/v1/realtime?{query}"
    return connect(url, additional_headers={"api-key": server.key if key is None else key})


async def receive(socket: ClientConnection) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5))
    return event


@pytest.mark.parametrize("query", ["model=m", "call_id=rtc_gone"])
@pytest.mark.parametrize("key", ["wrong", "", "ek_expired"])
async def test_a_wrong_key_is_told_as_401_before_the_handshake(server: Server, key: str, query: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with line(server, query, key=key):
            pass
    response = refused.value.response
    assert response.status_code == 401
    assert json.loads(response.body)["error"]["code"] == "invalid_api_key"


async def test_a_wrong_key_on_the_preview_path_is_told_alike(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{server.port}/openai/realtime?deployment=m"):
            pass
    assert refused.value.response.status_code == 401


PLAIN = json.dumps({"type": "session.update", "session": {"type": "realtime"}})
LONG = json.dumps({"type": "session.update", "session": {"type": "realtime", "instructions": "a" * 60_000}})


async def ask_long_answers(socket: ClientConnection) -> None:
    """120 MB of them, by as many short messages."""
    async with asyncio.timeout(60):
        for _ in range(2_000):
            await socket.send(PLAIN)
        await socket.wait_closed()
        await socket.send(PLAIN)


async def test_who_reads_nothing_is_cut_off(server: Server) -> None:
    """What is written to them waits in the engine's memory, which is everybody's."""
    url, key = f"ws://127.0.0.1:{server.port}/openai/v1/realtime?model=m", {"api-key": server.key}
    # One message is read from the network, and no more until it was asked for.
    async with connect(url, additional_headers=key, max_queue=1) as socket:
        await receive(socket)
        await socket.send(LONG)
        assert len(json.dumps(await receive(socket))) > 60_000
        with pytest.raises(ConnectionClosed):
            await ask_long_answers(socket)
    async with line(server) as after:  # and nobody else is
        assert (await receive(after))["type"] == "session.created"


async def test_who_reads_a_little_later_gets_all_of_it(server: Server) -> None:
    async with line(server) as socket:
        await receive(socket)
        await socket.send(LONG)
        for _ in range(99):
            await socket.send(PLAIN)
        for _ in range(100):
            assert len((await receive(socket))["session"]["instructions"]) == 60_000


def append(audio: str, **more: Any) -> str:
    return json.dumps({**more, "type": "input_audio_buffer.append", "audio": audio})


async def test_fifteen_megabytes_of_audio_are_heard_at_once(server: Server) -> None:
    quiet = "A" * (15 * 1024 * 1024)
    async with line(server) as socket:
        await receive(socket)
        await socket.send(
            '{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}'
        )
        assert (await receive(socket))["type"] == "session.updated"
        await socket.send(append(quiet, event_id="all of it"))
        await socket.send('{"type":"input_audio_buffer.clear"}')
        assert (await receive(socket))["type"] == "input_audio_buffer.cleared"


@pytest.mark.parametrize(
    "message",
    [
        append("A" * (15 * 1024 * 1024 + 4)),
        append("A" * (16 * 1024 * 1024)),
        append("A" * (20 * 1024 * 1024)),
        json.dumps({"type": "session.update", "session": {"type": "realtime", "instructions": "a" * 2**20}}),
        json.dumps({"type": "conversation.item.create", "item": {"id": "A" * 2**20}}),
        '{"type":"input_audio_buffer.append","audio":' + "[" * 2**20 + "]" * 2**20 + "}",
        '{"type":"input_audio_buffer.append","audio":"","more":[' + "0," * 2**20 + "0]}",
        append("", more="A" * 2**20),
        "[" * (2**20 + 1),
        b"\xff" * (2**20 + 1),
    ],
    ids=lambda message: f"{message[:40]}-{len(message)}",
)
async def test_a_message_over_the_limit_is_told_so_and_ends_the_line_with_1009(
    server: Server, message: str | bytes
) -> None:
    async with line(server) as socket:
        await receive(socket)
        with contextlib.suppress(ConnectionClosed):  # told by the announced length, before all of it is sent
            await socket.send(message)
        refused = await receive(socket)
        assert refused["type"] == "error"
        assert refused["error"]["code"] == "message_too_large"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1009


async def test_nonsense_is_refused_and_the_session_lives_on(server: Server) -> None:
    async with line(server) as socket:
        assert (await receive(socket))["type"] == "session.created"
        for nonsense, code in [
            ("{", "invalid_json"),
            ("[]", "invalid_event"),
            ("{}", "missing_required_parameter"),
            ('{"type":"no.such.event","event_id":"x"}', "invalid_value"),
            ('{"type":["list"]}', "invalid_value"),
            ('{"type":"session.update"}', "missing_required_parameter"),
            ('{"type":"input_audio_buffer.append","audio":"***"}', "invalid_value"),
            ('{"type":"conversation.item.retrieve","item_id":"gone"}', "item_retrieve_invalid_item_id"),
            ('{"type":"conversation.item.delete","item_id":"gone"}', "item_delete_invalid_item_id"),
            ('{"type":"output_audio_buffer.clear"}', "invalid_event"),
        ]:
            await socket.send(nonsense)
            refused = await receive(socket)
            assert refused["type"] == "error"
            assert refused["error"]["code"] == code, nonsense
        await socket.send('{"type":"session.update","session":{"type":"realtime","instructions":"Hi"}}')
        assert (await receive(socket))["session"]["instructions"] == "Hi"


async def test_an_error_repeats_the_id_of_the_event_that_it_is_about(server: Server) -> None:
    async with line(server) as socket:
        await receive(socket)
        await socket.send('{"type":"response.cancel","event_id":"mine"}')
        assert (await receive(socket))["error"]["event_id"] == "mine"


async def test_a_browser_may_carry_its_secret_in_the_subprotocol(server: Server) -> None:
    url = f"ws://127.0.0.1:{server.port}/openai/v1/realtime?model=m"
    protocols: Any = ["realtime", f"openai-insecure-api-key.{server.key}"]
    async with connect(url, subprotocols=protocols) as socket:
        assert socket.subprotocol == "realtime"
        assert (await receive(socket))["type"] == "session.created"


async def test_the_sideband_of_no_call_is_told_so(server: Server) -> None:
    async with line(server, "call_id=rtc_gone") as socket:
        assert (await receive(socket))["error"]["code"] == "call_not_found"
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_a_full_house_says_so_and_has_room_again_when_somebody_leaves() -> None:
    with serving("--max-sessions", "1") as server:
        async with line(server) as first:
            await receive(first)
            async with line(server) as second:
                refused = await receive(second)
                assert refused["error"]["code"] == "rate_limit_exceeded"
        async with asyncio.timeout(5):
            while True:
                async with line(server) as third:
                    if (await receive(third))["type"] == "session.created":
                        break


async def test_a_session_ends_when_its_time_is_over() -> None:
    with serving("--max-seconds", "1") as server:
        async with line(server) as socket:
            created = await receive(socket)
            assert created["session"]["expires_at"] > 0
            assert (await receive(socket))["error"]["code"] == "session_expired"
            with pytest.raises(ConnectionClosed):
                await socket.recv()


class Unread:
    """A socket whose client has stopped reading: what is sent never leaves."""

    async def send_text(self, text: str) -> None:
        await asyncio.Event().wait()

    async def receive(self) -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_client_that_has_stopped_reading_does_not_hold_an_ended_session(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "_LAST_WORDS", 0.05)
    unread: Any = Unread()
    line = asyncio.create_task(sockets._Line(unread, stage.session).hold(None))
    await asyncio.sleep(0)
    stage.session.close()
    await asyncio.wait_for(line, 5)


class Silent(Unread):
    closed_with = 0

    async def send_text(self, text: str) -> None:
        return

    async def close(self, code: int) -> None:
        self.closed_with = code


async def test_who_says_nothing_at_first_does_not_hold_a_line(stage: Stage) -> None:
    silent: Any = Silent()
    await asyncio.wait_for(sockets._Line(silent, stage.session).hold(0.05), 5)
    assert silent.closed_with == 4008
    assert 10 < sockets.FIRST_SECONDS <= 30


async def test_half_an_emoji_mutes_nobody(server: Server) -> None:
    """Nor does a NUL, or nesting without end: it is cleaned or refused, and the next words are answered."""
    async with line(server) as socket:
        await receive(socket)
        item = '{"type":"message","role":"user","content":[{"type":"input_text","text":"%s"}]}'
        for hostile in ("\\ud83d", "\\ude97 car", "\\u0000"):
            await socket.send('{"type":"conversation.item.create","item":' + item % f"hello{hostile}" + "}")
            added = await receive(socket)
            assert added["type"] == "conversation.item.added"
            assert "hello" in added["item"]["content"][0]["text"]
            await receive(socket)
        await socket.send('{"type":' + "[" * 5_000 + "]" * 5_000 + "}")
        assert (await receive(socket))["error"]["code"] == "invalid_json"
        await socket.send('{"type":"\\ud83d","event_id":"\\ud83d"}')
        assert (await receive(socket))["error"]["event_id"] == "\ufffd"
        await socket.send('{"type":"response.create","response":{"output_modalities":["text"]}}')
        while (event := await receive(socket))["type"] != "response.done":
            assert event["type"] != "error"

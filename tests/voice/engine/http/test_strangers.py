"""What one key, one address or one offer can take of an engine that has eight lines for everybody."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from pyee.asyncio import AsyncIOEventEmitter
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.stage import Stage
from voice.engine.http import server
from voice.engine.settings import EngineSettings
from voice.engine.webrtc.call import offer_only
from voice.engine.webrtc.data_channel import MOST_WAITING, DataChannel

pytestmark = pytest.mark.engine
SETTINGS = EngineSettings(api_key="k")


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    """With the usual number of lines."""
    with serving("--max-sessions", str(SETTINGS.max_sessions)) as server:
        yield server


async def mint(server: Server) -> str:
    async with httpx.AsyncClient(headers={"api-key": server.key}) as client:
        minted = await client.post(f"{server.url}/openai/v1/realtime/client_secrets", json={})
    secret: str = minted.json()["value"]
    return secret


@asynccontextmanager
async def line(server: Server, secret: str, *, vouched: bool = False) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {secret}"} | ({"api-key": server.key} if vouched else {})
    url = f"ws://127.0.0.1:{server.port}/openai/v1/realtime?model=m"
    async with connect(url, additional_headers=headers) as opened:
        yield opened


async def first_event(opened: ClientConnection) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(await asyncio.wait_for(opened.recv(), 5))
    return event


@asynccontextmanager
async def offering() -> AsyncIterator[RTCPeerConnection]:
    offer_only(["127.0.0.1"])
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver("audio")
    await peer.setLocalDescription(await peer.createOffer())
    yield peer
    await peer.close()


async def offer(server: Server, key: str, sdp: str) -> httpx.Response:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as client:
        return await client.post(f"{server.url}/openai/v1/realtime/calls", content=sdp)


async def test_one_secret_opens_one_socket(small: Server) -> None:
    secret = await mint(small)
    async with line(small, secret) as opened:
        assert (await first_event(opened))["type"] == "session.created"
        for _ in range(2):
            with pytest.raises(InvalidStatus) as refused:
                async with line(small, secret):
                    pass
            assert refused.value.response.status_code == 401


async def test_one_secret_opens_one_call_however_many_offer_at_once(small: Server) -> None:
    secret = await mint(small)
    async with offering() as peer:
        sdp = peer.localDescription.sdp
        answers = await asyncio.gather(*(offer(small, secret, sdp) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201, *[401] * 9]


async def test_a_secret_is_not_used_up_by_what_fails(small: Server) -> None:
    secret = await mint(small)
    assert (await offer(small, secret, "nonsense")).status_code == 400
    async with line(small, secret) as opened:
        assert (await first_event(opened))["type"] == "session.created"


async def test_one_address_does_not_take_all_lines() -> None:
    """Whom the server vouches for is served beside it. On a server of its own: other calls count, too."""
    async with AsyncExitStack() as stack:
        small = stack.enter_context(serving("--max-sessions", str(SETTINGS.max_sessions)))
        for _ in range(SETTINGS.max_sessions_of_address):
            opened = await stack.enter_async_context(line(small, await mint(small)))
            assert (await first_event(opened))["type"] == "session.created"
        refused = await stack.enter_async_context(line(small, await mint(small)))
        assert (await first_event(refused))["error"]["code"] == "rate_limit_exceeded"
        with pytest.raises(ConnectionClosed):
            await refused.recv()
        vouched = await stack.enter_async_context(line(small, await mint(small), vouched=True))
        assert (await first_event(vouched))["type"] == "session.created"


@pytest.mark.parametrize(
    "sdp",
    ["v=0\r\n" + "a=x\r\n" * 20_000, "v=0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 9],
    ids=["100 kB", "nine media"],
)
async def test_a_huge_offer_is_refused(small: Server, sdp: str) -> None:
    refused = await offer(small, await mint(small), sdp)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_offer")


async def test_an_offer_sends_no_packet_to_an_address_that_it_names(small: Server) -> None:
    """It was 48 packets; and the address may be anybody's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
        victim.bind(("127.0.0.1", 0))
        victim.setblocking(False)
        port = victim.getsockname()[1]
        async with offering() as peer:
            lines = peer.localDescription.sdp.splitlines()
            named = [
                f"a=candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host"
                if entry.startswith("a=candidate")
                else entry
                for entry in lines
            ]
            assert named != lines
            answered = await offer(small, await mint(small), "\r\n".join(named) + "\r\n")
            assert answered.status_code == 201
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.get_running_loop().sock_recv(victim, 2000), 1)
            # The caller itself is found all the same: by the packets that it sends.
            connected = asyncio.Event()

            def note_state() -> None:
                if peer.connectionState == "connected":
                    connected.set()

            peer.on("connectionstatechange", note_state)
            await peer.setRemoteDescription(RTCSessionDescription(answered.text, "answer"))
            await asyncio.wait_for(connected.wait(), 5)


def test_an_offer_that_never_connects_is_given_up_within_seconds() -> None:
    """The page itself gives up after six; `test_switchboard.py` shows that nothing is left of it."""
    assert 6 < SETTINGS.connect_seconds <= 10


@pytest.mark.parametrize("way", ["bearer", "api-key", "subprotocol"])
async def test_who_has_a_secret_sends_sound_as_it_is_spoken(small: Server, way: str) -> None:
    """Fifteen megabytes at a stroke, which whoever has the server's key may send, keep everybody waiting."""
    secret = await mint(small)
    headers = {"bearer": {"Authorization": f"Bearer {secret}"}, "api-key": {"api-key": secret}}.get(way, {})
    offered: Any = ["realtime", f"openai-insecure-api-key.{secret}"] if way == "subprotocol" else None
    url = f"ws://127.0.0.1:{small.port}/openai/v1/realtime?model=m"
    async with connect(url, additional_headers=headers, subprotocols=offered) as opened:
        await first_event(opened)
        append = {"type": "input_audio_buffer.append", "audio": "A" * 2**20}
        await opened.send(json.dumps(append | {"audio": "A" * 2**19}))
        with contextlib.suppress(ConnectionClosed):
            await opened.send(json.dumps(append | {"audio": "A" * 2**21}))
        events = [await first_event(opened)]
        while events[-1]["type"] != "error":
            events.append(await first_event(opened))
        assert events[-1]["error"]["code"] == "message_too_large"


class Unheard(server.Socket):
    """A socket whose application takes nothing."""

    client_addr = None
    closed_with = 0

    def __init__(self) -> None:
        super().__init__()
        self.application_queue: asyncio.Queue[Any] = asyncio.Queue()

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802
        self.closed_with = code or 0


@pytest.mark.parametrize("length", [15 * 2**20, 2**20, 10_000, 1])
async def test_what_waits_for_a_session_is_bounded(length: int) -> None:
    """A client that sends faster than it is listened to: daphne would keep all of it."""
    unheard = Unheard()
    most = 64 * 2**20 // length + 3
    for _ in range(min(most, 20_000)):
        unheard.onMessage(b"x" * length, isBinary=True)
    kept = unheard.application_queue.qsize()
    assert kept * length < 64 * 2**20
    assert unheard.closed_with == (1009 if length > 1 else 0)
    assert kept >= 2  # an append of the longest, and one more


async def test_a_channel_that_is_flooded_ends_its_call(stage: Stage) -> None:
    channel = DataChannel(stage.session)
    wire = AsyncIOEventEmitter()
    channel.open(cast("Any", wire))
    for _ in range(MOST_WAITING):
        wire.emit("message", "{}")
    assert not stage.session.over.is_set()
    wire.emit("message", "{}")
    assert stage.session.over.is_set()


async def test_a_session_in_which_nothing_is_heard_ends() -> None:
    async with Stage(idle=0.3) as stage:
        await stage.write("hello")
        error = await stage.tape.until("error")
        assert error["error"]["code"] == "session_expired"
        assert stage.session.over.is_set()


async def test_a_caller_who_goes_on_is_not_idle() -> None:
    async with Stage(idle=0.5) as stage:
        for _ in range(4):
            await asyncio.sleep(0.2)  # what is tested is that nothing happens meanwhile
            await stage.write("hello")
        assert not stage.session.over.is_set()

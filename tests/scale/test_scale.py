"""Several processes under load, one killed, one replaced: nothing is lost or doubled, and calls go on."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import websockets

from tests.benchmarks import booking_rows
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.scale import cluster
from tests.scale.cluster import Cluster, Web
from tests.scale.load import CUSTOMER, Load
from tests.soak import size
from tests.voice.call.relay.test_another_process import take_history

pytestmark = [pytest.mark.engine, pytest.mark.long]

PROCESSES = size(2, whole=3)
CLIENTS = size(4, whole=24)
CALM_SECONDS = size(1.0, whole=10.0)  # before and after each blow
DRAIN_SECONDS = 1
BACK_WITHIN = size(30.0, whole=3.0)  # seconds; beside other tests it only has to come back


class Calls:
    """One whose sound goes directly to the provider, and one whose sound is relayed by us."""

    def __init__(self, there: Cluster, provider: FakeRealtime) -> None:
        self.there, self.provider = there, provider
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        # The provider's ends of the sockets that processes open to the direct call, in order.
        self.opened: asyncio.Queue[Sideband] = asyncio.Queue()
        self.answering: set[asyncio.Task[None]] = set()
        self.page: websockets.ClientConnection

    async def sort_sockets(self) -> None:
        while True:
            socket = await self.provider.attached.get()
            await socket.send("session.created", session={})
            if "model=" in socket.path:
                self.answering.add(asyncio.create_task(answer_relayed(socket)))
            else:
                self.opened.put_nowait(socket)

    async def begin(self) -> None:
        await self.grant("direct")
        direct = await self.opened.get()
        await direct.next("response.create")
        await speak(direct, "item_d")
        await self.recorded("direct")
        await self.grant("relayed")
        await self.dial()
        await self.recorded("relayed")

    async def grant(self, way: str) -> None:
        async with httpx.AsyncClient(base_url=self.there.url, timeout=30) as client:
            grant = (await client.post("/api/realtime/session", json={"language": "ja"})).json()
            self.tokens[way], self.ids[way] = grant["sessionToken"], grant["sessionId"]
            if way == "direct":
                headers = {"X-Session-Token": grant["sessionToken"], "Content-Type": "application/sdp"}
                answered = await client.post("/api/realtime/calls", content="v=0\r\n", headers=headers)
                assert answered.status_code == 201

    async def dial(self) -> None:
        """As the page does it: again and again, until the agent is asked to speak."""
        at = f"{self.there.url.replace('http', 'ws')}/ws/realtime"
        hello = json.dumps({"type": "hello", "token": self.tokens["relayed"]})
        while True:
            try:
                async with asyncio.timeout(5):
                    self.page = await websockets.connect(at, origin=websockets.Origin(self.there.url))
                    await self.page.send(hello)
                    while json.loads(await self.page.recv())["type"] != "ready":
                        pass
                    return
            except (OSError, TimeoutError, websockets.WebSocketException):
                await asyncio.sleep(0.25)

    async def recorded(self, way: str) -> None:
        """The record is written behind the call, by another process."""
        deadline = time.monotonic() + 10
        while not (found := self.query("SELECT text FROM voice_line WHERE session_id = %s", way)):
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.05)

    def find_holder(self, way: str) -> Web:
        ((held_by,),) = self.query("SELECT held_by FROM voice_session WHERE id = %s", way)
        return self.there.find_holder(held_by)

    def query(self, sql: str, way: str) -> list[Any]:
        with psycopg.connect(self.there.database) as connection:
            return connection.execute(sql, [self.ids[way]]).fetchall()

    async def come_back(self, way: str) -> None:
        if way == "relayed":
            await self.page.wait_closed()
            await self.dial()
        else:
            socket = await self.opened.get()
            await socket.recalls("item_d")
            await socket.next("conversation.item.delete")

    async def hang_up(self) -> None:
        async with httpx.AsyncClient(base_url=self.there.url, timeout=30) as client:
            for token in self.tokens.values():
                ended = await client.post("/api/realtime/hangup", headers={"X-Session-Token": token})
                assert ended.status_code == 204
        for way in self.ids:
            assert self.query("SELECT status, end_reason FROM voice_session WHERE id = %s", way) == [
                ("ended", "hung_up")
            ]


async def answer_relayed(socket: Sideband) -> None:
    """What a provider does of itself: it takes the conversation, and speaks when it is asked to."""
    await take_history(socket)
    await speak(socket, f"item_{id(socket)}")


async def speak(socket: Sideband, item: str) -> None:
    await socket.send("response.created", response={"id": f"resp_{item}"})
    await socket.send("response.output_audio_transcript.done", item_id=item, transcript="はい。")
    done = {"id": f"resp_{item}", "status": "completed", "output": []}
    await socket.send("response.done", response=done)


async def replace(web: Web, how: signal.Signals, calls: Calls) -> dict[str, float]:
    """End this process in this way and start another one in its place; seconds until its calls were back."""
    hit = [way for way in calls.ids if calls.find_holder(way) is web]
    began = time.monotonic() + (DRAIN_SECONDS if how is signal.SIGTERM else 0)
    ending = asyncio.create_task(asyncio.to_thread(web.end, how))

    async def measure(way: str) -> float:
        await calls.come_back(way)
        return time.monotonic() - began

    seconds = await asyncio.gather(*(measure(way) for way in hit))
    await ending
    web.start()
    await asyncio.to_thread(web.await_ready)
    return dict(zip(hit, seconds, strict=True))


async def test_one_killed_and_one_replaced_under_load_lose_nothing(tmp_path: Path) -> None:
    async with FakeRealtime().running() as provider:
        with ExitStack() as stack:
            there = await asyncio.to_thread(
                stack.enter_context,
                cluster.running(
                    tmp_path,
                    PROCESSES,
                    VOICE_PROVIDER="azure",
                    AZURE_OPENAI_ENDPOINT=provider.endpoint,
                    AZURE_OPENAI_API_KEY="the-key",
                    DRAIN_SECONDS=str(DRAIN_SECONDS),
                ),
            )
            calls, load = Calls(there, provider), Load(there.url, CLIENTS)
            sorting, loading = asyncio.create_task(calls.sort_sockets()), asyncio.create_task(load.run())
            await calls.begin()
            await asyncio.sleep(CALM_SECONDS)
            killed = await replace(calls.find_holder("relayed"), signal.SIGKILL, calls)
            await asyncio.sleep(CALM_SECONDS)
            replaced = await replace(calls.find_holder("direct"), signal.SIGTERM, calls)
            await asyncio.sleep(CALM_SECONDS)
            load.is_over, seconds = True, load.seconds
            await loading
            await calls.hang_up()
            sorting.cancel()
            pace = len(load.booked) / seconds
            print(f"{PROCESSES} processes, {len(load.booked)} bookings, {pace:.0f} a second")
            print(f"{load.asked_again} asked again; seconds until back: killed {killed}, replaced {replaced}")
            assert load.refused == []
            assert find_bookings(there.database) == sorted(load.booked.values())
            assert booking_rows.overlaps(there.database) == 0
            assert "relayed" in killed
            assert "direct" in replaced
            assert max(*killed.values(), *replaced.values()) <= BACK_WITHIN


def find_bookings(database: str) -> list[str]:
    """The numbers of what the load booked, as often as they are there."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT number FROM reservations_reservation WHERE customer_name = %s AND status = 'confirmed'",
            [CUSTOMER],
        ).fetchall()
    return sorted(number for (number,) in rows)

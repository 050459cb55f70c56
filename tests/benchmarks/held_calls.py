"""How many calls one web process holds: direct ones, of which it has the events and tools, and relayed ones.

More are begun, step by step, until one is served late: a direct call whose answer is asked for more than a
second after its tool was called, or a relayed frame of which one in a hundred comes more than 30 ms later.
The provider's and the pages' ends are in the bench's own process, on the same machine.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import psycopg

from tests import postgres
from tests.benchmarks import relay
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.product import Product, running

STEP, RELAYED_STEP, MOST = 50, 20, 600
SECONDS = 12.0  # of each step
TURN_EVERY = 6.0  # seconds: a caller speaks, the agent calls a tool and answers
DIRECT_LIMIT, RELAYED_LIMIT = 1.0, 30.0  # seconds (95th percentile); milliseconds (99th)
BUSY = 0.95  # of the one core that a process computes on
ARGUMENTS = json.dumps(
    {"locationId": "tokyo-ekimae", "startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
)
UNLIMITED = dict.fromkeys(
    (
        "SESSIONS_PER_MINUTE",
        "SESSIONS_PER_DAY",
        "CALLS_PER_DAY",
        "LIVE_CALLS_PER_ADDRESS",
        "SOCKETS_PER_ADDRESS",
    ),
    "1000000",
)


def held_calls() -> None:
    with postgres.running() as database, tempfile.TemporaryDirectory() as folder:
        asyncio.run(hold_direct(Path(folder), database))
    with (
        relay.echoing() as provider,
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), **point_at(provider)) as product,
    ):
        asyncio.run(hold_relayed(product))


def point_at(provider: str) -> dict[str, str]:
    return {
        "VOICE_PROVIDER": "azure",
        "AZURE_OPENAI_ENDPOINT": provider,
        "AZURE_OPENAI_API_KEY": "k",
        **UNLIMITED,
    }


class Callers:
    """The provider's ends of direct calls: in each a caller speaks, again and again."""

    def __init__(self) -> None:
        self.numbers = itertools.count()
        self.waits: list[float] = []  # seconds from a call of the tool to the demand for an answer
        self.talking: set[asyncio.Task[None]] = set()

    async def attend(self, provider: FakeRealtime) -> None:
        while True:
            task = asyncio.create_task(self.talk(await provider.attached.get()))
            self.talking.add(task)

    async def talk(self, socket: Sideband) -> None:
        await say(socket, "session.created", session={})
        await self.answer(socket)
        await asyncio.sleep(random.random() * TURN_EVERY)
        while True:
            began = time.monotonic()
            await self.take_turn(socket)
            await asyncio.sleep(max(0.0, began + TURN_EVERY - time.monotonic()))

    async def take_turn(self, socket: Sideband) -> None:
        number = next(self.numbers)
        user, made = f"item_u{number}", f"resp_{number}"
        await say(socket, "input_audio_buffer.committed", item_id=user)
        heard = "conversation.item.input_audio_transcription.completed"
        await say(socket, heard, item_id=user, transcript="12月12日の10時から18時まで空いていますか")
        await say(socket, "response.created", response={"id": made})
        call = {"id": f"item_{number}", "type": "function_call", "status": "completed"}
        call |= {"call_id": f"call_{number}", "name": "get_availability", "arguments": ARGUMENTS}
        await say(socket, "response.output_item.done", response_id=made, item=call)
        await say(socket, "response.done", response={"id": made, "status": "completed", "output": [call]})
        began = time.monotonic()
        await self.answer(socket)
        self.waits.append(time.monotonic() - began)

    async def answer(self, socket: Sideband) -> None:
        """Take what is put into the conversation, until an answer is asked for; and give one."""
        while (event := await socket.inbox.get())["type"] != "response.create":
            if event["type"] == "conversation.item.create":
                await say(socket, "conversation.item.added", item=event["item"])
        said = f"resp_a{next(self.numbers)}"
        await say(socket, "response.created", response={"id": said})
        for _ in range(10):
            delta = {"response_id": said, "item_id": f"item_{said}", "delta": "はい、空いて"}
            await say(socket, "response.output_audio_transcript.delta", **delta)
        words = {"response_id": said, "item_id": f"item_{said}", "transcript": "はい、空いております。"}
        await say(socket, "response.output_audio_transcript.done", **words)
        await say(socket, "response.done", response={"id": said, "status": "completed", "output": []})


async def say(socket: Sideband, kind: str, **fields: Any) -> None:
    await socket.say(json.dumps({"type": kind, **fields}))


@asynccontextmanager
async def started(folder: Path, provider: str, database: str) -> AsyncIterator[Product]:
    async with AsyncExitStack() as stack:
        product = running(folder, DATABASE_URL=database, **point_at(provider))
        yield await asyncio.to_thread(product.__enter__)
        stack.push_async_callback(asyncio.to_thread, product.__exit__, None, None, None)


async def hold_direct(folder: Path, database: str) -> None:
    title = f"{'direct calls':<14} {'tool → answer asked for, p50, p95':>34} {'of a core':>10}"
    print(f"{title} {'threads':>8} {'connections':>12}", flush=True)
    callers = Callers()
    async with FakeRealtime().running() as provider:
        attending = asyncio.create_task(callers.attend(provider))
        async with started(folder, provider.endpoint, database) as product:
            server = psutil.Process(product.process.pid)
            async with httpx.AsyncClient(base_url=product.url, timeout=300) as client:
                for count in range(STEP, MOST + 1, STEP):
                    for _ in range(STEP):
                        await begin(client)
                    callers.waits.clear()
                    share = await measure_share(server, asyncio.sleep(SECONDS))
                    p50, p95 = np.percentile(callers.waits, [50, 95])
                    row = f"{count:<14} {p50:>24.3f} s {p95:>6.3f} s {share:>9.0%}"
                    kept = f"{server.num_threads():>8} {count_connections(database):>12}"
                    print(f"{row} {kept}", flush=True)
                    if p95 > DIRECT_LIMIT or share > BUSY:
                        break
        attending.cancel()
        for task in callers.talking:
            task.cancel()
        await asyncio.gather(attending, *callers.talking, return_exceptions=True)


async def begin(client: httpx.AsyncClient) -> None:
    grant = (await client.post("/api/realtime/session", json={"language": "ja"})).json()
    headers = {"X-Session-Token": grant["sessionToken"], "Content-Type": "application/sdp"}
    answered = await client.post("/api/realtime/calls", content="v=0\r\n", headers=headers)
    assert answered.status_code == 201, answered.text


def count_connections(database: str) -> int:
    """Of the server's to PostgreSQL, beside the one that asks."""
    with psycopg.connect(database) as asking:
        found = asking.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(found[0]) if found else 0


async def measure_share(server: psutil.Process, meanwhile: Any) -> float:
    """Which part of a core the server has while that lasts."""
    began, before = time.monotonic(), sum(server.cpu_times()[:2])
    await meanwhile
    return float((sum(server.cpu_times()[:2]) - before) / (time.monotonic() - began))


async def hold_relayed(product: Product) -> None:
    title = f"{'relayed calls':<14} {'frame up, p50, p99':>22} {'down, p50, p99':>22} {'of a core':>10}"
    print(f"{title} {'joined':>8}", flush=True)
    server = psutil.Process(product.process.pid)
    async with AsyncExitStack() as opened:
        ways: list[relay.Way] = []
        for count in range(RELAYED_STEP, MOST + 1, RELAYED_STEP):
            ways += [await opened.enter_async_context(relay.relayed(product)) for _ in range(RELAYED_STEP)]
            before = sum(server.cpu_times()[:2])
            measured = await relay.one_round(ways)
            # Of the sound's own time: on a machine that does other work the round itself takes longer.
            share = float((sum(server.cpu_times()[:2]) - before) / relay.ROUND_S)
            up, down = (np.percentile(each, [50, 99]) for each in (measured.up, measured.down))
            row = f"{count:<14} {up[0]:>9.1f} ms {up[1]:>7.1f} ms {down[0]:>9.1f} ms {down[1]:>7.1f} ms"
            print(f"{row} {share:>9.0%} {measured.joined:>8}", flush=True)
            if max(up[1], down[1]) > RELAYED_LIMIT or share > BUSY:
                break

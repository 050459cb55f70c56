"""The server is killed in the middle of a call, and started again: a real process, a scripted provider."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests import product
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.ports import free_port
from voice.call.supervisor import SWEEP_SECONDS

pytestmark = [pytest.mark.engine, pytest.mark.long]

GREETING = "お電話ありがとうございます。"
ANSWER = "3店舗ございます。"


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[FakeRealtime]:
    async with FakeRealtime().running() as fake:
        yield fake


class Life:
    """One deployment: its database stays, its server process comes and goes."""

    def __init__(self, var: Path, fake: FakeRealtime) -> None:
        self.port = free_port()
        self.var = var
        self.environment = product.environment_of(
            var,
            self.port,
            VOICE_PROVIDER="azure",
            AZURE_OPENAI_ENDPOINT=fake.endpoint,
            AZURE_OPENAI_API_KEY="the-key",
            AZURE_OPENAI_DEPLOYMENT="gpt-realtime",
            RETURN_SECONDS="0",
        )

    @asynccontextmanager
    async def served(self) -> AsyncIterator[product.Product]:
        with ExitStack() as stack:
            yield await asyncio.to_thread(stack.enter_context, self.serving())

    @contextmanager
    def serving(self) -> Iterator[product.Product]:
        with product.serving("serve", self.environment, self.var / f"serve-{self.port}.log") as (
            process,
            log,
        ):
            product.await_ready(process, log, lambda _said: product.answers(self.port))
            yield product.Product(self.var, self.port, self.environment, process)

    async def recorded(self, status: str, *texts: str, calls: int) -> None:
        """Until the record says so; it is written behind the call, by another process."""
        expected = (status, calls, list(texts))
        deadline = time.monotonic() + 10
        while (found := self.record()) != expected:
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.05)

    def record(self) -> tuple[str, int, list[str]]:
        with closing(sqlite3.connect(self.var / "product.sqlite3", timeout=20)) as database:
            (status,) = database.execute("SELECT status FROM voice_session").fetchone()
            (calls,) = database.execute("SELECT COUNT(result) FROM voice_toolcall").fetchone()
            texts = database.execute("SELECT text FROM voice_line ORDER BY position").fetchall()
        return status, calls, [text for (text,) in texts]


async def test_a_call_outlives_its_server_twice(tmp_path: Path, provider: FakeRealtime) -> None:
    life = Life(tmp_path, provider)
    await asyncio.to_thread(product.manage, life.environment, "migrate", "--noinput", "--verbosity", "0")
    async with life.served() as served:
        socket = await begun(served, provider)
        output = await called(socket, "resp_1", "call_1")
        await life.recorded("active", GREETING, calls=1)
        served.process.kill()
    await life.recorded("active", GREETING, calls=1)

    async with life.served() as served:
        socket = await again(provider, "killed")
        await socket.recalls(output["id"], output)
        await socket.next("conversation.item.delete")
        await socket.next("response.create")  # the caller has not heard the result yet
        await spoke(socket, "resp_2", "item_b", ANSWER)
        await life.recorded("active", GREETING, ANSWER, calls=1)
        served.process.terminate()
        await asyncio.to_thread(served.process.wait, 20)

    async with life.served():
        socket = await again(provider, "stopped")
        await socket.recalls("item_b")
        await socket.next("conversation.item.delete")
        output = await called(socket, "resp_3", "call_2")
        await spoke(socket, "resp_4", "item_c", ANSWER)
        await socket.end()
        await life.recorded("ended", GREETING, ANSWER, ANSWER, calls=2)
    assert socket.inbox.empty()


async def test_of_two_servers_that_live_one_takes_up_the_call_of_the_third(
    tmp_path: Path, provider: FakeRealtime
) -> None:
    first, second, third = (Life(tmp_path, provider) for _server in range(3))
    await asyncio.to_thread(product.manage, first.environment, "migrate", "--noinput", "--verbosity", "0")
    async with second.served(), third.served():
        async with first.served() as served:
            await begun(served, provider)
            await first.recorded("active", GREETING, calls=0)
            served.process.kill()
            served.process.wait()  # as whoever started it would: until then it is among the living
            began = time.perf_counter()
            socket = await again(provider, "killed beside others")
            print(f"taken up {time.perf_counter() - began:.2f} s after the kill")
        await socket.recalls("item_a")
        await socket.next("conversation.item.delete")
        await called(socket, "resp_1", "call_1")
        await spoke(socket, "resp_2", "item_b", ANSWER)
        await first.recorded("active", GREETING, ANSWER, calls=1)
        await asyncio.sleep(2 * SWEEP_SECONDS)  # both have looked again
        assert provider.attached.empty()
        await socket.end()
        await first.recorded("ended", GREETING, ANSWER, calls=1)


async def again(provider: FakeRealtime, how: str) -> Sideband:
    """The socket of the server that has just opened its port."""
    began = time.perf_counter()
    socket = await provider.sideband()
    print(f"{how}: held again {time.perf_counter() - began:.2f} s after the port was open")
    await socket.send("session.created", session={})
    return socket


async def begun(served: product.Product, provider: FakeRealtime) -> Sideband:
    """A call that has been greeted."""
    status, grant = await asyncio.to_thread(served.post, "/api/realtime/session", {"language": "ja"})
    assert status == 200, grant
    async with httpx.AsyncClient(base_url=served.url) as client:
        headers = {"X-Session-Token": grant["sessionToken"], "Content-Type": "application/sdp"}
        answered = await client.post("/api/realtime/calls", content="v=0\r\n", headers=headers)
    assert answered.status_code == 201, answered.text
    socket = await provider.sideband()
    await socket.send("session.created", session={})
    await socket.next("response.create")
    await spoke(socket, "resp_0", "item_a", GREETING)
    return socket


async def spoke(socket: Sideband, response_id: str, item_id: str, words: str) -> None:
    await socket.send("response.created", response={"id": response_id})
    await socket.send("response.output_audio_transcript.done", item_id=item_id, transcript=words)
    await socket.send("response.done", response={"id": response_id, "status": "completed", "output": []})


async def called(socket: Sideband, response_id: str, call_id: str) -> dict[str, Any]:
    """The model calls a tool; the result that it is given, of which it says nothing yet."""
    said = {"call_id": call_id, "name": "list_locations", "arguments": "{}", "status": "completed"}
    item = {"id": f"item_{call_id}", "type": "function_call", **said}
    await socket.send("response.created", response={"id": response_id})
    await socket.send("conversation.item.added", item=item)
    await socket.send("response.output_item.done", response_id=response_id, item=item)
    await socket.send("response.done", response={"id": response_id, "status": "completed", "output": [item]})
    output: dict[str, Any] = (await socket.next("conversation.item.create"))["item"]
    await socket.next("response.create")
    return output

"""SIGTERM to a real server in the middle of a call: nobody is cut off, and nobody new is let in."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from functools import partial
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import websockets

from tests import product
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.voice.call.test_restart import GREETING, Life, begun, called

pytestmark = [pytest.mark.engine, pytest.mark.long]


@pytest_asyncio.fixture
async def provider() -> AsyncIterator[FakeRealtime]:
    async with FakeRealtime().running() as fake:
        yield fake


@asynccontextmanager
async def in_call(
    var: Path, provider: FakeRealtime, *, drain_seconds: int
) -> AsyncIterator[tuple[Life, product.Product, Sideband]]:
    """A server with one call, which has been told to end."""
    await asyncio.to_thread(shutil.copytree, product.prepared(), var, dirs_exist_ok=True)
    life = Life(var, provider)
    life.environment["DRAIN_SECONDS"] = str(drain_seconds)
    async with life.served() as served:
        socket = await begun(served, provider)
        await life.recorded("active", GREETING, calls=0)
        served.process.terminate()
        async with httpx.AsyncClient(base_url=served.url) as client:
            async with asyncio.timeout(10):
                while (ready := await client.get("/readyz")).status_code == 200:
                    assert ready.json() == {"status": "ok"}
                    await asyncio.sleep(0.02)  # another process's state: there is no event to await
        yield life, served, socket


async def test_a_call_goes_on_to_its_end_and_the_server_ends_with_it(
    tmp_path: Path, provider: FakeRealtime
) -> None:
    async with in_call(tmp_path, provider, drain_seconds=60) as (life, served, socket):
        async with httpx.AsyncClient(base_url=served.url) as client:
            refused = await client.post("/api/realtime/session", json={})
            assert (await client.get("/livez")).status_code == 200
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        problem = refused.json()
        assert problem["code"] == "server_leaving"
        assert "切り替え中" in problem["spoken"]
        assert "へお電話ください" in problem["spoken"]
        assert "locations" in (await called(socket, "resp_1", "call_1"))["output"]
        assert served.process.poll() is None
        await socket.end()
        assert await asyncio.to_thread(served.process.wait, 20) == 0
        await life.recorded("ended", GREETING, calls=1)


async def test_after_its_time_a_call_is_left_to_another_server(
    tmp_path: Path, provider: FakeRealtime
) -> None:
    async with in_call(tmp_path, provider, drain_seconds=1) as (life, served, _socket):
        assert await asyncio.to_thread(served.process.wait, 20) == 0
        assert life.record()[0] == "active"
        async with life.served():
            again = await asyncio.wait_for(provider.sideband(), 20)
            await again.send("session.created", session={})


async def test_a_second_signal_ends_it_at_once(tmp_path: Path, provider: FakeRealtime) -> None:
    async with in_call(tmp_path, provider, drain_seconds=120) as (_life, served, _socket):
        served.process.terminate()
        assert await asyncio.to_thread(served.process.wait, 20) == 0


async def test_what_is_unanswered_at_the_end_is_cut_off_and_no_error(
    tmp_path: Path, provider: FakeRealtime
) -> None:
    """It may have been done: who hears an error would not ask again, and book twice elsewhere."""
    async with in_call(tmp_path, provider, drain_seconds=120) as (life, served, _socket):
        with closing(sqlite3.connect(life.var / "product.sqlite3", isolation_level=None)) as rival:
            async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
                await client.get("/admin/login/")
                given = {"username": "x", "password": "x", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
                rival.execute("BEGIN IMMEDIATE")  # a failed login is written down, and waits for this
                asked = asyncio.create_task(client.post("/admin/login/", data=given))
                async with httpx.AsyncClient(base_url=served.url) as later:
                    await later.get("/livez")  # what came after it is answered: so it is being answered
                served.process.terminate()
                with pytest.raises(httpx.ReadError):
                    await asked
                rival.execute("ROLLBACK")
        assert await asyncio.to_thread(served.process.wait, 20) == 0
        said = (life.var / f"serve-{life.port}.log").read_text(encoding="utf-8")
        assert "ending at once, 1 requests unanswered" in said


async def test_an_engine_apart_drains_as_well(tmp_path: Path) -> None:
    """Its sessions go on to their end, and no other is begun."""
    key = {"Authorization": "Bearer the-key"}
    settings = {"DRAIN_SECONDS": "60", "METRICS_TOKEN": "read-me"}
    with ExitStack() as stack:
        running = product.engine_alone(tmp_path, "the-key", **settings)
        process, url = await asyncio.to_thread(stack.enter_context, running)
        async with httpx.AsyncClient(base_url=url, headers=key, timeout=30) as client:
            mint = partial(client.post, "/openai/v1/realtime/client_secrets", json={})
            secret = (await mint()).json()["value"]
            at = f"{url.replace('http', 'ws')}/openai/v1/realtime?model=uketsuke-engine"
            shown = {"Authorization": f"Bearer {secret}"}
            async with websockets.connect(at, additional_headers=shown) as session:
                assert json.loads(await session.recv())["type"] == "session.created"
                told = await client.get("/metrics", headers={"Authorization": "Bearer read-me"})
                assert "uketsuke_engine_sessions 1.0" in told.text
                assert (await client.get("/metrics")).status_code == 404
                process.terminate()
                async with asyncio.timeout(10):
                    while (ready := await client.get("/readyz")).status_code == 200:
                        assert ready.json() == {"status": "ok"}
                        await asyncio.sleep(0.02)  # another process's state: there is no event to await
                refused = await mint()
                assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
                assert refused.json()["error"]["code"] == "server_leaving"
                assert (await client.get("/livez")).status_code == 200
                await session.send(json.dumps({"type": "session.update", "session": {"type": "realtime"}}))
                assert json.loads(await session.recv())["type"] == "session.updated"
        assert await asyncio.to_thread(process.wait, 60) == 0

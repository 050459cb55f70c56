"""What our relay adds to a frame of audio, beside a socket that goes straight to the same provider.

The same frames, the same provider, in turns: one caller, then fifty at once. Each frame carries the time at
which it was sent; all programs share the machine's clock.
"""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.relay_provider import STAMP
from tests.product import ROOT, Product, running
from voice.relay.playout import BYTES_PER_MS

FRAME_MS = 40  # as the page sends them
FRAME = FRAME_MS * BYTES_PER_MS
REPORT_EVERY = 5  # frames
CALLS = 50
P50_LIMIT, P99_LIMIT = 5.0, 30.0


@dataclass
class Way:
    """One caller's socket: how a frame is written and read on it, and how long each was under way."""

    socket: ClientConnection
    write: Callable[[bytes], bytes | str]
    read: Callable[[bytes | str], bytes | None]
    reports: bool
    up: list[float] = field(default_factory=list)  # milliseconds
    down: list[float] = field(default_factory=list)

    async def talk(self, seconds: float, delay: float) -> None:
        listening = asyncio.create_task(self.listen())
        await asyncio.sleep(delay)
        started = time.monotonic()
        for number in range(int(seconds * 1000 / FRAME_MS)):
            await asyncio.sleep(max(0.0, started + number * FRAME_MS / 1000 - time.monotonic()))
            await self.socket.send(self.write(STAMP.pack(time.monotonic_ns(), 0) + bytes(FRAME - STAMP.size)))
            if self.reports and number % REPORT_EVERY == 0:
                played = {"type": "played", "cut": 0, "ms": len(self.down) * FRAME_MS}
                await self.socket.send(json.dumps(played))
        await asyncio.sleep(0.5)  # the last ones are on their way
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    async def listen(self) -> None:
        while True:
            audio = self.read(await self.socket.recv())
            if audio is not None:
                sent, up = STAMP.unpack_from(audio)
                self.down.append((time.monotonic_ns() - sent) / 1e6)
                self.up.append(up / 1e6)


@asynccontextmanager
async def direct(provider: str) -> AsyncIterator[Way]:
    url = provider.replace("http", "ws", 1) + "/openai/v1/realtime?model=m"
    async with connect(url, compression=None, additional_headers={"api-key": "k"}) as socket:
        await socket.recv()
        yield Way(socket, appended, delta_in, reports=False)


@asynccontextmanager
async def relayed(product: Product) -> AsyncIterator[Way]:
    _status, grant = await asyncio.to_thread(product.post, "/api/realtime/session", {"language": "ja"})
    url = product.url.replace("http", "ws", 1) + "/ws/realtime"
    async with connect(url, compression=None) as socket:
        await socket.send(json.dumps({"type": "hello", "token": grant["sessionToken"]}))
        assert json.loads(await socket.recv()) == {"type": "ready"}
        yield Way(socket, lambda frame: frame, lambda told: told if isinstance(told, bytes) else None, True)


def appended(frame: bytes) -> str:
    return json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(frame).decode()})


def delta_in(told: bytes | str) -> bytes | None:
    event = json.loads(told)
    return base64.b64decode(event["delta"]) if event["type"] == "response.output_audio.delta" else None


@dataclass
class Measured:
    up: list[float]
    down: list[float]
    lost: int


async def measured(
    open_way: Callable[[], object], callers: int, seconds: float, during: Callable[[], None] = lambda: None
) -> Measured:
    async with AsyncExitStack() as opened:
        ways: list[Way] = [await opened.enter_async_context(open_way()) for _ in range(callers)]  # type: ignore[arg-type]
        talking = [
            asyncio.create_task(way.talk(seconds, number * FRAME_MS / 1000 / callers))
            for number, way in enumerate(ways)
        ]
        await asyncio.sleep(seconds * 0.8)
        during()
        await asyncio.gather(*talking)
    sent = callers * int(seconds * 1000 / FRAME_MS)
    up = [ms for way in ways for ms in way.up]
    return Measured(up, [ms for way in ways for ms in way.down], sent - len(up))


@contextmanager
def echoing() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.relay_provider"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def relay(seconds: float = 10.0) -> None:
    with tempfile.TemporaryDirectory() as folder, echoing() as provider:
        settings = {
            "VOICE_PROVIDER": "azure",
            "AZURE_OPENAI_ENDPOINT": provider,
            "AZURE_OPENAI_API_KEY": "k",
            "SESSIONS_PER_MINUTE": "10000",
        }
        with running(Path(folder), **settings) as product:
            asyncio.run(compared(product, provider, seconds))


async def compared(product: Product, provider: str, seconds: float) -> None:
    server = psutil.Process(product.process.pid)
    resident: list[int] = []
    await measured(lambda: relayed(product), 2, 2.0)  # the first call loads what all share
    print(f"{'frame of audio, ms':<34} {'n':>6} {'direct':>7} {'relayed':>8} {'added':>7} {'limit':>6}")
    for callers in (1, CALLS):
        before, busy = server.memory_info().rss, sum(server.cpu_times()[:2])
        plain = await measured(lambda: direct(provider), callers, seconds)
        ours = await measured(
            lambda: relayed(product), callers, seconds, lambda: resident.append(server.memory_info().rss)
        )
        spent = sum(server.cpu_times()[:2]) - busy
        for way, left, right in (("up", plain.up, ours.up), ("down", plain.down, ours.down)):
            row(f"{callers} × {way}, p50", left, right, 50, P50_LIMIT if callers == 1 else None)
            row(f"{callers} × {way}, p99", left, right, 99, P99_LIMIT if callers > 1 else None)
        print(f"  frames lost: {ours.lost} (direct {plain.lost}); processor {spent / seconds:.2f} of a core")
        if callers > 1:
            per_call = (resident[-1] - before) / callers / 2**10
            print(f"  memory: {per_call:.0f} KiB a call at {callers} calls", flush=True)


def row(name: str, direct: list[float], relayed: list[float], percent: int, limit: float | None) -> None:
    left, right = np.percentile(direct, percent), np.percentile(relayed, percent)
    added = float(right - left)
    verdict = "" if limit is None else f"{limit:>6.1f} {'ok' if added <= limit else 'OVER'}"
    print(f"{name:<34} {len(relayed):>6} {left:>7.2f} {right:>8.2f} {added:>7.2f} {verdict}", flush=True)


if __name__ == "__main__":
    relay()

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

from tests.benchmarks import sdp
from tests.benchmarks.relay_provider import STAMP
from tests.product import ROOT, Product, running
from voice.call.relay.playout import BYTES_PER_MS

FRAME_MS = 40  # as the page sends them
FRAME = FRAME_MS * BYTES_PER_MS
REPORT_EVERY = 5  # frames
CALLS = 50
ROUNDS, ROUND_S, REST_S = 7, 3.0, 0.5
P50_LIMIT, P99_LIMIT = 5.0, 30.0


@dataclass
class Way:
    """One caller's socket: how a frame is written and read on it, and how long each was under way."""

    socket: ClientConnection
    write: Callable[[bytes], bytes | str]
    read: Callable[[bytes | str], bytes | None]
    reports: bool
    heard: int = 0  # bytes, over all rounds
    up: list[float] = field(default_factory=list)  # milliseconds
    down: list[float] = field(default_factory=list)

    async def talk(self, seconds: float, delay: float) -> None:
        """Frames at the pace of speech; what comes back is timed."""
        listening = asyncio.create_task(self.listen())
        await asyncio.sleep(delay)
        started = time.monotonic()
        for number in range(int(seconds * 1000 / FRAME_MS)):
            await asyncio.sleep(max(0.0, started + number * FRAME_MS / 1000 - time.monotonic()))
            await self.socket.send(self.write(STAMP.pack(time.monotonic_ns(), 0) + bytes(FRAME - STAMP.size)))
            if self.reports and number % REPORT_EVERY == 0:
                played = {"type": "played", "cut": 0, "ms": self.heard // BYTES_PER_MS}
                await self.socket.send(json.dumps(played))
        await asyncio.sleep(REST_S)  # the last ones are on their way
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    async def listen(self) -> None:
        while True:
            audio = self.read(await self.socket.recv())
            if audio is not None:
                self.heard += len(audio)
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
class Round:
    """Milliseconds of one side's frames in one turn."""

    up: list[float]
    down: list[float]
    joined: int  # sent with the next one, because the provider's socket was busy


async def one_round(ways: list[Way]) -> Round:
    for way in ways:
        way.up, way.down = [], []
    await asyncio.gather(
        *(way.talk(ROUND_S, number * FRAME_MS / 1000 / len(ways)) for number, way in enumerate(ways))
    )
    up = [ms for way in ways for ms in way.up]
    sent = len(ways) * int(ROUND_S * 1000 / FRAME_MS)
    return Round(up, [ms for way in ways for ms in way.down], sent - len(up))


@contextmanager
def echoing() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.relay_provider"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def relay() -> None:
    with tempfile.TemporaryDirectory() as folder, echoing() as provider:
        settings = {
            "VOICE_PROVIDER": "azure",
            "AZURE_OPENAI_ENDPOINT": provider,
            "AZURE_OPENAI_API_KEY": "k",
            "SESSIONS_PER_MINUTE": "10000",
        }
        with running(Path(folder), **settings) as product:
            asyncio.run(compared(product, provider))


async def compared(product: Product, provider: str) -> None:
    server = psutil.Process(product.process.pid)
    print(f"{'milliseconds':<24} {'n':>6} {'direct':>7} {'relayed':>8} {'added':>7} {'limit':>6}")
    await sdp.answers(product, provider)
    async with AsyncExitStack() as opened:
        plain = [await opened.enter_async_context(direct(provider)) for _ in range(CALLS)]
        ours = [await opened.enter_async_context(relayed(product))]
        await one_round(ours)  # the first call loads what all share
        await side_by_side(plain[:1], ours, server, p50=P50_LIMIT)
        before = server.memory_info().rss
        ours += [await opened.enter_async_context(relayed(product)) for _ in range(CALLS - 1)]
        await side_by_side(plain, ours, server, p99=P99_LIMIT)
        per_call = (server.memory_info().rss - before) / (CALLS - 1) / 2**10
        print(f"  memory: {per_call:.0f} KiB a call at {CALLS} calls", flush=True)


async def side_by_side(plain: list[Way], ours: list[Way], server: psutil.Process, **limits: float) -> None:
    """In turns, so that a busy machine slows both; of each percentile the median of the rounds."""
    rounds: list[tuple[Round, Round]] = []
    ran = waited = 0.0
    for _ in range(ROUNDS):
        left = await one_round(plain)
        ran_before, waited_before = on_a_core(server)
        rounds.append((left, await one_round(ours)))
        ran_after, waited_after = on_a_core(server)
        ran, waited = ran + ran_after - ran_before, waited + waited_after - waited_before
    sides: dict[str, Callable[[Round], list[float]]] = {"up": lambda of: of.up, "down": lambda of: of.down}
    for name, of in sides.items():
        for percent in (50, 99):
            pairs = [tuple(float(np.percentile(of(side), percent)) for side in pair) for pair in rounds]
            frames = sum(len(of(ours)) for _, ours in rounds)
            row(f"{len(ours)} × {name}, p{percent}", frames, pairs, limits.get(f"p{percent}"))
    joined = sum(ours.joined for _, ours in rounds)
    whole = ROUNDS * (ROUND_S + REST_S)
    shares = f"on a core {ran / whole:.0%} of the time, waiting for one {waited / whole:.0%}"
    print(f"  frames joined: {joined}; {shares}", flush=True)


def on_a_core(server: psutil.Process) -> tuple[float, float]:
    """Seconds that the server's loop has run, and those that it was kept waiting by other programs."""
    ran, waited, _slices = Path(f"/proc/{server.pid}/schedstat").read_text(encoding="ascii").split()
    return int(ran) / 1e9, int(waited) / 1e9


def row(name: str, frames: int, pairs: list[tuple[float, ...]], limit: float | None) -> None:
    left, right = np.median([a for a, _ in pairs]), np.median([b for _, b in pairs])
    added = float(np.median([b - a for a, b in pairs]))
    verdict = "" if limit is None else f"{limit:>6.1f} {'ok' if added <= limit else 'OVER'}"
    print(f"{name:<24} {frames:>6} {left:>7.2f} {right:>8.2f} {added:>7.2f} {verdict}", flush=True)

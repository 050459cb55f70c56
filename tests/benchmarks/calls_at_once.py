"""How long callers wait for an answer when several talk at once, and when the machine has other work.

Callers come by way of `WS /ws/realtime`, whose client costs next to nothing: the machine is the product's.
Each says the lines of a booking in real time, with pauses of its own, and is timed from its last sample to
the first audible one of the answer.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import numpy as np
import psutil
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.figures import Table
from tests.benchmarks.talk import LINES
from tests.caller import AUDIBLE
from tests.product import Product, running
from tests.voice.engine.callers import caller_speech
from voice.call.relay.playout import BYTES_PER_MS
from voice.engine.interfaces import TTS_RATE, Pcm

FRAME_MS = 40
FRAME = TTS_RATE * FRAME_MS // 1000  # samples
QUIET_S = 1.5  # after the agent's last sound: nothing more comes of this turn
LONGEST_WAIT_S = 60.0
LONGEST_PAUSE_S = 2.0
P95_LIMIT = 1.5
ROWS = {
    "one call": (1, False),
    "one call beside a busy core": (1, True),
    "four calls at once": (4, False),
    "eight calls at once": (8, False),
}


class SocketCaller:
    """One page at the relay: speaks in real time, plays what it is sent, and knows when it heard what."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.speech: Pcm = np.zeros(0, np.int16)
        self.spoken_at = 0.0  # when the last sample of a line was sent
        self.heard_at = 0.0  # when the agent was last audible
        self.first_heard_at = 0.0  # and first, since the last line
        self.plays_until = 0.0
        self.received = 0  # bytes since the last cut
        self.cut = 0
        self.changed = asyncio.Event()

    async def speak(self) -> None:
        """The microphone: a frame every 40 ms, of the line that is being said or of silence."""
        started = time.monotonic()
        number = 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, started + number * FRAME_MS / 1000 - time.monotonic()))
            frame, self.speech = self.speech[:FRAME], self.speech[FRAME:]
            await self.socket.send(np.concatenate([frame, np.zeros(FRAME - len(frame), np.int16)]).tobytes())
            if len(frame) and not len(self.speech):
                self.spoken_at, self.first_heard_at = time.monotonic(), 0.0
                self.changed.set()
            if number % 5 == 0:
                await self.report("played")

    async def listen(self) -> None:
        async for message in self.socket:
            now = time.monotonic()
            if isinstance(message, bytes):
                self.received += len(message)
                begins = max(now, self.plays_until)
                self.plays_until = begins + len(message) / BYTES_PER_MS / 1000
                loud = np.flatnonzero(np.abs(np.frombuffer(message, np.int16)) > AUDIBLE)
                if len(loud):
                    self.heard_at = begins + float(loud[-1]) / TTS_RATE
                    self.first_heard_at = self.first_heard_at or begins + float(loud[0]) / TTS_RATE
            elif (told := json.loads(message))["type"] == "clear":
                self.plays_until = now
                self.cut = told["cut"]
                await self.report("cleared")
                self.received = 0
            self.changed.set()

    async def report(self, kind: str) -> None:
        ahead = max(0.0, self.plays_until - time.monotonic()) * 1000
        played = max(0.0, self.received / BYTES_PER_MS - ahead)
        await self.socket.send(json.dumps({"type": kind, "cut": self.cut, "ms": played}))

    async def answered(self, line: str, language: str) -> float:
        """Say `line`; how many seconds passed between its last sample and the answer's first audible one."""
        self.spoken_at = 0.0
        self.speech = caller_speech(line, language, rate=TTS_RATE)
        try:
            async with asyncio.timeout(LONGEST_WAIT_S):
                await self.until(lambda: bool(self.spoken_at))
                await self.until(lambda: bool(self.first_heard_at))
        except TimeoutError:
            return LONGEST_WAIT_S
        return self.first_heard_at - self.spoken_at

    async def quiet(self) -> None:
        """Until the agent has spoken and been silent for a while."""
        await self.until(lambda: bool(self.heard_at))
        while (left := self.heard_at + QUIET_S - time.monotonic()) > 0:  # noqa: ASYNC110  (silence is no event)
            await asyncio.sleep(left)

    async def until(self, found: Callable[[], bool]) -> None:
        while not found():
            self.changed.clear()
            await self.changed.wait()


@asynccontextmanager
async def calling(product: Product, language: str) -> AsyncIterator[SocketCaller]:
    _status, grant = await asyncio.to_thread(product.post, "/api/realtime/session", {"language": language})
    url = product.url.replace("http", "ws", 1) + "/ws/realtime"
    async with connect(url, compression=None, max_size=None) as socket:
        await socket.send(json.dumps({"type": "hello", "token": grant["sessionToken"]}))
        caller = SocketCaller(socket)
        tasks = [asyncio.create_task(caller.listen()), asyncio.create_task(caller.speak())]
        try:
            yield caller
        finally:
            await socket.send(json.dumps({"type": "hangup"}))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def delays(product: Product, calls: int, conversations: int) -> list[float]:
    found = await asyncio.gather(*(one(product, number, conversations) for number in range(calls)))
    return [delay for each in found for delay in each]


async def one(product: Product, number: int, conversations: int) -> list[float]:
    """One caller after the other on one line; every second one is English."""
    language, pauses = ("ja", "en")[number % 2], random.Random(number)
    found: list[float] = []
    for _ in range(conversations):
        async with calling(product, language) as caller:
            await caller.quiet()
            for line in LINES[language]:
                await asyncio.sleep(pauses.uniform(0, LONGEST_PAUSE_S))
                found.append(await caller.answered(line, language))
                await caller.quiet()
    return found


@contextmanager
def busy_core() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield
        finally:
            process.kill()


@contextmanager
def idle_core() -> Iterator[None]:
    yield


def calls_at_once(conversations: int) -> None:
    table = Table()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as product:
        server = psutil.Process(product.process.pid)
        for name, (calls, busy) in ROWS.items():
            before, load = sum(server.cpu_times()[:2]), psutil.getloadavg()[0]
            with busy_core() if busy else idle_core():
                found = asyncio.run(delays(product, calls, conversations))
            table.row(name, found, "s", limit=P95_LIMIT, percent=95)
            spent = (sum(server.cpu_times()[:2]) - before) / len(found)
            print(f"  load before {load:.1f}; {spent:.2f} s of processor a turn", flush=True)
    print(table)

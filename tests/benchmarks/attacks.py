"""The attacks that were found, made again on a server as `make run` starts it: what each still gets.

All come from one address, with the limits as they are delivered. `before` is what the same attack got when it
was found (docs/limits.md, docs/security.md). Nothing here is a test; each point has its own.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from config.threads import REQUEST_THREADS
from tests import postgres
from tests.benchmarks import hostile
from tests.fakes.realtime import FakeRealtime
from tests.product import Product, running

# What tests/product.py widens, as it is delivered.
AS_DELIVERED = {"BOOKINGS_PER_DAY": "30", "WRITES_PER_DAY": "300"}
TOOL = "/api/functions/"
SHOPS = ("tokyo-ekimae", "shinagawa")
TRIES = 100
NUMERALS = 24_000
IDLY = 5.0  # seconds
IDLE_KEYS = 10
IDLE_SECONDS = 31.0  # the engine waits thirty for a first word
AT_ONCE = 300
# Those for requests, the probes' own, and the loop's for what has no request (Python's number).
MOST_THREADS = REQUEST_THREADS + 1 + min(32, (os.cpu_count() or 1) + 4)
EMPTY_OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"


def attacks(inputs: int) -> None:
    """Prints a row for each."""
    print(f"{'attack':<66} {'before':>10} {'now':>8} {'limit':>8}", flush=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), **AS_DELIVERED) as product:
        row("telephones and addresses written to by one token", "35", write_to_strangers(product), 2)
        row("cars booked by one token, in a loop", "953", sell_out(product), 3)
        row("wrong names compared for one address, new tokens, an hour", "3550/min", guess(product), 20)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), **AS_DELIVERED) as product:
        row("seconds that /livez waits where nobody attacks", "0.03", wait_idly(product), 0.1)
        row("seconds that /livez waits, of 24,000 numerals", "25.0", freeze(product), 0.1)
        row("lines that idle keys keep after 31 s", "8", asyncio.run(keep_lines(product)), 0)
    row("calls at the provider by one token, live at a time", "200", asyncio.run(call_without_end()), 1)
    with postgres.running() as database, tempfile.TemporaryDirectory() as folder:
        unlimited = {**hostile.UNLIMITED, "DATABASE_URL": database}
        with running(Path(folder), **unlimited) as product:
            row("threads that 300 requests at once bring", "314", count_threads(product), MOST_THREADS)
            send_hostile(product, inputs, "PostgreSQL")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), **hostile.UNLIMITED) as product:
        send_hostile(product, inputs, "SQLite")


def row(name: str, before: str, now: float, limit: float) -> None:
    verdict = "ok" if now <= limit else "OVER"
    print(f"{name:<66} {before:>10} {now:>8.4g} {limit:>8.4g} {verdict}", flush=True)


def open_conversation(product: Product, mode: str = "browser") -> dict[str, Any]:
    status, grant = product.post("/api/realtime/session", {"language": "ja", "toolMode": mode})
    assert status == 200, grant
    return grant


def ask(product: Product, token: str, tool: str, **given: Any) -> dict[str, Any]:
    return product.post(TOOL + tool, given, X_Session_Token=token)[1]


def list_periods() -> Iterator[dict[str, str]]:
    """Each a day later, and a minute: a repetition would be the same booking."""
    for number, shop in zip(itertools.count(), itertools.cycle(SHOPS), strict=False):
        day, minute = 5 + number % 25, number % 60
        times = {
            "startDate": f"2026-12-{day:02}T10:{minute:02}:00",
            "endDate": f"2026-12-{day:02}T17:{minute:02}:00",
        }
        yield {"locationId": shop, **times}


def sell_out(product: Product) -> int:
    """Cars that one token has booked, whether a page runs the tools or the server does."""
    before = len(product.booked_by_agent())
    for mode in ("browser", "server"):
        token = open_conversation(product, mode)["sessionToken"]
        for number, period in zip(range(TRIES), list_periods(), strict=False):
            ask(product, token, "create_reservation", **period, customerName=f"客 {number}")
    return len(product.booked_by_agent()) - before


def guess(product: Product) -> int:
    """Wrong names that were compared with a booking's, a conversation for every four."""
    codes: Counter[str] = Counter()
    for start in range(0, TRIES, 4):
        token = open_conversation(product)["sessionToken"]
        for number in range(start, start + 4):
            told = ask(product, token, "find_reservation", number=f"R-{number:03}-0000", customerName="佐藤")
            codes[str(told.get("code"))] += 1
    assert codes["too_many_attempts"], codes
    return codes["unknown_reservation"]


def write_to_strangers(product: Product) -> int:
    """Strangers to whom a message was written, or is to be."""
    token = open_conversation(product)["sessionToken"]
    period = next(list_periods())
    booked = ask(
        product, token, "create_reservation", **period, customerName="客", customerPhone="090-1234-5678"
    )
    assert booked["success"], booked
    for number in range(20):
        contact = (
            {"customerPhone": f"090-1111-{number:04}"}
            if number % 2
            else {"customerEmail": f"x{number}@e.example"}
        )
        change = {"number": booked["number"], "customerName": "客", **contact}
        asked = ask(product, token, "change_reservation", **change)
        ask(
            product,
            token,
            "change_reservation",
            **change,
            confirmationToken=asked.get("confirmationToken", ""),
        )
    program = (
        "from reservations.models import Message; print(Message.objects.values('to').distinct().count())"
    )
    return int(product.manage("shell", "--verbosity", "0", "-c", program).split()[-1])


@contextmanager
def asking_for_life(product: Product) -> Iterator[list[float]]:
    """Seconds that each /livez took, meanwhile; asked from a thread."""
    waits: list[float] = []
    over = threading.Event()

    def ask_on() -> None:
        with httpx.Client(timeout=120) as client:
            while not over.is_set():
                began = time.monotonic()
                client.get(f"{product.url}/livez")
                waits.append(time.monotonic() - began)
                over.wait(0.01)

    asking = threading.Thread(target=ask_on)
    asking.start()
    try:
        yield waits
    finally:
        over.set()
        asking.join()


def wait_idly(product: Product) -> float:
    """The longest /livez of some seconds: what the machine's other work costs."""
    with asking_for_life(product) as waits:
        time.sleep(IDLY)
    return max(waits)


def freeze(product: Product) -> float:
    """The longest /livez while the engine is sent one long numeral, by a page that has its secret."""

    async def say() -> None:
        async with open_line(product, open_conversation(product)["client_secret"]) as line:
            content = [{"type": "input_text", "text": "一" * NUMERALS}]
            item = {"type": "message", "role": "user", "content": content}
            await line.send(json.dumps({"type": "conversation.item.create", "item": item}))
            await line.send(json.dumps({"type": "response.create"}))
            async with asyncio.timeout(60):
                while json.loads(await line.recv())["type"] not in {"error", "response.done"}:
                    pass

    with asking_for_life(product) as waits:
        asyncio.run(say())
    return max(waits)


def open_line(product: Product, secret: str) -> connect:
    url = f"ws://localhost:{product.port}/openai/v1/realtime?model=m"
    return connect(url, additional_headers={"Authorization": f"Bearer {secret}"})


async def keep_lines(product: Product) -> int:
    """Sockets that are still open without a word; a caller from elsewhere was served meanwhile."""
    grants = [await asyncio.to_thread(open_conversation, product) for _ in range(IDLE_KEYS)]
    lines: list[ClientConnection] = []
    for grant in grants:
        try:
            lines.append(await open_line(product, grant["client_secret"]))
        except InvalidHandshake:
            continue
    await asyncio.sleep(IDLE_SECONDS)
    kept = 0
    for line in lines:
        try:
            while True:
                await asyncio.wait_for(line.recv(), 0.5)
        except TimeoutError:
            kept += 1
        except ConnectionClosed:
            pass
        await line.close()
    return kept


async def call_without_end() -> int:
    """The most calls that were at the provider at a time, of a hundred offers and a hundred renewals."""
    async with FakeRealtime().running() as provider:
        with tempfile.TemporaryDirectory() as folder:
            settings = {
                "VOICE_PROVIDER": "openai",
                "OPENAI_API_KEY": "sk-none",
                "OPENAI_BASE_URL": provider.endpoint,
                **AS_DELIVERED,
            }
            return await asyncio.to_thread(offer_again_and_again, Path(folder), settings, provider)


def offer_again_and_again(folder: Path, settings: dict[str, str], provider: FakeRealtime) -> int:
    live: list[int] = []
    with running(folder, **settings) as product:
        for mode in ("browser", "server"):
            token = open_conversation(product, mode)["sessionToken"]
            headers = {"X-Session-Token": token, "Content-Type": "application/sdp"}
            with httpx.Client(base_url=product.url, headers=headers, timeout=30) as client:
                for path in ("calls", "renewal?lost=true"):
                    for _ in range(TRIES):
                        client.post(f"/api/realtime/{path}", content=EMPTY_OFFER)
                        live.append(count_live(provider))
                client.post("/api/realtime/hangup")
    return max(live)


def count_live(provider: FakeRealtime) -> int:
    return len(provider.posted_to("/realtime/calls")) - len(provider.posted_to("/hangup"))


def count_threads(product: Product) -> int:
    """How many threads more there are while 300 ask for the shops at once; each is answered."""
    idle = psutil.Process(product.process.pid).num_threads()
    grant = open_conversation(product)
    server = psutil.Process(product.process.pid)
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            most.append(server.num_threads())

    async def ask_all() -> list[int]:
        limits = httpx.Limits(max_connections=None)
        headers = {"X-Session-Token": grant["sessionToken"]}
        async with httpx.AsyncClient(
            base_url=product.url, headers=headers, limits=limits, timeout=120
        ) as client:
            asked = (client.post(f"{TOOL}list_locations", json={}) for _ in range(AT_ONCE))
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    looking = threading.Thread(target=look)
    looking.start()
    try:
        statuses = asyncio.run(ask_all())
    finally:
        over.set()
        looking.join()
    assert set(statuses) == {200}, Counter(statuses)
    return int(max(most) - idle)


def send_hostile(product: Product, count: int, database: str) -> None:
    outcome = hostile.send_all(product, count)
    row(f"500 or 502 of {count:,} hostile inputs, {database}", "61 of 6352", len(outcome.failed), 0)
    row(f"hangs of {count:,} hostile inputs, {database}", "–", len(outcome.hung), 0)
    late = f"late {len(outcome.late)}, longest /livez {outcome.slowest:.2f} s"
    print(f"  failed {outcome.failed}, {late}", flush=True)

"""Thousands of hostile inputs to a real server: how many it answers with a 500, and how many not at all."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.benchmarks import hostile_inputs
from tests.benchmarks.hostile_inputs import Input, Known
from tests.product import Product

AT_ONCE = 8
# A request that is not whole may wait for its rest (http_door.REQUEST_SECONDS); ours are whole, or malformed.
HANGS_AFTER = 15.0  # seconds
# 503 is an answer: busy, or the budget. 1011 is how a socket says that its application failed.
FAILURES = frozenset({"500", "502", "504", "1011"})
LISTENS_FOR = 0.3  # seconds, after all messages to a socket
# Of the page's own conversations; the known ones are made with all limits out of the way.
CONVERSATIONS = 20
ENGINE_KEY = "the-key-of-the-engine"
PREPARE = """
from django.contrib.auth import get_user_model, SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import get_resolver
from voice.mcp import keys
from voice.mcp.models import PartnerKey
user = get_user_model().objects.create_superuser("hostile", "", "a password nobody types")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print("cookie", session.session_key)
print("partner", keys.issue(PartnerKey(name="hostile", scope="write")))
def walk(patterns, before=""):
    for entry in patterns:
        route = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            walk(entry.url_patterns, route)
        elif "(" not in route:
            print("route", route)
walk([entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"])
"""
UNLIMITED = dict.fromkeys(
    (
        "SESSIONS_PER_MINUTE",
        "SESSIONS_PER_DAY",
        "CALLS_PER_MINUTE",
        "RENEWALS_PER_HOUR",
        "CALLS_PER_DAY",
        "TOOL_CALLS_PER_MINUTE",
        "WRITES_PER_HOUR",
        "WRITES_PER_DAY",
        "BOOKINGS_PER_DAY",
        "GUESSES_PER_HOUR",
        "GUESSES_PER_SESSION",
        "SOCKETS_PER_ADDRESS",
        "PARTNER_CALLS_PER_MINUTE",
        "PARTNER_WRITES_PER_HOUR",
        "PARTNER_BOOKINGS_PER_DAY",
        "WRONG_LINKS_PER_MINUTE",
        "WRONG_KEYS_PER_MINUTE",
    ),
    "100000000",
) | {"BOOKINGS_PER_SESSION": "0", "ENGINE_API_KEY": ENGINE_KEY}


@dataclass
class Outcome:
    statuses: Counter[str] = field(default_factory=Counter)
    failed: list[int] = field(default_factory=list)  # numbers of inputs: 500, or a socket closed with 1011
    hung: list[int] = field(default_factory=list)  # not answered in time, and not when sent again alone
    late: list[int] = field(default_factory=list)  # not in time; answered when sent again alone
    slowest: float = 0.0  # seconds


def send_all(product: Product, count: int, first: int = 0) -> Outcome:
    return asyncio.run(send(product, prepare(product), range(first, first + count)))


def prepare(product: Product) -> Known:
    printed = product.manage("shell", "--verbosity", "0", "-c", PREPARE)
    told = [line.split(" ", 1) for line in printed.splitlines() if " " in line]
    grants = [
        product.post("/api/realtime/session", {"language": "ja", "toolMode": mode})[1]
        for mode, _ in zip(itertools.cycle(("browser", "server")), range(CONVERSATIONS), strict=False)
    ]
    return Known(
        tokens=[grant["sessionToken"] for grant in grants],
        engine_key=ENGINE_KEY,
        partner_key=next(value for name, value in told if name == "partner"),
        staff_cookie=next(value for name, value in told if name == "cookie"),
        staff_routes=[value for name, value in told if name == "route" and "logout" not in value],
    )


async def send(product: Product, known: Known, numbers: range) -> Outcome:
    outcome, waiting = Outcome(), iter(numbers)
    watching = asyncio.create_task(watch(product, outcome))
    await asyncio.gather(*(send_some(product, known, waiting, outcome) for _ in range(AT_ONCE)))
    watching.cancel()
    for number in list(outcome.late):  # a machine that does other work may have kept the server from all work
        if await send_one(product, known, number) == "hung":
            outcome.late.remove(number)
            outcome.hung.append(number)
    return outcome


async def watch(product: Product, outcome: Outcome) -> None:
    """How long /livez waits meanwhile, beside what else the clients have the machine do."""
    async with httpx.AsyncClient(timeout=60) as client:
        while True:
            began = time.monotonic()
            await client.get(f"{product.url}/livez")
            outcome.slowest = max(outcome.slowest, time.monotonic() - began)
            await asyncio.sleep(0.1)


async def send_some(product: Product, known: Known, numbers: Iterator[int], outcome: Outcome) -> None:
    for number in numbers:
        status = await send_one(product, known, number)
        if status == "hung":
            outcome.late.append(number)
        if status in FAILURES:
            outcome.failed.append(number)
        outcome.statuses[f"{hostile_inputs.make(number, known).door} {status}"] += 1


async def send_one(product: Product, known: Known, number: int) -> str:
    """How it was answered: HTTP's status or a socket's code, or "hung"."""
    given = hostile_inputs.make(number, known)
    try:
        async with asyncio.timeout(HANGS_AFTER):
            return await (open_socket if given.path else post)(product, given)
    except TimeoutError:
        return "hung"


async def post(product: Product, given: Input) -> str:
    """The status of the answer; "closed" where the connection is closed without one."""
    reader, writer = await asyncio.open_connection("localhost", product.port)
    try:
        writer.write(given.raw)
        if given.door == "raw":  # it may be half of something: the server is told that no more comes
            writer.write_eof()
        head = await reader.readline()
        while await reader.read(65536):
            pass
    except OSError:
        head = b""
    finally:
        writer.close()
    found = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    return found[1].decode() if found else "closed"


async def open_socket(product: Product, given: Input) -> str:
    """The code with which it is closed; "open" where it is still there and answers after all messages."""
    url = f"ws://localhost:{product.port}{given.path}"
    try:
        async with connect(url, additional_headers=given.headers, max_size=None) as socket:
            for message in given.messages:
                await socket.send(message)
            await (await socket.ping())
            with suppress(TimeoutError):
                async with asyncio.timeout(LISTENS_FOR):
                    while True:
                        await socket.recv()
            return "open"
    except ConnectionClosed as closed:
        return str(closed.rcvd.code) if closed.rcvd else "lost"
    except (InvalidHandshake, OSError) as refused:
        response = getattr(refused, "response", None)
        return str(response.status_code) if response else "refused"

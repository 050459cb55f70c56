"""All requests' synchronous code shares a bounded number of threads, and so of connections."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async

from config.threads import Receive, Scope, Send, share_threads
from voice.call import database_threads

REQUESTS = 300


class Application:
    """Notes the thread of each request's synchronous code; `together` requests wait for each other."""

    def __init__(self, together: int = 1) -> None:
        self.seen: set[int] = set()
        self.barrier = asyncio.Barrier(together)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext():  # as Django's own handler
            self.seen.add(await sync_to_async(threading.get_ident)())
            await self.barrier.wait()
            self.seen.add(await sync_to_async(threading.get_ident)())


async def ask(served: Any) -> None:
    await served({"type": "http"}, receive_nothing, send_nothing)


@pytest.mark.unit
async def test_one_request_after_another_has_no_thread_of_its_own() -> None:
    """How many of the five come to be is the affair of the pool: it knows a little late who is idle."""
    application = Application()
    served = share_threads(application, 5)
    for _ in range(50):
        await ask(served)
    assert len(application.seen) <= 5


@pytest.mark.unit
async def test_many_requests_at_once_use_no_more_threads_than_there_are() -> None:
    """All of them are under way together: none keeps a thread while it waits for something else."""
    application = Application(together=REQUESTS)
    served = share_threads(application, 4)
    async with asyncio.timeout(30):
        await asyncio.gather(*(ask(served) for _ in range(REQUESTS)))
    assert 1 < len(application.seen) <= 4


@pytest.mark.unit
async def test_a_connection_that_broke_is_looked_at_before_each_call_and_an_old_one_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    monkeypatch.setattr(database_threads, "close_old_connections", lambda: order.append("looked at"))

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        for name in ("one call", "another"):
            await sync_to_async(order.append)(name)

    await ask(share_threads(application, 1))
    assert order == ["looked at", "one call", "looked at", "looked at", "another", "looked at"]


async def receive_nothing() -> dict[str, Any]:
    return {}


async def send_nothing(message: Mapping[str, Any]) -> None:
    assert message

"""A request's database thread is used again by the next one, and by nobody meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async

from config.threads import Receive, Scope, Send, reuse_threads

pytestmark = pytest.mark.unit


class Application:
    """Notes the thread of each request's synchronous code; `together` requests wait for each other."""

    def __init__(self, together: int = 1) -> None:
        self.seen: list[int] = []
        self.barrier = asyncio.Barrier(together)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext():  # as Django's own handler
            self.seen.append(await sync_to_async(threading.get_ident)())
            await self.barrier.wait()
            self.seen.append(await sync_to_async(threading.get_ident)())


async def ask(served: Any) -> None:
    await served({"type": "http"}, receive_nothing, send_nothing)


async def test_one_request_after_another_uses_the_same_thread() -> None:
    application = Application()
    served = reuse_threads(application)
    for _ in range(3):
        await ask(served)
    assert len(set(application.seen)) == 1


async def test_requests_at_the_same_time_have_a_thread_each() -> None:
    application = Application(together=3)
    served = reuse_threads(application)
    await asyncio.gather(*(ask(served) for _ in range(3)))
    assert sorted(application.seen[:3]) == sorted(application.seen[3:])
    assert len(set(application.seen)) == 3


async def receive_nothing() -> dict[str, Any]:
    return {}


async def send_nothing(message: Mapping[str, Any]) -> None:
    assert message

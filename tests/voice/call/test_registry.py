"""The calls that this process holds keep their leases for as long as there are any."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

import pytest

from tests.voice.calls import let_go
from voice.call import leases, registry
from voice.call.controller import CallController
from voice.models import Session

pytestmark = pytest.mark.call


async def test_a_call_that_begins_as_the_last_one_ends_keeps_its_lease(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.01)
    loop, renewed = asyncio.get_running_loop(), asyncio.Event()

    def renew(held: Iterable[str]) -> set[str]:
        if "second" in held:
            loop.call_soon_threadsafe(renewed.set)
        return set()

    monkeypatch.setattr(leases, "renew", renew)

    class Brief:
        def __init__(self, session_id: str) -> None:
            self.session = Session(id=session_id)
            self.over = asyncio.Event()

        async def run(self) -> None:
            await self.over.wait()

    first, second = Brief("first"), Brief("second")
    ending = registry.attend(cast("CallController", first))
    ending.add_done_callback(lambda _done: registry.attend(cast("CallController", second)))
    first.over.set()
    await ending
    async with asyncio.timeout(10):
        await renewed.wait()
    second.over.set()
    await let_go("second")

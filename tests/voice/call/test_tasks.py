"""Tasks that are ended together: over when it returns, and nobody's fault any more."""

from __future__ import annotations

import asyncio

import pytest

from voice.call.tasks import end_tasks

pytestmark = pytest.mark.unit


async def test_all_are_over_and_no_failure_is_raised() -> None:
    running, left = asyncio.Event(), asyncio.Event()

    async def run_until_cancelled() -> None:
        try:
            running.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # it has something to put away
            left.set()

    async def fail() -> None:
        raise ValueError

    slow, failed = asyncio.create_task(run_until_cancelled()), asyncio.create_task(fail())
    await running.wait()
    await end_tasks(slow, failed)
    assert left.is_set()
    assert slow.cancelled()
    assert isinstance(failed.exception(), ValueError)

"""However many calls a process holds, few threads ask the database for them, and few connections are open."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import sync_to_async

from tests.voice.calls import Call
from voice.call import call_record, registry
from voice.call.controller import CallController
from voice.call.database_threads import CALL_THREADS

CALLS = 100


class HeldCall:
    """Asks the database, waits until all others have asked too, asks again; once more when it is over."""

    def __init__(self, name: str, seen: set[int], everybody: asyncio.Barrier) -> None:
        self.session = SimpleNamespace(id=name, call_id=name)
        self.seen, self.everybody = seen, everybody
        self.farewell: asyncio.Task[None] | None = None

    async def run(self) -> None:
        await self.ask()
        await self.everybody.wait()
        await self.ask()
        self.farewell = asyncio.create_task(self.say_farewell())

    async def say_farewell(self) -> None:
        await self.everybody.wait()  # by now the calls themselves are over
        await self.ask()

    async def ask(self) -> None:
        self.seen.add(await sync_to_async(threading.get_ident)())


@pytest.mark.unit
async def test_a_hundred_calls_share_few_threads_and_may_ask_after_their_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_start_renewing", lambda: None)
    seen: set[int] = set()
    everybody = asyncio.Barrier(CALLS)
    calls = [HeldCall(f"call-{number}", seen, everybody) for number in range(CALLS)]
    async with asyncio.timeout(60):
        await asyncio.gather(*(registry.attend(cast("CallController", call)) for call in calls))
        await asyncio.gather(*(call.farewell for call in calls if call.farewell))
    assert all(call.farewell for call in calls)
    assert 1 <= len(seen) <= CALL_THREADS


@pytest.mark.db
@pytest.mark.call
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("azure")
async def test_a_calls_record_is_written_on_a_shared_thread(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing: list[str] = []
    write = call_record.write_calls

    def note(session_id: str, rows: Any) -> None:
        writing.append(threading.current_thread().name)
        write(session_id, rows)

    monkeypatch.setattr(call_record, "write_calls", note)
    await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await call.output()
    ended = await call.end()
    assert await ended.tool_calls.acount() == 1
    assert {name.rsplit("_", 1)[0] for name in writing} == {"call"}

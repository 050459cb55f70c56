"""Calls that lost their holder are taken up where they were, or their record is closed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import InterfaceError

from reservations import clock, tools
from tests.fakes.realtime import FakeRealtime
from tests.voice.calls import Call, let_go
from voice import sessions
from voice.call import call_record, leases, registry, supervisor
from voice.call.recovery import output_id
from voice.models import Line, Session, ToolCall

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("azure")]

CALL_1 = {
    "id": "item_c",
    "type": "function_call",
    "call_id": "call_1",
    "name": "list_locations",
    "arguments": "{}",
    "status": "completed",
}
LONG_AGO = 1.0


async def died(call: Call) -> Session:
    """A call whose process was killed: nobody wrote its end."""
    grant = await sessions.start(language="ja")
    await sessions.answer(grant.session, "v=0\r\n")
    dead = {"held_by": "another:1:ff", "held_until": time.time() - 1}
    await Session.objects.filter(pk=grant.session.id).aupdate(**dead, usage={"total_tokens": 5})
    call.session = grant.session
    return grant.session


async def record_line(session: Session, item_id: str, role: str, text: str, position: int) -> None:
    words = {"item_id": item_id, "role": role, "text": text, "position": position}
    await Line.objects.acreate(session=session, at=clock.now(), **words)


async def made(session: Session, call_id: str, position: int, result: dict[str, Any] | None) -> None:
    done = {"result": result, "ok": result and result["success"]}
    await ToolCall.objects.acreate(
        session=session,
        call_id=call_id,
        name="list_locations",
        started_at=clock.now(),
        position=position,
        **done,
    )


async def taken_up(call: Call) -> None:
    await supervisor.sweep()
    call.task = registry.list_held()[call.session.id]
    call.socket = await call.fake.sideband()
    await call.socket.send("session.created", session={})


def spoken(item_id: str, words: str) -> dict[str, Any]:
    content = [{"type": "output_audio", "transcript": words}]
    item = {"id": item_id, "type": "message", "role": "assistant", "status": "completed"}
    return {**item, "content": content}


async def test_a_call_goes_on_without_a_second_greeting(call: Call) -> None:
    session = await died(call)
    await record_line(session, "item_a", "agent", "お電話ありがとうございます。", 0)
    await taken_up(call)
    assert call.socket.path.endswith("call_id=rtc_1")
    await call.socket.recalls("item_a")
    await call.socket.next("conversation.item.delete")
    await call.socket.send(
        "conversation.item.input_audio_transcription.completed", item_id="item_u", transcript="札幌で"
    )
    await call.respond("resp_1")
    ended = await call.end()
    assert call.socket.inbox.empty()
    assert [line.text async for line in ended.lines.all()] == ["お電話ありがとうございます。", "札幌で"]
    assert ended.usage["total_tokens"] == 15


async def test_a_call_that_was_never_greeted_is(call: Call) -> None:
    await died(call)
    await taken_up(call)
    await call.socket.recalls(None)
    await call.socket.next("conversation.item.delete")
    await call.greeted()
    await call.end()


async def test_words_that_were_typed_before_the_end_are_answered(call: Call) -> None:
    session = await died(call)
    await record_line(session, "item_a", "agent", "お電話ありがとうございます。", 0)
    await record_line(session, "item_typed_3", "caller", "札幌で", 1)
    await taken_up(call)
    await call.socket.recalls("item_typed_3")
    await call.socket.next("conversation.item.delete")
    await call.socket.next("response.create")
    await call.end()


async def test_words_that_were_typed_and_answered_meanwhile_are_not_answered_again(call: Call) -> None:
    session = await died(call)
    await record_line(session, "item_typed_3", "caller", "札幌で", 0)
    await taken_up(call)
    await call.socket.recalls("item_b", {**spoken("item_b", ""), "status": "in_progress"})
    await call.end()
    assert call.socket.inbox.empty()


async def test_a_tool_that_was_running_is_run_again_by_the_same_id(call: Call) -> None:
    session = await died(call)
    await record_line(session, "item_a", "agent", "お調べします。", 0)
    await made(session, "call_1", 1, None)
    who = sessions.get_caller(session)
    first = await database_sync_to_async(tools.run)("list_locations", {}, caller=who, key="call_1")
    await taken_up(call)
    await call.socket.recalls("item_c", CALL_1)
    assert await call.output() == first  # by its receipt: what was done is not done again
    await call.socket.next("response.create")
    ended = await call.end()
    kept = await ended.tool_calls.aget()
    assert (kept.result, kept.ok) == (first, True)


async def test_a_result_that_was_not_sent_is(call: Call) -> None:
    session = await died(call)
    await made(session, "call_1", 0, {"success": True, "n": 1})
    await taken_up(call)
    asked = await call.socket.recalls("item_c", CALL_1)
    assert asked == [output_id("call_1"), "item_c"]
    assert await call.output() == {"success": True, "n": 1}
    await call.socket.next("response.create")
    assert await (await call.end()).tool_calls.acount() == 1


async def test_a_result_that_was_voiced_before_the_end_is_not_voiced_again(call: Call) -> None:
    session = await died(call)
    await made(session, "call_1", 0, {"success": True})
    await taken_up(call)
    held = {"id": output_id("call_1"), "type": "function_call_output", "call_id": "call_1", "output": "{}"}
    await call.socket.recalls("item_a", held, spoken("item_a", "3店舗ございます。"))
    ended = await call.end()
    assert call.socket.inbox.empty()
    assert [line.text async for line in ended.lines.all()] == ["3店舗ございます。"]


async def test_a_call_that_is_gone_at_the_provider_is_closed_here(call: Call, fake: FakeRealtime) -> None:
    session = await died(call)
    fake.refuse_sideband = 404
    await supervisor.sweep()
    await let_go(session.id)
    ended = await Session.objects.aget(pk=session.id)
    assert (ended.status, ended.end_reason) == ("ended", "call_ended")
    assert ended.ended_at is not None


async def test_a_call_that_is_held_is_left_alone(call: Call) -> None:
    await call.begin()
    await supervisor.sweep()
    await Session.objects.filter(pk=call.session.id).aupdate(held_by="another:1:ff", held_until=4e9)
    await supervisor.sweep()
    assert list(registry.list_held().values()) == [call.task]
    await call.end()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        # Its audio passed through the process that died, and its page did not come back.
        ({"call_id": "", "held_until": time.time() - 30}, "failed"),
        ({"provider": "azure-preview"}, "ended"),
        ({"provider": "a vendor of former times"}, "ended"),
        ({"held_until": LONG_AGO}, "ended"),
        ({"answered_at": clock.now() - timedelta(hours=2), "tool_mode": "browser"}, "ended"),
    ],
)
async def test_what_nobody_can_take_up_is_closed(call: Call, fields: dict[str, Any], status: str) -> None:
    session = await died(call)
    await Session.objects.filter(pk=session.id).aupdate(**fields)
    await supervisor.sweep()
    ended = await Session.objects.aget(pk=session.id)
    assert (ended.status, ended.end_reason) == (status, "abandoned")
    assert registry.list_held() == {}


async def test_a_process_that_lost_its_call_lets_it_go_without_ending_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.call.leases.RENEW_SECONDS", 0.02)
    await call.begin()
    await Session.objects.filter(pk=call.session.id).aupdate(held_by="another:1:ff", held_until=4e9)
    await asyncio.wait([call.task], timeout=5)
    assert call.task.cancelled()
    assert (await Session.objects.aget(pk=call.session.id)).status == "active"


@pytest.mark.parametrize("fault", [InterfaceError("connection already closed"), RuntimeError("a bug")])
async def test_leases_are_renewed_after_a_round_that_failed(
    call: Call, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr("voice.call.leases.RENEW_SECONDS", 0.02)
    failing, renewed, renew = [fault], asyncio.Event(), leases.renew
    loop = asyncio.get_running_loop()

    def fail_once(held: Iterable[str]) -> set[str]:
        if failing:
            raise failing.pop()
        loop.call_soon_threadsafe(renewed.set)
        return renew(held)

    monkeypatch.setattr("voice.call.leases.renew", fail_once)
    await call.begin()
    await asyncio.wait_for(renewed.wait(), 10)
    assert not failing
    await call.end()


@pytest.mark.parametrize("fault", [InterfaceError("connection already closed"), RuntimeError("a bug")])
async def test_the_watch_goes_on_after_a_round_that_failed(
    call: Call, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr("voice.call.supervisor.SWEEP_SECONDS", 0.02)
    failing, find_unheld = [fault], supervisor.find_unheld

    def fail_once() -> list[Session]:
        if failing:
            raise failing.pop()
        return find_unheld()

    monkeypatch.setattr("voice.call.supervisor.find_unheld", fail_once)
    session = await died(call)
    supervisor.start()
    await asyncio.wait_for(call.fake.sideband(), 10)
    assert session.id in registry.list_held()
    await supervisor.stop()


async def test_a_call_that_cannot_be_taken_up_keeps_no_other_waiting(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await died(call), await died(call)
    load = call_record.load

    def load_unless_first(session: Session) -> call_record.RecordedConversation:
        if session.id == first.id:
            raise ValueError("its record cannot be read")
        return load(session)

    monkeypatch.setattr("voice.call.call_record.load", load_unless_first)
    await supervisor.sweep()
    assert list(registry.list_held()) == [second.id]
    await supervisor.stop()


async def test_a_server_that_stops_hands_its_calls_to_the_next(call: Call) -> None:
    """As an ASGI server with a lifespan does it: stop, start, and the call goes on."""
    await call.begin()
    messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for _life in range(2):
        living = asyncio.create_task(supervisor.serve_lifespan(messages.get, answers.put))
        messages.put_nowait({"type": "lifespan.startup"})
        assert (await answers.get())["type"] == "lifespan.startup.complete"
        if _life:
            call.socket = await call.fake.sideband()
            call.task = registry.list_held()[call.session.id]
            await call.socket.send("session.created", session={})
            await call.socket.recalls(None)
        messages.put_nowait({"type": "lifespan.shutdown"})
        assert (await answers.get())["type"] == "lifespan.shutdown.complete"
        await living
    row = await Session.objects.aget(pk=call.session.id)
    assert row.status == "active"
    assert row.held_until <= time.time()
    assert json.dumps(row.usage)


async def test_the_first_request_begins_the_watch_where_no_lifespan_does(call: Call) -> None:
    session = await died(call)
    served = asyncio.Event()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        served.set()

    await supervisor.supervise(application)({"type": "http"}, None, None)  # type: ignore[arg-type]
    assert served.is_set()
    await call.fake.sideband()
    assert session.id in registry.list_held()
    await supervisor.stop()

"""A sideband that is cut comes back within two seconds: no tool runs twice, no result and no word is lost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from reservations import tools
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.voice.calls import Call
from voice.call import transport
from voice.call.recovery import output_id
from voice.models import Session

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]

Item = dict[str, Any]


def spoken(item_id: str, words: str, status: str = "completed") -> Item:
    content = [{"type": "output_audio", "transcript": words}]
    return {"id": item_id, "type": "message", "role": "assistant", "status": status, "content": content}


def heard(item_id: str, words: str) -> Item:
    content = [{"type": "input_audio", "transcript": words}]
    return {"id": item_id, "type": "message", "role": "user", "status": "completed", "content": content}


def called(item_id: str, call_id: str, name: str = "list_locations") -> Item:
    wanted = {"type": "function_call", "call_id": call_id, "name": name, "arguments": "{}"}
    return {"id": item_id, "status": "completed", **wanted}


async def cut(call: Call) -> Sideband:
    """The network drops; the socket that comes after it."""
    began = time.perf_counter()
    call.socket.cut()
    call.socket = await call.fake.sideband()
    print(f"back after {time.perf_counter() - began:.3f} s")
    await call.socket.send("session.created", session={})
    return call.socket


async def lines(session: Session) -> list[tuple[str, str]]:
    return [(line.role, line.text) async for line in session.lines.all()]


async def test_a_cut_in_silence_changes_nothing(call: Call) -> None:
    await call.begin()
    socket = await cut(call)
    await socket.recalls(None)
    await socket.next("conversation.item.delete")
    assert (await call.end()).status == "ended"
    assert socket.inbox.empty()


async def test_words_said_meanwhile_are_in_the_transcript(call: Call) -> None:
    socket = await call.begin()
    await socket.send("input_audio_buffer.committed", item_id="item_u1")
    socket = await cut(call)
    asked = await socket.recalls("item_u2", heard("item_u1", "東京で"), heard("item_u2", "明日から"))
    assert asked == ["item_u1", "item_u2"]
    assert await lines(await call.end()) == [("caller", "東京で"), ("caller", "明日から")]


async def test_a_tool_that_runs_meanwhile_runs_once_and_its_result_is_voiced(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(tools, "run", slow.run)
    await call.begin()
    await call.respond("resp_1", ("call_1", "create_reservation", "{}"))
    await asyncio.to_thread(slow.began.wait, 5)
    socket = await cut(call)
    await socket.recalls("item_call_1")
    await socket.next("conversation.item.delete")
    slow.go_on.set()
    assert await call.output() == {"success": True, "reservationNumber": "R1"}
    await socket.next("response.create")
    ended = await call.end()
    assert slow.runs == 1
    assert (await ended.tool_calls.aget()).result == {"success": True, "reservationNumber": "R1"}


async def test_a_tool_that_ends_while_nobody_is_there_is_answered_afterwards(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(tools, "run", slow.run)
    monkeypatch.setattr(transport, "PAUSES", (0.3,) * 6)
    await call.begin()
    await call.respond("resp_1", ("call_1", "create_reservation", "{}"))
    await asyncio.to_thread(slow.began.wait, 5)
    call.socket.cut()
    slow.go_on.set()
    await call.page.until("tool.finished")
    call.socket = await call.fake.sideband()
    await call.socket.send("session.created", session={})
    await call.socket.recalls("item_call_1")
    await call.socket.next("conversation.item.delete")
    assert (await call.output())["success"] is True
    await call.socket.next("response.create")
    await call.end()
    assert slow.runs == 1


class Slow:
    """A toolbox that waits to be told."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()
        self.runs = 0

    def run(self, name: str, arguments: Any, **who: Any) -> dict[str, Any]:
        self.runs += 1
        self.began.set()
        assert self.go_on.wait(10)
        return {"success": True, "reservationNumber": "R1"}


async def test_a_result_that_arrived_is_not_sent_again(call: Call) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    sent = (await socket.next("conversation.item.create"))["item"]
    assert sent["id"] == output_id("call_1")
    await socket.next("response.create")
    socket = await cut(call)
    await socket.recalls(sent["id"], sent)
    await socket.next("response.create")  # it was lost, or its answer was: nobody has spoken yet
    await call.end()
    assert socket.inbox.empty()


async def speaking(call: Call) -> Sideband:
    """The agent is in the middle of voicing a tool's result."""
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await call.output()
    await socket.next("response.create")
    await socket.send("response.created", response={"id": "resp_2"})
    item = spoken("item_a", "", "in_progress")
    await socket.send("response.output_item.added", response_id="resp_2", item=item)
    await socket.send("conversation.item.added", item=item)
    await socket.send("response.output_audio_transcript.delta", item_id="item_a", delta="東京には")
    await call.page.until("caption")
    return await cut(call)


async def test_an_answer_that_ended_meanwhile_is_kept_and_not_given_twice(call: Call) -> None:
    socket = await speaking(call)
    assert await socket.recalls("item_a", spoken("item_a", "東京には3店舗。")) == ["item_a"]
    await socket.next("conversation.item.delete")
    ended = await call.end()
    assert socket.inbox.empty()
    assert await lines(ended) == [("agent", "東京には3店舗。")]


async def test_an_answer_that_goes_on_is_left_to_its_end(call: Call) -> None:
    socket = await speaking(call)
    await socket.recalls("item_a", spoken("item_a", "東京には", "in_progress"))
    await socket.next("conversation.item.delete")
    transcript = "東京には3店舗。"
    await socket.send("response.output_audio_transcript.done", item_id="item_a", transcript=transcript)
    await socket.send("response.done", response={"id": "resp_2", "status": "completed", "output": []})
    ended = await call.end()
    assert socket.inbox.empty()
    assert await lines(ended) == [("agent", transcript)]


async def test_an_answer_that_was_cut_short_meanwhile_is_given_again(call: Call) -> None:
    socket = await speaking(call)
    await socket.recalls("item_a", spoken("item_a", "東京に", "incomplete"))
    await socket.next("conversation.item.delete")
    await socket.next("response.create")
    await call.end()


async def test_a_call_that_was_made_meanwhile_is_carried_out(call: Call) -> None:
    await call.begin()
    socket = await cut(call)
    await socket.recalls("item_c", called("item_c", "call_9"))
    assert (await call.output())["success"] is True
    await socket.next("response.create")
    ended = await call.end()
    assert (await ended.tool_calls.aget()).call_id == "call_9"


async def test_a_call_of_which_half_was_heard_is_carried_out(call: Call) -> None:
    socket = await call.begin()
    await socket.send("response.created", response={"id": "resp_1"})
    begun = {**called("item_c", "call_9"), "status": "in_progress", "arguments": ""}
    await socket.send("response.output_item.added", response_id="resp_1", item=begun)
    await socket.send("conversation.item.added", item=begun)
    socket = await cut(call)
    await socket.recalls("item_c", called("item_c", "call_9"))
    await socket.next("conversation.item.delete")
    assert (await call.output())["success"] is True
    await socket.next("response.create")
    await call.end()


async def test_a_provider_that_answers_no_question_is_told_all_again(call: Call) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await socket.next("conversation.item.create")
    await socket.next("response.create")
    socket = await cut(call)
    await socket.next("conversation.item.retrieve")
    assert (await socket.next("conversation.item.create"))["item"]["role"] == "system"
    assert (await call.output())["success"] is True
    await socket.next("response.create")
    await call.end()


async def test_cut_after_cut_nothing_is_lost(call: Call) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await socket.next("conversation.item.create")
    for _again in range(3):
        await cut(call)
    await call.socket.recalls("item_call_1")
    await call.socket.next("conversation.item.delete")
    assert (await call.output())["success"] is True
    await call.socket.next("response.create")
    assert await (await call.end()).tool_calls.acount() == 1


# --- a provider in trouble -------------------------------------------------------------------------


@pytest.mark.parametrize("troubles", [[500], [429, 503], ["garbage"], [401], ["silent"]])
async def test_a_passing_trouble_is_sat_out(
    call: Call, fake: FakeRealtime, troubles: list[int | str]
) -> None:
    await call.begin()
    fake.sideband_troubles = [*troubles]
    began = time.perf_counter()
    call.socket.cut()
    call.socket = await fake.sideband()
    print(f"{troubles}: back after {time.perf_counter() - began:.3f} s")
    await call.socket.send("session.created", session={})
    await call.socket.recalls(None)
    assert (await call.end()).status == "ended"


async def test_a_key_that_expired_is_renewed_before_the_next_try(call: Call, fake: FakeRealtime) -> None:
    await call.begin()
    keys = iter(["expired", "renewed"])

    async def authorize() -> dict[str, str]:
        return {"api-key": next(keys)}

    from voice import providers

    providers.get("azure").authorize = authorize  # type: ignore[attr-defined]
    fake.sideband_troubles = [401]
    call.socket.cut()
    call.socket = await fake.sideband()
    assert call.socket.headers["api-key"] == "renewed"
    await call.socket.send("session.created", session={})
    assert (await call.end()).status == "ended"


@pytest.mark.parametrize("trouble", [401, 403, 404, 429, 500, "garbage"])
async def test_a_call_that_can_never_be_held_is_hung_up(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch, trouble: int | str
) -> None:
    monkeypatch.setattr(transport, "PAUSES", (0.01,) * 6)
    fake.sideband_troubles = [trouble] * 10
    ended = await answered(fake)
    assert (ended.status, ended.end_reason) == ("failed", "sideband_lost")
    assert fake.posted_to("/rtc_1/hangup")


async def test_a_socket_that_never_speaks_is_another_way_of_having_none(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PAUSES", (0.01,))
    monkeypatch.setattr("voice.call.controller.MUTE_SECONDS", 0.05)
    ended = await answered(fake)
    assert (ended.status, ended.end_reason) == ("failed", "sideband_lost")
    assert fake.posted_to("/rtc_1/hangup")


async def test_a_fault_of_our_own_ends_the_call_instead_of_deafening_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = await call.begin()

    def broken(*_event: Any) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("voice.call.transcript.Transcript.receive", broken)
    await socket.send("rate_limits.updated", rate_limits=[])
    await call.task
    ended = await Session.objects.aget(pk=call.session.id)
    assert (ended.status, ended.end_reason) == ("failed", "sideband_failed")
    assert call.fake.posted_to("/rtc_1/hangup")


async def answered(fake: FakeRealtime) -> Session:
    """A call whose sideband never gets anywhere, at its end."""
    from voice import sessions
    from voice.call import registry

    grant = await sessions.start(language="ja")
    await sessions.answer(grant.session, "v=0\r\n")
    began = time.perf_counter()
    await registry.attend_sideband(grant.session)
    print(f"given up after {time.perf_counter() - began:.3f} s")
    return await Session.objects.aget(pk=grant.session.id)


@pytest.mark.parametrize("said", ["no json", "[]", '"text"', '{"no": "type"}'])
async def test_garbage_on_the_socket_is_passed_over(call: Call, said: str) -> None:
    socket = await call.begin()
    await socket.say(said)
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    assert (await call.output())["success"] is True
    await socket.next("response.create")
    assert (await call.end()).status == "ended"


@pytest.mark.parametrize(
    ("code", "reason"), [("session_expired", "session_expired"), ("call_not_found", "call_ended")]
)
async def test_the_provider_says_why_it_ends_a_call(call: Call, code: str, reason: str) -> None:
    socket = await call.begin()
    await socket.send("error", error={"code": code, "message": "…"})
    await socket.end(1008)
    await call.task
    ended = await Session.objects.aget(pk=call.session.id)
    assert (ended.status, ended.end_reason) == ("ended", reason)


async def test_the_usage_is_kept_while_the_call_goes_on(call: Call) -> None:
    await call.begin()
    await until(lambda: Session.objects.filter(pk=call.session.id).values_list("usage", flat=True).aget())
    await call.end()


async def until(ask: Callable[[], Any]) -> Any:
    """What `ask` answers once it is something: written behind the call, there is no event to await."""
    async with asyncio.timeout(5):
        while not (answer := await ask()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return answer

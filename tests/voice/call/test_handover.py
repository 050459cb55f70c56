"""A call outlives its provider's time limit: another takes its place between turns, and knows all of it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from tests.fakes.realtime import FakeRealtime, Reply, Sideband
from tests.voice.calls import Call
from voice import sessions
from voice.call import handover, history, last_words
from voice.call.call_record import FunctionCall
from voice.call.recovery import output_id
from voice.call.transcript import Caption
from voice.errors import ProviderUnavailable, SessionEnded
from voice.models import Session

database = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.db, pytest.mark.call, database, pytest.mark.usefixtures("azure")]

OFFER = "v=0\r\n"
LASTS = 3.0


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is asked at once, and has nearly all of the session's time."""
    monkeypatch.setattr(handover, "LEAD_SHARE", 0.98)
    monkeypatch.setattr(last_words, "PARTING_SECONDS", 0.05)


async def asked(call: Call, lasts: float = LASTS) -> Sideband:
    """A call in which something was said and done, and whose page is asked for a new connection."""
    socket = await call.begin()
    await socket.send("input_audio_buffer.committed", item_id="item_u")
    words = {"item_id": "item_u", "transcript": "店舗は？"}
    await socket.send("conversation.item.input_audio_transcription.completed", **words)
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await call.output()
    await socket.next("response.create")
    await socket.send("response.created", response={"id": "resp_2"})
    await socket.send("response.output_audio_transcript.done", item_id="item_a", transcript="3店舗です。")
    await socket.send("response.done", response={"id": "resp_2", "status": "completed", "output": []})
    await socket.send("session.updated", session={"id": "sess_1", "expires_at": time.time() + lasts})
    await call.page.until("renew")
    return socket


async def offered(call: Call) -> Sideband:
    """The page has made its offer; the provider's end of the new call."""
    await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER)
    socket = await call.fake.sideband()
    assert socket.path.endswith("call_id=rtc_2")
    await socket.send("session.created", session={"id": "sess_2", "expires_at": time.time() + 1800})
    return socket


async def receive_items(socket: Sideband, count: int) -> list[dict[str, Any]]:
    """The history that the new call is given."""
    items = []
    for _item in range(count):
        items.append((await socket.next("conversation.item.create"))["item"])
        await socket.send("conversation.item.added", item=items[-1])
    return items


async def test_the_new_call_knows_what_was_said_and_done_and_goes_on(call: Call, fake: FakeRealtime) -> None:
    old = await asked(call)
    new = await offered(call)
    items = await receive_items(new, 5)
    assert [item.get("role") or item["type"] for item in items] == [
        "system",
        "user",
        "function_call",
        "function_call_output",
        "assistant",
    ]
    assert items[1]["content"] == [{"type": "input_text", "text": "店舗は？"}]
    assert items[2]["call_id"] == items[3]["call_id"] == "call_1"
    assert json.loads(items[3]["output"])["success"] is True
    assert items[4]["content"] == [{"type": "output_text", "text": "3店舗です。"}]
    await call.page.until("renewed")
    call.socket = new
    await call.respond("resp_3", ("call_2", "list_locations", "{}"))
    assert (await call.output())["success"] is True
    await new.next("response.create")
    ended = await call.end()
    assert (ended.status, ended.call_id) == ("ended", "rtc_2")
    assert await ended.tool_calls.acount() == 2
    lines = [(line.role, line.text) async for line in ended.lines.all()]
    assert lines == [("caller", "店舗は？"), ("agent", "3店舗です。")]
    assert fake.posted_to("/rtc_1/hangup")
    assert not fake.posted_to("/rtc_2/hangup")
    assert old.inbox.empty()


async def test_it_waits_until_the_agent_has_finished(call: Call) -> None:
    old = await asked(call)
    await old.send("response.created", response={"id": "resp_3"})
    await old.send("output_audio_buffer.started", response_id="resp_3")
    new = await offered(call)
    await receive_items(new, 5)
    await old.send("response.output_audio_transcript.done", item_id="item_b", transcript="他には？")
    await old.send("response.done", response={"id": "resp_3", "status": "completed", "output": []})
    (last,) = await receive_items(new, 1)
    assert last["content"][0]["text"] == "他には？"
    assert not any(m["type"] == "renewed" for m in call.page.heard)
    await old.send("output_audio_buffer.stopped", response_id="resp_3")
    await asyncio.wait_for(call.page.until("renewed"), 10)  # and not only when the session's time is over
    call.socket = new
    await call.end()


async def begins_to_speak(old: Sideband, item_id: str = "item_x") -> None:
    await old.send("input_audio_buffer.speech_started", item_id=item_id)


async def says(old: Sideband, words: str, item_id: str = "item_x") -> None:
    await old.send("input_audio_buffer.speech_stopped", item_id=item_id)
    await old.send("input_audio_buffer.committed", item_id=item_id)
    kind = "conversation.item.input_audio_transcription.completed"
    await old.send(kind, item_id=item_id, transcript=words)


async def test_words_begun_in_the_old_call_while_its_page_moves_are_answered_by_the_new_one(
    call: Call, fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_words, "PARTING_SECONDS", 1.0)
    old = await asked(call)
    new = await offered(call)
    await receive_items(new, 5)
    await call.page.until("renewed")
    await begins_to_speak(old)
    await says(old, "札幌で")
    (words,) = await receive_items(new, 1)
    assert (words["id"], words["role"]) == ("item_x", "user")
    assert words["content"] == [{"type": "input_text", "text": "札幌で"}]
    await new.next("response.create")
    assert (await call.page.until("caption"))["text"] == "札幌で"
    call.socket = new
    ended = await call.end()
    assert [line.text async for line in ended.lines.all()] == ["店舗は？", "3店舗です。", "札幌で"]
    assert fake.posted_to("/rtc_1/hangup")


async def test_a_turn_that_the_last_moment_cuts_is_heard_to_its_end(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_words, "MOVED_SECONDS", 0.1)
    old = await asked(call, lasts=1.5)
    await begins_to_speak(old)
    new = await offered(call)
    await receive_items(new, 5)
    await call.page.until("renewed")
    await old.next("input_audio_buffer.commit")  # the microphone is elsewhere: nothing would end the turn
    await says(old, "札幌で")
    (words,) = await receive_items(new, 1)
    assert words["content"][0]["text"] == "札幌で"
    await new.next("response.create")
    call.socket = new
    await call.end()


async def test_at_the_last_moment_it_goes_over_whoever_speaks(call: Call) -> None:
    old = await asked(call, lasts=1.5)
    await old.send("input_audio_buffer.speech_started", item_id="item_x")
    new = await offered(call)
    await receive_items(new, 5)
    await call.page.until("renewed")
    call.socket = new
    await call.end()


async def test_words_spoken_at_the_last_moment_are_answered_by_the_new_call(call: Call) -> None:
    old = await asked(call, lasts=1.5)
    await old.send("input_audio_buffer.speech_started", item_id="item_x")
    new = await offered(call)
    await receive_items(new, 5)
    await old.send("input_audio_buffer.speech_stopped", item_id="item_x")
    await old.send(
        "conversation.item.input_audio_transcription.completed", item_id="item_x", transcript="札幌で"
    )
    (words,) = await receive_items(new, 1)
    assert words["content"] == [{"type": "input_text", "text": "札幌で"}]
    await call.page.until("renewed")
    await new.next("response.create")
    call.socket = new
    await call.end()


async def test_words_typed_while_it_goes_over_are_answered_by_the_new_call(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asked(call)
    new = await offered(call)
    await receive_items(new, 5)
    await call.page.until("renewed")
    call.socket = new
    await sideband_say(call, "札幌")
    item = (await new.next("conversation.item.create"))["item"]
    assert item["content"] == [{"type": "input_text", "text": "札幌"}]
    await new.next("response.create")
    await call.end()


async def sideband_say(call: Call, text: str) -> None:
    from channels.layers import get_channel_layer

    from voice.call import page_messages

    group = page_messages.holder_group(call.session.id)
    await get_channel_layer().group_send(group, {"type": "text", "text": text})


async def test_a_page_that_does_not_answer_is_asked_again(call: Call) -> None:
    await asked(call, lasts=1.0)
    await call.page.until("renew")
    await call.end()


async def test_a_new_call_that_cannot_be_held_is_dropped_and_asked_for_again(
    call: Call, fake: FakeRealtime
) -> None:
    await asked(call)
    fake.sideband_troubles = [500]
    await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER)
    await call.page.until("renew")
    assert fake.posted_to("/rtc_2/hangup")
    row = await Session.objects.aget(pk=call.session.id)
    assert (row.status, row.call_id) == ("active", "rtc_1")
    await call.end()


async def test_who_hangs_up_meanwhile_leaves_no_call_behind(call: Call, fake: FakeRealtime) -> None:
    await asked(call)
    new = await offered(call)
    await new.next("conversation.item.create")
    await sessions.hang_up(await Session.objects.aget(pk=call.session.id))
    assert (await call.end()).end_reason == "hung_up"
    assert fake.posted_to("/rtc_1/hangup")
    assert await hung_up(fake, "/rtc_2/hangup")


async def hung_up(fake: FakeRealtime, path: str) -> bool:
    async with asyncio.timeout(5):
        while not fake.posted_to(path):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return True


async def test_a_limit_that_passes_ends_the_call_by_its_name(call: Call) -> None:
    old = await asked(call)
    await old.send("error", error={"code": "session_expired", "message": "Your session hit the maximum"})
    ended = await call.end()
    assert (ended.status, ended.end_reason) == ("ended", "session_expired")


async def test_only_a_call_that_goes_on_here_is_renewed(call: Call, fake: FakeRealtime) -> None:
    grant = await sessions.start(language="ja")
    with pytest.raises(SessionEnded):
        await handover.answer_renewal(grant.session, OFFER)
    await call.begin()
    fake.script("/calls", *[Reply(500)] * 3)
    with pytest.raises(ProviderUnavailable):
        await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER)
    await call.end()


# --- what is told -----------------------------------------------------------------------------------


def build_caption(position: int, text: str, role: str = "caller") -> Caption:
    return Caption(f"item_{position}", role, text, position, final=True)


def test_a_long_conversation_keeps_its_end() -> None:
    captions = [build_caption(n, "あ" * 1000) for n in range(40)]
    items = history.build_items(captions, [])
    assert items[0]["content"][0]["text"] == history.FORGOTTEN
    assert [item["id"] for item in items[1:]] == [f"item_{n}" for n in range(28, 40)]


def test_what_tools_did_is_kept_apart_from_what_was_said() -> None:
    captions = [build_caption(n, "あ" * 1000) for n in range(1, 40)]
    call = FunctionCall("call_1", "create_reservation", "{}", 0, '{"reservationNumber": "R1"}')
    items = history.build_items(captions, [call])
    assert [item["type"] for item in items[1:3]] == ["function_call", "function_call_output"]
    assert items[2]["id"] == output_id("call_1")
    assert all(len(item["id"]) <= 32 for item in items)


def test_a_call_that_still_runs_is_told_without_a_result() -> None:
    items = history.build_items([], [FunctionCall("call_1", "create_reservation", "{}", 0, None)])
    assert [item["type"] for item in items] == ["message", "function_call"]


def test_what_was_not_understood_is_not_told() -> None:
    half = Caption("item_2", "agent", "他に", 2)
    assert len(history.build_items([build_caption(0, "はい"), build_caption(1, ""), half], [])) == 2

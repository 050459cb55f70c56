"""What a clerk asks of a call, done by its holder: with a scripted provider."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import OperationalError

from reservations import clock
from tests.fakes.realtime import FakeRealtime, Sideband
from tests.voice.call.test_handover import asked, offered, receive_items, soon
from tests.voice.calls import Call, Page
from voice import sessions
from voice.call import page_messages, registry
from voice.call.staff import acts
from voice.models import Session, StaffAct
from voice.providers import base

__all__ = ["soon"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("azure")]
VAD = {"type": "server_vad", "create_response": True, "interrupt_response": True}
DETECTING = {"audio": {"input": {"turn_detection": VAD}}}


async def ask(session_id: str, kind: str, text: str = "", **more: Any) -> StaffAct:
    """As the staff's page does: on record first, then to the holder."""
    act = await StaffAct.objects.acreate(
        session_id=session_id, kind=kind, user_name="hanako", text=text, at=clock.now()
    )
    message = acts.build_act(kind, act=act.pk, text=text, **more)
    await get_channel_layer().group_send(page_messages.holder_group(session_id), message)
    return act


async def say_back(socket: Sideband, response_id: str, item_id: str) -> dict[str, Any]:
    """The provider says the words that it is asked for; the event that asked."""
    asked = await socket.next("response.create")
    words = asked["response"]["metadata"]["say"]
    echoed = {"id": response_id, "metadata": asked["response"]["metadata"]}
    await socket.send("response.created", response=echoed)
    about = {"response_id": response_id, "item_id": item_id}
    await socket.send("response.output_audio_transcript.delta", **about, delta=words)
    await socket.send("response.output_audio_transcript.done", **about, transcript=words)
    await socket.send("response.done", response={"id": response_id, "status": "completed", "output": []})
    return asked


async def caption(page: Page, role: str) -> str:
    while True:
        message = await asyncio.wait_for(page.until("caption"), 5)
        if message["final"] and message["role"] == role:
            return str(message["text"])


async def begin_taken(call: Call) -> Sideband:
    """A call whose caller was greeted, and that a clerk has taken over."""
    socket = await call.begin()
    await socket.send("session.updated", session=DETECTING)
    await ask(call.session.id, "take_over")
    update = await socket.next("session.update")
    assert update["session"]["audio"]["input"]["turn_detection"]["create_response"] is False
    await socket.next("output_audio_buffer.clear")
    assert (await asyncio.wait_for(call.page.until("staff"), 5))["present"] is True
    return socket


async def test_whisper_reaches_the_agent_and_not_the_caller(call: Call) -> None:
    socket = await call.begin()
    act = await ask(call.session.id, "whisper", "ミニバンをお勧めして")
    item = (await socket.next("conversation.item.create"))["item"]
    assert item["role"] == "system"
    assert "ミニバンをお勧めして" in item["content"][0]["text"]
    await socket.send("conversation.item.added", item=item)
    assert "say" not in (await socket.next("response.create"))["response"]["metadata"]
    await call.respond("resp_1")
    ended = await call.end()
    assert [line async for line in ended.lines.all()] == []
    assert not any("ミニバン" in json.dumps(message, ensure_ascii=False) for message in call.page.heard)
    done = await StaffAct.objects.aget(pk=act.pk)
    assert (done.done_at is not None, done.position is not None) == (True, True)


async def test_words_of_a_clerk_are_said_and_kept_as_theirs(call: Call) -> None:
    socket = await begin_taken(call)
    await ask(call.session.id, "say", "店長の花子です。")
    await say_back(socket, "resp_staff", "item_staff")
    assert await caption(call.page, "staff") == "店長の花子です。"
    ended = await call.end()
    assert [(line.role, line.text) async for line in ended.lines.all()] == [("staff", "店長の花子です。")]


async def test_agent_answers_nothing_until_the_call_is_given_back(call: Call) -> None:
    socket = await begin_taken(call)
    group = page_messages.holder_group(call.session.id)
    await get_channel_layer().group_send(group, {"type": "text", "text": "どなたですか"})
    typed = (await socket.next("conversation.item.create"))["item"]
    await socket.send("conversation.item.added", item=typed)
    # An answer that the provider begins by itself is cancelled at once.
    await socket.send("response.created", response={"id": "resp_own"})
    cancelled = await socket.next("response.cancel")
    assert cancelled["response_id"] == "resp_own"
    await socket.send("response.done", response={"id": "resp_own", "status": "cancelled", "output": []})
    assert socket.inbox.empty()
    await ask(call.session.id, "give_back")
    update = await socket.next("session.update")
    assert update["session"]["audio"]["input"]["turn_detection"] == VAD
    assert "say" not in (await socket.next("response.create"))["response"]["metadata"]
    assert (await asyncio.wait_for(call.page.until("staff"), 5))["present"] is False
    await call.end()


async def test_clerks_words_are_no_wait_for_the_agent(call: Call) -> None:
    socket = await begin_taken(call)
    await socket.send("input_audio_buffer.speech_started", item_id="item_u")
    await socket.send("input_audio_buffer.speech_stopped", item_id="item_u")
    await ask(call.session.id, "say", "店長の花子です。")
    await say_back(socket, "resp_staff", "item_staff")
    assert await caption(call.page, "staff")
    ended = await call.end()
    assert [line.waited_ms async for line in ended.lines.all()] == [None]


async def test_message_to_an_english_caller_of_a_japanese_page_is_in_english(
    call: Call, azure: base.Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_rules = replace(azure.capabilities, follows_instructions=False)
    monkeypatch.setattr(azure, "capabilities", by_rules)
    socket = await call.begin()
    done = "conversation.item.input_audio_transcription.completed"
    await socket.send(done, item_id="item_u", transcript="Hello, do you speak English?")
    assert await caption(call.page, "caller")
    await ask(call.session.id, "whisper", "Gate 3")
    asked = await say_back(socket, "resp_staff", "item_staff")
    assert asked["response"]["metadata"]["say"] == "A message from our staff: Gate 3"
    await call.end()


async def test_agent_waits_for_the_caller_where_the_clerk_spoke_last(call: Call) -> None:
    socket = await begin_taken(call)
    await ask(call.session.id, "say", "お待たせしました。")
    await say_back(socket, "resp_staff", "item_staff")
    await ask(call.session.id, "give_back")
    await socket.next("session.update")
    await asyncio.wait_for(call.page.until("staff"), 5)
    assert socket.inbox.empty()
    await call.end()


async def test_call_whose_clerk_is_gone_goes_back_to_the_agent(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PRESENCE_SECONDS", 0.2)
    socket = await begin_taken(call)
    await Session.objects.filter(pk=call.session.id).aupdate(taken_over_by="hanako")
    await socket.next("session.update")
    assert (await asyncio.wait_for(call.page.until("staff"), 5))["present"] is False
    ended = await call.end()
    assert ended.taken_over_by == ""
    last = await ended.staff_acts.alast()
    assert last is not None
    assert (last.kind, last.user_name) == ("give_back", "")


async def test_take_over_that_was_lost_on_its_way_is_made_up_for_by_the_page_of_the_clerk(call: Call) -> None:
    """As found: the process of the clerk's page died after its record, and both spoke with the caller."""
    socket = await call.begin()
    await socket.send("session.updated", session=DETECTING)
    group = page_messages.holder_group(call.session.id)
    await Session.objects.filter(pk=call.session.id).aupdate(taken_over_by="hanako")
    await get_channel_layer().group_send(group, acts.build_act(acts.PRESENT))
    update = await socket.next("session.update")
    assert update["session"]["audio"]["input"]["turn_detection"]["create_response"] is False
    assert (await asyncio.wait_for(call.page.until("staff"), 5))["present"] is True
    await call.end()


async def test_page_that_was_asked_for_before_its_clerk_gave_back_takes_nothing_over(call: Call) -> None:
    socket = await begin_taken(call)
    await ask(call.session.id, "give_back")
    await socket.next("session.update")
    group = page_messages.holder_group(call.session.id)
    await get_channel_layer().group_send(group, acts.build_act(acts.PRESENT))
    await ask(call.session.id, "say", "お待たせしました。")
    await say_back(socket, "resp_staff", "item_staff")
    await caption(call.page, "staff")
    await call.end()
    assert [each["present"] for each in call.page.heard if each["type"] == "staff"] == [True, False]


async def test_caller_is_told_and_shown_the_shops_telephone(call: Call) -> None:
    socket = await call.begin()
    shop = {"name": "東京駅前店", "phone": "03-5555-0101", "tel": "+81355550101"}
    words = acts.write_telephone(call.session.language, shop["name"], shop["phone"])
    await ask(call.session.id, "telephone", words, shop=shop)
    await say_back(socket, "resp_staff", "item_staff")
    shown = await asyncio.wait_for(call.page.until("telephone"), 5)
    assert {name: shown[name] for name in shop} == shop
    assert await caption(call.page, "staff") == words
    assert "03-5555-0101" in words
    await call.end()


async def test_call_is_ended_after_its_farewell_was_played(
    call: Call, fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "SETTLE_SECONDS", 0.1)
    socket = await call.begin()
    await ask(call.session.id, "end", acts.write_farewell(call.session.language, ""))
    await socket.next("output_audio_buffer.clear")
    await say_back(socket, "resp_staff", "item_staff")
    await socket.send("output_audio_buffer.started", response_id="resp_staff")
    await asyncio.sleep(0.4)
    assert not fake.posted_to("/hangup")
    await socket.send("output_audio_buffer.stopped", response_id="resp_staff")
    ended = await asyncio.wait_for(call.page.until("ended"), 5)
    assert ended["reason"] == "staff_ended"
    row = await call.end()
    assert (row.status, row.end_reason) == ("ended", "staff_ended")


async def test_call_that_is_ended_twice_says_one_farewell(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As found: the page offers it until the farewell was heard, and a second press had it said again."""
    monkeypatch.setattr(acts, "SETTLE_SECONDS", 0.1)
    socket = await call.begin()
    for _press in range(2):
        await ask(call.session.id, "end", acts.write_farewell(call.session.language, ""))
    await socket.next("output_audio_buffer.clear")
    await say_back(socket, "resp_staff", "item_staff")
    await asyncio.wait_for(call.page.until("ended"), 30)
    sent = [socket.inbox.get_nowait()["type"] for _event in range(socket.inbox.qsize())]
    assert "response.create" not in sent
    assert (await call.end()).end_reason == "staff_ended"


async def test_process_that_takes_a_call_up_keeps_the_agent_silent(call: Call, fake: FakeRealtime) -> None:
    call.session = (await sessions.start(language="ja")).session
    call.session.taken_over_by = "hanako"
    await call.page_listens()
    await sessions.answer(call.session, "v=0\r\n")
    call.task = registry.attend_sideband(call.session)
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session=DETECTING)
    update = await call.socket.next("session.update")
    assert update["session"]["audio"]["input"]["turn_detection"]["create_response"] is False
    await ask(call.session.id, "give_back")
    await call.socket.next("session.update")
    await call.greeted()
    await call.end()


async def test_whisper_goes_with_the_conversation_into_the_next_call(call: Call) -> None:
    old = await asked(call)
    await ask(call.session.id, "whisper", "ミニバンをお勧めして")
    whisper = (await old.next("conversation.item.create"))["item"]
    await old.send("conversation.item.added", item=whisper)
    await old.next("response.create")
    await call.respond("resp_told")
    new = await offered(call)
    items = await receive_items(new, 6)
    assert items[-1] == whisper
    await call.page.until("renewed")
    call.socket = new
    await call.end()


@pytest.mark.parametrize("leaves", [True, False])
async def test_agent_does_not_go_on_into_the_farewell_when_the_clerk_leaves_or_gives_back(
    call: Call, monkeypatch: pytest.MonkeyPatch, leaves: bool
) -> None:
    monkeypatch.setattr(acts, "SETTLE_SECONDS", 0.1)
    monkeypatch.setattr(acts, "PRESENCE_SECONDS", 0.5 if leaves else 600.0)
    socket = await begin_taken(call)
    await ask(call.session.id, "end", acts.write_farewell(call.session.language, ""))
    if not leaves:
        await ask(call.session.id, "give_back")
    await socket.next("session.update")
    await socket.next("output_audio_buffer.clear")
    await say_back(socket, "resp_staff", "item_staff")
    await socket.send("output_audio_buffer.started", response_id="resp_staff")
    await asyncio.sleep(0.8)
    assert socket.inbox.empty()
    await socket.send("output_audio_buffer.stopped", response_id="resp_staff")
    await asyncio.wait_for(call.page.until("ended"), 5)
    assert (await call.end()).end_reason == "staff_ended"


async def test_call_whose_end_failed_can_be_ended_again(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "SETTLE_SECONDS", 0.1)
    hang_up, faults, failed = sessions.hang_up, [OperationalError("the database is locked")], asyncio.Event()

    async def fail_once(*given: Any, **named: Any) -> None:
        if faults:
            failed.set()
            raise faults.pop()
        await hang_up(*given, **named)

    monkeypatch.setattr(sessions, "hang_up", fail_once)
    socket = await call.begin()
    for press in ("first", "second"):
        await ask(call.session.id, "end", acts.write_farewell(call.session.language, ""))
        await socket.next("output_audio_buffer.clear")
        await say_back(socket, f"resp_{press}", f"item_{press}")
        await failed.wait()
    await asyncio.wait_for(call.page.until("ended"), 10)
    assert (await call.end()).end_reason == "staff_ended"

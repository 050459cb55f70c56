"""The sideband holds real calls of a scripted provider: tools, transcript, page, drops, and the end."""

from __future__ import annotations

import json
import threading
from functools import partial
from typing import Any

import pytest
from channels.layers import get_channel_layer

from reservations import tools
from tests.fakes.realtime import FakeRealtime, Reply
from tests.voice.calls import Call
from voice import sessions
from voice.call import conversation, page_messages, registry, transport
from voice.call.controller import TRANSITIONS, CallController, CallState
from voice.call.tool_loop import ToolLoop
from voice.call.transport import SidebandTransport
from voice.errors import ProviderUnavailable
from voice.models import Session
from voice.providers.base import Provider

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]


async def test_a_call_begins_with_one_greeting_and_ends_with_its_usage(call: Call) -> None:
    socket = await call.begin()
    assert socket.path == "/openai/v1/realtime?call_id=rtc_1"
    assert socket.headers["api-key"] == "the-key"
    ended = await call.end()
    assert (ended.status, ended.end_reason) == ("ended", "call_ended")
    assert ended.usage == {"total_tokens": 10, "input_token_details": {"audio_tokens": 3}}
    assert socket.inbox.empty()
    assert (await call.page.until("ended"))["reason"] == "call_ended"
    assert registry.list_held() == {}


@pytest.mark.parametrize("message", [{"type": "text"}, {"type": "renewal"}, {"type": "staff", "act": "?"}])
async def test_a_message_of_the_page_that_fails_costs_itself_alone(
    call: Call, message: dict[str, Any]
) -> None:
    socket = await call.begin()
    group = page_messages.holder_group(call.session.id)
    await get_channel_layer().group_send(group, message)
    await get_channel_layer().group_send(group, {"type": "text", "text": "もしもし"})
    event = await socket.next("conversation.item.create")
    assert event["item"]["content"][0]["text"] == "もしもし"
    await call.end()


async def test_a_tool_runs_and_its_result_is_voiced_told_and_kept(call: Call) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    result = await call.output()
    assert result["success"] is True
    await socket.next("response.create")
    started = await call.page.until("tool.started")
    assert (started["callId"], started["name"], started["arguments"]) == ("call_1", "list_locations", {})
    finished = await call.page.until("tool.finished")
    assert finished["ok"] is True
    assert finished["result"] == result
    ended = await call.end()
    kept = await ended.tool_calls.aget()
    assert (kept.call_id, kept.name, kept.ok, kept.result) == ("call_1", "list_locations", True, result)
    assert kept.milliseconds is not None


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [("list_locations", '{"region": "To', "malformed_json"), ("fly", "{}", "unknown_tool")],
)
async def test_a_call_that_makes_no_sense_is_answered_and_the_conversation_goes_on(
    call: Call, name: str, arguments: str, code: str
) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", name, arguments))
    result = await call.output()
    assert (result["success"], result["code"]) == (False, code)
    await socket.next("response.create")
    assert (await call.page.until("tool.finished"))["ok"] is False
    await call.end()


async def test_parallel_calls_are_answered_together(call: Call) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"), ("call_2", "list_locations", "{}"))
    await call.output()
    await call.output()
    await socket.next("response.create")
    await call.end()
    assert socket.inbox.empty()


async def test_a_slow_tool_gets_a_word_and_its_result_is_voiced_after_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    run = tools.run

    def slow(*arguments: Any, **named: Any) -> Any:
        may_end.wait(10)
        return run(*arguments, **named)

    monkeypatch.setattr(tools, "run", slow)
    monkeypatch.setattr(conversation, "ToolLoop", partial(ToolLoop, silence_seconds=0.05))
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    word = (await socket.next("response.create"))["response"]
    assert word["tool_choice"] == "none"
    await socket.send("response.created", response={"id": "resp_2", "metadata": word["metadata"]})
    may_end.set()
    assert (await call.output())["success"] is True
    assert socket.inbox.empty()  # the word has the floor
    await socket.send("response.done", response={"id": "resp_2", "status": "completed", "output": []})
    assert "tool_choice" not in (await socket.next("response.create"))["response"]
    await call.end()


async def test_both_sides_words_are_kept_in_the_order_of_the_conversation(call: Call) -> None:
    socket = await call.begin()
    await socket.send("input_audio_buffer.committed", item_id="item_u")
    await socket.send("response.created", response={"id": "resp_1"})
    await socket.send(
        "conversation.item.added", item={"id": "item_a", "type": "message", "role": "assistant"}
    )
    await socket.send("response.output_audio_transcript.delta", item_id="item_a", delta="東京には")
    await socket.send("response.output_audio_transcript.done", item_id="item_a", transcript="東京には3店舗。")
    await socket.send(
        "conversation.item.input_audio_transcription.completed", item_id="item_u", transcript="東京で借りたい"
    )
    ended = await call.end()
    lines = [(line.role, line.text) async for line in ended.lines.all()]
    assert lines == [("caller", "東京で借りたい"), ("agent", "東京には3店舗。")]
    await call.page.until("ended")
    captions = [(m["itemId"], m["text"], m["final"]) for m in call.page.heard if m["type"] == "caption"]
    assert captions == [
        ("item_a", "東京には", False),
        ("item_a", "東京には3店舗。", True),
        ("item_u", "東京で借りたい", True),
    ]


async def test_typed_words_reach_the_model(call: Call) -> None:
    socket = await call.begin()
    group = page_messages.holder_group(call.session.id)
    await get_channel_layer().group_send(group, {"type": "text", "text": "札幌"})
    item = (await socket.next("conversation.item.create"))["item"]
    assert item["content"] == [{"type": "input_text", "text": "札幌"}]
    await socket.next("response.create")
    await socket.send("conversation.item.added", item=item)
    ended = await call.end()
    assert [(line.role, line.text) async for line in ended.lines.all()] == [("caller", "札幌")]


async def test_words_typed_before_there_is_a_socket_are_answered_once_with_the_greeting(
    call: Call, fake: FakeRealtime
) -> None:
    fake.sideband_troubles = [500]  # the first socket is refused, and another one asked for
    call.session = (await sessions.start(language="ja")).session
    await call.page_listens()
    await sessions.answer(call.session, "v=0\r\n")
    call.task = registry.attend_sideband(call.session)
    await call.page.until("session")
    await get_channel_layer().group_send(
        page_messages.holder_group(call.session.id), {"type": "text", "text": "札幌"}
    )
    call.socket = await fake.sideband()
    item = (await call.socket.next("conversation.item.create"))["item"]
    assert item["content"] == [{"type": "input_text", "text": "札幌"}]
    await call.socket.next("response.create")
    await call.socket.send("session.created", session={})
    await call.socket.send("conversation.item.added", item=item)
    await call.respond("resp_1")
    ended = await call.end()
    assert call.socket.inbox.empty()
    assert [(line.role, line.text) async for line in ended.lines.all()] == [("caller", "札幌")]


async def begun_with_typed(call: Call, fake: FakeRealtime, count: int) -> None:
    """A call whose page says that it has so many messages, which have not come yet."""
    call.session = (await sessions.start(language="ja")).session
    await call.page_listens()
    await sessions.answer(call.session, "v=0\r\n")
    call.task = registry.attend_sideband(call.session, typed=count)
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session={})
    await call.page.until("session")


async def typed(call: Call, text: str) -> None:
    group = page_messages.holder_group(call.session.id)
    await get_channel_layer().group_send(group, {"type": "text", "text": text})


async def test_caller_who_typed_first_is_greeted_and_answered_by_one_response(
    call: Call, fake: FakeRealtime
) -> None:
    await begun_with_typed(call, fake, 2)
    for text in ("東京で借りたい", "土曜日の10時から"):
        await typed(call, text)
    sent = [await call.socket.inbox.get() for _event in range(3)]
    assert [event["type"] for event in sent] == ["conversation.item.create"] * 2 + ["response.create"]
    for event in sent[:2]:
        await call.socket.send("conversation.item.added", item=event["item"])
    await call.respond("resp_1")
    await typed(call, "コンパクトで")  # from then on as always
    item = (await call.socket.next("conversation.item.create"))["item"]
    assert item["content"][0]["text"] == "コンパクトで"
    await call.socket.next("response.create")
    await call.socket.send("conversation.item.added", item=item)
    await call.respond("resp_2")
    ended = await call.end()
    assert call.socket.inbox.empty()
    lines = [line.text async for line in ended.lines.all()]
    assert lines == ["東京で借りたい", "土曜日の10時から", "コンパクトで"]


async def test_greeting_waits_not_for_ever_for_words_that_were_announced(
    call: Call, fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "OPENING_SECONDS", 0.05)
    await begun_with_typed(call, fake, 2)
    await typed(call, "東京で借りたい")
    item = (await call.socket.next("conversation.item.create"))["item"]  # what has come is answered
    await call.socket.next("response.create")
    await call.socket.send("conversation.item.added", item=item)
    await call.respond("resp_1")
    await call.end()
    assert call.socket.inbox.empty()


async def test_words_announced_in_a_call_that_drops_are_answered_in_the_next_socket(
    call: Call, fake: FakeRealtime
) -> None:
    await begun_with_typed(call, fake, 1)
    call.socket.cut()
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session={})
    await typed(call, "札幌")
    item = (await call.socket.next("conversation.item.create"))["item"]
    await call.socket.next("response.create")
    await call.socket.send("conversation.item.added", item=item)
    await call.respond("resp_1")
    await call.end()
    assert call.socket.inbox.empty()


@pytest.mark.parametrize(
    ("told", "count"),
    [
        (None, 0),
        ("", 0),
        ("2", 2),
        (2, 2),
        ("-1", 0),
        ("x", 0),
        ("9" * 5000, 0),
        (float("inf"), 0),
        (99, 20),
        ([], 0),
    ],
)
def test_what_a_page_says_it_has_typed_is_a_small_number(told: Any, count: int) -> None:
    assert page_messages.read_typed_count(told) == count


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("then", CallState)
async def test_call_enters_only_states_that_its_table_allows(state: CallState, then: CallState) -> None:
    session = Session(provider="azure", call_id="rtc_1")
    call = CallController(session, SidebandTransport(session))
    call.state = state
    if then in TRANSITIONS[state]:
        call._enter(then)
        assert call.state is then
    else:
        with pytest.raises(RuntimeError, match="cannot be"):
            call._enter(then)


async def test_call_goes_through_its_states_from_socket_to_end(call: Call, fake: FakeRealtime) -> None:
    seen: list[CallState] = []

    class Watched(CallController):
        def _enter(self, state: CallState) -> None:
            super()._enter(state)
            seen.append(state)

    grant = await sessions.start(language="ja")
    call.session = grant.session
    await call.page_listens()
    await sessions.answer(call.session, "v=0\r\n")
    call.task = registry.attend(Watched(call.session, SidebandTransport(call.session)))
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session={})
    await call.greeted()
    call.socket.cut()
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session={})
    await call.socket.recalls(None)
    await call.socket.next("conversation.item.delete")
    await call.end()
    assert [state.name for state in seen] == [
        *("TALKING", "CONNECTING"),
        *("RECOVERING", "TALKING", "CONNECTING"),
        *("AWAITING_PAGE", "ENDED"),
    ]


async def test_a_cut_sideband_is_back_and_sends_again_what_was_not_confirmed(
    call: Call, fake: FakeRealtime
) -> None:
    socket = await call.begin()
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await socket.next("conversation.item.create")
    await socket.next("response.create")
    socket.cut()
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session={})
    await call.socket.recalls("item_call_1")
    await call.socket.next("conversation.item.delete")
    assert (await call.output())["success"] is True
    await call.socket.next("response.create")
    assert (await call.end()).status == "ended"


async def test_a_call_that_the_provider_forgot_is_over(call: Call, fake: FakeRealtime) -> None:
    socket = await call.begin()
    fake.refuse_sideband = 404
    socket.cut()
    await call.task
    assert (await Session.objects.aget(pk=call.session.id)).end_reason == "call_ended"


async def test_a_call_whose_sideband_cannot_be_restored_is_ended(
    call: Call, fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PAUSES", (0.0, 0.0))
    socket = await call.begin()
    fake.refuse_sideband = 500
    socket.cut()
    await call.task
    ended = await Session.objects.aget(pk=call.session.id)
    assert (ended.status, ended.end_reason) == ("failed", "sideband_lost")
    assert fake.posted_to("/rtc_1/hangup")


async def test_hanging_up_ends_the_call_at_the_provider_with_its_reason(
    call: Call, fake: FakeRealtime
) -> None:
    await call.begin()
    await sessions.hang_up(call.session)
    assert fake.posted_to("/rtc_1/hangup")
    assert (await call.end()).end_reason == "hung_up"
    assert (await call.page.until("ended"))["reason"] == "hung_up"


async def test_a_second_call_of_a_session_takes_its_place(call: Call, fake: FakeRealtime) -> None:
    await call.begin()
    first = call.task
    await sessions.answer(call.session, "v=0\r\n")
    call.task = registry.attend_sideband(call.session)
    call.socket = await fake.sideband()
    await call.socket.send("session.created", session={})
    await call.greeted()
    assert call.socket.path.endswith("call_id=rtc_2")
    await first_done(first)
    assert (await Session.objects.aget(pk=call.session.id)).status == "active"
    await call.end()


async def first_done(task: Any) -> None:
    with pytest.raises(BaseException):  # noqa: B017, PT011  (cancelled)
        await task


async def test_a_secret_that_expired_is_minted_again(fake: FakeRealtime, azure: Provider, call: Call) -> None:
    fake.script("/client_secrets", Reply(200, json.dumps({"value": "ek_old", "expires_at": 1})))
    grant = await sessions.start(language="ja")
    await sessions.answer(grant.session, "v=0\r\n")
    assert fake.posted_to("/calls")[0].headers["authorization"] == "Bearer ek_2"


async def test_a_secret_that_expired_by_the_providers_clock_is_minted_again(
    fake: FakeRealtime, azure: Provider, call: Call
) -> None:
    """Ours would have kept it: the machines' clocks differ."""
    grant = await sessions.start(language="ja")
    fake.script("/calls", Reply(401))
    answered = await sessions.answer(grant.session, "v=0\r\n")
    assert answered.call_id == "rtc_2"
    shown = [posted.headers["authorization"] for posted in fake.posted_to("/calls")]
    assert shown == ["Bearer ek_1", "Bearer ek_2"]


async def test_a_refusal_that_no_new_secret_mends_is_told_after_one_more_try(
    fake: FakeRealtime, azure: Provider, call: Call
) -> None:
    grant = await sessions.start(language="ja")
    fake.script("/calls", Reply(401), Reply(401), Reply(401))
    with pytest.raises(ProviderUnavailable):
        await sessions.answer(grant.session, "v=0\r\n")
    assert len(fake.posted_to("/calls")) == 2


MALFORMED: dict[str, dict[str, Any]] = {
    "an item that is a list": {"type": "conversation.item.added", "item": [1]},
    "words that are a number": {
        "type": "conversation.item.input_audio_transcription.completed",
        "item_id": "item_x",
        "transcript": 7,
    },
    "a response that is a text": {"type": "response.done", "response": "done"},
    "a session that is a number": {"type": "session.updated", "session": 4},
    "an error that is a list": {"type": "error", "error": ["no"]},
}


@pytest.mark.parametrize("kind", MALFORMED)
async def test_an_event_of_another_shape_costs_only_itself(call: Call, kind: str) -> None:
    socket = await call.begin()
    await socket.send_text(json.dumps(MALFORMED[kind]))
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    assert (await call.output())["success"]
    await call.end()


@pytest.mark.parametrize(("said", "kept"), [("half \ud83d", "half \ufffd"), ("a\x00b", "ab")])
async def test_hostile_words_of_a_provider_are_cleaned_and_the_call_goes_on(
    call: Call, said: str, kept: str
) -> None:
    socket = await call.begin()
    completed = "conversation.item.input_audio_transcription.completed"
    await socket.send(completed, item_id="item_a", transcript=said, usage={"seconds": float("nan")})
    assert (await call.page.until("caption"))["text"] == kept
    await call.respond("resp_1", ("call_1", "find_reservation", '{"number":"\\ud83d\\u0000","x":NaN}'))
    assert (await call.output())["success"] is False
    session = await call.end()
    assert [line.text async for line in session.lines.filter(item_id="item_a")] == [kept]
    assert (await session.tool_calls.aget()).arguments == {"number": "\ufffd", "x": None}


async def test_an_offer_that_is_refused_for_its_captions_is_answered_without_them(
    call: Call, fake: FakeRealtime
) -> None:
    error = {"param": "session.audio.input.transcription.model", "message": "no such deployment"}
    fake.script("/calls", Reply(400, json.dumps({"error": error})))
    await call.begin()
    first, second = fake.posted_to("/client_secrets")
    assert "transcription" in first.json["session"]["audio"]["input"]
    assert "transcription" not in second.json["session"]["audio"]["input"]
    assert fake.posted_to("/calls")[-1].headers["authorization"] == "Bearer ek_2"
    await call.end()


@pytest.mark.parametrize(
    "written",
    ["Okay. All right. All right. All right. All right. All right.", "ご視聴ありがとうございました"],
)
async def test_words_that_a_vendor_wrote_over_silence_are_on_no_record(call: Call, written: str) -> None:
    socket = await call.begin()
    await socket.send("input_audio_buffer.committed", item_id="item_u")
    kind = "conversation.item.input_audio_transcription"
    await socket.send(f"{kind}.delta", item_id="item_u", delta=written[:8])
    await socket.send(f"{kind}.completed", item_id="item_u", transcript=written)
    await socket.send(f"{kind}.completed", item_id="item_v", transcript="はい、はい")
    while not ((caption := await call.page.until("caption"))["final"] and caption["itemId"] == "item_v"):
        assert caption["itemId"] == "item_u"
        assert caption["text"] in {written[:8].strip(), ""}
    await call.end()
    lines = [line.text async for line in call.session.lines.order_by("position")]
    assert [text for text in lines if text] == ["はい、はい"]

"""A page talks by way of our server: audio both ways, tools, cuts, drops and the end."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import OperationalError
from pytest_django import Settings

from tests.fakes.realtime import FakeRealtime, Reply, Sideband
from tests.voice.call.relay.conftest import Caller, caller
from tests.voice.calls import Page, let_go
from voice import sessions
from voice.call import handover, page_messages, registry
from voice.call.relay import listener, messages, transport
from voice.call.relay.playout import BYTES_PER_MS
from voice.models import Line, Session
from voice.sessions import Grant

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]


def audio(ms: int, value: int = 1) -> bytes:
    return bytes([value]) * (ms * BYTES_PER_MS)


async def speak(socket: Sideband, item_id: str, ms: int, value: int = 1) -> None:
    delta = base64.b64encode(audio(ms, value)).decode()
    await socket.send("response.output_audio.delta", item_id=item_id, delta=delta)


async def talking(fake: FakeRealtime, page: Caller) -> tuple[Grant, Sideband]:
    """A call that has been greeted."""
    grant = await sessions.start(language="ja")
    await page.hello(grant.token)
    socket = await fake.sideband()
    await socket.send("session.created", session={"instructions": "secret"})
    assert await page.next() == {"type": "ready"}
    await socket.next("response.create")
    await respond(socket, "resp_greeting")
    return grant, socket


async def respond(socket: Sideband, response_id: str, *calls: dict[str, Any]) -> None:
    await socket.send("response.created", response={"id": response_id})
    for item in calls:
        await socket.send("response.output_item.done", response_id=response_id, item=item)
    usage = {"total_tokens": 10}
    await socket.send("response.done", response={"id": response_id, "status": "completed", "usage": usage})


async def over(session_id: str) -> Session:
    """The session, once nobody holds it any more."""
    await let_go(session_id)
    session: Session = await Session.objects.aget(pk=session_id)
    return session


async def test_audio_passes_both_ways_and_nothing_of_the_session_reaches_the_page(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, socket = await talking(fake, page)
        assert socket.path == "/openai/v1/realtime?model=gpt-realtime"
        # The provider is shown its own secret, and the page was never given that one.
        shown = socket.headers["authorization"].removeprefix("Bearer ")
        assert shown.startswith("ek_")
        assert shown != grant.secret.value
        await page.speak(audio(20, 7))
        appended = await socket.next("input_audio_buffer.append")
        assert base64.b64decode(appended["audio"]) == audio(20, 7)
        await speak(socket, "item_a", 200, 3)
        await page.hears(200 * BYTES_PER_MS)
        assert bytes(page.audio) == audio(200, 3)
        assert page.told == [{"type": "ready"}]
    ended = await over(grant.session.id)
    assert (ended.status, ended.end_reason) == ("ended", "call_ended")
    assert ended.usage == {"total_tokens": 10}


async def test_tools_run_and_words_are_kept_as_in_any_call(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, socket = await talking(fake, page)
        line = Page(grant.session.id)
        await line.listen()
        item = {"type": "function_call", "call_id": "call_1", "name": "list_locations", "arguments": "{}"}
        await respond(socket, "resp_1", {**item, "status": "completed"})
        created = await socket.next("conversation.item.create")
        assert json.loads(created["item"]["output"])["success"] is True
        await socket.send("conversation.item.added", item=created["item"])
        await socket.next("response.create")
        await socket.send("response.output_audio_transcript.done", item_id="item_a", transcript="3店舗です。")
        assert (await line.until("tool.finished"))["ok"] is True
        assert (await line.until("caption"))["text"] == "3店舗です。"
        assert page.told == [{"type": "ready"}]  # all that came by the page's line
    session = await over(grant.session.id)
    assert [line.text async for line in session.lines.all()] == ["3店舗です。"]
    assert await session.tool_calls.acount() == 1
    assert session.tool_mode == "server"


async def test_the_agent_is_silent_at_once_and_forgets_what_the_caller_has_not_heard(
    fake: FakeRealtime,
) -> None:
    async with caller() as page:
        _grant, socket = await talking(fake, page)
        await speak(socket, "item_a", 1000)
        await page.hears(1000 * BYTES_PER_MS)
        await socket.send("input_audio_buffer.speech_started", item_id="item_u", audio_start_ms=5)
        assert await page.next() == {"type": "clear", "cut": 1}
        assert await page.next() == {"type": "input_audio_buffer.speech_started", "item_id": "item_u"}
        await page.say("cleared", cut=1, ms=432.5)
        truncated = await socket.next("conversation.item.truncate")
        assert (truncated["item_id"], truncated["content_index"], truncated["audio_end_ms"]) == (
            "item_a",
            0,
            432,
        )
        await speak(socket, "item_a", 20)  # still on its way when it was cut
        await speak(socket, "item_b", 20, 9)
        await page.hears(1020 * BYTES_PER_MS)
        assert bytes(page.audio[-20 * BYTES_PER_MS :]) == audio(20, 9)


async def test_a_page_that_does_not_say_what_it_played_is_not_waited_for(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "CUT_SECONDS", 0.01)
    async with caller() as page:
        _grant, socket = await talking(fake, page)
        await speak(socket, "item_a", 1000)
        await page.hears(1000 * BYTES_PER_MS)
        await page.say("played", cut=0, ms=200)
        await page.speak(audio(20))
        await socket.next("input_audio_buffer.append")  # what was said before it has been read too
        await socket.send("input_audio_buffer.speech_started", item_id="item_u")
        assert (await socket.next("conversation.item.truncate"))["audio_end_ms"] == 200


async def test_a_long_answer_is_sent_as_it_is_played(fake: FakeRealtime) -> None:
    async with caller() as page:
        _grant, socket = await talking(fake, page)
        for _ in range(20):
            await speak(socket, "item_a", 200)
        await page.hears(2000 * BYTES_PER_MS)
        assert await page.socket.receive_nothing()
        await page.say("played", cut=0, ms=1000)
        await page.hears(3000 * BYTES_PER_MS)
        assert len(page.audio) == 3000 * BYTES_PER_MS


async def test_who_hangs_up_ends_the_call_with_that_reason(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, _socket = await talking(fake, page)
        await page.say("hangup")
        assert (await over(grant.session.id)).end_reason == "hung_up"


async def test_hanging_up_by_http_ends_a_relayed_call_too(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, _socket = await talking(fake, page)
        await sessions.hang_up(grant.session)
        assert await page.next() == {"type": "closed", "code": 1000}
        assert (await over(grant.session.id)).end_reason == "hung_up"


async def test_a_page_whose_network_dropped_comes_back_and_hears_the_rest(fake: FakeRealtime) -> None:
    async with caller(closing=1006) as page:
        grant, socket = await talking(fake, page)
        await speak(socket, "item_a", 1000, 5)
        await page.hears(1000 * BYTES_PER_MS)
        await page.say("played", cut=0, ms=700)
    async with caller() as again:
        await again.hello(grant.token)
        assert await again.next() == {"type": "ready"}
        assert await again.next() == {"type": "clear", "cut": 1}
        await again.hears(300 * BYTES_PER_MS)
        assert bytes(again.audio) == audio(300, 5)
        await again.speak(audio(20))
        await socket.next("input_audio_buffer.append")
    assert len(fake.sidebands) == 1
    await over(grant.session.id)


async def test_a_page_that_stays_away_ends_the_call(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "AWAY_SECONDS", 0.01)
    async with caller(closing=1006) as page:
        grant, _socket = await talking(fake, page)
    assert (await over(grant.session.id)).end_reason == "call_ended"


async def test_a_provider_that_drops_the_call_and_takes_no_other_ends_it_as_a_failure(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "PAUSES", (0.0, 0.01))
    async with caller() as page:
        grant, socket = await talking(fake, page)
        fake.refuse_sideband = 500
        socket.cut()
        assert await page.next() == {"type": "closed", "code": 1000}
    ended = await over(grant.session.id)
    assert (ended.status, ended.end_reason) == ("failed", "sideband_lost")


async def test_a_provider_that_drops_the_call_goes_on_with_it_in_another_session(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, first = await talking(fake, page)
        await first.send("input_audio_buffer.committed", item_id="item_u")
        words = {"item_id": "item_u", "transcript": "店舗は？"}
        await first.send("conversation.item.input_audio_transcription.completed", **words)
        await first.send("response.created", response={"id": "resp_1"})
        await first.send("response.output_audio_transcript.delta", item_id="item_a", delta="3店")
        await speak(first, "item_a", 40, 5)
        await page.hears(40 * BYTES_PER_MS)
        began = time.perf_counter()
        first.cut()
        second = await fake.sideband()
        await second.send("session.created", session={"id": "sess_2"})
        for _item in range(2):
            item = (await second.next("conversation.item.create"))["item"]
            await second.send("conversation.item.added", item=item)
        assert item["content"] == [{"type": "input_text", "text": "店舗は？"}]
        await second.next("response.create")
        print(f"cut → the agent is asked to speak: {1000 * (time.perf_counter() - began):.0f} ms")
        page.audio.clear()
        await speak(second, "item_b", 40, 7)
        await page.hears(40 * BYTES_PER_MS)
        assert bytes(page.audio) == audio(40, 7)
    assert (await over(grant.session.id)).end_reason == "call_ended"


async def test_a_database_that_is_away_for_a_moment_costs_one_try_to_open_another_session(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure, faults = sessions.configure, [OperationalError("the database is locked")]

    def fail_once(session: Session) -> Any:
        if faults:
            raise faults.pop()
        return configure(session)

    async with caller() as page:
        _grant, socket = await talking(fake, page)
        monkeypatch.setattr(sessions, "configure", fail_once)
        socket.cut()
        second = await fake.sideband()
        assert not faults
        await second.send("session.created", session={})
        await second.next("response.create")


async def test_who_speaks_as_the_provider_drops_the_call_is_heard_by_the_next_session(
    fake: FakeRealtime,
) -> None:
    async with caller() as page:
        _grant, socket = await talking(fake, page)
        await page.speak(audio(1000, 1))  # nothing is said
        await socket.next("input_audio_buffer.append")
        await page.speak(audio(200, 2))
        await socket.next("input_audio_buffer.append")
        await socket.send("input_audio_buffer.speech_started", item_id="item_u")
        await page.until("input_audio_buffer.speech_started")
        for piece in range(3, 7):
            await page.speak(audio(500, piece))
            await socket.next("input_audio_buffer.append")
        socket.cut()
        second = await fake.sideband()
        await second.send("session.created", session={})
        while (event := await second.inbox.get())["type"] != "input_audio_buffer.append":
            pass  # the agent is asked to say its last words again
        heard = base64.b64decode(event["audio"])
        turn = b"".join([audio(200, 2), *(audio(500, piece) for piece in range(3, 7))])
        assert heard.endswith(turn)
        assert len(heard) <= len(turn) + len(audio(1000))


async def test_a_call_that_reaches_the_providers_time_limit_ends_for_that_reason(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, socket = await talking(fake, page)
        await socket.send(
            "error", error={"code": "session_expired", "message": "Your session hit the limit."}
        )
        await socket.end()
        assert await page.next() == {"type": "closed", "code": 1000}
    ended = await over(grant.session.id)
    assert (ended.status, ended.end_reason) == ("ended", "session_expired")


async def test_before_the_providers_time_limit_the_call_goes_on_in_another_session(
    fake: FakeRealtime,
) -> None:
    async with caller() as page:
        grant = await sessions.start(language="ja")
        await page.hello(grant.token)
        first = await fake.sideband()
        await first.send("session.created", session={"id": "sess_1", "expires_at": time.time() + 1.2})
        await page.until("ready")
        await first.next("response.create")
        await first.send("response.output_audio_transcript.done", item_id="item_a", transcript="東京ですね。")
        await respond(first, "resp_greeting")
        second = await fake.sideband()
        await second.send("session.created", session={"id": "sess_2"})
        history = [(await second.next("conversation.item.create"))["item"] for _ in range(2)]
        for item in history:
            await second.send("conversation.item.added", item=item)
        assert history[1]["content"][0]["text"] == "東京ですね。"
        await asyncio.wait_for(first.writer.wait_closed(), 5)  # it has gone over
        await page.speak(audio(20))
        await second.next("input_audio_buffer.append")
        await speak(second, "item_b", 40)
        await page.hears(40 * BYTES_PER_MS)
    session = await over(grant.session.id)
    assert (session.status, session.end_reason) == ("ended", "call_ended")
    assert second.inbox.empty()  # nobody was greeted twice


async def test_a_provider_that_cannot_be_reached_is_a_problem_that_a_page_is_told(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PAUSE_SECONDS", 0.0)
    grant = await sessions.start(language="ja")
    fake.refuse_sideband = 500
    async with caller() as page:
        await page.hello(grant.token)
        assert (await page.next())["code"] == "provider_unavailable"
        assert (await page.next())["type"] == "closed"
    assert (await over(grant.session.id)).status == "failed"


async def test_a_key_that_the_provider_finds_expired_is_renewed(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PAUSE_SECONDS", 0.0)
    grant = await sessions.start(language="ja")
    fake.sideband_troubles = [401]
    async with caller() as page:
        await page.hello(grant.token)
        socket = await fake.sideband()
        assert "ek_2" in socket.headers["authorization"]
        await socket.send("session.created", session={})
        assert (await page.next())["type"] == "ready"
    assert (await over(grant.session.id)).status == "ended"


async def test_a_call_that_webrtc_could_not_carry_goes_on_here(fake: FakeRealtime) -> None:
    grant = await sessions.start(language="ja")
    await sessions.answer(grant.session, "v=0\r\n")
    registry.attend_sideband(grant.session)
    unheard = await fake.sideband()
    await unheard.send("session.created", session={})
    await unheard.next("response.create")
    await unheard.send("response.output_audio_transcript.done", item_id="item_0", transcript="お電話")
    line = Page(grant.session.id)
    await line.listen()
    await line.until("caption")
    async with caller() as page:
        await page.hello(grant.token)
        socket = await fake.sideband()
        await socket.send("session.created", session={})
        await page.until("ready")
        await socket.next("response.create")
        assert fake.posted_to("/rtc_1/hangup")
        session = await Session.objects.aget(pk=grant.session.id)
        assert (session.status, session.call_id) == ("active", "")
        assert not await Line.objects.filter(session=session).aexists()
    assert (await over(grant.session.id)).end_reason == "call_ended"


async def test_typed_words_reach_the_model(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant, socket = await talking(fake, page)
        group = page_messages.holder_group(grant.session.id)
        await get_channel_layer().group_send(group, {"type": "text", "text": "札幌"})
        item = (await socket.next("conversation.item.create"))["item"]
        assert item["content"] == [{"type": "input_text", "text": "札幌"}]


async def test_caller_who_typed_first_is_greeted_and_answered_by_one_response(fake: FakeRealtime) -> None:
    async with caller() as page:
        grant = await sessions.start(language="ja")
        await page.say("hello", token=grant.token, typed=1)
        socket = await fake.sideband()
        await socket.send("session.created", session={})
        assert await page.next() == {"type": "ready"}
        group = page_messages.holder_group(grant.session.id)
        await get_channel_layer().group_send(group, {"type": "text", "text": "札幌"})
        sent = [await socket.inbox.get() for _event in range(2)]
        assert [event["type"] for event in sent] == ["conversation.item.create", "response.create"]


@pytest.mark.parametrize("first", ['{"type": "hello", "token": "forged"}', '{"type": "hello"}', "{", "[]"])
async def test_who_shows_no_token_is_sent_away(first: str) -> None:
    async with caller() as page:
        await page.socket.send_to(text_data=first)
        assert (await page.next())["code"] == "invalid_token"
        assert await page.next() == {"type": "closed", "code": 4401}


async def test_a_conversation_that_is_over_is_not_begun_again(fake: FakeRealtime) -> None:
    grant = await sessions.start(language="ja")
    await sessions.end(grant.session.id, "hung_up")
    async with caller() as page:
        await page.hello(grant.token)
        assert (await page.next())["code"] == "session_ended"
        assert await page.next() == {"type": "closed", "code": 4410}


@pytest.mark.parametrize(
    ("nonsense", "code"),
    [
        ("{", "malformed_json"),
        ('{"type": "sing"}', "invalid_arguments"),
        ('{"type": "played", "cut": 0, "ms": NaN}', "invalid_arguments"),
        ('{"type": "played", "cut": "0", "ms": 1}', "invalid_arguments"),
        (b"abc", "invalid_arguments"),
        (bytes(50_000), "invalid_arguments"),
    ],
)
async def test_what_makes_no_sense_is_a_problem_and_the_call_goes_on(
    fake: FakeRealtime, nonsense: str | bytes, code: str
) -> None:
    async with caller() as page:
        _grant, socket = await talking(fake, page)
        if isinstance(nonsense, bytes):
            await page.speak(nonsense)
        else:
            await page.socket.send_to(text_data=nonsense)
        assert (await page.next())["code"] == code
        await page.speak(audio(20))
        await socket.next("input_audio_buffer.append")


async def test_a_socket_whose_configuration_is_refused_for_its_captions_is_configured_without(
    fake: FakeRealtime, settings: Settings
) -> None:
    settings.VOICE_PROVIDER, settings.AZURE_OPENAI_PREVIEW_WEBRTC = "azure-preview", fake.endpoint
    minted = {"client_secret": {"value": "ek", "expires_at": 4_000_000_000}}
    fake.script("/sessions", Reply(200, json.dumps(minted)))
    async with caller() as page:
        await page.hello((await sessions.start(language="ja")).token)
        socket = await fake.sideband()
        first = await asyncio.wait_for(socket.inbox.get(), 5)
        assert first["session"]["input_audio_transcription"]["model"] == "whisper"
        await socket.send("session.created", session={})
        param = "session.input_audio_transcription.model"
        error = {"type": "invalid_request_error", "param": param, "event_id": first["event_id"]}
        await socket.send("error", error={**error, "message": "no such deployment"})
        while (second := await asyncio.wait_for(socket.inbox.get(), 5))["type"] != "session.update":
            pass
        del first["session"]["input_audio_transcription"]
        assert second["session"] == first["session"]


async def test_a_page_whose_socket_fails_is_taken_for_dropped(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call would play to nobody, and never end."""
    monkeypatch.setattr(listener, "AWAY_SECONDS", 0.01)

    def fail(_text: str) -> None:
        raise RuntimeError("a fault of our own")

    async def talk() -> None:
        async with caller(closing=1006) as page:
            grant, _socket = await talking(fake, page)
            monkeypatch.setattr(messages, "read", fail)
            await page.say("played", cut=0, ms=1)
            ended = await over(grant.session.id)
            assert ended.status == "ended"

    with pytest.raises(RuntimeError):
        await talk()

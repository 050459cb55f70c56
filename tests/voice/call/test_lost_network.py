"""A caller whose network broke off comes back, by another call, into the same conversation."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from reservations import tools
from tests.fakes.realtime import ANSWER, FakeRealtime, Reply, Sideband
from tests.voice.calls import Call
from voice import sessions
from voice.call import handover, history, last_words, registry, supervisor, transport
from voice.call.call_record import FunctionCall
from voice.call.transcript import Caption
from voice.errors import SessionEnded
from voice.models import Session

database = pytest.mark.django_db(transaction=True)
pytestmark = [pytest.mark.db, pytest.mark.call, database, pytest.mark.usefixtures("azure")]

OFFER = "v=0\r\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.RETURN_SECONDS = 20
    monkeypatch.setattr(last_words, "PARTING_SECONDS", 0.05)


async def asked_where(call: Call) -> Sideband:
    """The caller has asked for the shops, a tool has told them, and the agent is saying so."""
    socket = await call.begin()
    await heard(socket, "item_u", "店舗は？")
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await call.output()
    await socket.next("response.create")
    await answers(socket, "resp_2", "item_a", "3店舗です。")
    return socket


async def heard(socket: Sideband, item_id: str, words: str) -> None:
    await socket.send("input_audio_buffer.committed", item_id=item_id)
    kind = "conversation.item.input_audio_transcription.completed"
    await socket.send(kind, item_id=item_id, transcript=words)


async def answers(socket: Sideband, response_id: str, item_id: str, words: str) -> None:
    await socket.send("response.created", response={"id": response_id})
    await socket.send("output_audio_buffer.started", response_id=response_id)
    await socket.send("response.output_audio_transcript.done", item_id=item_id, transcript=words)
    await socket.send("response.done", response={"id": response_id, "status": "completed", "output": []})


async def back(call: Call, number: int = 2) -> Sideband:
    """The page has found a network again, and made its offer; the provider's end of the new call."""
    await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER, lost=True)
    socket = await call.fake.sideband()
    assert socket.path.endswith(f"call_id=rtc_{number}")
    await socket.send("session.created", session={"id": f"sess_{number}"})
    return socket


async def receive_items(socket: Sideband, count: int) -> list[dict[str, Any]]:
    items = []
    for _item in range(count):
        items.append((await socket.next("conversation.item.create"))["item"])
        await socket.send("conversation.item.added", item=items[-1])
    return items


async def test_what_the_agent_said_last_is_said_again_and_the_rest_is_known(
    call: Call, fake: FakeRealtime
) -> None:
    old = await asked_where(call)
    began = time.perf_counter()
    new = await back(call)
    items = await receive_items(new, 4)
    assert [item.get("role") or item["type"] for item in items] == [
        "system",
        "user",
        "function_call",
        "function_call_output",
    ]
    await new.next("response.create")
    print(f"offered again → the agent is asked to speak: {1000 * (time.perf_counter() - began):.0f} ms")
    await call.page.until("renewed")
    call.socket = new
    await answers(new, "resp_9", "item_b", "3店舗です。")
    ended = await call.end_by_hand()
    assert (ended.end_reason, ended.call_id) == ("hung_up", "rtc_2")
    lines = [(line.role, line.text, line.interrupted) async for line in ended.lines.all()]
    assert lines == [
        ("caller", "店舗は？", False),
        ("agent", "3店舗です。", True),
        ("agent", "3店舗です。", False),
    ]
    assert fake.posted_to("/rtc_1/hangup")
    assert old.inbox.empty()
    assert new.inbox.empty()


def open_slowly(
    monkeypatch: pytest.MonkeyPatch, *, fails: bool = False
) -> tuple[asyncio.Event, asyncio.Event]:
    """The first call's socket opens (or `fails` to, before it is there) only when the second of these is set;
    the first of them tells that it has begun to."""
    opening, may_open = asyncio.Event(), asyncio.Event()
    open_next = transport.SidebandTransport.open_next

    async def wait_where_asked(call_id: str) -> None:
        if call_id == "rtc_1":
            opening.set()
            await may_open.wait()

    @asynccontextmanager
    async def opened(self: Any, call_id: str) -> AsyncIterator[transport.Connection]:
        if fails and call_id == "rtc_1":
            await wait_where_asked(call_id)
            raise OSError("the provider's door is shut")
        async with open_next(self, call_id) as connection:
            await wait_where_asked(call_id)
            yield connection

    monkeypatch.setattr(transport.SidebandTransport, "open_next", opened)
    return opening, may_open


async def test_call_goes_over_at_once_while_it_waits_to_open_its_old_socket_again(
    call: Call, fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PAUSES", (600.0,))
    old = await asked_where(call)
    old.cut()
    new = await back(call)
    await receive_items(new, 4)
    async with asyncio.timeout(10):
        await new.next("response.create")
    call.socket = new
    await call.end_by_hand()


async def test_a_call_that_cannot_be_opened_again_waits_for_the_one_that_its_page_has_offered(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await asked_where(call)
    opening, may_open = open_slowly(monkeypatch, fails=True)
    monkeypatch.setattr(transport, "PAUSES", (0.0,))
    old.cut()
    await opening.wait()
    new = await back(call)
    item = (await new.next("conversation.item.create"))["item"]
    may_open.set()  # and fails, with no further try
    await asyncio.sleep(0)
    await new.send("conversation.item.added", item=item)
    await receive_items(new, 3)
    await new.next("response.create")
    call.socket = new
    await call.end_by_hand()


async def test_a_page_that_comes_back_at_the_last_moment_is_waited_for(
    call: Call, settings: Settings
) -> None:
    settings.RETURN_SECONDS = 0.5
    old = await asked_where(call)
    await old.end()
    await handover.answer_renewal(await Session.objects.aget(pk=call.session.id), OFFER, lost=True)
    new = await call.fake.sideband()
    await asyncio.sleep(0.7)
    await new.send("session.created", session={"id": "sess_2"})
    await receive_items(new, 4)
    await new.next("response.create")
    call.socket = new
    await call.end_by_hand()


async def test_call_goes_over_at_once_while_its_old_socket_is_still_being_opened(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await asked_where(call)
    opening, may_open = open_slowly(monkeypatch)
    old.cut()
    await opening.wait()
    again = await call.fake.sideband()
    assert again.path.endswith("call_id=rtc_1")
    new = await back(call)
    await receive_items(new, 4)
    await call.page.until("renewed")
    may_open.set()
    await again.send("session.created", session={"id": "sess_1"})
    await new.next("response.create")
    assert again.inbox.empty()
    call.socket = new
    assert (await call.end_by_hand()).call_id == "rtc_2"


async def test_a_call_that_the_provider_gave_up_waits_for_its_page(call: Call) -> None:
    old = await asked_where(call)
    await old.end()
    assert (await Session.objects.aget(pk=call.session.id)).status == "active"
    new = await back(call)
    await receive_items(new, 4)
    await new.next("response.create")
    call.socket = new
    await call.respond("resp_3", ("call_2", "list_locations", "{}"))
    assert (await call.output())["success"] is True
    assert (await call.end_by_hand()).end_reason == "hung_up"


async def test_a_call_that_took_an_expired_ones_place_is_not_over_itself(call: Call) -> None:
    old = await asked_where(call)
    await old.send("error", error={"code": "session_expired", "message": "Your session hit the limit."})
    await old.end()
    new = await back(call)
    await receive_items(new, 4)
    await new.next("response.create")
    await answers(new, "resp_9", "item_b", "3店舗です。")
    new.cut()  # it is come back to, like any other
    call.socket = await call.fake.sideband()
    assert call.socket.path.endswith("call_id=rtc_2")
    await call.socket.send("session.created", session={"id": "sess_2"})
    await call.socket.recalls("item_b")
    await call.end_by_hand()


async def test_a_page_that_stays_away_ends_the_call(call: Call, settings: Settings) -> None:
    settings.RETURN_SECONDS = 0
    old = await asked_where(call)
    await old.end()
    await call.task
    ended = await Session.objects.aget(pk=call.session.id)
    assert (ended.status, ended.end_reason) == ("ended", "call_ended")


async def test_a_lost_greeting_is_said_anew(call: Call) -> None:
    old = await call.begin()
    await old.send("output_audio_buffer.started", response_id="resp_greeting")
    await old.send("response.output_audio_transcript.done", item_id="item_g", transcript="お電話ありがとう")
    new = await back(call)
    await new.next("response.create")
    call.socket = new
    await call.end_by_hand()
    assert new.inbox.empty()


async def test_a_tool_that_runs_on_is_answered_in_the_new_call(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end = threading.Event()
    run = tools.run

    def slow(*arguments: Any, **named: Any) -> Any:
        may_end.wait(10)
        return run(*arguments, **named)

    monkeypatch.setattr(tools, "run", slow)
    socket = await call.begin()
    await heard(socket, "item_u", "店舗は？")
    await call.respond("resp_1", ("call_1", "list_locations", "{}"))
    await call.page.until("tool.started")
    new = await back(call)
    items = await receive_items(new, 3)
    assert items[2]["type"] == "function_call"
    await call.page.until("renewed")
    call.socket = new
    may_end.set()
    assert (await call.output())["success"] is True
    await new.next("response.create")
    ended = await call.end_by_hand()
    assert await ended.tool_calls.acount() == 1
    assert new.inbox.empty()


async def test_a_second_offer_takes_the_place_of_one_that_came_to_nothing(
    call: Call, fake: FakeRealtime
) -> None:
    await asked_where(call)
    await back(call)  # and the network breaks off again before anything is told
    new = await back(call, 3)
    await receive_items(new, 4)
    await new.next("response.create")
    call.socket = new
    assert (await call.end_by_hand()).call_id == "rtc_3"
    assert fake.posted_to("/rtc_2/hangup")
    assert not fake.posted_to("/rtc_3/hangup")[1:]


async def test_who_hangs_up_while_away_is_not_waited_for(call: Call, fake: FakeRealtime) -> None:
    old = await asked_where(call)
    await old.end()
    await sessions.hang_up(await Session.objects.aget(pk=call.session.id))
    async with asyncio.timeout(5):
        await call.task
    assert (await Session.objects.aget(pk=call.session.id)).end_reason == "hung_up"


async def died(call: Call) -> Session:
    """A conversation whose process died while a tool ran."""
    session = call.session = (await sessions.start(language="ja")).session
    await sessions.answer(session, OFFER)
    dead = {"held_by": "another:1:ff", "held_until": time.time() - 1}
    await Session.objects.filter(pk=session.id).aupdate(**dead)
    for position, (role, text) in enumerate([("agent", "はい。"), ("caller", "店舗は？")]):
        words = {"item_id": f"item_{position}", "role": role, "text": text, "position": position}
        await session.lines.acreate(**words, at=session.created_at, final=True)
    made = {"call_id": "call_1", "name": "list_locations", "position": 2}
    await session.tool_calls.acreate(**made, started_at=session.created_at)
    return session


async def test_a_conversation_outlives_its_server_and_its_call(call: Call, fake: FakeRealtime) -> None:
    """As when the embedded engine's process is started anew: the page comes back to a call that is gone."""
    session = await died(call)
    fake.gone.add("rtc_1")
    await supervisor.sweep()
    new = await back(call)
    items = await receive_items(new, 4)
    assert [item.get("role") or item["type"] for item in items][1:] == ["assistant", "user", "function_call"]
    call.socket, call.task = new, registry.list_held()[session.id]
    assert (await call.output())["success"] is True  # it was running when the process died
    await new.next("response.create")
    await call.end_by_hand()
    assert new.inbox.empty()


async def test_who_comes_back_while_it_is_asked_what_passed_is_answered(
    call: Call, fake: FakeRealtime
) -> None:
    """A call that is gone may be told of on an open socket, after the first questions."""
    session = await died(call)
    await supervisor.sweep()
    old = await fake.sideband()
    await old.send("session.created", session={})
    await old.next("conversation.item.create")
    await old.send("error", error={"code": "call_not_found", "message": "No such call."})
    await old.end()
    new = await back(call)
    await receive_items(new, 4)
    call.socket, call.task = new, registry.list_held()[session.id]
    assert (await call.output())["success"] is True
    await new.next("response.create")
    await call.end_by_hand()


async def test_who_comes_back_while_nobody_holds_the_conversation_is_found(
    call: Call, fake: FakeRealtime
) -> None:
    session = await died(call)
    await handover.answer_renewal(await Session.objects.aget(pk=session.id), OFFER, lost=True)
    fake.gone.add("rtc_1")
    await supervisor.sweep()
    new = await fake.sideband()
    assert new.path.endswith("call_id=rtc_2")
    await new.send("session.created", session={"id": "sess_2"})
    await receive_items(new, 4)
    call.socket, call.task = new, registry.list_held()[session.id]
    assert (await call.output())["success"] is True
    await new.next("response.create")
    assert (await call.end_by_hand()).call_id == "rtc_2"


# --- where the page runs the tools ------------------------------------------------------------------


async def held_by_its_page(**fields: Any) -> Session:
    session = (await sessions.start(language="ja", tool_mode="browser")).session
    await Session.objects.filter(pk=session.id).aupdate(status="active", **fields)
    return await Session.objects.aget(pk=session.id)


async def test_a_page_that_holds_its_conversation_gets_a_call_that_keeps_nothing_from_it(
    fake: FakeRealtime,
) -> None:
    session = await held_by_its_page()
    answered = await handover.answer_renewal(session, OFFER, lost=True)
    assert answered.sdp == ANSWER
    (offered,) = fake.posted_to("/calls")
    assert offered.headers["authorization"] == "Bearer ek_2"  # the same session's, minted anew
    first, second = (posted.json["session"] for posted in fake.posted_to("/client_secrets"))
    assert first == second
    assert "webrtcfilter" not in offered.path
    assert fake.attached.empty()
    after = await Session.objects.aget(pk=session.id)
    assert (after.status, after.call_id, after.held_by) == ("active", "", session.held_by)


async def test_by_a_provider_without_a_sideband_too(fake: FakeRealtime, settings: Settings) -> None:
    settings.VOICE_PROVIDER = "azure-preview"
    settings.AZURE_OPENAI_PREVIEW_WEBRTC = fake.endpoint
    secret = Reply(200, json.dumps({"client_secret": {"value": "ek_preview", "expires_at": 4_000_000_000}}))
    fake.script("/sessions", secret, secret)
    fake.script("/realtimertc", Reply(201, ANSWER))
    session = await held_by_its_page()
    assert session.tool_mode == "browser"
    assert (await handover.answer_renewal(session, OFFER, lost=True)).sdp == ANSWER
    (offered,) = fake.posted_to("/realtimertc")
    assert offered.headers["authorization"] == "Bearer ek_preview"


async def test_only_a_lost_call_of_a_conversation_that_goes_on_is_answered_there(fake: FakeRealtime) -> None:
    session = await held_by_its_page()
    with pytest.raises(SessionEnded):
        await handover.answer_renewal(session, OFFER)
    await sessions.hang_up(session)
    with pytest.raises(SessionEnded):
        await handover.answer_renewal(await Session.objects.aget(pk=session.id), OFFER, lost=True)
    created = (await sessions.start(language="ja", tool_mode="browser")).session
    with pytest.raises(SessionEnded):
        await handover.answer_renewal(created, OFFER, lost=True)
    assert fake.posted_to("/calls") == []


# --- what is said again -----------------------------------------------------------------------------


def build_caption(position: int, role: str) -> Caption:
    return Caption(f"item_{position}", role, "…", position, final=True)


def test_all_that_the_agent_said_since_the_callers_last_words_was_unheard() -> None:
    captions = [
        build_caption(0, "agent"),
        build_caption(1, "caller"),
        build_caption(2, "agent"),
        build_caption(3, "agent"),
    ]
    assert [caption.position for caption in history.list_unheard(captions, [])] == [2, 3]


def test_what_was_said_before_a_result_was_heard() -> None:
    captions = [build_caption(0, "caller"), build_caption(1, "agent"), build_caption(3, "agent")]
    result = FunctionCall("call_1", "list_locations", "{}", 2, json.dumps({"success": True}))
    assert [caption.position for caption in history.list_unheard(captions, [result])] == [3]


TAPE = Path(__file__).parents[2] / "tapes/history/told.jsonl"  # static/voice/tools/history.js plays it too
CONVERSATIONS = [json.loads(line) for line in TAPE.read_text(encoding="utf-8").splitlines()]


def whole(written: dict[str, Any]) -> dict[str, Any]:
    """With its texts as long as they are."""
    item = {name: value for name, value in written.items() if name != "times"}
    for name in ("text", "output"):
        if item.get(name):
            item[name] *= written.get("times", 1)
    if "content" in item:
        item["content"] = [whole(part) for part in item["content"]]
    return item


@pytest.mark.parametrize("played", CONVERSATIONS, ids=lambda played: str(played["note"]))
def test_another_call_is_told_what_the_page_would_tell_it(played: dict[str, Any]) -> None:
    captions = [
        Caption(said["id"], said["role"], said["text"], said["position"], final=said["final"])
        for said in map(whole, played["words"])
    ]
    calls = [
        FunctionCall(made["callId"], made["name"], made["arguments"], made["position"], made["output"])
        for made in map(whole, played["calls"])
    ]
    unheard = history.list_unheard(captions, calls)
    assert [caption.item_id for caption in unheard] == played["unheard"]
    told = history.build_items([caption for caption in captions if caption not in unheard], calls)
    without_ids = [{**item} for item in told] if len(told) > 1 else []
    for item in without_ids:
        if item["type"] != "message":
            assert len(item.pop("id")) <= 32
    assert without_ids == [whole(item) for item in played["told"]]

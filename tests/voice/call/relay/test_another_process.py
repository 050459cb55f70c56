"""A relayed call whose process ends: its page dials again, and whoever it reaches goes on with it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from tests.fakes.realtime import FakeRealtime, Sideband
from tests.voice.call.relay.conftest import Caller, caller
from tests.voice.call.relay.test_page import audio, over, respond, speak, talking
from tests.voice.calls import let_go
from voice import sessions
from voice.call import leases, registry, supervisor
from voice.call.relay.listener import TRY_LATER
from voice.call.relay.playout import BYTES_PER_MS
from voice.models import Session
from voice.sessions import Grant

pytestmark = [
    pytest.mark.db,
    pytest.mark.call,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("azure"),
]
DROPPED = 1006
GREETING, QUESTION, ANSWER = "お電話ありがとうございます。", "お店はどこですか", "3店舗ございます。"


async def transcribe(socket: Sideband, item_id: str, words: str) -> None:
    await socket.send("response.output_audio_transcript.done", item_id=item_id, transcript=words)


async def recorded(session_id: str, *words: str) -> None:
    """Until the record, which is written behind the call, says so."""
    deadline = time.monotonic() + 10
    while (found := [line.text async for line in Session(pk=session_id).lines.all()]) != list(words):
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.02)  # another task's transaction: there is no event to await


async def take_history(socket: Sideband) -> list[str]:
    """The texts that a new session of the provider's is told before the agent is asked to speak."""
    texts = []
    while (event := await socket.inbox.get())["type"] == "conversation.item.create":
        item: dict[str, Any] = event["item"]
        await socket.send("conversation.item.added", item=item)
        texts += [part["text"] for part in item.get("content", [])]
    assert event["type"] == "response.create"
    return texts


async def comes_back(fake: FakeRealtime, page: Caller, grant: Grant) -> list[str]:
    """Its next words reach another process; what the provider is told of the conversation."""
    await page.hello(grant.token)
    socket = await fake.sideband()
    await socket.send("session.created", session={})
    texts = await take_history(socket)
    # The page counts what it plays from a cut of the new process's on.
    assert (await page.until("clear"))["cut"] == 1
    if {"type": "ready"} not in page.told:  # the two come in either order
        await page.until("ready")
    await respond(socket, "resp_again")
    await speak(socket, "item_c", 200, 3)
    await page.hears(200 * BYTES_PER_MS)
    assert bytes(page.audio) == audio(200, 3)
    await page.say("played", cut=1, ms=200)
    await socket.send("input_audio_buffer.speech_started", item_id="item_u", audio_start_ms=5)
    assert (await page.next())["type"] == "input_audio_buffer.speech_started"  # all was heard: nothing is cut
    return texts


async def test_it_goes_on_where_it_was_when_its_server_is_replaced(fake: FakeRealtime) -> None:
    async with caller(DROPPED) as page:
        grant, socket = await talking(fake, page)
        await transcribe(socket, "item_a", GREETING)
        words = "conversation.item.input_audio_transcription.completed"
        await socket.send(words, item_id="item_q", transcript=QUESTION)
        await transcribe(socket, "item_b", ANSWER)
        await recorded(grant.session.id, GREETING, QUESTION, ANSWER)
        await supervisor.stop()  # as at SIGTERM
        assert await page.next() == {"type": "closed", "code": TRY_LATER}
    left = await Session.objects.aget(pk=grant.session.id)
    assert (left.status, left.end_reason) == ("active", "")
    async with caller() as page:
        texts = await comes_back(fake, page, grant)
        assert [word for word in (GREETING, QUESTION) if word in texts] == [GREETING, QUESTION]
        assert ANSWER not in texts, "nobody knows to have heard it: the agent says it again"
    ended = await over(grant.session.id)
    assert (ended.status, ended.end_reason) == ("ended", "call_ended")


async def test_it_goes_on_elsewhere_while_its_old_server_still_waits_for_the_page(
    fake: FakeRealtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The balancer sent the page to another one: of two that would hold the call one does."""
    async with caller(DROPPED) as page:
        grant, socket = await talking(fake, page)
        await transcribe(socket, "item_a", GREETING)
        await recorded(grant.session.id, GREETING)
    first = registry.list_held()[grant.session.id]
    monkeypatch.setattr("voice.call.relay.page.find_running", lambda _session_id: None)
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.05)
    async with caller() as page:
        await comes_back(fake, page, grant)
        await asyncio.wait([first], timeout=10)
        assert first.cancelled()
        assert (await Session.objects.aget(pk=grant.session.id)).status == "active"
    await let_go(grant.session.id)


async def test_its_record_is_closed_when_nobody_comes_back(fake: FakeRealtime) -> None:
    async with caller(DROPPED) as page:
        grant, _socket = await talking(fake, page)
        await supervisor.stop()
    await supervisor.sweep()
    session: Session = await sessions.find_by_token(grant.token)
    assert session.status == "active", "its page may be dialling just now"
    await Session.objects.filter(pk=session.id).aupdate(held_until=time.time() - 30)
    await supervisor.sweep()
    session = await sessions.find_by_token(grant.token)
    assert (session.status, session.end_reason) == ("failed", "abandoned")

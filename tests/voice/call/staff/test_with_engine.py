"""A clerk in calls of the real engine, whose rules take no instructions: in Japanese and in English beside a
call; and through the relay by each provider's adapter, the engine behind all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from channels.layers import get_channel_layer
from pytest_django import Settings

from tests.voice.call.relay.conftest import caller
from tests.voice.call.relay.test_with_engine import begun, engine, provider
from tests.voice.call.staff.test_acts import ask, caption
from tests.voice.call.test_with_engine import Browser
from tests.voice.calls import Call, Page
from tests.voice.engine.conftest import Server
from tests.voice.engine.fakes import GREETING
from voice import sessions
from voice.call import page_messages
from voice.call.staff import acts
from voice.models import Line, Session, StaffAct
from voice.providers import base

__all__ = ["engine", "provider"]

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
WORDS = {"ja": "店長の花子です。少々お待ちください。", "en": "This is Hanako. One moment please."}


class EngineCall(Call):
    """A call of the engine's, with a page that types."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.page = Page(session.id)
        self.browser = Browser()


async def type_words(session_id: str, text: str) -> None:
    """As the caller's page does."""
    group = page_messages.holder_group(session_id)
    await get_channel_layer().group_send(group, {"type": "text", "text": text})


@pytest_asyncio.fixture(params=["ja", "en"])
async def call(
    request: pytest.FixtureRequest, engine: Server, settings: Settings
) -> AsyncIterator[EngineCall]:
    settings.VOICE_PROVIDER = "embedded"
    settings.ENGINE_URL = engine.url
    settings.ENGINE_API_KEY = engine.key
    made = EngineCall((await sessions.start(language=request.param)).session)
    await made.page.listen()
    made.task = await made.browser.call(made.session)
    await caption(made.page, "agent")
    yield made
    await sessions.hang_up(await Session.objects.aget(pk=made.session.id))
    await asyncio.wait_for(made.task, 10)
    await made.browser.connection.close()
    await base.close_client()


async def await_lines(call: EngineCall, count: int) -> list[str]:
    """Who said each of the `count` lines on record, which is written behind the call by other tasks."""
    lines = Line.objects.filter(session=call.session).order_by("position")
    async with asyncio.timeout(20):
        while len(roles := [line.role async for line in lines.all()]) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return roles


async def test_clerk_takes_over_says_words_and_gives_back(call: EngineCall) -> None:
    words = WORDS[call.session.language]
    await ask(call.session.id, "take_over")
    await asyncio.wait_for(call.page.until("staff"), 5)
    await type_words(call.session.id, "tell me a long story")
    assert await caption(call.page, "caller") == "tell me a long story"
    await ask(call.session.id, "say", words)
    assert await caption(call.page, "staff") == words
    await type_words(call.session.id, "hello")
    await caption(call.page, "caller")
    assert await await_lines(call, 4) == ["agent", "caller", "staff", "caller"]
    await ask(call.session.id, "give_back")
    assert await caption(call.page, "agent") == "You said hello."


async def test_whisper_is_told_to_the_caller_where_rules_hold_the_conversation(call: EngineCall) -> None:
    told = acts.write_whisper(call.session.language, WORDS[call.session.language])
    await ask(call.session.id, "whisper", WORDS[call.session.language])
    assert await caption(call.page, "staff") == told
    assert told.startswith("係の者より" if call.session.language == "ja" else "A message from our staff")


async def test_call_ends_with_a_farewell_in_the_callers_language(call: EngineCall) -> None:
    farewell = acts.write_farewell(call.session.language, "")
    await ask(call.session.id, "end", farewell)
    assert await caption(call.page, "staff") == farewell
    assert (await asyncio.wait_for(call.page.until("ended"), 20))["reason"] == "staff_ended"


# --- through the relay ---------------------------------------------------------------------------------


async def test_clerk_takes_over_is_heard_as_a_person_and_gives_back(provider: str) -> None:
    async with caller() as page:
        session_id, line = await begun(page)
        assert await caption(line, "agent") == GREETING
        act = await ask(session_id, "take_over")
        assert (await asyncio.wait_for(line.until("staff"), 5))["present"] is True
        # What the page has of the agent's voice is not heard to its end.
        await asyncio.wait_for(page.until("clear"), 5)
        await ask(session_id, "say", "This is Hanako. How can I help?")
        assert await caption(line, "staff") == "This is Hanako. How can I help?"
        await type_words(session_id, "hello")
        assert await caption(line, "caller") == "hello"
        await ask(session_id, "give_back")
        assert await caption(line, "agent") == "You said hello."
    roles = [row.role async for row in Line.objects.filter(session=session_id)]
    assert roles == ["agent", "staff", "caller", "agent"]
    assert (await StaffAct.objects.aget(pk=act.pk)).done_at is not None

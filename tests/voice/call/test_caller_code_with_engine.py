"""BOOKING_IDENTITY=code in a whole conversation: the embedded engine's rules ask for the code."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core.management import call_command
from pytest_django import Settings

from reservations.models import Location, Message, Reservation
from tests import rows
from tests.voice.call.test_with_engine import Browser, caption
from tests.voice.calls import Page
from tests.voice.engine.conftest import serving
from voice import sessions
from voice.call import page_messages
from voice.models import Session
from voice.providers import base

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def engine_url_and_key() -> Iterator[tuple[str, str]]:
    with serving("--real-dialogue") as running:
        yield running.url, running.key


@pytest_asyncio.fixture
async def embedded(engine_url_and_key: tuple[str, str], settings: Settings) -> AsyncIterator[None]:
    settings.VOICE_PROVIDER = "embedded"
    settings.ENGINE_URL, settings.ENGINE_API_KEY = engine_url_and_key
    settings.BOOKING_IDENTITY = "code"
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    yield
    await base.close_client()


def keep_booking() -> Reservation:
    call_command("seed", verbosity=0)
    shop = Location.objects.get(id="tokyo-ekimae")
    return rows.create_by_staff(shop)


class Conversation:
    """A caller who types, and waits for the sentence that makes the next line sensible."""

    def __init__(self, session: Session, page: Page) -> None:
        self.session, self.page = session, page
        self.heard = ""

    async def say(self, text: str, until: str) -> None:
        group = page_messages.holder_group(self.session.id)
        await get_channel_layer().group_send(group, {"type": "text", "text": text})
        await self.hear(until)

    async def hear(self, until: str) -> None:
        said = ""
        while until not in said:
            said += await caption(self.page, "agent")
        self.heard += said


@pytest.mark.usefixtures("embedded")
async def test_a_stranger_cancels_nothing_and_who_has_the_code_does() -> None:
    row = await sync_to_async(keep_booking)()
    grant = await sessions.start(language="ja")
    page = Page(grant.session.id)
    await page.listen()
    browser = Browser()
    task = await browser.call(grant.session)
    talk = Conversation(grant.session, page)
    await talk.hear("自動受付")
    await talk.say("予約をキャンセルしたいんですが", until="番号")
    await talk.say(f"{row.number}です", until="お名前")
    await talk.say("山田太郎です", until="6桁の番号をお聞かせください")
    assert "5678" in talk.heard
    message = await Message.objects.aget(reservation_id=row.pk, kind="code")
    (code,) = re.findall(r"\b\d{6}\b", message.body)
    assert (message.to, code in talk.heard, "+819012345678" in talk.heard) == ("+819012345678", False, False)
    wrong = "000000" if code != "000000" else "111111"
    await talk.say(wrong, until="6桁の番号をお聞かせください")
    await row.arefresh_from_db()
    assert row.status == "confirmed"
    await talk.say(" ".join(code), until="お取り消ししてよろしいでしょうか")
    await talk.say("はい、お願いします", until="お取り消しいたしました")
    await row.arefresh_from_db()
    assert row.status == "cancelled"
    await sessions.hang_up(grant.session)
    await asyncio.wait_for(task, 10)
    await browser.connection.close()

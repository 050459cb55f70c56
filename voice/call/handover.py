"""Goes over to another call before the provider's time limit ends this one: between turns, unheard.

The page is asked for a new offer while the old call still speaks; the new call is told what was said and
done, and becomes the call when the floor is free. If the page lost the old one, it becomes the call at once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core.cache import cache

from voice import providers, sessions
from voice.call import history, page_messages
from voice.call.conversation import Talk
from voice.call.transport import DROPS, MUTE_SECONDS, Wire, opened
from voice.errors import SessionEnded
from voice.models import Session
from voice.protocol import client, server
from voice.protocol.wire_json import read_event, write_json
from voice.providers.base import Answered, ProviderError

log = logging.getLogger(__name__)

LEAD_SECONDS = 180.0  # before the limit
LEAD_SHARE = 0.25  # of a session that lasts less
LAST_MOMENT = 5.0  # before the limit (or a fifth of the lead): now, whoever speaks
ANSWER_SECONDS = 5.0
UNHEARD_SECONDS = 15


@dataclass(frozen=True)
class Successor:
    """A call that is ready to be the call."""

    call_id: str
    socket: Wire
    stack: AsyncExitStack
    session: dict[str, Any]
    told: tuple[dict[str, Any], ...] = ()  # the items that it begins with
    lost: bool = False  # the page has lost the call before


class Renewal:
    def __init__(self, talk: Talk, switch: Callable[[Successor], None]) -> None:
        self.talk = talk
        self.switch = switch
        self.session_id: str | None = ""
        self.expires_at = 0.0
        self.lead = 0.0
        self.latest = 0.0
        self.timer: asyncio.TimerHandle | None = None
        self.preparing: asyncio.Task[Any] | None = None
        self.offer = ""  # the call that was offered last
        self.going_over = False  # too late to think better of it

    def told_of(self, session: dict[str, Any]) -> None:
        """The provider tells when its session ends; if it does not, its kind is known to last so long."""
        at = float(session.get("expires_at") or 0)
        if at > time.time() and at != self.expires_at:
            self.expires(at)
        elif not at and session.get("id") != self.session_id:
            self.expires(time.time() + self.talk.provider.capabilities.session_seconds)
        self.session_id = session.get("id")

    def expires(self, at: float) -> None:
        """By the real clock: the provider knows no pinned one."""
        self.expires_at = at
        self.lead = min(LEAD_SECONDS, LEAD_SHARE * (at - time.time()))
        self.latest = at - min(LAST_MOMENT, self.lead / 5)
        self._remind_in(at - time.time() - self.lead)

    def stop(self) -> None:
        if self.timer:
            self.timer.cancel()
        if self.preparing:
            self.preparing.cancel()

    def offered(self, call_id: str, *, lost: bool = False) -> None:
        """The page has a new connection, to this call; `lost`: and no other any more. The last one counts."""
        if call_id == self.offer:
            return  # told twice
        earlier = self.preparing
        if earlier and not self.going_over:
            earlier.cancel()
        self.offer = call_id
        self.preparing = asyncio.create_task(self._prepare(call_id, lost, earlier))

    def _remind_in(self, seconds: float) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(max(seconds, 0.0), self._remind)

    def _remind(self) -> None:
        """Again and again: the page's line may be down just now."""
        if time.time() < self.latest:
            if self.preparing is None or self.preparing.done():
                self.talk.page.tell(page_messages.renew())
            self._remind_in(self.lead / 4)

    # --- the new call ------------------------------------------------------------------------------

    async def _prepare(self, call_id: str, lost: bool, earlier: asyncio.Task[Any] | None) -> None:
        session_id = self.talk.session.id
        gone_over = False
        try:
            if earlier:
                await asyncio.wait([earlier])
            async with AsyncExitStack() as stack:
                socket = await stack.enter_async_context(opened(self.talk.provider, call_id))
                async with asyncio.timeout(MUTE_SECONDS):
                    created = read_event(await socket.recv())
                told = await (self._repeat(socket) if lost else self._hand_over_history(socket))
                self.going_over = True
                if not await sync_to_async(sessions.go_over)(session_id, call_id):
                    raise TimeoutError("another call was offered meanwhile")
                self.talk.page.tell(page_messages.renewed())
                began = created.get("session") or {}
                self.switch(Successor(call_id, socket, stack.pop_all(), began, tuple(told), lost))
                gone_over = True
                log.info("session %s: goes on as call %s", session_id, call_id)
        except (*DROPS, ValueError) as error:  # the page is asked again
            log.warning("session %s: its renewal failed: %s", session_id, error)
        finally:
            self.going_over = False
            if not gone_over:
                await sessions.drop(self.talk.session.provider, call_id)

    async def _repeat(self, socket: Wire) -> list[dict[str, Any]]:
        """All but the agent's last words: they will be said again."""
        captions, calls = self.talk.transcript.captions.values(), self.talk.calls.values()
        unheard = history.unheard(captions, calls)
        items = history.items((caption for caption in captions if caption not in unheard), calls)
        if len(items) > 1:  # else there is nothing to go on from, but the note that says so
            await tell(socket, items)
            return items
        return []

    async def _hand_over_history(self, socket: Wire) -> list[dict[str, Any]]:
        """All that was said until the floor is free, and what was said while we waited for that."""
        told: dict[str, dict[str, Any]] = {}
        while True:
            items = history.items(self.talk.transcript.captions.values(), self.talk.calls.values())
            fresh = [item for item in items if item["id"] not in told]
            if not fresh and await self._free():
                return list(told.values())
            told |= {item["id"]: item for item in fresh}
            await tell(socket, fresh)

    async def _free(self) -> bool:
        """Waits until the floor is; whether it was so from the beginning."""
        at_once = True
        while not self.talk.quiet and time.time() < self.latest:
            at_once = False
            await self.talk.stirs(0.25)
        return at_once


async def tell(socket: Wire, items: list[dict[str, Any]]) -> None:
    """Put items into the conversation; what is refused is not worth the call."""
    waiting = {item["id"] for item in items}
    for item in items:
        event_id = f"history_{item['id']}"
        await socket.send(write_json(client.item_create(item, event_id=event_id)))
    async with asyncio.timeout(ANSWER_SECONDS):
        while waiting:
            event = read_event(await socket.recv())
            if event.get("type") in {server.ITEM_ADDED, "conversation.item.created"}:
                waiting.discard((event.get("item") or {}).get("id"))
            elif event.get("type") == server.ERROR:
                error = event.get("error") or {}
                log.warning("an item of a conversation's history was refused: %s", error)
                waiting.discard(str(error.get("event_id") or "").removeprefix("history_"))


# --- what the page asks for -------------------------------------------------------------------------


async def answer_renewal(session: Session, offer: str, *, lost: bool = False) -> Answered:
    """The same instructions and tools, as they read today; nobody is greeted, nothing is ended.

    `lost`: the page has lost the first one. A page that runs the tools holds the conversation itself.
    """
    by_page = session.tool_mode == Session.ToolMode.BROWSER
    active = session.status == Session.Status.ACTIVE and session.may_go_on
    if not active or not (lost if by_page else session.call_id):
        raise SessionEnded()
    await sessions.limit_calls(session, renewal=True)
    secret = await sessions.mint(session)
    try:
        provider = providers.named(session.provider)
        answered = await provider.answer(offer, secret.value, page_runs_tools=by_page)
    except ProviderError as error:
        raise sessions.unavailable(error) from error
    try:
        before = await sync_to_async(sessions.offer_call)(session, answered.call_id)
    except BaseException:  # it has ended meanwhile
        await sessions.drop(session.provider, answered.call_id)
        raise
    await sessions.drop_all(session.provider, before)
    if not by_page:
        await announce_offer(session.id, answered.call_id, lost)
    return answered


async def announce_offer(session_id: str, call_id: str, lost: bool) -> None:
    """Tell who holds the conversation."""
    if lost:  # whoever takes it up just now has not heard of it
        await cache.aset(offer_key(session_id), call_id, timeout=UNHEARD_SECONDS)
    told = {"type": "renewal", "call_id": call_id, "lost": lost}
    await get_channel_layer().group_send(page_messages.sideband_group(session_id), told)


async def take_unheard_offer(session_id: str) -> str | None:
    """The call to which a page came back while nobody held its conversation; told once."""
    call_id: str | None = await cache.aget(offer_key(session_id))
    if call_id:
        await cache.adelete(offer_key(session_id))
    return call_id


def offer_key(session_id: str) -> str:
    return f"voice.offer.{session_id}"

"""Another call takes this one's place: before the provider's time limit ends it, or because it was lost.

The page is asked for a new offer while the old call still speaks; the new call is told what was said and
done, and becomes the call when the floor is free. If the page lost the old one, it becomes the call at once,
and what the agent said last is said again: nobody knows how much of it was heard. A relayed call does the
same with another session that we open, and its page has no part in it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import Any, Protocol

import django.db
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core.cache import cache

from reservations.errors import ReservationError
from voice import providers, sessions
from voice.call import page_messages
from voice.call.forgery import Forged
from voice.call.transport import DROPS, MUTE_SECONDS, Connection
from voice.errors import SessionEnded
from voice.models import Session
from voice.protocol import client, server
from voice.protocol.shapes import Item, JsonObject
from voice.providers.base import Answered, ProviderError

log = logging.getLogger(__name__)

# Time for a page to be asked four times, to make its offer, and to wait until nobody speaks.
LEAD_SECONDS = 180.0  # before the limit
LEAD_SHARE = 0.25  # of a session that lasts less
LAST_MOMENT = 5.0  # before the limit (or a fifth of the lead): now, whoever speaks
ANSWER_SECONDS = 5.0  # for a whole history; a provider that is slower has no room for a call either
PAUSES = (0.0, 0.5, 1.0, 2.0)  # before another session is tried, in the place of one that broke off
UNHEARD_SECONDS = 15  # how long an offer waits for who takes the conversation up


@dataclass(frozen=True)
class NextCall:
    """A call that is ready to be the call."""

    call_id: str  # "": another session of a relayed call
    connection: Connection
    stack: AsyncExitStack  # closes the connection
    session: JsonObject  # as the provider told of it
    told: tuple[Item, ...] = ()  # the items that it begins with
    lost: bool = False  # the call before was lost; else it goes on until this one has taken its place


class HistoryItems(Protocol):
    def __call__(self, *, heard_only: bool) -> list[Item]: ...


class Handover:
    """Prepares the call that comes after this one, and says when it is ready."""

    def __init__(
        self,
        session: Session,
        *,
        page_offers: bool,
        open_next: Callable[[str], AbstractAsyncContextManager[Connection]],
        tell_page: Callable[[page_messages.Message], None],
        history_items: HistoryItems,
        is_quiet: Callable[[], bool],
        wait_for_change: Callable[[float], Awaitable[None]],
        switch: Callable[[NextCall], None],
    ) -> None:
        """`page_offers`: the next call is one that the page makes when it is asked; else it is opened here,
        by `open_next("")`. `switch` is told of the call that is ready; from then on its connection belongs
        to who is told. The rest is what must be known of the conversation that goes on."""
        self.session = session
        self.session_seconds = providers.get(session.provider).capabilities.session_seconds
        self.page_offers = page_offers
        self.open_next = open_next
        self.tell_page = tell_page
        self.history_items = history_items
        self.is_quiet = is_quiet
        self.wait_for_change = wait_for_change
        self.switch = switch
        self.provider_session: str | None = ""  # the id of the provider's session whose end is known
        self.expires_at = 0.0
        self.lead = 0.0
        self.latest = 0.0
        self.timer: asyncio.TimerHandle | None = None
        self.preparing: asyncio.Task[Any] | None = None
        self.offer = ""  # the call that was offered last
        self.going_over = False  # too late to think better of it

    def note_session(self, told: JsonObject) -> None:
        """The provider tells when its session ends; if it does not, its kind is known to last so long."""
        at = float(told.get("expires_at") or 0)
        if at > time.time() and at != self.expires_at:
            self._expect_end(at)
        elif not at and told.get("id") != self.provider_session:
            self._expect_end(time.time() + self.session_seconds)
        self.provider_session = told.get("id")

    def take_offer(self, call_id: str, *, lost: bool = False) -> None:
        """The page has a new connection, to this call; `lost`: and no other any more. The last one counts."""
        if call_id == self.offer:
            return  # told twice
        earlier = self.preparing
        # Once the row is being told of the earlier call, that one must learn how it went: cancelled in
        # between, nobody would know which of the two calls is on record.
        if earlier and not self.going_over:
            earlier.cancel()
        self.offer = call_id
        self.preparing = asyncio.create_task(self._prepare(call_id, lost=lost, earlier=earlier))

    async def replace(self) -> None:
        """The provider's session broke off: prepare another at once, told all but the agent's last words."""
        self.stop()
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await self._prepare("", lost=True):
                return

    def stop(self) -> None:
        if self.timer:
            self.timer.cancel()
        if self.preparing:
            self.preparing.cancel()

    # --- when --------------------------------------------------------------------------------------

    def _expect_end(self, at: float) -> None:
        """By the real clock: the provider knows no pinned one."""
        self.expires_at = at
        self.lead = min(LEAD_SECONDS, LEAD_SHARE * (at - time.time()))
        self.latest = at - min(LAST_MOMENT, self.lead / 5)
        self._remind_in(at - time.time() - self.lead)

    def _remind_in(self, seconds: float) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(max(seconds, 0.0), self._remind)

    def _remind(self) -> None:
        """Again and again: the page's line, or the provider, may be down just now."""
        if time.time() < self.latest:
            if self.preparing is None or self.preparing.done():
                if self.page_offers:
                    self.tell_page(page_messages.renewal_request())
                else:
                    self.preparing = asyncio.create_task(self._prepare("", lost=False))
            # Seldom enough for an offer to be made in between, often enough for a line that comes back.
            self._remind_in(self.lead / 4)

    # --- the new call ------------------------------------------------------------------------------

    async def _prepare(self, call_id: str, *, lost: bool, earlier: asyncio.Task[Any] | None = None) -> bool:
        """Whether the next call is the call now. `call_id`: the page's, which is hung up if it is not;
        "" for another session of our own. `earlier`: a preparation that ends first."""
        switched = False
        try:
            if earlier:
                await asyncio.wait([earlier])
            async with AsyncExitStack() as stack:
                connection = await stack.enter_async_context(self.open_next(call_id))
                async with asyncio.timeout(MUTE_SECONDS):
                    created = await connection.recv()
                told = await (self._tell_heard(connection) if lost else self._tell_all(connection))
                if call_id:
                    await self._confirm(call_id)
                began = created.get("session") or {}
                self.switch(NextCall(call_id, connection, stack.pop_all(), began, tuple(told), lost))
                switched = True
                log.info("session %s: goes on in another call: %s", self.session.id, call_id or "our own")
        except (
            *DROPS,
            Forged,
            ValueError,
            ReservationError,
            django.db.Error,
        ) as error:  # the page is asked again, or we try again
            log.warning("session %s: its handover failed: %s", self.session.id, error)
        finally:
            self.going_over = False
            if call_id and not switched:
                await sessions.drop(self.session.provider, call_id)
        return switched

    async def _confirm(self, call_id: str) -> None:
        """On record it is the call from here on. Raises TimeoutError when another one was offered since."""
        self.going_over = True
        # The row decides: a page that came back meanwhile may have offered another call.
        if not await sync_to_async(sessions.go_over)(self.session.id, call_id):
            raise TimeoutError("another call was offered meanwhile")
        self.tell_page(page_messages.renewal_done())

    async def _tell_heard(self, connection: Connection) -> list[Item]:
        """All but the agent's last words: they will be said again."""
        items = self.history_items(heard_only=True)
        if len(items) > 1:  # else there is nothing to go on from, but the note that says so
            await send_items(connection, items)
            return items
        return []

    async def _tell_all(self, connection: Connection) -> list[Item]:
        """All that was said until the floor is free, and what was said while we waited for that."""
        told: dict[str, Item] = {}
        while True:
            items = self.history_items(heard_only=False)
            fresh = [item for item in items if item["id"] not in told]
            if not fresh and await self._wait_for_floor():
                return list(told.values())
            told |= {item["id"]: item for item in fresh}
            await send_items(connection, fresh)

    async def _wait_for_floor(self) -> bool:
        """Whether the floor was free from the beginning."""
        at_once = True
        while not self.is_quiet() and time.time() < self.latest:
            at_once = False
            # A turn that was due passes without an event, so the floor is looked at again soon.
            await self.wait_for_change(0.25)
        return at_once


async def send_items(connection: Connection, items: list[Item]) -> None:
    """Put items into the conversation; what is refused is not worth the call."""
    waiting = {item["id"] for item in items}
    for item in items:
        event_id = f"history_{item['id']}"
        await connection.send(client.item_create(item, event_id=event_id))
    async with asyncio.timeout(ANSWER_SECONDS):
        while waiting:
            event = await connection.recv()
            if event.get("type") in {server.ITEM_ADDED, server.ITEM_CREATED}:
                waiting.discard((event.get("item") or {}).get("id"))
            elif event.get("type") == server.ERROR:
                error = event.get("error") or {}
                log.warning("an item of a conversation's history was refused: %s", error)
                waiting.discard(str(error.get("event_id") or "").removeprefix("history_"))


# --- what the page asks for -------------------------------------------------------------------------


async def answer_renewal(session: Session, offer: str, *, lost: bool = False) -> Answered:
    """A second call of a session that goes on: the SDP answer. Raises SessionEnded, TooManyCalls,
    InvalidOffer, ProviderUnavailable; called by the HTTP view of `/api/realtime/renewal` alone.

    It has the same instructions and tools, as they read today; nobody is greeted, nothing is ended.

    `lost`: the page has lost the first one. A page that runs the tools holds the conversation itself.
    """
    by_page = session.tool_mode == Session.ToolMode.BROWSER
    active = session.status == Session.Status.ACTIVE and session.may_go_on
    if not active or not (lost if by_page else session.call_id):
        raise SessionEnded()
    await sessions.limit_calls(session, renewal=True)
    secret = await sessions.mint(session)
    try:
        provider = providers.get(session.provider)
        answered = await provider.answer(offer, secret.value, page_runs_tools=by_page)
    except ProviderError as error:
        raise sessions.as_unanswered(error) from error
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
        await cache.aset(name_offer_key(session_id), call_id, timeout=UNHEARD_SECONDS)
    told = {"type": "renewal", "call_id": call_id, "lost": lost}
    await get_channel_layer().group_send(page_messages.holder_group(session_id), told)


async def take_unheard_offer(session_id: str) -> str | None:
    """The call to which a page came back while nobody held its conversation; told once."""
    call_id: str | None = await cache.aget(name_offer_key(session_id))
    if call_id:
        await cache.adelete(name_offer_key(session_id))
    return call_id


def name_offer_key(session_id: str) -> str:
    return f"voice.offer.{session_id}"

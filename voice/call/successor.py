"""Another call takes this one's place: at the time limit, or because the caller's network broke off.

In the second case what the agent said last is said again: nobody knows how much of it was heard.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from django.conf import settings

from voice.call import handover, history
from voice.call.call_record import RecordedConversation
from voice.call.gap import Returning
from voice.call.handover import Renewal, Successor
from voice.call.transport import clock
from voice.models import Session
from voice.protocol import server

log = logging.getLogger(__name__)


class Succeeding(Returning):
    def __init__(self, session: Session, past: RecordedConversation | None = None, *, typed: int = 0) -> None:
        super().__init__(session, past, typed=typed)
        self.renewal = Renewal(self, self._go_over)
        self.reading: asyncio.Task[bool] | None = None
        self.successor: Successor | None = None
        self.fresh: Successor | None = None  # it is the call now, and has not been spoken to
        self.stirring = asyncio.Event()  # a successor has come, or the conversation was ended
        self.closed = False

    def _go_over(self, to: Successor) -> None:
        self.successor = to
        self.stirring.set()
        if self.reading:
            self.reading.cancel()

    async def _page_returns(self) -> bool:
        """The call is over, but nobody said goodbye: wait for its page, which may be without a network."""
        self.online = False
        await self._look_for_page()
        if not self.closed and self.successor is None:
            log.info("session %s: the call is over; waiting for its page", self.session.id)
            self.stirring.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.RETURN_SECONDS):
                    await self.stirring.wait()
        return self.successor is not None

    async def _look_for_page(self) -> None:
        if call_id := await handover.take_unheard_offer(self.session.id):
            self.renewal.offered(call_id, lost=True)

    def _gone_over(self, to: Successor) -> None:
        self.playing, self.over = False, ""
        self.recall, self.muted = None, False  # what passed in the other call is known, or lost with it
        self._take_up(call for call in self.unanswered if call.output is None)  # their process died
        self.unanswered = ()
        for item in to.told:  # it need not be sent again
            self.loop.receive({"type": server.ITEM_ADDED, "item": item}, clock())
        self._do(self.loop.reconnected(clock()))
        if to.lost:
            self.tracker.forget()
            if not self.loop.batches:  # else their results will be voiced
                self._do(self.loop.greet(clock(), self._opening_words()))
        self.greeted, self.resuming = True, False

    def _cut_short(self) -> None:
        """What the agent is saying just now reaches nobody."""
        unheard = history.unheard(self.transcript.captions.values(), self.calls.values())
        for caption in unheard:
            if self.playing or not caption.final:
                self._receive({"type": server.ITEM_TRUNCATED, "item_id": caption.item_id})

    async def _told(self, message: dict[str, Any]) -> None:
        if message["type"] == "renewal":
            if message.get("lost"):
                self._cut_short()
            self.renewal.offered(message["call_id"], lost=bool(message.get("lost")))
        elif message["type"] == "ended":
            self.closed = True
            self.stirring.set()
        else:
            await super()._told(message)

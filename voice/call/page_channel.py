"""The page of a call, from the call's side: told in order what happens, heard when it types or hangs up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from channels.layers import get_channel_layer

from voice.call import page_messages
from voice.call.transcript import Caption
from voice.call.transport import loop_time
from voice.protocol.shapes import JsonObject

log = logging.getLogger(__name__)

LISTEN_AGAIN = 0.5  # seconds after the channel layer failed
PARTIALS_EVERY = 0.2  # seconds between captions of one growing sentence


class PageChannel:
    def __init__(self, session_id: str) -> None:
        self.session_id = session_id
        self.layer = get_channel_layer()
        self.queue: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        self.captioned: dict[str, float] = {}
        self.told: dict[tuple[str, str], page_messages.Message] = {}  # the last of each utterance, each tool

    def tell(self, message: page_messages.Message) -> None:
        """To every page that listens now."""
        if about := page_messages.find_subject(message):
            self.told[message["type"], about] = message
        self.queue.put_nowait({"type": "page.message", "message": message})

    def tell_again(self) -> None:
        """All that was said and done, for a page that came late.

        The record is written behind the call: what was told just before the page came may not be on it yet.
        """
        if self.told:  # one message, as a channel drops what is more than its capacity
            self.queue.put_nowait({"type": "page.retold", "messages": list(self.told.values())})

    def caption(self, caption: Caption) -> None:
        due = loop_time() - self.captioned.get(caption.item_id, 0.0) >= PARTIALS_EVERY
        if caption.final or due:
            self.captioned[caption.item_id] = loop_time()
            self.tell(
                page_messages.caption(
                    item_id=caption.item_id,
                    role=caption.role,
                    text=caption.text,
                    final=caption.final,
                    interrupted=caption.interrupted,
                )
            )

    def close(self) -> None:
        """After what is still to be told."""
        self.queue.put_nowait(None)

    async def publish(self) -> None:
        """In order, and apart from the call: a slow channel layer delays nobody's answer.

        What it cannot carry costs that message alone: the page hears all others, and the end.
        """
        group = page_messages.page_group(self.session_id)
        while (event := await self.queue.get()) is not None:
            try:
                await self.layer.group_send(group, event)
            except Exception:
                log.exception("session %s: its page was not told of one thing", self.session_id)

    async def listen(self) -> AsyncIterator[JsonObject]:
        """What the page, or whoever acts for it, sends to the holder of the call: without end.

        A channel layer that is away for a while is listened to again: else the page could not even hang up.
        """
        while True:
            try:
                async for message in self._listen_once():
                    yield message
            except Exception:
                log.exception("session %s: its page was not heard for a moment", self.session_id)
                await asyncio.sleep(LISTEN_AGAIN)

    async def _listen_once(self) -> AsyncIterator[JsonObject]:
        group = page_messages.holder_group(self.session_id)
        channel = await self.layer.new_channel()
        await self.layer.group_add(group, channel)
        self.tell_again()  # nobody heard a page that asked until now
        try:
            while True:
                yield await self.layer.receive(channel)
        finally:
            await self.layer.group_discard(group, channel)

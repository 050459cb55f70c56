"""A call's data channel: events out, as the browser may see them; client events in, one after the other."""

from __future__ import annotations

import asyncio
from typing import Any

from aiortc import RTCDataChannel
from aiortc.exceptions import InvalidStateError

from voice.engine.commands import Client
from voice.engine.session import Session
from voice.protocol import preview, server
from voice.protocol.shapes import Event
from voice.protocol.wire_json import write_json

MOST_WAITING = 1000  # messages that have come and are not obeyed yet


class DataChannel:
    """Listens from the start of the call; what happens before the browser's channel is open waits for it."""

    def __init__(
        self, session: Session, *, filtered: bool = False, obeys: bool = True, as_preview: bool = False
    ) -> None:
        self._filtered = filtered
        self._obeys = obeys
        self._as_preview = as_preview
        self._channel: RTCDataChannel | None = None
        self._waiting: list[str] = []
        self._inbox: asyncio.Queue[Any] = asyncio.Queue(MOST_WAITING)
        self._session = session
        self._client = Client(session, self.tell)
        session.spawn(self._obey())

    def open(self, channel: RTCDataChannel) -> None:
        self._channel = channel
        if self._obeys:  # else what comes is for nobody: the server that holds the call says what is done
            channel.on("message", self._take)
        for text in self._waiting:
            self._send(text)
        self._waiting.clear()

    def _take(self, message: str | bytes) -> None:
        try:
            self._inbox.put_nowait(message)
        except asyncio.QueueFull:  # no caller does so much, and what we keep for one is bounded
            self._session.close()

    def tell(self, event: Event) -> None:
        """An event for the client, kept until the channel is open."""
        if self._filtered and event["type"] not in server.SEEN_BY_BROWSER:
            return
        told = preview.server_event_to_preview(event) if self._as_preview else event
        if told is None:
            return
        text = write_json(told)
        if self._channel:
            self._send(text)
        else:
            self._waiting.append(text)

    def _send(self, text: str) -> None:
        assert self._channel
        try:
            self._channel.send(text)
        except InvalidStateError:
            return  # it has just closed; the call ends by its connection's state

    async def _obey(self) -> None:
        while True:
            await self._client.read(
                await self._inbox.get(), preview.client_event_to_ga if self._as_preview else None
            )

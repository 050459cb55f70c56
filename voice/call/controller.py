"""Holds one call over a socket beside it: connects, comes back after a drop, finds out what passed, ends it.

Audio never passes here.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import cast

from asgiref.sync import ThreadSensitiveContext
from channels.db import aclose_old_connections
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from voice import sessions
from voice.call import page_messages
from voice.call.successor import Succeeding
from voice.call.transport import DROPS, MUTE_SECONDS, RetryPolicy, clock, opened
from voice.protocol import server
from voice.protocol.wire_json import read_event, write_json

log = logging.getLogger(__name__)

MALFORMED = (AttributeError, KeyError, TypeError, ValueError)  # what an unknown shape ends in

PARTING_SECONDS = 1.0


class Sideband(Succeeding):
    async def run(self) -> None:
        # A thread of its own for the database: no call waits for another call's write.
        async with ThreadSensitiveContext():
            behind = [asyncio.create_task(self.recorder.run()), asyncio.create_task(self.page.telling())]
            listening = asyncio.create_task(self._hear_page())
            reason, failed = "replaced", False
            try:
                self.page.tell(page_messages.session("active", self.session.language))
                reason, failed = await self._hold()
            except Exception:
                log.exception("session %s: the sideband failed", self.session.id)
                reason, failed = "sideband_failed", True
                await self._hang_up()
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
                await self._close(reason, failed=failed, behind=behind)

    async def _close(self, reason: str, *, failed: bool, behind: list[asyncio.Task[None]]) -> None:
        self._rest()
        self._opening_words()
        self.renewal.stop()
        if self.running:  # a tool that runs has its effect: its record must not be lost
            await asyncio.wait(self.running, timeout=10)
        self.recorder.close()
        self.page.close()
        await asyncio.gather(*behind)
        if reason != "replaced":
            await sessions.end(self.session.id, reason, failed=failed, call_id=self.session.call_id)
        await aclose_old_connections()  # the thread ends with the call, and its connection with it
        log.info("session %s: call ended: %s", self.session.id, reason)

    async def _hold(self) -> tuple[str, bool]:
        """Until the call ends: why it did, and whether that is a failure."""
        if self.resuming:
            await self._look_for_page()
        while True:
            trouble: BaseException | None = None
            began = clock()
            try:
                async with AsyncExitStack() as stack:
                    over = await self._listen(await self._socket(stack))
                    if self.successor:
                        self._spawn(self._leave(stack.pop_all(), self.session.call_id))
                        continue
            except DROPS as error:
                over, trouble = self.retry.over(error), error
            if over and not await self._page_returns():
                return self.over or "call_ended", False
            if over:
                continue
            self.retry.held(clock() - began)
            pause = self.retry.pause(trouble)
            if pause is None:
                log.error("session %s: the sideband is lost: %s", self.session.id, trouble or "closed")
                await self._hang_up()  # a call without tools serves nobody
                return "sideband_lost", True
            log.warning("session %s: the sideband dropped: %s", self.session.id, trouble or "closed")
            await asyncio.sleep(pause)

    async def _socket(self, stack: AsyncExitStack) -> ClientConnection:
        """Of the call; or of the one that takes its place."""
        if (to := self.successor) is None:
            return await stack.enter_async_context(opened(self.provider, self.session.call_id))
        self.successor, self.fresh = None, to
        stack.push_async_callback(to.stack.aclose)
        self.session.call_id = to.call_id
        self.retry = RetryPolicy(known=True)
        self.renewal.told_of(to.session)
        return cast("ClientConnection", to.socket)

    async def _listen(self, socket: ClientConnection) -> bool:
        self.reading = asyncio.create_task(self._converse(socket))
        try:
            await asyncio.wait([self.reading])
        finally:
            self.reading.cancel()
            await asyncio.gather(self.reading, return_exceptions=True)
        return not self.reading.cancelled() and self.reading.result()

    async def _leave(self, stack: AsyncExitStack, call_id: str) -> None:
        """Leave the call that was; its page has gone over meanwhile."""
        await asyncio.sleep(PARTING_SECONDS)
        await sessions.drop(self.session.provider, call_id)
        await stack.aclose()

    async def _converse(self, socket: ClientConnection) -> bool:
        """True when the provider closed the socket as it does at the end of a call."""
        self.outgoing = asyncio.Queue()
        writing = asyncio.create_task(self._write(socket))
        self.online = True
        fresh, self.fresh = self.fresh, None
        if fresh:  # its first words were heard before it became the call
            self._gone_over(fresh)
        elif self.greeted or self.resuming:
            self._look_back()
        else:  # what was typed before there was a socket
            self._do(self.loop.reconnected(clock()))
        try:
            async with asyncio.timeout(None if fresh else MUTE_SECONDS):
                self._read(await socket.recv())
            while True:
                self._read(await socket.recv())
        except ConnectionClosed as closed:
            return bool(self.over) or (closed.rcvd is not None and closed.rcvd.code == 1000)
        finally:
            self.online = False
            self._rest()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            await socket.send(write_json(await self.outgoing.get()))

    def _read(self, message: str | bytes) -> None:
        """One event that is none, or has another shape than the protocol says, costs only itself."""
        try:
            event = read_event(message)
            self._live(event)
            if event.get("type") in {server.SESSION_CREATED, server.SESSION_UPDATED}:
                self.renewal.told_of(event.get("session") or {})
        except MALFORMED:
            log.warning("session %s: the provider sent a malformed event", self.session.id, exc_info=True)

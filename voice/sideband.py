"""Holds a call from the server's side: a socket by its id, the tool loop, the transcript, the page's feed.

One asyncio task a call, which outlives the request that answered it. Audio never passes here.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
from collections.abc import Coroutine
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from channels.db import aclose_old_connections
from channels.layers import get_channel_layer
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from voice import feed, providers, sessions
from voice.journal import Journal
from voice.models import Session
from voice.providers.base import ProviderError
from voice.toolloop import Action, RunTool, ToolLoop
from voice.toolrunner import ToolRunner
from voice.transcript import Caption, Transcript
from voice.usage import added

log = logging.getLogger(__name__)

BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0)
OPEN_SECONDS = 5.0
PARTIALS_EVERY = 0.2  # seconds between captions of one growing sentence
OVER = frozenset({404, 410})  # a call that the provider no longer knows

_attending: dict[str, asyncio.Task[None]] = {}  # the loop itself keeps only weak references


def attend(session: Session, held: Sideband | None = None) -> asyncio.Task[None]:
    """Hold `session`'s call until it ends; a second call of the same session replaces the first.

    `held`: how, if not over a socket beside the call.
    """
    if earlier := _attending.get(session.id):
        earlier.cancel()
    # A context of its own: the request's names an executor that ends with the request.
    task = asyncio.create_task(
        (held or Sideband(session)).run(), name=f"sideband {session.id}", context=contextvars.Context()
    )
    _attending[session.id] = task
    task.add_done_callback(lambda done: _forget(session.id, done))
    return task


def _forget(session_id: str, task: asyncio.Task[None]) -> None:
    if _attending.get(session_id) is task:
        del _attending[session_id]
    if not task.cancelled() and (error := task.exception()):
        log.error("session %s: its end was not recorded", session_id, exc_info=error)


def attended() -> dict[str, asyncio.Task[None]]:
    """The calls that this process holds."""
    return dict(_attending)


class Sideband:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.provider = providers.named(session.provider)
        self.layer = get_channel_layer()
        self.loop = ToolLoop()
        self.transcript = Transcript()
        self.journal = Journal(session.id)
        self.runner = ToolRunner(session, self.journal, self.transcript, self._publish)
        self.usage: dict[str, Any] = {}
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.to_page: asyncio.Queue[feed.Message | None] = asyncio.Queue()
        self.published: dict[str, float] = {}
        self.running: set[asyncio.Task[None]] = set()
        self.timer: asyncio.TimerHandle | None = None
        self.greeted = False

    async def run(self) -> None:
        # A thread of its own for the database: no call waits for another call's write.
        async with ThreadSensitiveContext():
            behind = [asyncio.create_task(self.journal.run()), asyncio.create_task(self._tell_page())]
            listening = asyncio.create_task(self._hear_page())
            reason, failed = "replaced", False
            try:
                self._publish(feed.session("active", self.session.language))
                reason, failed = await self._hold()
            except Exception:
                log.exception("session %s: the sideband failed", self.session.id)
                reason, failed = "sideband_failed", True
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
                await self._close(reason, failed=failed, behind=behind)

    async def _close(self, reason: str, *, failed: bool, behind: list[asyncio.Task[None]]) -> None:
        if self.timer:
            self.timer.cancel()
        if self.running:  # a tool that runs has its effect: its record must not be lost
            await asyncio.wait(self.running, timeout=10)
        self.journal.close()
        self.to_page.put_nowait(None)
        await asyncio.gather(*behind)
        await Session.objects.filter(pk=self.session.id).aupdate(usage=self.usage)
        if reason != "replaced":
            await sessions.end(self.session.id, reason, failed=failed)
        await aclose_old_connections()  # the thread ends with the call, and its connection with it
        log.info("session %s: call ended: %s", self.session.id, reason)

    # --- the call ----------------------------------------------------------------------------------

    async def _hold(self) -> tuple[str, bool]:
        """Until the call ends: why it did, and whether that is a failure."""
        drops = 0
        while True:
            try:
                endpoint = await self.provider.sideband(self.session.call_id)
                async with connect(
                    endpoint.url,
                    additional_headers=dict(endpoint.headers),
                    open_timeout=OPEN_SECONDS,
                    max_size=None,
                ) as socket:
                    drops = 0
                    if await self._converse(socket):
                        return "call_ended", False
            except InvalidStatus as error:
                if error.response.status_code in OVER:
                    return "call_ended", not self.greeted
                log.warning("session %s: sideband refused: %s", self.session.id, error)
            except (OSError, TimeoutError, WebSocketException, ProviderError) as error:
                log.warning("session %s: sideband dropped: %s", self.session.id, error)
            if drops >= len(BACKOFF):
                await self._hang_up()  # a call without tools serves nobody
                return "sideband_lost", True
            await asyncio.sleep(BACKOFF[drops])
            drops += 1

    async def _converse(self, socket: ClientConnection) -> bool:
        """True when the provider closed the socket as it does at the end of a call."""
        self.outgoing = asyncio.Queue()
        writing = asyncio.create_task(self._write(socket))
        if self.greeted:
            self._do(self.loop.reconnected(now()))
        try:
            while True:
                self._receive(json.loads(await socket.recv()))
        except ConnectionClosed as closed:
            return closed.rcvd is not None and closed.rcvd.code == 1000
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            await socket.send(json.dumps(await self.outgoing.get(), ensure_ascii=False))

    def _receive(self, event: dict[str, Any]) -> None:
        kind = event.get("type")
        if kind == "session.created" and not self.greeted:
            self.greeted = True
            self._do(self.loop.greet(now()))
        elif kind == "response.done":
            self.usage = added(self.usage, (event.get("response") or {}).get("usage") or {})
        elif kind == "error":
            log.info("session %s: provider says %s", self.session.id, event.get("error"))
        if caption := self.transcript.receive(event):
            self.journal.line(caption)
            self._publish_caption(caption)
        self._do(self.loop.receive(event, now()))

    def _do(self, actions: list[Action]) -> None:
        for action in actions:
            if isinstance(action, RunTool):
                self._spawn(self._run_tool(action))
            else:
                self.outgoing.put_nowait(action.event)
        if self.timer:
            self.timer.cancel()
            self.timer = None
        if (wake_at := self.loop.wake_at) is not None:
            self.timer = asyncio.get_running_loop().call_at(max(wake_at, now() + 0.005), self._tick)

    def _tick(self) -> None:
        self._do(self.loop.tick(now()))

    async def _run_tool(self, action: RunTool) -> None:
        output = await self.runner.run(action)
        self._do(self.loop.finish(action.call_id, output, now()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _hang_up(self) -> None:
        try:
            await self.provider.hang_up(self.session.call_id)
        except ProviderError as error:
            log.warning("session %s: hanging up failed: %s", self.session.id, error)

    # --- the page ----------------------------------------------------------------------------------

    def _publish(self, message: feed.Message) -> None:
        self.to_page.put_nowait(message)

    def _publish_caption(self, caption: Caption) -> None:
        due = now() - self.published.get(caption.item_id, 0.0) >= PARTIALS_EVERY
        if caption.final or due:
            self.published[caption.item_id] = now()
            self._publish(
                feed.caption(
                    item_id=caption.item_id,
                    role=caption.role,
                    text=caption.text,
                    final=caption.final,
                    interrupted=caption.interrupted,
                )
            )

    async def _tell_page(self) -> None:
        """In order, and apart from the call: a slow channel layer delays nobody's answer."""
        group = feed.page_group(self.session.id)
        while (message := await self.to_page.get()) is not None:
            await self.layer.group_send(group, {"type": "activity", "message": message})

    async def _hear_page(self) -> None:
        group = feed.sideband_group(self.session.id)
        channel = await self.layer.new_channel()
        await self.layer.group_add(group, channel)
        try:
            while True:
                message = await self.layer.receive(channel)
                if message["type"] == "text":
                    self._do(self.loop.say(message["text"], now()))
                elif message["type"] == "hangup":
                    await self._hang_up()
        finally:
            await self.layer.group_discard(group, channel)


def now() -> float:
    return asyncio.get_running_loop().time()

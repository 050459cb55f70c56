"""What the events of a call do: the tool loop, the transcript, the record, the page. It opens no socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from voice import providers
from voice.call.call_record import CallRecorder, FunctionCall, RecordedConversation, add_usage
from voice.call.page_channel import PageChannel
from voice.call.recovery import ConversationTracker, output_id
from voice.call.tool_executor import ToolExecutor
from voice.call.tool_loop import Action, RunTool, ToolLoop
from voice.call.transcript import Transcript, without_invention
from voice.call.transport import RetryPolicy, clock
from voice.models import Session
from voice.protocol import server
from voice.providers.base import ProviderError

log = logging.getLogger(__name__)

OPENING_SECONDS = 5.0  # a page that says it has words sends them as soon as it hears of the call
CALL_GONE = frozenset({"call_not_found", "call_id_not_found", "session_not_found"})


class Talk:
    def __init__(self, session: Session, past: RecordedConversation | None = None, *, typed: int = 0) -> None:
        """`past`: on record of a call that another process held. `typed`: how many messages its page has
        for us, typed before there was a call; the agent waits for them before it speaks."""
        self.session = session
        self.provider = providers.named(session.provider)
        self.loop = ToolLoop()
        self.transcript = Transcript()
        self.tracker = ConversationTracker()
        self.recorder = CallRecorder(session.id)
        self.page = PageChannel(session.id)
        self.executor = ToolExecutor(session, self.recorder, self.transcript, self.page.tell)
        self.calls: dict[str, FunctionCall] = {}
        self.usage: dict[str, Any] = {}
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.running: set[asyncio.Task[None]] = set()
        self.timer: asyncio.TimerHandle | None = None
        self.stirred = asyncio.Event()
        self.playing = False
        self.retry = RetryPolicy()
        self.greeted = False
        self.typed_first = typed
        self.opening: list[str] = []  # those of them that have come
        self.opening_due: asyncio.TimerHandle | None = None
        self.online = True  # else the loop waits for nothing
        self.muted = False  # what the loop would send is sent when we know what passed
        self.over = ""  # why, when the provider has said that the call is
        self.resuming = past is not None
        if past:
            self._remember(past)

    def _remember(self, past: RecordedConversation) -> None:
        """Go on where another process was: what it did is not done again, what it did not say is said."""
        self.retry.known = True
        self.usage = past.usage
        self.greeted = bool(past.captions or past.calls)
        self.loop.sent = past.typed
        self.loop.calls = {call.call_id: "before" for call in past.calls}
        self.transcript.resume(past.captions, past.positions)
        self.tracker.items |= past.items
        self.calls = {call.call_id: call for call in past.calls}

    def _receive(self, event: dict[str, Any]) -> None:
        event = without_invention(event)
        match event.get("type"):
            case server.SESSION_CREATED:
                self.retry.known = True
                if not self.greeted and not self.resuming:
                    self._open()
            case server.RESPONSE_DONE:
                if usage := (event.get("response") or {}).get("usage"):
                    self.usage = add_usage(self.usage, usage)
                    self.recorder.set_usage(self.usage)
            case server.ERROR:
                self._complained(event.get("error") or {})
            case server.PLAYING_STARTED:
                self.playing = True
            case server.PLAYING_STOPPED | server.PLAYING_CLEARED:
                self.playing = False
        self.tracker.receive(event)
        if caption := self.transcript.receive(event):
            self.recorder.add_line(caption)
            self.page.caption(caption)
        self._do(self.loop.receive(event, clock()))

    def _open(self) -> None:
        """The agent speaks first. Who has typed already is answered in the same breath, not asked for it."""
        if len(self.opening) >= self.typed_first:
            self._greet()
        elif self.opening_due is None:
            self.opening_due = asyncio.get_running_loop().call_later(OPENING_SECONDS, self._greet)

    def _greet(self) -> None:
        if not self.greeted:
            self.greeted = True
            self._do(self.loop.greet(clock(), self._opening_words()))

    def _opening_words(self) -> list[str]:
        """What was typed before the call, once; it is not waited for any more."""
        if self.opening_due:
            self.opening_due.cancel()
        words, self.opening, self.opening_due, self.typed_first = self.opening, [], None, 0
        return words

    def _take_up(self, calls: Iterable[FunctionCall]) -> None:
        """Calls whose results may not have been voiced; one that was running runs again, by its id once."""
        for call in calls:
            del self.loop.calls[call.call_id]
            done = {"type": "response.output_item.done", "response_id": "before", "item": call.item}
            actions = self.loop.receive(done, clock())
            if call.output is not None:
                actions = self.loop.finish(call.call_id, call.output, clock())
            self._do(actions)

    def _complained(self, error: dict[str, Any]) -> None:
        log.info("session %s: provider says %s", self.session.id, error)
        if error.get("code") in CALL_GONE and self.retry.known:
            self.over = "call_ended"
        elif error.get("code") == server.SESSION_EXPIRED:
            self.over = "session_expired"

    @property
    def quiet(self) -> bool:
        """Nobody speaks, nobody is about to, and nothing is waited for."""
        loop = self.loop
        turn = loop.turn_due is not None and clock() < loop.turn_due
        floor = loop.active or loop.asked or loop.speaking or turn or self.playing
        work = loop.owed or loop.batches or loop.unseen or self.running or self.muted
        return not floor and not work

    async def stirs(self, seconds: float) -> None:
        """Until something happens, or so many seconds."""
        self.stirred.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stirred.wait()

    def _do(self, actions: list[Action]) -> None:
        self.stirred.set()
        for action in actions:
            if isinstance(action, RunTool):
                self._spawn(self._run_tool(action))
            elif not self.muted:
                identify(action.event)
                self.outgoing.put_nowait(action.event)
        self._rest()
        if self.online and (wake_at := self.loop.wake_at) is not None:
            self.timer = asyncio.get_running_loop().call_at(max(wake_at, clock() + 0.005), self._tick)

    def _tick(self) -> None:
        self._do(self.loop.tick(clock()))

    def _rest(self) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None

    async def _run_tool(self, action: RunTool) -> None:
        place = self.transcript.place(action.call_id)
        call = FunctionCall(action.call_id, action.name, action.arguments, place, None)
        self.calls[action.call_id] = call
        output = await self.executor.run(action)
        self.calls[action.call_id] = replace(call, output=output)
        self._do(self.loop.finish(action.call_id, output, clock()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _hear_page(self) -> None:
        async for message in self.page.heard():
            await self._told(message)

    async def _told(self, message: dict[str, Any]) -> None:
        if message["type"] == "text" and self.typed_first:
            self.opening.append(message["text"])
            if len(self.opening) == self.typed_first:
                self._greet()
        elif message["type"] == "text":
            self._do(self.loop.say(message["text"], clock()))
        elif message["type"] == "hangup":
            await self._hang_up()

    async def _hang_up(self) -> None:
        try:
            await self.provider.hang_up(self.session.call_id)
        except ProviderError as error:
            log.warning("session %s: hanging up failed: %s", self.session.id, error)


def identify(event: dict[str, Any]) -> str:
    """Give a result an id of ours, so that it can be asked whether the provider holds it; an item's id."""
    item = event.get("item") or {}
    if item.get("type") == "function_call_output":
        item.setdefault("id", output_id(item["call_id"]))
    return str(item.get("id") or "")

"""One call from its first socket to its end: connects, recovers after a drop, hands over, ends it.

The controller holds the call's state and its connections. What events mean is the `Conversation`'s business,
how the provider is reached the `Transport`'s, what passed in a gap the `Recovery`'s, and which call comes
next the `Handover`'s.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from websockets.exceptions import ConnectionClosed

from voice import providers, sessions
from voice.call import handover, last_words, outcome, page_messages
from voice.call.call_record import CallRecorder, RecordedConversation
from voice.call.conversation import Conversation
from voice.call.forgery import Forged
from voice.call.handover import Handover, NextCall
from voice.call.last_words import LateTurns
from voice.call.page_channel import PageChannel
from voice.call.recovery import Recovery
from voice.call.staff.acts import StaffActs
from voice.call.tasks import end_tasks
from voice.call.tool_executor import ToolExecutor
from voice.call.transport import DROPS, MUTE_SECONDS, Connection, Transport, loop_time
from voice.models import Session
from voice.protocol import server
from voice.protocol.shapes import Event, JsonObject

log = logging.getLogger(__name__)

MALFORMED_EVENT_ERRORS = (AttributeError, KeyError, TypeError, ValueError)  # what an unknown shape ends in
CALL_GONE = frozenset({"call_not_found", "call_id_not_found", "session_not_found"})

LEAVING_SECONDS = 10.0  # how long the end of a call waits for calls that it left


class CallState(Enum):
    CONNECTING = "connecting"  # no socket is open; what is to be said waits
    RECOVERING = "recovering"  # the provider is asked what passed in a gap; nothing else is sent
    TALKING = "talking"
    AWAITING_PAGE = "awaiting page"  # the provider has ended the call; its page may come back with another
    ENDED = "ended"


TRANSITIONS: Mapping[CallState, frozenset[CallState]] = {
    CallState.CONNECTING: frozenset(
        {CallState.RECOVERING, CallState.TALKING, CallState.AWAITING_PAGE, CallState.ENDED}
    ),
    CallState.RECOVERING: frozenset({CallState.TALKING, CallState.CONNECTING, CallState.ENDED}),
    CallState.TALKING: frozenset({CallState.CONNECTING, CallState.ENDED}),
    CallState.AWAITING_PAGE: frozenset({CallState.TALKING, CallState.ENDED}),
    CallState.ENDED: frozenset(),
}


@dataclass(frozen=True)
class Ending:
    reason: str  # one of Session.EndReason, or REPLACED
    failed: bool = False


REPLACED = "replaced"  # another holds the call now: it is not over


class CallController:
    def __init__(
        self,
        session: Session,
        transport: Transport,
        *,
        recorded: RecordedConversation | None = None,
        typed: int = 0,
    ) -> None:
        """`recorded`, `typed`: see `Conversation`. To be held with `registry.attend`."""
        self.session = session
        self.transport = transport
        self.recorded = recorded
        self.state = CallState.CONNECTING
        self.page = PageChannel(session.id)
        self.recorder = CallRecorder(session.id)
        self.conversation = Conversation(
            executor=ToolExecutor(session, self.recorder, self.page.tell, page_plays=transport.carries_audio),
            recorder=self.recorder,
            page=self.page,
            send=self._send,
            is_talking=lambda: self.state is CallState.TALKING,
            recorded=recorded,
            typed=typed,
        )
        self.handover = Handover(
            session,
            page_offers=not transport.carries_audio,
            open_next=transport.open_next,
            tell_page=self.page.tell,
            history_items=self.conversation.history_items,
            is_quiet=lambda: self.recovery is None and self.conversation.is_quiet,
            wait_for_change=self.conversation.wait_for_change,
            switch=self._take_next_call,
        )
        self.staff = StaffActs(
            session,
            self.conversation,
            follows_instructions=providers.get(session.provider).capabilities.follows_instructions,
            hush=self._hush,
            end=self._end_by_staff,
        )
        self.outgoing: asyncio.Queue[Event] = asyncio.Queue()
        self.recovery: Recovery | None = None
        self.reading: asyncio.Task[bool] | None = None
        self.leaving: set[asyncio.Task[None]] = set()  # calls that were left, until they are closed
        self.next_call: NextCall | None = None  # ready, and not yet the call
        self.is_known = recorded is not None  # the provider has shown that it knows the call
        self.end_reason = ""  # why, when the provider has said that the call is over
        self.closed = False  # the conversation was ended on record
        self.stirring = asyncio.Event()  # the next call is ready, or the conversation was ended
        self.texts: set[str] = set()  # the ids of the typed words that were heard
        self.ending = asyncio.Event()  # nobody hears last words any more
        self.parting = asyncio.Event()  # the page of a relayed call has gone
        transport.attach(send=self._send, part=self.parting.set, note_playing=self.conversation.executor.hear)

    async def run(self) -> None:
        """Hold the call until it ends; cancelled, let it go without ending it."""
        behind = [asyncio.create_task(self.recorder.run()), asyncio.create_task(self.page.publish())]
        listening = asyncio.create_task(self._listen_to_page())
        ending = Ending(REPLACED)
        try:
            self.page.tell(page_messages.session_status("active", self.session.language))
            self.staff.resume()
            ending = await self._hold_until_parted()
        except Forged as forged:
            log.warning("session %s: its page interfered, and was hung up: %s", self.session.id, forged)
            ending = Ending(Session.EndReason.PAGE_INTERFERED, failed=True)
            await self.transport.hang_up()
        except Exception:
            log.exception("session %s: its call failed", self.session.id)
            ending = Ending(Session.EndReason.SIDEBAND_FAILED, failed=True)
            # The caller must not go on talking to an agent whose tools are gone.
            await self.transport.hang_up()
        finally:
            # First of all: what the page says from here on must not reach a conversation that is being
            # closed.
            await end_tasks(listening)
            await self._close(ending, behind)

    async def _close(self, ending: Ending, behind: list[asyncio.Task[None]]) -> None:
        self._enter(CallState.ENDED)
        self.ending.set()
        self.handover.stop()
        self.staff.close()
        await self.conversation.close()
        self._drop_next_call()
        if self.leaving:
            # A provider that does not answer must not keep the record of the call open.
            await asyncio.wait(self.leaving, timeout=LEAVING_SECONDS)
        # All that was said is written and told before the end is: a page stops listening at the end.
        self.recorder.close()
        self.page.close()
        for fault in await asyncio.gather(*behind, return_exceptions=True):
            if isinstance(fault, Exception):  # the end is recorded all the same
                log.error(
                    "session %s: its record or its page missed the end", self.session.id, exc_info=fault
                )
        if ending.reason != REPLACED:
            call_id = self.session.call_id
            await sessions.end(self.session.id, ending.reason, failed=ending.failed, call_id=call_id)
            await database_sync_to_async(outcome.settle)(self.session.id)  # who hung up judged too early
        log.info("session %s: call ended: %s", self.session.id, ending.reason)

    def _enter(self, state: CallState) -> None:
        if state not in TRANSITIONS[self.state]:
            raise RuntimeError(f"a call that is {self.state.value} cannot be {state.value} next")
        self.state = state

    # --- connections -------------------------------------------------------------------------------

    async def _hold_until_parted(self) -> Ending:
        holding = asyncio.create_task(self._hold())
        parting = asyncio.create_task(self.parting.wait())
        try:
            await asyncio.wait([holding, parting], return_when=asyncio.FIRST_COMPLETED)
            return holding.result() if holding.done() else Ending(Session.EndReason.CALL_ENDED)
        finally:
            try:
                await end_tasks(holding, parting)
            finally:
                self.transport.close()

    async def _hold(self) -> Ending:
        """One connection after another, until the call ends."""
        if self.recorded:
            await self._look_for_offer()
            # Its sound passed through a process that held it before us: the provider's session is gone.
            if self.transport.carries_audio and not await self._replace():
                return await self._give_up(None)
        while True:
            error: BaseException | None = None
            began = loop_time()
            try:
                async with AsyncExitStack() as stack:
                    connection, handed_over = await self._connect(stack)
                    over = await self._listen(connection, handed_over)
                    # The connection stays open until its page has moved to the next call.
                    if self.next_call:
                        self._leave(stack.pop_all(), connection)
                        continue
            except DROPS as drop:
                over, error = self.is_known and self.transport.is_over(drop), drop
            if self.next_call:  # it came while this one was being opened
                continue
            if over:
                if await self._await_page():
                    continue
                return Ending(self.end_reason or Session.EndReason.CALL_ENDED)
            if await self._wait_to_reopen(error, loop_time() - began):
                continue
            if not (await self._replace() or await self._await_offer()):
                return await self._give_up(error)

    async def _wait_to_reopen(self, error: BaseException | None, held_seconds: float) -> bool:
        """As the transport's, but for no longer than until the next call is ready."""
        self.stirring.clear()
        waiting = asyncio.create_task(self.transport.wait_to_reopen(error, held_seconds))
        stirring = asyncio.create_task(self.stirring.wait())
        try:
            await asyncio.wait([waiting, stirring], return_when=asyncio.FIRST_COMPLETED)
            return self.next_call is not None or await waiting
        finally:
            await end_tasks(waiting, stirring)

    async def _await_offer(self) -> bool:
        """The page may have come back with another call, which is being told of the conversation."""
        if self.next_call is None and self.handover.preparing:
            await asyncio.wait([self.handover.preparing])
        return self.next_call is not None

    async def _connect(self, stack: AsyncExitStack) -> tuple[Connection, NextCall | None]:
        """To the call; or to the one that takes its place."""
        if (to := self.next_call) is None:
            return await stack.enter_async_context(self.transport.open()), None
        self.next_call = None
        stack.push_async_callback(to.stack.aclose)
        self.transport.go_over(to.call_id)
        self.handover.note_session(to.session)
        return to.connection, to

    async def _listen(self, connection: Connection, handed_over: NextCall | None) -> bool:
        """Until the connection ends, or the next call is ready; True when the call is over."""
        self.reading = asyncio.create_task(self._converse(connection, handed_over))
        try:
            if self.next_call is None:  # else it came while this connection was opened
                await asyncio.wait([self.reading])
        finally:
            await end_tasks(self.reading)
        return not self.reading.cancelled() and self.reading.result()

    async def _converse(self, connection: Connection, handed_over: NextCall | None) -> bool:
        """True when the provider closed the socket as it does at the end of a call."""
        # What waited for the old socket is dropped: the tool loop sends again whatever was not confirmed.
        self.outgoing = asyncio.Queue()
        beside = [
            asyncio.create_task(self._write(connection)),
            asyncio.create_task(self.transport.pump(connection)),
        ]
        # The first event of a next call was heard before; a relay's session may be made only now.
        told_soon = handed_over is None and not self.transport.carries_audio
        try:
            self._resume(handed_over)
            async with asyncio.timeout(MUTE_SECONDS if told_soon else None):
                await self._read(connection)
            while True:
                await self._read(connection)
        except ConnectionClosed as closed:
            # 1000 is how a provider closes a call that is over. Any other code, or none, is a network that
            # dropped.
            return bool(self.end_reason) or (closed.rcvd is not None and closed.rcvd.code == 1000)
        finally:
            if self.state is not CallState.ENDED:
                self._enter(CallState.CONNECTING)
            self.conversation.stop_timer()
            if self.recovery:
                self.recovery.stop()
            await end_tasks(*beside)

    def _resume(self, handed_over: NextCall | None) -> None:
        """Go on where the conversation stands, on a connection that is new."""
        if handed_over:
            self.end_reason = ""
            self.recovery = None  # what passed in the other call is known, or lost with it
            self._enter(CallState.TALKING)
            self.conversation.go_over(handed_over.told, lost=handed_over.lost)
        elif not self.transport.carries_audio and (self.recorded or self.conversation.greeting.given):
            self._enter(CallState.RECOVERING)
            sent = self.conversation.prepare_recovery()
            tracker = self.conversation.tracker
            self.recovery = Recovery(tracker, sent, send=self._send, give_up=self._end_recovery)
        else:
            self._enter(CallState.TALKING)
            self.conversation.begin()

    def _end_recovery(self) -> None:
        """What passed is known, as far as it can be: live through it, then say what the provider lacks."""
        if (recovery := self.recovery) is None:
            return
        recovery.stop()
        self.recovery = None
        missed, going_on = recovery.questions.list_missed(), recovery.questions.going_on
        self.conversation.live_through(missed, going_on)
        self._enter(CallState.TALKING)
        self.conversation.recover(
            going_on,
            is_empty=recovery.questions.latest is None,
            is_answering=recovery.questions.is_answering,
        )
        log.info("session %s: back, having missed %d events", self.session.id, len(missed))

    async def _replace(self) -> bool:
        """Another session in the place of one that broke off; False where there can be none."""
        if not self.transport.carries_audio or not self.is_known:
            return False
        log.warning("session %s: the provider's socket dropped", self.session.id)
        self.conversation.cut_short()
        await self.handover.replace()
        return self.next_call is not None

    async def _give_up(self, error: BaseException | None) -> Ending:
        log.error("session %s: the connection is lost: %s", self.session.id, error or "closed")
        if not self.transport.carries_audio:
            await self.transport.hang_up()  # a call without tools serves nobody
        return Ending(Session.EndReason.SIDEBAND_LOST, failed=True)

    # --- another call ------------------------------------------------------------------------------

    def _take_next_call(self, to: NextCall) -> None:
        self._drop_next_call()
        self.next_call = to
        self.stirring.set()
        if self.reading:
            self.reading.cancel()

    def _drop_next_call(self) -> None:
        """One that was ready and is not gone over to any more: its connection is ours to close."""
        if self.next_call:
            self._spawn_leaving(self.next_call.stack.aclose())
            self.next_call = None

    def _leave(self, stack: AsyncExitStack, connection: Connection) -> None:
        """The call that was; its page goes over meanwhile, and its caller may be speaking into it."""
        turns = self.conversation.late_turns
        self._spawn_leaving(self._hear_out(stack, connection, turns, self.session.call_id))

    async def _hear_out(
        self, stack: AsyncExitStack, connection: Connection, turns: LateTurns, call_id: str
    ) -> None:
        if not self.transport.carries_audio:
            hearing = asyncio.create_task(last_words.hear_out(connection, turns, self.conversation.hear_late))
            ending = asyncio.create_task(self.ending.wait())
            await asyncio.wait([hearing, ending], return_when=asyncio.FIRST_COMPLETED)
            await end_tasks(hearing, ending)
        await self.transport.leave(stack, call_id)

    def _spawn_leaving(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.leaving.add(task)
        task.add_done_callback(self.leaving.discard)

    async def _await_page(self) -> bool:
        """The call is over, but nobody said goodbye: wait for its page, which may be without a network.
        True when it has come back with another call."""
        if self.transport.carries_audio:
            return False
        self._enter(CallState.AWAITING_PAGE)
        await self._look_for_offer()
        if not self.closed and self.next_call is None:
            log.info("session %s: the call is over; waiting for its page", self.session.id)
            self.stirring.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.RETURN_SECONDS):
                    await self.stirring.wait()
        return self.next_call is not None if self.closed else await self._await_offer()

    async def _look_for_offer(self) -> None:
        if call_id := await handover.take_unheard_offer(self.session.id):
            self.handover.take_offer(call_id, lost=True)

    # --- events ------------------------------------------------------------------------------------

    def _send(self, event: Event) -> None:
        self.outgoing.put_nowait(event)

    async def _write(self, connection: Connection) -> None:
        while True:
            await connection.send(await self.outgoing.get())

    async def _read(self, connection: Connection) -> None:
        """One event that is none, or has another shape than the protocol says, costs only itself."""
        try:
            self._receive(await connection.recv())
        except MALFORMED_EVENT_ERRORS:
            log.warning("session %s: the provider sent a malformed event", self.session.id, exc_info=True)

    def _receive(self, event: Event) -> None:
        if self.transport.intercept(event):
            return
        kind = event.get("type")
        if self.recovery:
            self.recovery.receive(event)
        if kind == server.SESSION_CREATED:
            self.is_known = True
        elif kind == server.ERROR:
            self._note_error(event.get("error") or {})
        self.conversation.receive(event)
        if self.recovery and self.recovery.is_done:
            self._end_recovery()
        if kind in {server.SESSION_CREATED, server.SESSION_UPDATED}:
            self.handover.note_session(event.get("session") or {})

    def _note_error(self, error: JsonObject) -> None:
        log.info("session %s: provider says %s", self.session.id, error)
        if error.get("code") in CALL_GONE and self.is_known:
            self.end_reason = Session.EndReason.CALL_ENDED
        elif error.get("code") == server.SESSION_EXPIRED:
            self.end_reason = Session.EndReason.SESSION_EXPIRED

    async def _listen_to_page(self) -> None:
        async for message in self.page.listen():
            try:
                await self._hear_page(message)
            except Exception:  # whatever it was: the hang-up that comes next must be heard
                log.exception("session %s: a %r from its page failed", self.session.id, message.get("type"))

    async def _hear_page(self, message: JsonObject) -> None:
        match message["type"]:
            case "text":
                self._hear_text(message["text"], message.get("id") or "")
            case "hangup":
                await self.transport.hang_up()
            case "page_came":
                self.page.tell_again()
            case "staff":
                self.staff.carry_out(message)  # type: ignore[arg-type]  # built by `build_act`
            case "renewal":
                self._take_offer(message["call_id"], lost=bool(message.get("lost")))
            case "ended":
                self.closed = True
                self.stirring.set()

    def _hear_text(self, text: str, text_id: str) -> None:
        """Once: a page that was not told that its words arrived sends them again."""
        if text_id not in self.texts:
            self.conversation.hear_text(text)
        if text_id:
            self.texts.add(text_id)
            self.page.tell(page_messages.text_heard(text_id))

    def _hush(self) -> None:
        """Nothing of what is being played is heard to its end."""
        if self.state is CallState.TALKING:
            self.transport.hush()

    async def _end_by_staff(self) -> None:
        await sessions.hang_up(self.session, reason=Session.EndReason.STAFF_ENDED)

    def _take_offer(self, call_id: str, *, lost: bool) -> None:
        if lost:
            self.conversation.cut_short()
        self.handover.take_offer(call_id, lost=lost)

"""What the events of a call mean: the tool loop, the tools, the transcript, the greeting. It opens no socket.

An event comes in by `receive`, and the tool loop says what follows from it: what is to be sent goes out by
`send`, a tool runs in the `ToolExecutor`. What was said goes to the record and the page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from voice.call import history
from voice.call.call_record import TYPED, CallRecorder, FunctionCall, RecordedConversation, add_usage
from voice.call.last_words import LateTurns
from voice.call.mcp_calls import McpCalls
from voice.call.page_channel import PageChannel
from voice.call.recovery import ConversationTracker, output_id
from voice.call.reply_timer import ReplyTimer
from voice.call.staff.floor import StaffFloor
from voice.call.tool_executor import ToolExecutor
from voice.call.tool_loop import Action, RunTool, Send, ToolLoop
from voice.call.transcript import Transcript, remove_invention
from voice.call.transport import loop_time
from voice.metrics import ResponseTimer
from voice.protocol import server
from voice.protocol.shapes import Event, Item, JsonObject
from voice.protocol.wire_json import read_json

OPENING_SECONDS = 5.0  # a page that says it has words sends them as soon as it hears of the call
CALLERS_TURN = frozenset(
    {
        server.SPEECH_STARTED,
        server.INPUT_COMMITTED,
        server.TRANSCRIPTION_COMPLETED,
        server.TRANSCRIPTION_FAILED,
    }
)
BEFORE = "before"  # stands for the responses of a process that died
LAST_TOOL_SECONDS = 10.0  # longer than a write waits for a lock, three times


class Greeting:
    """When the agent first speaks: at once, or when the words have come that its caller typed before."""

    def __init__(self, speak: Callable[[list[str]], None], *, expected: int, given: bool) -> None:
        """`speak`: makes the agent greet, and answer these words. `expected`: how many messages its page says
        it has. `given`: the conversation has begun."""
        self.speak = speak
        self.expected = expected
        self.given = given
        self.words: list[str] = []
        self.timer: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """The call has begun. Who has typed already is answered in the same breath, not asked for it."""
        if self.given:
            return
        if len(self.words) >= self.expected:
            self.give()
        elif self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(OPENING_SECONDS, self.give)

    def give(self) -> None:
        if not self.given:
            self.given = True
            self.speak(self.take_words())

    def add_words(self, text: str) -> bool:
        """Keep what was typed for the greeting; False when it does not wait for words (any more)."""
        if not self.expected:
            return False
        self.words.append(text)
        if len(self.words) == self.expected:
            self.give()
        return True

    def take_words(self) -> list[str]:
        """What was typed before the call, once; it is not waited for any more."""
        if self.timer:
            self.timer.cancel()
        words, self.words, self.timer, self.expected = self.words, [], None, 0
        return words


class Conversation:
    def __init__(
        self,
        *,
        executor: ToolExecutor,
        recorder: CallRecorder,
        page: PageChannel,
        send: Callable[[Event], None],
        is_talking: Callable[[], bool],
        recorded: RecordedConversation | None = None,
        typed: int = 0,
    ) -> None:
        """`send`: puts an event before the provider; called only while `is_talking`. `recorded`: what is on
        record of a call that another process held. `typed`: how many messages its page has for us, typed
        before there was a call; the agent waits for them before it speaks."""
        self.executor = executor
        self.recorder = recorder
        self.page = page
        self.send = send
        self.is_talking = is_talking
        self.is_resumed = recorded is not None
        self.loop = ToolLoop()
        self.staff = StaffFloor()
        self.transcript = Transcript()
        self.transcript.dictated = self.staff.responses
        self.reply_timer = ReplyTimer()
        self.tracker = ConversationTracker()
        self.greeting = Greeting(self._greet, expected=typed, given=False)
        self.calls: dict[str, FunctionCall] = {}
        self.mcp_calls = McpCalls(executor, place=self.transcript.place, keep=self._keep_call)
        self.unanswered: tuple[FunctionCall, ...] = ()
        self.usage: JsonObject = {}
        self.running: set[asyncio.Task[None]] = set()
        self.timer: asyncio.TimerHandle | None = None
        self.changed = asyncio.Event()
        self.playing = False  # the provider plays the agent's voice to the caller
        self.timing = ResponseTimer()
        if recorded:
            self._restore(recorded)

    def _restore(self, recorded: RecordedConversation) -> None:
        """Go on where another process was: what it did is not done again, what it did not say is said."""
        self.usage = recorded.usage
        self.unanswered = recorded.unanswered
        self.greeting.given = bool(recorded.captions or recorded.calls)
        self.loop.sent = recorded.typed
        self.loop.calls = {call.call_id: BEFORE for call in recorded.calls}
        self.transcript.resume(recorded.captions, recorded.positions)
        self.reply_timer.resume(recorded.captions)
        self.tracker.items |= recorded.items
        self.calls = {call.call_id: call for call in recorded.calls}

    # --- what happens ------------------------------------------------------------------------------

    def receive(self, event: Event) -> None:
        """An event of the provider's, or one that tells what was missed."""
        event = remove_invention(event)
        match event.get("type"):
            case server.SESSION_CREATED:
                if not self.is_resumed:  # else it is asked first what was said before
                    self.greeting.open()
            case server.RESPONSE_DONE:
                if usage := (event.get("response") or {}).get("usage"):
                    self.usage = add_usage(self.usage, usage)
                    self.recorder.set_usage(self.usage)
            case server.PLAYING_STARTED:
                self.playing = True
            case server.PLAYING_STOPPED | server.PLAYING_CLEARED:
                self.playing = False
        self.timing.receive(event)
        self.tracker.receive(event)
        self.executor.hear(event)
        self.reply_timer.receive(event, loop_time())
        self._keep_caption(event)
        sends = self.staff.receive(event, loop_time())
        if event.get("type") == server.RESPONSE_CREATED and self.staff.saying:
            self.executor.ledger.note_dictated(self.staff.saying)
        self._act([*sends, *self.loop.receive(event, loop_time())])
        self._note_mcp_call(event)

    def _keep_caption(self, event: Event) -> None:
        if caption := self.transcript.receive(event):
            waited_ms = self.reply_timer.waited.get(caption.item_id)
            self.recorder.add_line(replace(caption, waited_ms=waited_ms))
            self.page.caption(caption)

    def _note_mcp_call(self, event: Event) -> None:
        """Of a call that the provider makes by itself: approve it, or have its result voiced."""
        ended = self.mcp_calls.ended
        if request := self.mcp_calls.note(event):
            self._spawn(self._answer_request(request))
        elif self.mcp_calls.ended > ended and not self.mcp_calls.running:
            self._greet([])

    async def _answer_request(self, request: Item) -> None:
        answer = await self.mcp_calls.answer(request)
        self._act([Send(answer)])
        if not answer["item"]["approve"] and not self.mcp_calls.running:
            self._greet([])

    def _keep_call(self, call: FunctionCall) -> None:
        self.calls[call.call_id] = call

    def hear_text(self, text: str) -> None:
        """Words that the caller typed."""
        self.reply_timer.note_typed(loop_time())
        if not self.greeting.add_words(text):
            self._act(self.loop.say(text, loop_time()))

    @property
    def late_turns(self) -> LateTurns:
        """What the caller has said, or is saying, of which the words have not come yet."""
        return LateTurns(self.tracker.wordless, is_speaking=self.loop.speaking)

    def hear_late(self, event: Event) -> None:
        """An event about the caller's turns of the call before this one, of which this one knows nothing: it
        is told the words."""
        event = remove_invention(event)
        kind, item_id = event.get("type"), str(event.get("item_id") or "")
        if kind not in CALLERS_TURN or not item_id:
            return
        self._keep_caption(event)
        if kind == server.TRANSCRIPTION_COMPLETED and (words := (event.get("transcript") or "").strip()):
            self._act(self.loop.say(words, loop_time(), item_id))

    # --- staff ----------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """A clerk speaks in the agent's place from now on: the agent stops, and what it was saying is cut."""
        self.reply_timer.pause()
        self._act(list(self.staff.take(self.loop.active)))

    def give_back(self) -> None:
        """The agent speaks again; at once, where the caller spoke last."""
        self.reply_timer.go_on(loop_time() if self._caller_spoke_last else None)
        if self._caller_spoke_last:
            self._greet([])  # asked for when the floor is given back, with whatever else is owed
        self._act(list(self.staff.give_back()))

    def dictate(self, text: str) -> None:
        """Have the caller told just these words of a clerk's, as soon as nobody speaks."""
        self.staff.say(text)
        self._act([])

    def whisper(self, text: str) -> None:
        """Give the agent an instruction that the caller does not hear; it acts on it when the floor is
        free."""
        self._act([self.staff.whisper(text)])
        self._greet([])

    def cut_short(self) -> None:
        """What the agent is saying just now reaches nobody."""
        for caption in history.list_unheard(self.transcript.captions.values(), self.calls.values()):
            if self.playing or not caption.final:
                self.receive({"type": server.ITEM_TRUNCATED, "item_id": caption.item_id})

    # --- a new connection --------------------------------------------------------------------------

    def begin(self) -> None:
        """The first connection: what was typed before there was a socket is sent now."""
        self._act(self._reconnect())

    def prepare_recovery(self) -> list[str]:
        """Before it is asked what passed in a gap: the ids of items of ours that were not confirmed."""
        self._take_up(self.unanswered)
        self.unanswered = ()
        return [identify(event) for event in self.loop.unseen.values()]

    def live_through(self, missed: Iterable[Event], going_on: str | None) -> None:
        """Take what passed in a gap as if it had been heard. `going_on`: the response that still is made."""
        self.playing = going_on is not None
        self.executor.ledger.enter_gap(going_on)
        for event in missed:
            self.receive(event)
        self.executor.ledger.leave_gap()

    def recover(self, going_on: str | None, *, is_empty: bool, is_answering: bool) -> None:
        """Say again what the provider does not hold. `is_empty`: it holds nothing at all; `is_answering`: the
        agent has begun something since."""
        self._act(self._reconnect(going_on))
        if self.is_resumed and is_empty:
            self.greeting.give()
        elif self.is_resumed and self._caller_typed_last and not (is_answering or self.loop.batches):
            self._greet([])  # the process that died had to ask for the answer, and may not have lived to
        self.greeting.given = True

    def go_over(self, told: Iterable[Event], *, lost: bool) -> None:
        """Go on in another call. `told`: the items that it begins with; `lost`: the agent says its last words
        again, because nobody knows how much of them was heard."""
        self.playing = False
        self._take_up(call for call in self.unanswered if call.output is None)  # their process died
        self.unanswered = ()
        self.executor.ledger.go_over(lost=lost)
        told = list(told)
        self.executor.ledger.learn_told(told)
        for item in told:  # it need not be sent again
            added = {"type": server.ITEM_ADDED, "item": item}
            self.executor.hear(added)
            self.loop.receive(added, loop_time())
        self._act(self._reconnect())
        known = {item.get("id") for item in told}
        for item in self.history_items(heard_only=lost) if told else ():
            if (
                item.get("role") == "user" and item["id"] not in known
            ):  # it came while the call was told the rest
                self._act(self.loop.say(item["content"][0]["text"], loop_time(), item["id"]))
        self.tracker.forget()
        # Who had just spoken would wait for ever: their answer was the other call's to give.
        if (lost or self._caller_spoke_last) and not self.loop.batches:  # else their results will be voiced
            self._greet(self.greeting.take_words())
        self.greeting.given = True

    def _reconnect(self, going_on: str | None = None) -> list[Action]:
        now = loop_time()
        actions = [*self.staff.reconnect(now), *self.loop.reconnect(now, going_on)]
        return actions + (self.loop.greet(now) if self.mcp_calls.forget_running() else [])

    def stop_timer(self) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None

    async def close(self) -> None:
        """A tool that runs has its effect: its record must not be lost."""
        self.stop_timer()
        self.greeting.take_words()
        if self.running:
            await asyncio.wait(self.running, timeout=LAST_TOOL_SECONDS)

    # --- what others ask ---------------------------------------------------------------------------

    @property
    def is_quiet(self) -> bool:
        """Nobody speaks, nobody is about to, and nothing is waited for."""
        loop = self.loop
        turn = loop.turn_due is not None and loop_time() < loop.turn_due
        floor = loop.active or loop.asked or loop.speaking or turn or self.playing or self.staff.is_speaking
        work = loop.owed or loop.batches or loop.unseen or self.running or self.mcp_calls.running
        return not floor and not work

    @property
    def is_sounding(self) -> bool:
        """Words are being made, or played as far as is known."""
        making = self.loop.active or self.staff.is_speaking
        return bool(making or self.playing or self.executor.ledger.playing)

    @property
    def _caller_spoke_last(self) -> bool:
        spoken = [caption for caption in self.transcript.captions.values() if caption.text]
        return bool(spoken) and max(spoken, key=lambda caption: caption.position).role == history.CALLER

    @property
    def _caller_typed_last(self) -> bool:
        spoken = [caption for caption in self.transcript.captions.values() if caption.text]
        last = max(spoken, key=lambda caption: caption.position, default=None)
        return last is not None and last.item_id.startswith(TYPED)

    async def wait_for_change(self, seconds: float) -> None:
        """Until something happens, or so many seconds."""
        self.changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.changed.wait()

    def history_items(self, *, heard_only: bool) -> list[Item]:
        """What another call is told of this conversation; `heard_only`: without the agent's last words."""
        captions, calls = self.transcript.captions.values(), self.calls.values()
        unheard = history.list_unheard(captions, calls) if heard_only else []
        heard = (caption for caption in captions if caption not in unheard)
        # What staff told the agent holds on; where among the lines it was said does not matter.
        return [*history.build_items(heard, calls), *self.staff.whispers]

    # --- what follows ------------------------------------------------------------------------------

    def _greet(self, words: list[str]) -> None:
        self._act(self.loop.greet(loop_time(), words))

    def _take_up(self, calls: Iterable[FunctionCall]) -> None:
        """Calls whose results may not have been voiced; one that was running runs again, by its id once."""
        for call in calls:
            del self.loop.calls[call.call_id]
            done = {"type": server.OUTPUT_ITEM_DONE, "response_id": BEFORE, "item": call.item}
            actions = self.loop.receive(done, loop_time())
            if call.output is not None:
                # What it asks is said again, and may be answered then.
                self.executor.ledger.ask(call.call_id, call.name, read_json(call.output))
                actions = self.loop.finish(call.call_id, call.output, loop_time())
            self._act(actions)

    def _act(self, actions: list[Action]) -> None:
        """Do what the tool loop and the staff say, and wake them when they want to be woken."""
        self.changed.set()
        for action in [*actions, *self._share_floor()]:
            if isinstance(action, RunTool):
                self._spawn(self._run_tool(action))
                continue
            if typed := read_typed_id(action.event):
                self.executor.ledger.note_sent(typed)
            if self.is_talking():  # else the loop says it again, with the next connection
                identify(action.event)
                self.send(action.event)
        self.stop_timer()
        moments = [moment for moment in (self.loop.wake_at, self.staff.wake_at) if moment is not None]
        if self.is_talking() and (wake_at := min(moments, default=None)) is not None:
            # A timer may fire a moment before its time; five milliseconds later the loop has something to do.
            self.timer = asyncio.get_running_loop().call_at(max(wake_at, loop_time() + 0.005), self._tick)

    def _share_floor(self) -> list[Action]:
        """Staff speak before the agent does; nobody while the caller speaks or another answer is made."""
        loop, now = self.loop, loop_time()
        is_free = self.is_talking() and not (loop.active or loop.asked or loop.speaking)
        sends: list[Action] = [*self.staff.ask(now, is_free=is_free)]
        return [
            *sends,
            *(loop.hold(self.staff.is_wanted, now) if loop.is_held != self.staff.is_wanted else []),
        ]

    def _tick(self) -> None:
        self.staff.tick(loop_time())
        self._act(self.loop.tick(loop_time()))

    async def _run_tool(self, action: RunTool) -> None:
        position = self.transcript.place(action.call_id)
        call = FunctionCall(action.call_id, action.name, action.arguments, position, None)
        self.calls[action.call_id] = call
        output = await self.executor.run(action, position=position)
        self.calls[action.call_id] = replace(call, output=output)
        self._act(self.loop.finish(action.call_id, output, loop_time()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)


def read_typed_id(event: Event) -> str:
    """The id of the caller's typed item that this event puts into the conversation; "" of any other event."""
    item = event.get("item") or {}
    return str(item.get("id") or "") if item.get("role") == "user" else ""


def identify(event: Event) -> str:
    """Give a result an id of ours, so that it can be asked whether the provider holds it; an item's id."""
    item = event.get("item") or {}
    if item.get("type") == "function_call_output":
        item.setdefault("id", output_id(item["call_id"]))
    return str(item.get("id") or "")

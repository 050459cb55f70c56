"""Has the caller answered what was to be written? Known from the events of the call: a pure state machine.

A write takes two steps (`reservations.tools.confirmation`): the first answers with a summary and a token, the
second carries the token. The second has the caller's consent only if, in this order,

1. the summary was in the conversation: the provider confirmed the tool's output;
2. a response that began after that said something and called nothing, was completed, and was **heard to its
   end**: its sound was played to its end where it is told (by the provider, or by the page of a relayed
   call), and was not cut short by the caller;
3. a turn of the caller's was committed. Of what is typed: it was written after the response was completed,
   whose words are on the page then, played or not. No turn is one that a time-out committed, one whose words
   are known to be none (noise), or one of which it is unknown whether it came after the summary's end;
4. the response that makes the call began after that turn: it was decided by a model that had the answer.

A token counts once, for its own tool, and until another summary is asked for by a later response: a yes is
to the last question. The model can forge none of this, as it only makes responses. What happened in a gap of
the connection is unknown, and so not heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voice.protocol import server
from voice.protocol.shapes import Arguments, Event, Item, ToolOutput
from voice.protocol.wire_json import read_json

TOKEN = "confirmationToken"  # noqa: S105


@dataclass
class Turn:
    """Of the caller. Places are counted over all events of the call."""

    item_id: str
    begun: int  # typed: when it was sent; spoken: when it was committed
    seen: int  # by a response that begins later
    at: datetime
    typed: bool
    words: str | None = None  # None: they have not come
    is_empty: bool = False  # it is known that nothing was said


@dataclass
class Response:
    began: int
    items: dict[str, None] = field(default_factory=dict)  # its messages (ordered)
    has_calls: bool = False  # then its words are what is said beside them
    is_dictated: bool = False  # a person's words, in the agent's voice: no summary
    completed: int | None = None
    heard: int | None = None  # to its end
    cut: int | None = None  # by the caller, or by an end of the connection

    def was_told_before(self, turn: Turn) -> bool:
        told = self.completed if turn.typed else self.heard
        in_time = told is not None and told < turn.begun
        is_own = not (self.has_calls or self.is_dictated)
        return in_time and is_own and (self.cut is None or self.cut > turn.begun)


@dataclass
class Summary:
    """What a tool asks the caller, until it is done."""

    name: str
    call_id: str
    asked_by: str  # the response that made the call
    shown: int | None = None  # in the conversation since
    is_taken: bool = False  # a call with its token runs, or has done it


@dataclass(frozen=True)
class Agreement:
    """A summary, and the turn that answered it."""

    token: str
    turn: Turn
    said: str  # the agent's words


class ConsentLedger:
    def __init__(self, *, page_plays: bool = False) -> None:
        """`page_plays`: the page plays the voice by way of us, and goes on whatever becomes of the provider's
        session; else its sound ends with the call."""
        self.page_plays = page_plays
        self.place = 0
        self.playing = False
        self.is_away = False  # what is received passed in a gap
        self.responses: dict[str, Response] = {}
        self.calls: dict[str, str] = {}  # call id: the response that made it
        self.said: dict[str, str] = {}  # by the agent, by item
        self.turns: dict[str, Turn] = {}
        self.sent: dict[str, int] = {}  # typed by the caller, and not confirmed
        self.idle: set[str] = set()  # committed by a time-out: nobody spoke
        self.summaries: dict[str, Summary] = {}  # by token
        self.done: list[tuple[str, Arguments, str]] = []  # tool, its arguments, the call that did it

    # --- what happens ------------------------------------------------------------------------------

    def receive(self, event: Event, at: datetime) -> None:
        """An event of the call, in order; `at`: the time now."""
        self.place += 1
        match event.get("type"):
            case server.RESPONSE_CREATED:
                self._begin_response(event.get("response") or {})
            case server.OUTPUT_ITEM_ADDED | server.OUTPUT_ITEM_DONE:
                self._note_output(event.get("response_id") or "", event.get("item") or {})
            case server.TRANSCRIPT_DONE | server.TEXT_DONE:
                words = event.get("transcript") or event.get("text") or ""
                self._note_words(event.get("response_id") or "", event.get("item_id") or "", words)
            case server.RESPONSE_DONE:
                self._end_response(event.get("response") or {})
            case server.PLAYING_STARTED | server.PLAYING_STOPPED | server.PLAYING_CLEARED as kind:
                self._note_playing(kind, event.get("response_id") or "")
            case server.ITEM_TRUNCATED:
                for response in self.responses.values():
                    if event.get("item_id") in response.items:
                        self._cut(response)
            case server.ITEM_ADDED | server.ITEM_CREATED | server.ITEM_DONE:
                self._note_item(event.get("item") or {}, at)
            case server.INPUT_COMMITTED:
                self._take_turn(event.get("item_id") or "", at)
            case server.TIMEOUT_TRIGGERED:
                self._note_silence(event.get("item_id") or "")
            case server.TRANSCRIPTION_COMPLETED:
                self._note_turn_words(event.get("item_id") or "", event.get("transcript") or "")
            case server.TRANSCRIPTION_FAILED:
                if turn := self.turns.get(event.get("item_id") or ""):
                    turn.words = turn.words or ""  # something was said; nobody knows what

    def note_sent(self, item_id: str) -> None:
        """The caller has typed this item; it counts from now on, however late the provider confirms it."""
        self.place += 1
        self.sent.setdefault(item_id, self.place)

    def ask(self, call_id: str, name: str, output: ToolOutput) -> None:
        """A tool has answered with a summary, which is about to be put into the conversation."""
        token = str(output.get(TOKEN) or "")
        if not output.get("needsConfirmation") or not token:
            return
        asked_by = self.calls.get(call_id, "")
        # What other responses asked before is not what a yes would be to from here on.
        self.summaries = {
            key: kept for key, kept in self.summaries.items() if kept.asked_by == asked_by or kept.is_taken
        }
        self.summaries[token] = Summary(name, call_id, asked_by)

    def note_dictated(self, response_id: str) -> None:
        """A person of the staff speaks: what the caller answers from here on is an answer to them, so each
        summary has to be told again."""
        for known, response in self.responses.items():
            self._cut(response)
            response.is_dictated = response.is_dictated or known == response_id

    def enter_gap(self, going_on: str | None) -> None:
        """What is received until `leave_gap` passed while nobody listened. `going_on`: the response that is
        still made."""
        self.is_away, self.playing = True, self.playing and going_on is not None
        self._cut_unheard(but=going_on)

    def leave_gap(self) -> None:
        self.is_away = False

    def go_over(self, *, lost: bool) -> None:
        """Another call takes this one's place. `lost`: the agent says its last words again, because nobody
        knows how much of them was heard."""
        if not self.page_plays:
            self.playing = False
            self._cut_unheard()
        if lost:
            last_turn = max((turn.seen for turn in self.turns.values()), default=0)
            for response in self.responses.values():
                if response.heard is None or response.heard > last_turn:
                    self._cut(response)

    def learn_told(self, told: Sequence[Item]) -> None:
        """The items that a call begins with which goes on after another process died: of what their tools
        asked, the last is said again, and may be answered then. A ledger that heard the call knows more."""
        if self.responses:
            return
        names = {
            item.get("call_id"): item.get("name") for item in told if item.get("type") == "function_call"
        }
        for item in told:
            call_id = str(item.get("call_id") or "")
            if item.get("type") == "function_call_output" and names.get(call_id):
                self.calls[call_id] = f"before {call_id}"  # a response each: only the last question stands
                self.ask(call_id, str(names[call_id]), read_json(str(item.get("output") or "{}")))

    # --- what it means -----------------------------------------------------------------------------

    def take(self, call_id: str, name: str, arguments: Arguments) -> Agreement | None:
        """The caller's agreement to this second call, which it uses up: see the head of this module."""
        token = str(arguments.get(TOKEN) or "").strip().lower()  # as the tools read it
        summary = self.summaries.get(token)
        made_by = self.responses.get(self.calls.get(call_id, ""))
        if made_by is None or summary is None or summary.is_taken or summary.name != name:
            return None
        for turn in reversed(self.turns.values()):
            if summary.shown is None or turn.seen < summary.shown:
                break
            spoken = self._find_spoken(summary, turn)
            if spoken and turn.seen < made_by.began:
                summary.is_taken = True
                return Agreement(token, turn, self._words_of(spoken))
        return None

    def settle(self, agreement: Agreement, call_id: str, name: str, given: Arguments, *, done: bool) -> None:
        """What `take` gave was used. Not `done`: it may be tried again."""
        if done:
            self.done.append((name, given, call_id))
        elif summary := self.summaries.get(agreement.token):
            summary.is_taken = False

    def find_done(self, name: str, arguments: Arguments) -> str | None:
        """The id of the call that has done just this already, with the same token."""
        same = (call_id for tool, given, call_id in self.done if (tool, given) == (name, arguments))
        return next(same, None)

    def _find_spoken(self, summary: Summary, turn: Turn) -> Response | None:
        """The response that told the summary before `turn`, if that says anything."""
        if turn.is_empty:
            return None
        for response in self.responses.values():
            told = response.began > (summary.shown or 0) and response.was_told_before(turn)
            if told and self._words_of(response):
                return response
        return None

    def _words_of(self, response: Response) -> str:
        return " ".join(filter(None, (self.said.get(item_id, "") for item_id in response.items)))

    # --- the agent ---------------------------------------------------------------------------------

    def _begin_response(self, response: Event) -> None:
        if "conversation_id" in response and response["conversation_id"] is None:
            return  # out of band: nobody hears it
        if response_id := response.get("id"):
            self.responses.setdefault(response_id, Response(self.place))

    def _note_output(self, response_id: str, item: Item) -> None:
        item_id = item.get("id") or ""
        if made := name_call(item):
            self.calls.setdefault(made, response_id)
            if response := self.responses.get(response_id):
                response.has_calls = True
        elif item.get("type") == "message":
            parts = item.get("content") or []
            words = " ".join(part.get("transcript") or part.get("text") or "" for part in parts)
            self._note_words(response_id, item_id, words)

    def _note_words(self, response_id: str, item_id: str, words: str) -> None:
        if words.strip() and item_id:
            self.said[item_id] = words.strip()
        if not response_id and not self.is_away:  # not told whose they are
            response_id = next(reversed(self.responses), "")
        if item_id and (response := self.responses.get(response_id)):
            response.items.setdefault(item_id)

    def _end_response(self, told: Event) -> None:
        response_id = told.get("id") or ""
        for item in told.get("output") or []:
            self._note_output(response_id, item)
        if (response := self.responses.get(response_id)) is None:
            return
        if told.get("status") != "completed":
            self._cut(response)
            return
        response.completed = self.place
        if self.is_away:
            self._cut(response)
        elif not self.playing:
            response.heard = self.place

    def _note_playing(self, kind: str, response_id: str) -> None:
        self.playing = kind == server.PLAYING_STARTED
        if self.playing:
            # Of a short answer the sound may begin after all of it was made.
            latest = next(reversed(self.responses), "")
            if response := self.responses.get(response_id or latest):
                response.heard = None
            return
        if kind == server.PLAYING_CLEARED:
            self._cut_unheard()
            return
        for known, response in self.responses.items():
            if response.heard is None and response.completed is not None:
                response.heard = self.place
            if known == response_id:
                break  # what was made since waits for its turn to be played

    def _cut_unheard(self, *, but: str | None = None) -> None:
        for response_id, response in self.responses.items():
            if response.heard is None and response_id != but:
                self._cut(response)

    def _cut(self, response: Response) -> None:
        if response.cut is None:
            response.cut = self.place

    # --- the caller --------------------------------------------------------------------------------

    def _note_item(self, item: Item, at: datetime) -> None:
        if item.get("type") in {"mcp_call", "mcp_approval_request"}:
            self._note_provider_call(item)
        elif item.get("type") == "function_call_output":
            for summary in self.summaries.values():
                if summary.call_id == item.get("call_id") and summary.shown is None:
                    summary.shown = self.place
        elif item.get("type") == "message" and item.get("role") == "user":
            parts = item.get("content") or []
            typed = [part.get("text") or "" for part in parts if part.get("type") == "input_text"]
            self._take_turn(item.get("id") or "", at, typed=" ".join(typed) if typed else None)

    def _note_provider_call(self, item: Item) -> None:
        """Of a call that the provider makes by itself nothing is told but the item; with its output, what it
        asks is in the conversation."""
        made = name_call(item)
        self._note_output(self.calls.get(made) or next(reversed(self.responses), ""), item)
        if item.get("output"):
            answered = read_json(str(item["output"]))
            if isinstance(answered, dict) and answered.get(TOKEN) not in self.summaries:
                self.ask(made, str(item.get("name") or ""), answered)
        for summary in self.summaries.values():
            if summary.call_id == made and summary.shown is None:
                summary.shown = self.place

    def _take_turn(self, item_id: str, at: datetime, *, typed: str | None = None) -> None:
        """An item is told more than once: the first time counts."""
        if not item_id or item_id in self.turns:
            return
        begun = self.sent.pop(item_id, self.place)
        turn = Turn(item_id, begun, self.place, at, typed=typed is not None)
        turn.is_empty = item_id in self.idle
        self.turns[item_id] = turn
        if typed is not None:
            self._note_turn_words(item_id, typed)

    def _note_silence(self, item_id: str) -> None:
        self.idle.add(item_id)
        if turn := self.turns.get(item_id):
            turn.is_empty = True

    def _note_turn_words(self, item_id: str, words: str) -> None:
        if turn := self.turns.get(item_id):
            turn.words = words.strip()
            turn.is_empty = turn.is_empty or not turn.words


def name_call(item: Item) -> str:
    """The id of the call that an item is; "" of anything else."""
    if item.get("type") == "function_call":
        return str(item.get("call_id") or "")
    return str(item.get("id") or "") if item.get("type") in {"mcp_call", "mcp_approval_request"} else ""


def is_done(output: Mapping[str, object]) -> bool:
    """Did a tool do what was agreed, rather than ask or refuse?"""
    return bool(output.get("success")) and not output.get("needsConfirmation")

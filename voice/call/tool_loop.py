"""Runs the calls of a realtime conversation and asks for answers: a pure state machine.

Fed with events and the time, it says what to do next. It knows no socket, no tool and no clock.
Two things make conversations go silent: an answer asked for while another is being made, and one never
asked for. So every answer that is due is kept in `owed` until a response that could see it is completed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voice.call.filler import Filler, build_word
from voice.protocol import client, server
from voice.protocol.shapes import Event

HOPELESS = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "invalid_api_key",
        "account_deactivated",
        "billing_hard_limit_reached",
    }
)
UNKNOWN = "?"  # a response is in progress whose id we were not told
TRIES = 3  # a provider that fails so often in a row fails again: silence costs less than a loop


@dataclass(frozen=True)
class RunTool:
    """Run this call (once), then tell `finish`."""

    call_id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Send:
    event: Event


Action = RunTool | Send


@dataclass
class Owed:
    """What the agent must still answer: the results of a response's calls, typed words, a greeting."""

    unseen: set[str] = field(
        default_factory=set
    )  # what the server has not confirmed to be in the conversation
    carrier: str | None = None  # the response that is answering it
    assumed: bool = False  # we take the carrier for ours, but it may be the server's own
    tries: int = 0


@dataclass
class Batch:
    """The calls of one response: they are answered together."""

    pending: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)
    closed: bool = False
    words: int = 0  # said while the caller waited for them


@dataclass
class Ask:
    event_id: str
    at: float
    keys: tuple[str, ...]


class ToolLoop:
    def __init__(
        self,
        *,
        server_answers_turns: bool = True,
        settle_seconds: float = 2.5,
        watchdog_seconds: float = 5.0,
        backoff_seconds: float = 0.5,
        silence_seconds: float = 4.0,
    ) -> None:
        """`settle_seconds`: how long after the caller's turn the server's own response may take to begin.
        `silence_seconds`: how long a tool may keep the caller waiting without a word."""
        self.settle = settle_seconds if server_answers_turns else 0.0
        self.watchdog = watchdog_seconds
        self.backoff = backoff_seconds
        self.active: str | None = None
        self.speaking = False
        self.asked: Ask | None = None
        self.last_ask: Ask | None = None
        self.owed: dict[str, Owed] = {}
        self.batches: dict[str, Batch] = {}
        self.calls: dict[str, str] = {}  # call id -> the response that made it
        self.unseen: dict[str, Event] = {}  # items that we sent and the server has not confirmed
        self.turn_due: float | None = None  # until then, a response of the server's own is expected
        self.not_before = 0.0
        self.guess_expires: float | None = None
        self.failures = 0
        self.filler = Filler(silence_seconds)
        self.filling: str | None = None  # the response that is only a word: it answers nothing
        self.is_held = False  # a person speaks in the agent's place
        self.sent = 0

    # --- what happens ------------------------------------------------------------------------------

    def receive(self, event: Event, now: float) -> list[Action]:
        actions: list[Action] = []
        self.filler.receive(event.get("type"), now)
        match event.get("type"):
            case server.RESPONSE_CREATED:
                self._begin_response(event.get("response") or {})
            case server.OUTPUT_ITEM_DONE:
                item = event.get("item") or {}
                if item.get("status") == "completed":
                    actions += self._take_calls([item], event.get("response_id") or UNKNOWN)
            case server.RESPONSE_DONE:
                actions += self._end_response(event.get("response") or {}, now)
            case server.ITEM_ADDED | server.ITEM_CREATED | server.ITEM_DONE:
                self._confirm_item(event.get("item") or {})
            case server.SPEECH_STARTED:
                self.speaking, self.turn_due = True, None
            case server.SPEECH_STOPPED | server.TIMEOUT_TRIGGERED:
                self.speaking, self.turn_due = False, now + self.settle
            case server.ERROR:
                self._handle_error(event.get("error") or {}, now)
        return actions + self._ask(now)

    def finish(self, call_id: str, output: str, now: float) -> list[Action]:
        """The result (or the error: it is a result too) of a call that `RunTool` asked for."""
        response_id = self.calls.get(call_id)
        batch = self.batches.get(response_id) if response_id else None
        if response_id is None or batch is None or call_id not in batch.pending:
            return []
        batch.pending.discard(call_id)
        batch.outputs.add(call_id)
        send = self._send_item(
            call_id, {"type": "function_call_output", "call_id": call_id, "output": output}
        )
        self._settle_batch(response_id)
        return [send, *self._ask(now)]

    def say(self, text: str, now: float, item_id: str = "") -> list[Action]:
        """Words that the caller typed: a turn of the conversation like a spoken one. `item_id`: of words that
        another call heard, under which they are known."""
        return [self._add_typed(text, item_id), *self._ask(now)]

    def greet(self, now: float, typed: Sequence[str] = ()) -> list[Action]:
        """The agent speaks first. All that the caller has `typed` by then is put before it: one response
        greets and answers, and asks for nothing that was said."""
        sends = [self._add_typed(text) for text in typed]
        self.owed.setdefault("greeting", Owed())
        return [*sends, *self._ask(now)]

    def hold(self, is_held: bool, now: float) -> list[Action]:
        """While `is_held` no answer is asked for: what is owed waits, or is answered by whoever speaks."""
        self.is_held = is_held
        return self._ask(now)

    def tick(self, now: float) -> list[Action]:
        """To be called at `wake_at`: gives up waiting for what should have come."""
        if self.asked and now >= self.asked.at + self.watchdog:
            keys, self.asked = self.asked.keys, None
            self._count_try(keys)
        if self.guess_expires is not None and now >= self.guess_expires:
            self.active = None
            self.guess_expires = None
        return self._ask(now)

    def reconnect(self, now: float, going_on: str | None = None) -> list[Action]:
        """A new connection to the same call: what passed meanwhile is unknown, what we sent may be lost.

        `going_on`: the response that is known to be in progress still.
        """
        self.active, self.speaking, self.asked, self.turn_due = going_on, False, None, None
        self.guess_expires = self.filling = None
        self.filler.reconnect(now)
        for owed in self.owed.values():
            if owed.carrier != going_on:
                owed.carrier = None
        for response_id in list(self.batches):
            self.batches[response_id].closed = True
            self._settle_batch(response_id)
        resent: list[Action] = [Send(event) for event in self.unseen.values()]
        return resent + self._ask(now)

    @property
    def wake_at(self) -> float | None:
        """When `tick` is worth calling, if nothing happens before."""
        moments = [self.guess_expires] if self.guess_expires is not None else []
        if self.asked:
            moments.append(self.asked.at + self.watchdog)
        elif not (self.speaking or self.is_held):
            at = 0.0 if any(owed.carrier is None for owed in self.owed.values()) else self._word_due()
            if at is not None and not (at and self.active):
                moments.append(max(at, self.turn_due or 0.0, self.not_before))
        return min((moment for moment in moments if moment > 0), default=None)

    # --- responses ---------------------------------------------------------------------------------

    def _begin_response(self, response: Event) -> None:
        if "conversation_id" in response and response["conversation_id"] is None:
            return  # out of band: it does not hold the floor
        response_id = response.get("id") or UNKNOWN
        self.active, self.turn_due, self.guess_expires = response_id, None, None
        mine: tuple[str, ...] = ()
        if self.asked and self._is_ours(response):
            mine, self.asked = self.asked.keys, None
            if not mine:
                self.filling = response_id
                return
        for key, owed in self.owed.items():
            seen = not owed.unseen
            if seen or key in mine:
                owed.carrier, owed.assumed = response_id, not seen

    def _is_ours(self, response: Event) -> bool:
        """By the metadata that we sent; a server that does not echo it gets the benefit of the doubt."""
        assert self.asked is not None
        echoed = (response.get("metadata") or {}).get("asked")
        return echoed is None or echoed == self.asked.event_id

    def _end_response(self, response: Event, now: float) -> list[Action]:
        response_id = response.get("id") or UNKNOWN
        status = response.get("status")
        actions: list[Action] = []
        if status == "completed":  # an `output_item.done` that was lost on the way is made up for here
            items = [i for i in response.get("output") or [] if i.get("status") in {"completed", None}]
            actions += self._take_calls(items, response_id)
        if self.active in {response_id, UNKNOWN}:
            self.active, self.guess_expires = None, None
        if response_id in self.batches:
            self.batches[response_id].closed = True
            self._settle_batch(response_id)
        carried = tuple(key for key, owed in self.owed.items() if owed.carrier == response_id)
        if response_id == self.filling:
            self.filling = None
        elif status == "failed":
            self._fail_response(response_id, carried, response, now)
        elif status == "cancelled":
            self._release(carried)  # the caller has not heard it
        else:
            self.failures = 0
            for key in carried:
                del self.owed[key]
        return actions

    def _fail_response(self, response_id: str, carried: tuple[str, ...], response: Event, now: float) -> None:
        error = (response.get("status_details") or {}).get("error") or {}
        if error.get("code") in HOPELESS:
            for key in carried:
                del self.owed[key]
            return
        self.failures += 1
        self.not_before = now + self.backoff * 2 ** (self.failures - 1)
        if carried:
            self._count_try(carried)
        elif self.failures < TRIES:
            self.owed[f"again:{response_id}"] = Owed()

    # --- calls and their results -------------------------------------------------------------------

    def _take_calls(self, items: Iterable[Event], response_id: str) -> list[Action]:
        actions: list[Action] = []
        for item in items:
            call_id = item.get("call_id")
            if item.get("type") != "function_call" or not call_id or call_id in self.calls:
                continue
            self.calls[call_id] = response_id
            self.batches.setdefault(response_id, Batch()).pending.add(call_id)
            actions.append(RunTool(call_id, item.get("name") or "", item.get("arguments") or ""))
        return actions

    def _settle_batch(self, response_id: str) -> None:
        batch = self.batches[response_id]
        if batch.closed and not batch.pending:
            del self.batches[response_id]
            self.owed[response_id] = Owed(unseen={key for key in batch.outputs if key in self.unseen})

    def _add_typed(self, text: str, item_id: str = "") -> Send:
        item_id = item_id or f"item_typed_{self._next_number()}"
        content = [{"type": "input_text", "text": text}]
        send = self._send_item(
            item_id, {"id": item_id, "type": "message", "role": "user", "content": content}
        )
        self.owed[item_id] = Owed(unseen={item_id})
        return send

    def _send_item(self, key: str, item: Event) -> Send:
        event = {"type": client.ITEM_CREATE, "event_id": f"uketsuke_{self._next_number()}", "item": item}
        self.unseen[key] = event
        return Send(event)

    def _confirm_item(self, item: Event) -> None:
        key = item.get("call_id") if item.get("type") == "function_call_output" else item.get("id")
        if key and self.unseen.pop(key, None):
            for owed in self.owed.values():
                owed.unseen.discard(key)

    # --- asking ------------------------------------------------------------------------------------

    def _ask(self, now: float) -> list[Action]:
        due = tuple(key for key, owed in self.owed.items() if owed.carrier is None)
        waiting = self.turn_due is not None and now < self.turn_due
        busy = self.active or self.asked or self.speaking or self.is_held
        if busy or waiting or now < self.not_before:
            return []
        if not due:
            return self._say_a_word(now)
        self.turn_due = None
        event_id = f"uketsuke_{self._next_number()}"
        self.asked = self.last_ask = Ask(event_id, now, due)
        response = {"metadata": {"asked": event_id}}
        return [Send({"type": client.RESPONSE_CREATE, "event_id": event_id, "response": response})]

    def _say_a_word(self, now: float) -> list[Action]:
        """The caller hears nothing, and the tool runs on."""
        at = self._word_due()
        if at is None or now < at:
            return []
        for batch in self._list_waiting():
            batch.words += 1
        self.turn_due = None
        event_id = f"uketsuke_{self._next_number()}"
        self.asked = self.last_ask = Ask(event_id, now, ())
        return [Send(build_word(event_id))]

    def _word_due(self) -> float | None:
        said = [batch.words for batch in self._list_waiting()]
        return self.filler.word_due(min(said)) if said else None

    def _list_waiting(self) -> list[Batch]:
        return [batch for batch in self.batches.values() if batch.closed and batch.pending]

    def _handle_error(self, error: Event, now: float) -> None:
        event_id = error.get("event_id")
        if error.get("code") == server.RESPONSE_IN_PROGRESS:
            self._handle_refusal(event_id, str(error.get("message") or ""), now)
        elif self.asked and event_id == self.asked.event_id:
            keys, self.asked = self.asked.keys, None
            self.failures += 1
            self.not_before = now + self.backoff * 2 ** (self.failures - 1)
            self._count_try(keys)

    def _handle_refusal(self, event_id: str | None, message: str, now: float) -> None:
        """Another response came first: ask again when it is done."""
        ask = self.last_ask
        if ask is None or event_id not in {None, ask.event_id}:
            return
        self.asked = None
        for key in ask.keys:
            if key in self.owed and self.owed[key].assumed:
                self.owed[key].carrier = None
        if self.active is None:
            named = re.search(r"\bresp_\w+", message)
            self.active = named[0] if named else UNKNOWN
            self.guess_expires = now + 2 * self.watchdog

    def _release(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.owed[key].carrier = None

    def _count_try(self, keys: tuple[str, ...]) -> None:
        """Owed again, but not for ever."""
        for key in keys:
            if owed := self.owed.get(key):
                owed.carrier = None
                owed.tries += 1
                if owed.tries >= TRIES:
                    del self.owed[key]

    def _next_number(self) -> int:
        self.sent += 1
        return self.sent

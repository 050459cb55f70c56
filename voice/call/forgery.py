"""What a page puts into its call over the data channel, told from what the model and we put there. Pure.

A page of a call whose tools run here sends nothing over that channel (static/voice/call/call.js). A provider
takes from it what it takes from us, and tells us of both alike: so whoever writes a page of their own could
have the agent say that a car was booked, and our staff read it in the agent's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from voice.call.recovery import output_id
from voice.protocol import server
from voice.protocol.shapes import Event, Item

RULES = ("instructions", "tools", "tool_choice")  # what makes the agent ours


class Forged(Exception):
    """Something in the call was put there by neither its model nor us. The text says what, for the log."""


class Witness:
    """Of one call: sees all that we send and all that the provider tells, gaps excepted."""

    def __init__(self, *, from_beginning: bool) -> None:
        """`from_beginning`: nothing that is ours was put there before."""
        self.sent: set[str] = set()  # ids of items that we put there, and of calls whose results we did
        self.made: set[str] = set()  # ids of items that a response has announced
        self.unannounced: set[str] = set()  # like the model's, in the middle of a response
        self.answering: set[str] = set()
        self.is_settled = from_beginning  # or a response has begun, or ended, since the last gap
        self.rules: Mapping[str, Any] = {}

    def enter_gap(self) -> None:
        """A new connection to the same call: what happened meanwhile is unknown."""
        self.is_settled = False
        self.answering.clear()
        self.unannounced.clear()

    def note_sent(self, event: Event) -> None:
        item = event.get("item") or {}
        self.sent |= {str(item[name]) for name in ("id", "call_id") if item.get(name)}

    def judge(self, event: Event) -> None:
        """Raises Forged where only the page can have made this happen."""
        item = event.get("item") or {}
        match event.get("type"):
            case server.SESSION_CREATED:
                self.rules = read_rules(event)
            case server.SESSION_UPDATED:
                self._judge_rules(read_rules(event))
            case server.RESPONSE_CREATED:
                self.is_settled = True
                self.answering.add(read_response_id(event))
            case server.OUTPUT_ITEM_ADDED | server.OUTPUT_ITEM_DONE:
                self._note_made([item])
            case server.RESPONSE_DONE:
                self.is_settled = True
                self.answering.discard(read_response_id(event))
                self._note_made((event.get("response") or {}).get("output") or [])
                if self.unannounced and not self.answering:
                    raise Forged(f"no response made the items {sorted(self.unannounced)}")
            case server.ITEM_ADDED | server.ITEM_CREATED:
                self._judge_item(item)

    def _judge_rules(self, rules: Mapping[str, Any]) -> None:
        changed = [name for name, value in rules.items() if name in self.rules and self.rules[name] != value]
        if changed:
            raise Forged(f"the session's {', '.join(changed)} were changed")
        self.rules = {**self.rules, **rules}

    def _judge_item(self, item: Item) -> None:
        item_id, kind, role = str(item.get("id") or ""), item.get("type"), item.get("role")
        if not item_id or item_id in self.sent or item_id in self.made:
            return
        if kind == "function_call_output":
            self._judge_output(item_id, str(item.get("call_id") or ""))
        elif kind == "message" and role in {"system", "developer"}:
            if self.is_settled:
                raise Forged(f"the {role} message {item_id} is not ours")
        elif kind == "function_call" or (kind == "message" and role == "assistant"):
            # Some providers tell of the item first, and then that the response has one.
            self.unannounced.add(item_id)
            if self.is_settled and not self.answering:
                raise Forged(f"the {role or kind} item {item_id} belongs to no response")

    def _judge_output(self, item_id: str, call_id: str) -> None:
        # The page does not see a call's id, where its events are filtered, and so cannot make ours of it.
        may_be_ours = not self.is_settled and item_id == output_id(call_id)
        if call_id not in self.sent and not may_be_ours:
            raise Forged(f"the result {item_id} of call {call_id} is not ours")

    def _note_made(self, items: Iterable[Item]) -> None:
        made = {str(item["id"]) for item in items if item.get("id")}
        self.made |= made
        self.unannounced -= made


def read_rules(event: Event) -> Mapping[str, Any]:
    session = event.get("session") or {}
    return {name: session[name] for name in RULES if name in session}


def read_response_id(event: Event) -> str:
    return str((event.get("response") or {}).get("id") or "")

"""One conversation of a GA realtime server: it keeps the protocol's rules, whoever its client is.

One response holds the floor; a second one is refused. It sees what is in the conversation when it is
announced. What it says, and when, is its plan's business; when the caller speaks, a play's. It knows no
socket: `tell` sends.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.fakes import scripted_events as events
from tests.fakes.scripted_events import Event

IN_PROGRESS = "conversation_already_has_active_response"


@dataclass
class Response:
    """`asked`: the client's event that asked for it; None when the server answers a turn by itself."""

    id: str
    asked: Event | None
    floor: bool  # else out of band: beside the conversation
    output: list[Event] = field(default_factory=list)
    unfinished: list[Callable[[], None]] = field(default_factory=list)  # how to close what is being said
    work: asyncio.Task[None] | None = None
    announced: bool = False

    @property
    def metadata(self) -> Event | None:
        return ((self.asked or {}).get("response") or {}).get("metadata")

    def shape(self, status: str) -> Event:
        shape = events.response(self.id, status, self.output, self.metadata)
        return shape if self.floor else {**shape, "conversation_id": None}


class Witness(Protocol):
    """Who counts what happens. Called at the moment of the truth; the client may hear of it later."""

    def heard(self, event: Event) -> None: ...

    def refused(self, event: Event) -> None: ...

    def began(self, response: Response) -> None: ...

    def announced(self, response: Response) -> None: ...

    def ended(self, response: Response, status: str) -> None: ...

    def result(self, call_id: str, output: str) -> None: ...


class Conversation:
    def __init__(
        self,
        number: str,
        tell: Callable[[Event], None],
        plan: Callable[[Conversation, Response], Any],
        witness: Witness,
    ) -> None:
        """`plan`: the coroutine in which a response says what it has to say."""
        self.tell, self.plan, self.witness = tell, plan, witness
        self.session = events.session(number)
        self.items: dict[str, Event] = {}
        self.active: Response | None = None
        self.numbers = itertools.count(1)
        self.tell({"type": "session.created", "session": self.session})

    # --- what the client says ----------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        self.witness.heard(event)
        match event.get("type"):
            case "session.update":
                merge(self.session, event.get("session") or {})
                self.tell({"type": "session.updated", "session": self.session})
            case "response.create":
                self._asked(event)
            case "response.cancel":
                self._cancel(event)
            case "conversation.item.create":
                self._placed(event)
            case "conversation.item.retrieve":
                self._of_item(event, "retrieved", lambda item: {"item": item})
            case "conversation.item.delete":
                self._of_item(event, "deleted", lambda item: {"item_id": self.items.pop(item["id"])["id"]})
            case "conversation.item.truncate":
                cut = {key: event.get(key, 0) for key in ("content_index", "audio_end_ms")}
                self._of_item(event, "truncated", lambda item: {"item_id": item["id"], **cut})
            case "input_audio_buffer.append":
                pass
            case "input_audio_buffer.clear":
                self.tell({"type": "input_audio_buffer.cleared"})
            case "input_audio_buffer.commit":
                self.complain("input_audio_buffer_commit_empty", "The buffer is empty.", event)
            case kind:
                self.complain("invalid_value", f"Invalid value: '{kind}'.", event)

    def _asked(self, event: Event) -> None:
        floor = (event.get("response") or {}).get("conversation") != "none"
        if floor and self.active:
            self.witness.refused(event)
            message = (
                f"Conversation already has an active response in progress: {self.active.id}. "
                "Wait until the response is finished before creating a new one."
            )
            self.complain(IN_PROGRESS, message, event)
        else:
            self.begin(event, floor=floor)

    def _cancel(self, event: Event) -> None:
        if self.active and event.get("response_id") in {None, self.active.id}:
            self.interrupt("client_cancelled")
        else:
            self.complain("response_cancel_not_active", "Cancellation failed: no active response.", event)

    def _placed(self, event: Event) -> None:
        item = {"id": self.new("item"), **(event.get("item") or {})}
        call = item.get("call_id")
        made = {held.get("call_id") for held in self.items.values() if held["type"] == "function_call"}
        if item.get("type") == "function_call_output" and call not in made:
            self.complain("invalid_value", f"No call {call} in the conversation.", event, "item.call_id")
        elif item["id"] in self.items:
            self.complain("item_already_exists", f"Item {item['id']} exists.", event, "item.id")
        else:
            item = {**item, "object": "realtime.item", "status": "completed"}
            self.place(item, event.get("previous_item_id"))
            self.tell({"type": "conversation.item.done", "item": item})
            if item["type"] == "function_call_output":
                self.witness.result(str(call), str(item.get("output")))

    def _of_item(self, event: Event, done: str, fields: Callable[[Event], Event]) -> None:
        item = self.items.get(str(event.get("item_id")))
        if item is None:
            self.complain("item_not_found", f"No item {event.get('item_id')}.", event, "item_id")
        else:
            self.tell({"type": f"conversation.item.{done}", **fields(item)})

    def complain(self, code: str, message: str, event: Event, param: str | None = None) -> None:
        self.tell({"type": "error", "error": events.error(code, message, event.get("event_id"), param)})

    # --- what the server does ----------------------------------------------------------------------

    def new(self, kind: str) -> str:
        return f"{kind}_{next(self.numbers)}"

    def place(self, item: Event, after: str | None = None, *, quietly: bool = False) -> None:
        before = after if after in self.items else next(reversed(self.items), None)
        ordered: dict[str, Event] = {}
        for key, held in self.items.items():
            ordered[key] = held
            if key == before:
                ordered[item["id"]] = item
        self.items = ordered if before else {item["id"]: item}
        if not quietly:
            self.tell({"type": "conversation.item.added", "previous_item_id": before, "item": item})

    def begin(self, asked: Event | None = None, *, floor: bool = True) -> Response:
        response = Response(self.new("resp"), asked, floor)
        if floor:
            assert self.active is None
            self.active = response
        self.witness.began(response)
        response.work = asyncio.create_task(self._speak(response))
        return response

    def announce(self, response: Response) -> None:
        if not response.announced:
            response.announced = True
            self.witness.announced(response)
            self.tell({"type": "response.created", "response": response.shape("in_progress")})

    async def _speak(self, response: Response) -> None:
        status, details = await self.plan(self, response)
        self.end(response, status, details)

    def interrupt(self, reason: str) -> None:
        """Stop who has the floor; what is being said is closed unfinished, as the protocol does."""
        response = self.active
        if response is None:
            return
        assert response.work
        response.work.cancel()
        for close in response.unfinished:
            close()
        self.end(response, "cancelled", {"type": "cancelled", "reason": reason})

    def end(self, response: Response, status: str, details: Event | None = None) -> None:
        self.announce(response)
        if response.floor:
            self.active = None
        shape = {**response.shape(status), "status_details": details, "usage": events.USAGE}
        self.tell({"type": "response.done", "response": shape})
        self.witness.ended(response, status)

    def close(self) -> None:
        if self.active and self.active.work:
            self.active.work.cancel()


def merge(held: Event, told: Event) -> None:
    for key, value in told.items():
        if isinstance(value, dict) and isinstance(held.get(key), dict):
            merge(held[key], value)
        else:
            held[key] = value

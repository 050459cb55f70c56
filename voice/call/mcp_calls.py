"""Tools that the provider calls by itself, at our `/mcp` (`MCP_TOOL_URL`): approved here, and put on record.

The provider asks for approval of each call that writes. The first step of a write only asks, and is approved;
the second is approved where the caller has agreed, as `consent.ConsentLedger` has it of functions. A provider
does not go on by itself after such a call, so an answer is asked for when the last of them is done.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from reservations import clock
from reservations.errors import Internal
from voice.call.call_record import MADE_BY_PROVIDER, FunctionCall, ToolCallRecord
from voice.call.tool_executor import ToolExecutor, parse_arguments
from voice.protocol import client, server
from voice.protocol.shapes import Event, Item, ToolOutput

REQUEST, CALL = "mcp_approval_request", "mcp_call"
NOT_AGREED = (
    "The caller has not agreed to this. Read the summary of the tool's last answer to them, and call again "
    "only after a clear yes."
)


class McpCalls:
    """Of one call. `running`: what is not done yet."""

    def __init__(
        self,
        executor: ToolExecutor,
        *,
        place: Callable[[str], int],
        keep: Callable[[FunctionCall], None],
    ) -> None:
        """`place`: an item's place in the conversation. `keep`: makes a call part of its history."""
        self.executor = executor
        self.place = place
        self.keep = keep
        self.running: set[str] = set()  # approvals that are asked for, and calls
        self.began: dict[str, float] = {}
        self.done: set[str] = set()
        self.ended = 0  # how many calls are done

    def note(self, event: Event) -> Item | None:
        """An event of the call; the request that is to be answered by `answer`, once."""
        item = event.get("item") or {}
        item_id, kind = str(item.get("id") or ""), item.get("type")
        if kind not in {REQUEST, CALL} or not item_id or item_id in self.done:
            return None
        if item_id not in self.began:
            self.began[item_id] = time.perf_counter()
            self.running.add(item_id)
            if kind == CALL:
                self._record(item, None)
        if event.get("type") != server.ITEM_DONE:
            return None
        self.done.add(item_id)
        if kind == REQUEST:
            return item
        self.running.discard(item_id)
        self.ended += 1
        self._record(item, self.executor.settle_approved(item, read_output(item, self.executor.language)))
        return None

    def forget_running(self) -> bool:
        """A new connection, perhaps to another call: what ran may have ended unheard, and nobody will tell of
        it. Whether anything ran: then an answer may be due."""
        ran = bool(self.running)
        self.running.clear()
        return ran

    async def answer(self, request: Item) -> Event:
        """The answer to a request for approval."""
        approved = await self.executor.approve(request)
        self.running.discard(str(request["id"]))
        return build_approval(str(request["id"]), approved=approved)

    def _record(self, item: Item, output: ToolOutput | None) -> None:
        item_id, arguments = str(item["id"]), str(item.get("arguments") or "")
        parsed = parse_arguments(arguments)
        record = ToolCallRecord(
            call_id=name_record(item_id),
            name=str(item.get("name") or ""),
            arguments=parsed if parsed is not None else {"unparsed": arguments},
            started_at=clock.now(),
            position=self.place(name_record(item_id)),
        )
        written = None
        if output is None:
            self.executor.tell_begun(record)
        else:
            milliseconds = round((time.perf_counter() - self.began[item_id]) * 1000)
            written = self.executor.tell_done(record, output, milliseconds)
        self.keep(FunctionCall(record.call_id, record.name, arguments, record.position, written))


def name_record(item_id: str) -> str:
    """The id of such a call in our record: no result is ever sent for it (`call_record.MADE_BY_PROVIDER`)."""
    return MADE_BY_PROVIDER + hashlib.sha256(item_id.encode()).hexdigest()[:24]


def read_output(item: Item, language: str) -> ToolOutput:
    """What the tool answered; a problem where the provider did not reach it."""
    output = parse_arguments(str(item.get("output") or "")) if item.get("output") else None
    return output if output is not None else Internal().as_problem(language)


def build_approval(request_id: str, *, approved: bool) -> Event:
    """With an id of our own, of at most 32 characters, so that it is known as ours."""
    item: Item = {
        "id": "ma_" + hashlib.sha256(request_id.encode()).hexdigest()[:24],
        "type": "mcp_approval_response",
        "approval_request_id": request_id,
        "approve": approved,
    }
    if not approved:
        item["reason"] = NOT_AGREED
    return client.item_create(item)

"""The record of a call: written in batches behind it, so that talking never waits for a disk, and read again
by the process that goes on with a conversation whose holder died."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from channels.db import database_sync_to_async
from django.db import transaction

from reservations import clock
from reservations.errors import DATABASE_AWAY
from voice import budget
from voice.call import outcome, subject
from voice.call.recovery import output_id
from voice.call.transcript import Caption
from voice.models import Line, Session, StaffAct, ToolCall
from voice.protocol.shapes import Arguments, JsonObject, ToolOutput
from voice.protocol.wire_json import clean, clean_text

log = logging.getLogger(__name__)

BATCH_SECONDS = 0.1  # so that ten lines of a lively talk cost one transaction
TRIES = 5  # of one batch, while the database is away; then its rows are given up
LINE_FIELDS = ["role", "text", "final", "interrupted", "is_reported", "waited_ms", "position"]
CALL_FIELDS = ["result", "ok", "milliseconds"]
Row = TypeVar("Row")


@dataclass(frozen=True)
class ToolCallRecord:
    call_id: str
    name: str
    arguments: Arguments
    started_at: datetime
    position: int
    result: ToolOutput | None = None
    ok: bool | None = None
    milliseconds: int | None = None


def add_usage(total: JsonObject, usage: JsonObject) -> JsonObject:
    """`total` and what one more response used, number by number at every depth, whatever the fields are.

    Texts and flags are left out: they do not add up.
    """
    result = dict(total)
    for key, value in usage.items():
        if isinstance(value, dict):
            result[key] = add_usage(result.get(key) or {}, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            result[key] = (result.get(key) or 0) + value
    return result


@dataclass
class CallRecorder:
    session_id: str
    lines: dict[str, tuple[Caption, datetime]] = field(default_factory=dict)
    calls: dict[str, ToolCallRecord] = field(default_factory=dict)
    acts: dict[int, int] = field(default_factory=dict)  # what staff did, by its place among the lines
    usage: JsonObject | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    closing: bool = False
    failures: int = 0

    def add_line(self, caption: Caption) -> None:
        if caption.final and caption.text:
            self.lines[caption.item_id] = (caption, clock.now())
            self.changed.set()

    def add_tool_call(self, record: ToolCallRecord) -> None:
        self.calls[record.call_id] = record
        self.changed.set()

    def confirm_act(self, act_id: int, position: int) -> None:
        """What a clerk asked for is done."""
        self.acts[act_id] = position
        self.changed.set()

    def set_usage(self, usage: JsonObject) -> None:
        """So much since the conversation began: a process that dies must not take the sum with it."""
        self.usage = usage
        self.changed.set()

    async def run(self) -> None:
        """Until `close`: writes what came, at most every BATCH_SECONDS."""
        while not (self.closing and not (self.lines or self.calls or self.acts) and self.usage is None):
            await self.changed.wait()
            self.changed.clear()
            await self.flush()
            # What comes meanwhile is the next batch. At the end only a database that is away is waited for.
            if not self.closing or self.failures:
                await asyncio.sleep(BATCH_SECONDS)

    def close(self) -> None:
        self.closing = True
        self.changed.set()

    async def flush(self) -> None:
        lines, self.lines = self.lines, {}
        calls, self.calls = self.calls, {}
        acts, self.acts = self.acts, {}
        usage, self.usage = self.usage, None
        rows = (list(lines.values()), list(calls.values()), list(acts.items()), usage)
        try:
            await database_sync_to_async(self._write)(*rows)
            self.failures = 0
        except DATABASE_AWAY:
            self.failures += 1
            if self.failures >= TRIES:
                log.exception("session %s: %d lines, %d calls lost", self.session_id, len(lines), len(calls))
                return
            log.warning("session %s: the database refused its recorder; trying again", self.session_id)
            self.lines, self.calls = {**lines, **self.lines}, {**calls, **self.calls}
            self.acts = {**acts, **self.acts}
            self.usage = self.usage or usage
            self.changed.set()

    def _write(
        self,
        lines: list[tuple[Caption, datetime]],
        calls: list[ToolCallRecord],
        acts: list[tuple[int, int]],
        usage: JsonObject | None,
    ) -> None:
        write_what_can_be(write_lines, self.session_id, lines)
        write_what_can_be(write_calls, self.session_id, calls)
        write_what_can_be(write_acts, self.session_id, acts)
        write_what_can_be(write_usage, self.session_id, [] if usage is None else [usage])


def write_what_can_be(
    write: Callable[[str, Sequence[Row]], None], session_id: str, rows: Sequence[Row]
) -> None:
    """Write all `rows` at once; where a value among them is refused, each on its own, so that it costs only
    its own row. Raises DATABASE_AWAY: then nothing can be written, and it is worth another try."""
    if not rows:
        return
    try:
        with transaction.atomic():
            write(session_id, rows)
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a value makes a driver raise
        if len(rows) == 1:
            # The error's own words may quote the caller.
            log.error("session %s: %s lost one row: %s", session_id, write.__name__, type(error).__name__)
            return
        for row in rows:
            write_what_can_be(write, session_id, [row])


def write_acts(session_id: str, acts: Sequence[tuple[int, int]]) -> None:
    for act_id, position in acts:
        StaffAct.objects.filter(pk=act_id, session=session_id).update(done_at=clock.now(), position=position)


def write_usage(session_id: str, usages: Sequence[JsonObject]) -> None:
    """The last of `usages`: each is the sum of all before it."""
    usage = clean(usages[-1])
    Session.objects.filter(pk=session_id).update(usage=usage, cost=budget.price(usage))


def write_lines(
    session_id: str, lines: Sequence[tuple[Caption, datetime]], *, is_reported: bool = False
) -> None:
    """What was said, and when we heard of it; a line that is told again is corrected.

    `is_reported`: by the page, not heard by us.
    """
    Line.objects.bulk_create(
        [
            Line(
                session_id=session_id,
                item_id=clean_text(caption.item_id),
                role=caption.role,
                text=clean_text(caption.text),
                final=caption.final,
                interrupted=caption.interrupted,
                is_reported=is_reported,
                waited_ms=caption.waited_ms,
                at=at,
                position=caption.position,
            )
            for caption, at in lines
        ],
        update_conflicts=True,
        unique_fields=["session", "item_id"],
        update_fields=LINE_FIELDS,
    )
    subject.note_words(session_id, [caption for caption, _at in lines])


def write_calls(session_id: str, calls: Sequence[ToolCallRecord]) -> None:
    """Write tool calls, running or finished; one that is on record gets its result. Raises DatabaseError."""
    ToolCall.objects.bulk_create(
        [
            ToolCall(
                session_id=session_id,
                call_id=clean_text(record.call_id),
                name=clean_text(record.name),
                arguments=clean(record.arguments),
                result=clean(record.result),
                ok=record.ok,
                started_at=record.started_at,
                milliseconds=record.milliseconds,
                position=record.position,
            )
            for record in calls
        ],
        update_conflicts=True,
        unique_fields=["session", "call_id"],
        update_fields=CALL_FIELDS,
    )
    outcome.note_results(session_id, [(record.name, record.result) for record in calls])
    subject.note_refusals(session_id, [(record.arguments, record.result) for record in calls])


# --- reading it again -------------------------------------------------------------------------------

TYPED = "item_typed_"
MADE_BY_PROVIDER = "mcp_"  # calls whose results nobody else sends, or sends again


@dataclass(frozen=True)
class FunctionCall:
    call_id: str
    name: str
    arguments: str
    position: int
    output: str | None  # None: it was running

    @property
    def item(self) -> JsonObject:
        """As the provider would tell of it."""
        said = {"call_id": self.call_id, "name": self.name, "arguments": self.arguments}
        return {"type": "function_call", "status": "completed", **said}


@dataclass(frozen=True)
class RecordedConversation:
    captions: tuple[Caption, ...] = ()
    calls: tuple[FunctionCall, ...] = ()
    usage: JsonObject = field(default_factory=dict)

    @property
    def unanswered(self) -> tuple[FunctionCall, ...]:
        """Calls since the agent last spoke: what they brought may never have been voiced."""
        spoke = max((c.position for c in self.captions if c.role != Line.Role.CALLER), default=-1)
        ours = (call for call in self.calls if not call.call_id.startswith(MADE_BY_PROVIDER))
        return tuple(call for call in ours if call.position > spoke)

    @property
    def positions(self) -> dict[str, int]:
        said = {caption.item_id: caption.position for caption in self.captions}
        return said | {call.call_id: call.position for call in self.calls}

    @property
    def items(self) -> set[str]:
        return {c.item_id for c in self.captions} | {output_id(call.call_id) for call in self.calls}

    @property
    def typed(self) -> int:
        """The highest number of a typed item: numbers are not given twice."""
        numbers = [c.item_id.removeprefix(TYPED) for c in self.captions if c.item_id.startswith(TYPED)]
        return max((int(number) for number in numbers if number.isdigit()), default=0)


def load(session: Session) -> RecordedConversation:
    """All that is on record of `session`, for the process that takes its call up. Blocks on the database."""
    captions = [
        Caption(
            line.item_id, line.role, line.text, line.position, line.final, line.interrupted, line.waited_ms
        )
        for line in session.lines.all()
    ]
    calls = [
        FunctionCall(
            call.call_id,
            call.name,
            call.arguments.get("unparsed") or json.dumps(call.arguments, ensure_ascii=False),
            call.position,
            None if call.result is None else json.dumps(call.result, ensure_ascii=False),
        )
        for call in session.tool_calls.all()
    ]
    return RecordedConversation(tuple(captions), tuple(calls), dict(session.usage))

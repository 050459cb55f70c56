"""Writes a conversation to the database in batches, behind the call: talking never waits for a disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.db import database_sync_to_async
from django.db import DatabaseError

from reservations import clock
from voice.models import Line, Session, ToolCall
from voice.transcript import Caption

log = logging.getLogger(__name__)

BATCH_SECONDS = 0.1
TRIES = 5
LINE_FIELDS = ["role", "text", "final", "interrupted", "position"]
CALL_FIELDS = ["result", "ok", "milliseconds"]


@dataclass(frozen=True)
class CallRecord:
    call_id: str
    name: str
    arguments: dict[str, Any]
    started_at: datetime
    position: int
    result: dict[str, Any] | None = None
    ok: bool | None = None
    milliseconds: int | None = None


@dataclass
class Journal:
    session_id: str
    lines: dict[str, tuple[Caption, datetime]] = field(default_factory=dict)
    calls: dict[str, CallRecord] = field(default_factory=dict)
    usage: dict[str, Any] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    closing: bool = False
    failures: int = 0

    def line(self, caption: Caption) -> None:
        if caption.final and caption.text:
            self.lines[caption.item_id] = (caption, clock.now())
            self.changed.set()

    def call(self, record: CallRecord) -> None:
        self.calls[record.call_id] = record
        self.changed.set()

    def used(self, usage: dict[str, Any]) -> None:
        """So much since the conversation began: a process that dies must not take the sum with it."""
        self.usage = usage
        self.changed.set()

    async def run(self) -> None:
        """Until `close`: writes what came, at most every BATCH_SECONDS."""
        while not (self.closing and not self.lines and not self.calls and self.usage is None):
            await self.changed.wait()
            self.changed.clear()
            await self.flush()
            if not self.closing or self.failures:
                await asyncio.sleep(BATCH_SECONDS)

    def close(self) -> None:
        self.closing = True
        self.changed.set()

    async def flush(self) -> None:
        lines, self.lines = self.lines, {}
        calls, self.calls = self.calls, {}
        usage, self.usage = self.usage, None
        try:
            await database_sync_to_async(self._write)(list(lines.values()), list(calls.values()), usage)
            self.failures = 0
        except DatabaseError:
            self.failures += 1
            if self.failures >= TRIES:
                log.exception("session %s: %d lines, %d calls lost", self.session_id, len(lines), len(calls))
                return
            log.warning("session %s: the database refused its journal; trying again", self.session_id)
            self.lines, self.calls = {**lines, **self.lines}, {**calls, **self.calls}
            self.usage = self.usage or usage
            self.changed.set()

    def _write(
        self,
        lines: list[tuple[Caption, datetime]],
        calls: list[CallRecord],
        usage: dict[str, Any] | None,
    ) -> None:
        write_lines(self.session_id, lines)
        write_calls(self.session_id, calls)
        if usage is not None:
            Session.objects.filter(pk=self.session_id).update(usage=usage)


def write_lines(session_id: str, lines: Iterable[tuple[Caption, datetime]]) -> None:
    """What was said, and when we heard of it; a line that is told again is corrected."""
    Line.objects.bulk_create(
        [
            Line(
                session_id=session_id,
                item_id=caption.item_id,
                role=caption.role,
                text=caption.text,
                final=caption.final,
                interrupted=caption.interrupted,
                at=at,
                position=caption.position,
            )
            for caption, at in lines
        ],
        update_conflicts=True,
        unique_fields=["session", "item_id"],
        update_fields=LINE_FIELDS,
    )


def write_calls(session_id: str, calls: Iterable[CallRecord]) -> None:
    ToolCall.objects.bulk_create(
        [
            ToolCall(
                session_id=session_id,
                call_id=record.call_id,
                name=record.name,
                arguments=record.arguments,
                result=record.result,
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

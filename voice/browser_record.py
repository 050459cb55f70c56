"""The record of a conversation whose tools run in the page: the calls it makes, and what it says was said.

The page holds such a conversation alone. What it tells is kept in bounds, and nothing is decided by it.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db.models import Max

from reservations import clock
from reservations.tools import Caller
from voice import tool_access
from voice.call import outcome, page_messages
from voice.call.call_record import ToolCallRecord, write_calls, write_lines
from voice.call.transcript import Caption
from voice.errors import RecordFull, SessionEnded, ToolsOnServer
from voice.models import Line, Session, ToolCall
from voice.protocol.shapes import Arguments, ToolOutput
from voice.protocol.wire_json import clean, clean_text

log = logging.getLogger(__name__)
T = TypeVar("T")

# Half an hour of talk makes a few hundred; far more is a page that would fill our disk.
MOST_LINES = 1000
MOST_CALLS = 500
LAST_WORDS = timedelta(minutes=1)  # what is still told after the end


@dataclass(frozen=True)
class Report:
    """What a page reports of its conversation."""

    lines: tuple[Caption, ...] = ()
    calls: Mapping[str, int] | None = None  # the place of each call among the lines


def keep(session: Session, report: Report) -> None:
    """Write what the page tells; the first report says that the call has begun."""
    if session.tool_mode != Session.ToolMode.BROWSER:
        raise ToolsOnServer()
    now = clock.now()
    if session.is_over and (session.ended_at is None or session.ended_at + LAST_WORDS < now):
        raise SessionEnded()
    told = {caption.item_id: caption for caption in report.lines}
    # Lines that are told again are corrected, and so count once.
    known = session.lines.exclude(item_id__in=told).count()
    if known + len(told) > MOST_LINES:
        raise RecordFull()
    mark_begun(session)
    write_lines(session.id, [(caption, now) for caption in told.values()], is_reported=True)
    for call_id, position in (report.calls or {}).items():
        session.tool_calls.filter(call_id=call_id).update(position=position)
    if session.is_over:
        outcome.settle(session.id)  # the last words may be the first that we hear
    for caption in told.values():
        publish(
            session.id,
            page_messages.caption(
                item_id=caption.item_id,
                role=caption.role,
                text=caption.text,
                final=True,
                interrupted=caption.interrupted,
            ),
        )


def run(name: str, arguments: Any, *, caller: Caller, key: str | None = None) -> ToolOutput:
    """`tool_access.run_tool` for who holds a token, recorded and told to the page like the server's own."""
    entry = try_to(lambda: record_start(name, arguments, caller, key))
    started = time.perf_counter()
    result = tool_access.run_tool(name, arguments, caller=caller, key=key, by_http=True)
    milliseconds = round((time.perf_counter() - started) * 1000)
    if entry:
        session, record = entry
        done = replace(record, result=result, ok=bool(result.get("success")), milliseconds=milliseconds)
        try_to(lambda: record_and_publish(session, done))
    return result


def try_to(work: Callable[[], T]) -> T | None:
    """The tool's answer depends neither on its record nor on who is told of it."""
    try:
        return work()
    except Exception:
        log.exception("a tool call over HTTP was not recorded")
        return None


def record_start(
    name: str, arguments: Any, caller: Caller, key: str | None
) -> tuple[Session, ToolCallRecord] | None:
    """The call as it begins; None where there is no conversation, or no room in it."""
    session = Session.objects.filter(pk=caller.session_id).first()
    if session is None or session.tool_calls.count() >= MOST_CALLS:
        return None
    record = ToolCallRecord(
        # Cut to their columns: a call is on record whatever it was given.
        call_id=clean_text(key or f"http_{secrets.token_hex(8)}")[:128],
        name=clean_text(name)[:64],
        arguments=make_recordable(arguments),
        started_at=clock.now(),
        position=find_next_position(session),
    )
    mark_begun(session)
    record_and_publish(session, record)
    return session, record


def make_recordable(arguments: Any) -> Arguments:
    """`arguments` as they can be kept: a call is on record whatever it was given."""
    try:
        return dict(clean(arguments if isinstance(arguments, dict) else {"unparsed": arguments}))
    except ValueError:
        return {"unparsed": "nested too deep to be kept"}


def record_and_publish(session: Session, record: ToolCallRecord) -> None:
    """Keeps a call and shows it on the conversation's page."""
    write_calls(session.id, [record])
    common = {"call_id": record.call_id, "name": record.name, "language": session.language}
    message: page_messages.Message
    if record.result is None:
        message = page_messages.tool_started(**common, arguments=record.arguments, at=record.started_at)
    else:
        message = page_messages.tool_finished(
            **common,
            ok=bool(record.ok),
            result=record.result,
            ms=record.milliseconds or 0,
            link=tool_access.find_booking_link(record.result, session.id),
        )
    publish(session.id, message)


def mark_begun(session: Session) -> None:
    """We do not see such a call being answered: its first sign says so."""
    if session.tool_mode != Session.ToolMode.BROWSER or session.status != Session.Status.CREATED:
        return
    session.status = Session.Status.ACTIVE
    created = Session.objects.filter(pk=session.id, status=Session.Status.CREATED)
    # Two requests may be the first sign at once: the UPDATE lets one of them tell the page.
    if created.update(status=Session.Status.ACTIVE, answered_at=clock.now()):
        publish(session.id, page_messages.session_status("active", session.language))


def find_next_position(session: Session) -> int:
    """After all that is recorded; a page that tells of its conversation puts it right."""
    lasts = [
        model.objects.filter(session=session).aggregate(last=Max("position"))["last"]
        for model in (Line, ToolCall)
    ]
    return max((last + 1 for last in lasts if last is not None), default=0)


def publish(session_id: str, message: page_messages.Message) -> None:
    """Sends a message to the pages of a conversation."""
    told = {"type": "page.message", "message": message}
    async_to_sync(get_channel_layer().group_send)(page_messages.page_group(session_id), told)

"""A conversation as the staff read it: the words in order, each tool call in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from voice.models import Line, Session, StaffAct, ToolCall
from voice.staff import words

LAST = 2**31  # behind every place that a line can have


class HasSession(Protocol):
    """All that we ask of a reservation."""

    session_id: str
    consents: Sequence[Mapping[str, Any]]  # each with the id of the "line" in which the caller agreed


@dataclass(frozen=True)
class Entry:
    """One row: a line, a clerk's act, or a tool's call in plain words, with its particulars."""

    position: int
    line: Line | None = None
    waited: str = ""  # how long the caller had waited for it
    is_agreement: bool = False  # the caller's answer to what was then written
    act: StaffAct | None = None
    call: ToolCall | None = None
    label: str = ""
    answer: str = ""
    arguments: Sequence[tuple[str, str]] = ()
    result: Sequence[tuple[str, str]] = ()


def render_conversation(reservation: HasSession) -> SafeString:
    """The conversation behind `reservation` as HTML for its page; "" where there was none."""
    session = Session.objects.filter(pk=reservation.session_id).first() if reservation.session_id else None
    if session is None:
        return SafeString("")
    agreed = {str(entry["line"]) for entry in reservation.consents}
    context = {"session": session, "entries": list_entries(session, agreed)}
    return render_to_string("voice/conversation_panel.html", context)


def list_entries(session: Session, agreed: Set[str] = frozenset()) -> list[Entry]:
    """All that was said and done, in order. `agreed`: the ids of the lines to be marked as consent."""
    rows = [build_line(line, is_agreement=line.item_id in agreed) for line in session.lines.all()]
    # What its holder has not done (yet) has no place among the lines.
    acts = session.staff_acts.all()
    rows += [Entry(LAST if act.position is None else act.position, act=act) for act in acts]
    rows += [build_entry(call) for call in session.tool_calls.all()]
    return sorted(rows, key=lambda entry: entry.position)


def build_line(line: Line, *, is_agreement: bool) -> Entry:
    is_answer = line.role == Line.Role.AGENT  # a clerk's words are none
    waited = words.format_wait(line.waited_ms) if is_answer and line.waited_ms is not None else ""
    return Entry(line.position, line=line, waited=waited, is_agreement=is_agreement)


def build_entry(call: ToolCall) -> Entry:
    return Entry(
        call.position,
        call=call,
        label=words.read_label(call),
        answer=words.read_answer(call),
        arguments=list(words.list_fields(call.arguments)),
        result=list(words.list_fields(call.result)),
    )

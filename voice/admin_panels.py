"""A conversation as the staff read it: the words in order, each tool call in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from voice.call import page_messages
from voice.models import Line, Session, ToolCall


class HasSession(Protocol):
    """All that we ask of a reservation."""

    session_id: str
    consents: Sequence[Mapping[str, Any]]  # each with the id of the "line" in which the caller agreed


@dataclass(frozen=True)
class Entry:
    """One row of the transcript: a line, or a call with its plain words and its JSON."""

    position: int
    line: Line | None = None
    is_agreement: bool = False  # the caller's answer to what was then written
    call: ToolCall | None = None
    label: str = ""
    arguments: str = ""
    result: str = ""


def render_conversation(reservation: HasSession) -> SafeString:
    """The conversation behind `reservation` as HTML for its page; "" where there was none."""
    session = Session.objects.filter(pk=reservation.session_id).first() if reservation.session_id else None
    agreed = {str(entry["line"]) for entry in reservation.consents}
    return render(session, agreed) if session else SafeString("")


def render(session: Session, agreed: Set[str] = frozenset()) -> SafeString:
    """`agreed`: the ids of the lines to be marked as the caller's consent."""
    return render_to_string(
        "voice/conversation_panel.html", {"session": session, "entries": list_entries(session, agreed)}
    )


def list_entries(session: Session, agreed: Set[str] = frozenset()) -> list[Entry]:
    rows = [
        Entry(line.position, line=line, is_agreement=line.item_id in agreed) for line in session.lines.all()
    ]
    rows += [build_entry(call) for call in session.tool_calls.all()]
    return sorted(rows, key=lambda entry: entry.position)


def build_entry(call: ToolCall) -> Entry:
    state = "running" if call.ok is None else "done" if call.ok else "failed"
    return Entry(
        call.position,
        call=call,
        label=page_messages.read_label(call.name, state, get_language() or "ja"),
        arguments=to_json(call.arguments),
        result=to_json(call.result),
    )


def to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)

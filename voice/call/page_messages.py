"""What a page is told of its conversation, and by which channel; what it says of itself. Shapes only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reservations import tools

Message = dict[str, Any]

MOST_TYPED = 20


def page_group(session_id: str) -> str:
    """Who listens to the conversation: pages, and later the staff."""
    return f"session.{session_id}"


def holder_group(session_id: str) -> str:
    """Who holds the call."""
    return f"sideband.{session_id}"


def read_typed_count(value: Any) -> int:
    """How many messages a page says it has for a call that begins; what is no such number is none."""
    try:
        return min(max(int(value), 0), MOST_TYPED)
    except (OverflowError, TypeError, ValueError):
        return 0


def session_status(status: str, language: str) -> Message:
    return {"type": "session", "status": status, "language": language}


def tool_started(
    *, call_id: str, name: str, arguments: dict[str, Any], at: datetime, language: str
) -> Message:
    return {
        "type": "tool.started",
        "callId": call_id,
        "name": name,
        "label": read_label(name, "running", language),
        "arguments": arguments,
        "at": at.isoformat(),
    }


def tool_finished(
    *, call_id: str, name: str, ok: bool, result: dict[str, Any], ms: int, language: str
) -> Message:
    return {
        "type": "tool.finished",
        "callId": call_id,
        "name": name,
        "label": read_label(name, "done" if ok else "failed", language),
        "ok": ok,
        "result": result,
        "ms": ms,
    }


def caption(*, item_id: str, role: str, text: str, final: bool, interrupted: bool = False) -> Message:
    message = {"type": "caption", "itemId": item_id, "role": role, "text": text, "final": final}
    return {**message, "interrupted": True} if interrupted else message


def renewal_request() -> Message:
    """The page is to offer a new connection (`/api/realtime/renewal`) while this one still speaks."""
    return {"type": "renew"}


def renewal_done() -> Message:
    """From now on the new connection is the call."""
    return {"type": "renewed"}


def call_ended(reason: str) -> Message:
    return {"type": "ended", "reason": reason}


def problem(code: str, message: str) -> Message:
    return {"type": "problem", "code": code, "message": message}


def read_label(name: str, state: str, language: str) -> str:
    """Plain words for a tool card; a model may call what we do not have."""
    words = tools.labels(name, language)
    return words.get(state) or name

"""What a page is told of its conversation, and by which channel; what it says of itself. Shapes only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from reservations import tools
from voice.protocol.shapes import Arguments, ToolOutput


class SessionStatus(TypedDict):
    type: Literal["session"]
    status: str  # one of Session.Status
    language: str


class ToolStarted(TypedDict):
    type: Literal["tool.started"]
    callId: str
    name: str
    label: str  # what the page writes on the tool's card
    arguments: Arguments
    at: str  # ISO 8601


class ToolFinished(TypedDict):
    type: Literal["tool.finished"]
    callId: str
    name: str
    label: str
    ok: bool
    result: ToolOutput  # the tool's answer, or its problem
    link: NotRequired[str]  # the path of the booking's own page: the caller's to have, not the model's
    ms: int


class CaptionMessage(TypedDict):
    type: Literal["caption"]
    itemId: str
    role: str  # "agent", "caller" or "staff"
    text: str  # all that is known of the utterance, not only what is new
    final: bool
    interrupted: NotRequired[Literal[True]]


class RenewalRequest(TypedDict):
    type: Literal["renew"]


class RenewalDone(TypedDict):
    type: Literal["renewed"]


class StaffPresence(TypedDict):
    type: Literal["staff"]
    present: bool


class ShopTelephone(TypedDict):
    type: Literal["telephone"]
    name: str  # of the shop, in the caller's language
    phone: str  # as one reads it
    tel: str  # as one dials it


class TextHeard(TypedDict):
    type: Literal["text.heard"]
    id: str  # as the page named them


class CallEnded(TypedDict):
    type: Literal["ended"]
    reason: str  # one of Session.EndReason


class Problem(TypedDict):
    type: Literal["problem"]
    code: str
    message: str
    id: NotRequired[str]  # of the words that are refused


Message = (
    SessionStatus
    | ToolStarted
    | ToolFinished
    | CaptionMessage
    | RenewalRequest
    | RenewalDone
    | StaffPresence
    | ShopTelephone
    | TextHeard
    | CallEnded
    | Problem
)

# The agent waits for that many before it greets: a page must not make it wait for ever.
MOST_TYPED = 20


def find_subject(message: Message) -> str:
    """What it tells the state of, so that the last of its type is enough; "" for what happens once."""
    match message["type"]:
        case "caption":
            return message["itemId"]
        case "tool.started" | "tool.finished":
            return message["callId"]
        case "staff" | "telephone":
            return message["type"]
    return ""


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


def session_status(status: str, language: str) -> SessionStatus:
    """The first message of a conversation, and again when it becomes active."""
    return {"type": "session", "status": status, "language": language}


def tool_started(
    *, call_id: str, name: str, arguments: Arguments, at: datetime, language: str
) -> ToolStarted:
    """A tool was called with `arguments`; `language` is that of the label."""
    return {
        "type": "tool.started",
        "callId": call_id,
        "name": name,
        "label": read_label(name, "running", language),
        "arguments": arguments,
        "at": at.isoformat(),
    }


def tool_finished(
    *, call_id: str, name: str, ok: bool, result: ToolOutput, ms: int, language: str, link: str = ""
) -> ToolFinished:
    """A tool has answered after `ms` milliseconds; `ok`: its `result` is a success. `link`: as
    `tool_access.find_booking_link` gives it."""
    message: ToolFinished = {
        "type": "tool.finished",
        "callId": call_id,
        "name": name,
        "label": read_label(name, "done" if ok else "failed", language),
        "ok": ok,
        "result": result,
        "ms": ms,
    }
    if link:
        message["link"] = link
    return message


def caption(*, item_id: str, role: str, text: str, final: bool, interrupted: bool = False) -> CaptionMessage:
    """What one utterance is known to be by now; a later message of the same item takes its place."""
    message: CaptionMessage = {
        "type": "caption",
        "itemId": item_id,
        "role": role,
        "text": text,
        "final": final,
    }
    if interrupted:
        message["interrupted"] = True
    return message


def renewal_request() -> RenewalRequest:
    """The page is to offer a new connection (`/api/realtime/renewal`) while this one still speaks."""
    return {"type": "renew"}


def renewal_done() -> RenewalDone:
    """From now on the new connection is the call."""
    return {"type": "renewed"}


def staff_presence(*, present: bool) -> StaffPresence:
    """Whether a person of the staff speaks in the agent's place from now on."""
    return {"type": "staff", "present": present}


def shop_telephone(*, name: str, phone: str, tel: str) -> ShopTelephone:
    """Where the caller is asked to telephone."""
    return {"type": "telephone", "name": name, "phone": phone, "tel": tel}


def text_heard(text_id: str) -> TextHeard:
    """Who holds the call has these typed words: the page need not send them again."""
    return {"type": "text.heard", "id": text_id}


def call_ended(reason: str) -> CallEnded:
    """The last message of a conversation."""
    return {"type": "ended", "reason": reason}


def problem(code: str, message: str, *, text_id: str = "") -> Problem:
    """What the page sent made no sense, or what it asked for cannot be. `text_id`: of typed words that are
    refused."""
    told: Problem = {"type": "problem", "code": code, "message": message}
    if text_id:
        told["id"] = text_id
    return told


def read_label(name: str, state: str, language: str) -> str:
    """Plain words for a tool card; a model may call what we do not have."""
    words = tools.labels(name, language)
    return words.get(state) or name

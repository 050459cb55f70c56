"""Reads what a page asks for, and refuses what makes no sense before anything is started for it.

That is a session, an offer, or a report of a conversation that the page holds alone.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host
from structlog.contextvars import bind_contextvars

from reservations.errors import InvalidArguments
from reservations.limits import policy, windows
from reservations.tools import Caller
from voice import sessions
from voice.api import addresses
from voice.browser_record import Report
from voice.call.transcript import Caption
from voice.errors import (
    CrossSite,
    InvalidOffer,
    InvalidToken,
    MalformedJson,
    MissingToken,
    RecordFull,
    RequestTooLarge,
    TooManySessions,
)
from voice.invention import is_invented
from voice.models import Line, Session
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import read_json
from voice.tool_access import find_phone

LONGEST_BODY = 256 * 1024  # bytes: twice what the longest of ours needs
LONGEST_OFFER = 64 * 1024
# What a page reports is kept for the staff to read: these bound what one holder of a token can make us store.
LONGEST_REPORT = 128 * 1024  # bytes
MOST_ENTRIES = 100  # lines, and as many calls; the page reports while it talks, so one report has a few
LONGEST_LINE = 4000  # characters
LONGEST_ID = 128
LAST_POSITION = 10_000
SESSION_KEY = "uketsuke.session"  # of META: the conversation that a request is about, for the log
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class SessionRequest:
    language: str
    tool_mode: str
    location_id: str


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_body(request: Readable) -> bytes:
    """The whole body; once only. Raises RequestTooLarge over LONGEST_BODY bytes.

    The server takes ten times as much (`config/http_door.py`), for lists that staff bring in; reading so much
    JSON, made of brackets alone, would keep everybody waiting.
    """
    body = request.read(LONGEST_BODY + 1)
    if len(body) > LONGEST_BODY:
        raise RequestTooLarge
    return body


def read_session_request(request: HttpRequest, body: bytes) -> SessionRequest:
    fields = request.GET.dict() if request.method == "GET" else read_object(body)
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    return SessionRequest(
        language=read_choice(fields, "language", LANGUAGES, otherwise=language),
        tool_mode=read_choice(fields, "toolMode", tuple(Session.ToolMode.values), otherwise="server"),
        location_id=read_text(fields, "locationId"),
    )


def read_object(body: bytes) -> JsonObject:
    """The JSON object that `body` is; empty for an empty body. Raises MalformedJson for anything else."""
    if not body.strip():
        return {}
    try:
        value = read_json(body)
    except ValueError as error:
        raise MalformedJson() from error
    if not isinstance(value, dict):
        raise MalformedJson()
    return value


def read_choice(fields: JsonObject, name: str, allowed: tuple[str, ...], *, otherwise: str) -> str:
    value = fields.get(name)
    if value is None or value == "":
        return otherwise
    if value not in allowed:
        raise as_invalid(name, f"must be one of: {', '.join(allowed)}")
    return str(value)


def read_text(fields: JsonObject, name: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise as_invalid(name, "must be a string")
    return (value or "").strip()


def as_invalid(field: str, message: str) -> InvalidArguments:
    return InvalidArguments(errors=[{"field": field, "message": message}])


async def find_holder(request: HttpRequest) -> Session:
    """The session of who asks, by its token or by the key that was granted with it."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if token := request.headers.get("X-Session-Token"):
        session = await sessions.find_by_token(token)
    elif scheme.lower() == "bearer" and secret.strip():
        session = await sessions.find_by_secret(secret.strip())
    else:
        raise MissingToken()
    note_session(request, session.id)
    return session


def note_session(request: HttpRequest, session_id: str) -> None:
    """Each line of the log says from here on whose request it is, that of the access among them."""
    request.META[SESSION_KEY] = session_id
    bind_contextvars(session=session_id)


def read_offer(body: bytes) -> str:
    """The SDP that `body` is. Raises InvalidOffer for what is none, or over LONGEST_OFFER bytes."""
    if len(body) > LONGEST_OFFER:
        raise InvalidOffer()
    try:
        sdp = body.decode()
    except UnicodeDecodeError as error:
        raise InvalidOffer() from error
    if not sdp.startswith("v=0"):
        raise InvalidOffer()
    return sdp


def refuse_cross_site(request: HttpRequest) -> None:
    """What another site's page makes a visitor's browser ask must not use up that visitor's conversations.

    Browsers say it themselves; who is no browser sends neither header.
    """
    origin = request.headers.get("Origin")
    foreign = origin is not None and not is_ours(origin, request.get_host())
    if foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CrossSite()


def is_ours(origin: str, host: str) -> bool:
    """Of this very host, or of one that we answer to or trust by our settings."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        named = urlsplit(origin)
    except ValueError:
        return False
    allowed = [pattern for pattern in settings.ALLOWED_HOSTS if pattern != "*"]
    name = f"[{named.hostname}]" if ":" in (named.hostname or "") else named.hostname or ""
    return bool(name) and (named.netloc == host or validate_host(name, allowed))


async def limit_sessions(request: HttpRequest, wanted: SessionRequest) -> None:
    """Each session costs a provider's money. Raises TooManySessions (`policy.limit_session` says when)."""
    known = ""
    with suppress(InvalidToken):
        if token := request.headers.get("X-Session-Token"):
            known = sessions.read_token(token).session_id
    if wait := await windows.take_async(*policy.limit_session(addresses.read_origin(request), known)):
        caller = Caller("page", "", wanted.language)
        raise TooManySessions(wait, await sync_to_async(find_phone)(caller, wanted.location_id))


# --- what a page reports of its conversation ---


def read_report(body: bytes) -> Report:
    """What `body` reports. Raises RecordFull over LONGEST_REPORT bytes, MalformedJson, InvalidArguments."""
    if len(body) > LONGEST_REPORT:
        raise RecordFull()
    told = read_object(body)
    return Report(
        lines=tuple(
            caption for entry in read_entries(told, "lines") if not is_silence(caption := read_line(entry))
        ),
        calls={
            read_identifier(entry, "callId"): read_position(entry) for entry in read_entries(told, "calls")
        },
    )


def read_entries(body: JsonObject, name: str) -> list[JsonObject]:
    told = body.get(name, [])
    if not isinstance(told, list) or not all(isinstance(entry, dict) for entry in told):
        raise as_invalid(name, "must be a list of objects")
    if len(told) > MOST_ENTRIES:
        raise as_invalid(name, f"has at most {MOST_ENTRIES} entries")
    return told


def read_line(told: JsonObject) -> Caption:
    role, text = told.get("role"), told.get("text")
    if role not in Line.Role.values:
        raise as_invalid("role", f"must be one of: {', '.join(Line.Role.values)}")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_LINE:
        raise as_invalid("text", f"must have 1 to {LONGEST_LINE} characters")
    return Caption(
        item_id=read_identifier(told, "itemId"),
        role=str(role),
        text=text.strip().replace("\x00", ""),
        position=read_position(told),
        final=True,
        interrupted=told.get("interrupted") is True,
    )


def is_silence(caption: Caption) -> bool:
    """Whether a recogniser wrote the caller's words over nothing; such a line is no line."""
    return caption.role == Line.Role.CALLER and is_invented(caption.text)


def read_identifier(told: JsonObject, name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST_ID or "\x00" in value:
        raise as_invalid(name, f"must have 1 to {LONGEST_ID} characters")
    return value


def read_position(told: JsonObject) -> int:
    value = told.get("position")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LAST_POSITION:
        raise as_invalid("position", f"must be a whole number from 0 to {LAST_POSITION}")
    return value

"""Reads what a page asks for, and refuses what makes no sense before anything is started for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import validate_host

from reservations.errors import InvalidArguments
from voice import limits, sessions
from voice.api import addresses
from voice.errors import (
    CrossSite,
    InvalidOffer,
    InvalidToken,
    MalformedJson,
    MissingToken,
    RequestTooLarge,
    TooManySessions,
)
from voice.limits import Limit
from voice.models import Session
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import read_json

LONGEST_OFFER = 64 * 1024
EVERYONE = 10  # times what one address may start is what all callers there may start
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class SessionRequest:
    language: str
    tool_mode: str
    location_id: str


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_body(request: Readable) -> bytes:
    """The whole body; once only. Raises RequestTooLarge over DATA_UPLOAD_MAX_MEMORY_SIZE bytes.

    Django's own `request.body` believes Content-Length, which a client that sends in chunks does not send.
    """
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = request.read(-1 if most is None else most + 1)
    if most is not None and len(body) > most:
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
    if token := request.headers.get("X-Session-Token"):
        return await sessions.find_by_token(token)
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return await sessions.find_by_secret(secret.strip())
    raise MissingToken()


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


async def limit_sessions(request: HttpRequest) -> None:
    """Each session costs a provider's money: so many a minute for who shows a token, or for one address.

    An office has one address, so callers who are known by a token of theirs are not counted with the others
    there; but all of them together are bounded too, because each session gives another token.
    """
    address = addresses.group_address(addresses.read_request_address(request))
    own = Limit(f"sessions.address.{address}", settings.SESSIONS_PER_MINUTE)
    with suppress(InvalidToken):
        if token := request.headers.get("X-Session-Token"):
            own = Limit(
                f"sessions.token.{sessions.read_token(token).session_id}", settings.SESSIONS_PER_TOKEN
            )
    everyone = Limit(f"sessions.everyone.{address}", settings.SESSIONS_PER_MINUTE * EVERYONE)
    if wait := await limits.take_async(own, everyone):
        raise TooManySessions(wait)

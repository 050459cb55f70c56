"""Reads what a page asks for, and refuses what makes no sense before anything is started for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from reservations.errors import InvalidArguments, MalformedJson, MissingToken
from voice import sessions
from voice.errors import InvalidOffer, TooManySessions
from voice.models import Session
from voice.protocol.wire_json import read_json

LONGEST_OFFER = 64 * 1024
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Wanted:
    language: str
    tool_mode: str
    location_id: str


def wanted(request: HttpRequest) -> Wanted:
    fields = request.GET.dict() if request.method == "GET" else body_of(request)
    language = str(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE))
    return Wanted(
        language=choice(fields, "language", LANGUAGES, otherwise=language),
        tool_mode=choice(fields, "toolMode", tuple(Session.ToolMode.values), otherwise="server"),
        location_id=text(fields, "locationId"),
    )


def body_of(request: HttpRequest) -> dict[str, Any]:
    if not request.body.strip():
        return {}
    try:
        body = read_json(request.body)
    except ValueError as error:
        raise MalformedJson() from error
    if not isinstance(body, dict):
        raise MalformedJson()
    return body


def choice(fields: dict[str, Any], name: str, allowed: tuple[str, ...], *, otherwise: str) -> str:
    value = fields.get(name)
    if value is None or value == "":
        return otherwise
    if value not in allowed:
        raise wrong(name, f"must be one of: {', '.join(allowed)}")
    return str(value)


def text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise wrong(name, "must be a string")
    return (value or "").strip()


def wrong(field: str, message: str) -> InvalidArguments:
    return InvalidArguments(errors=[{"field": field, "message": message}])


async def holder(request: HttpRequest) -> Session:
    """The session of who asks, by its token or by the key that was granted with it."""
    if token := request.headers.get("X-Session-Token"):
        return await sessions.held_by_token(token)
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return await sessions.held_by_secret(secret.strip())
    raise MissingToken()


def offer(request: HttpRequest) -> str:
    if len(request.body) > LONGEST_OFFER:
        raise InvalidOffer()
    try:
        sdp = request.body.decode()
    except UnicodeDecodeError as error:
        raise InvalidOffer() from error
    if not sdp.startswith("v=0"):
        raise InvalidOffer()
    return sdp


async def limit(request: HttpRequest) -> None:
    """Each session costs a provider's money: so many a minute from one address."""
    key = f"voice.mints.{request.META.get('REMOTE_ADDR', '')}"
    if await cache.aadd(key, 1, timeout=60):
        return
    try:
        count = await cache.aincr(key)
    except ValueError:  # it expired between the two
        return
    if count > settings.SESSIONS_PER_MINUTE:
        raise TooManySessions()

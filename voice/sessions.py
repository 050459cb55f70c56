"""Starts, answers and ends conversations: instructions + tools -> provider -> a grant for the browser.

Knows neither HTTP requests nor sockets; the sideband is started by who answers the call.
"""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet

from reservations import clock, tools
from reservations.errors import InvalidToken, UnknownLocation
from reservations.tools import Caller
from voice import feed, instructions, leases, providers, tokens
from voice.errors import ProviderUnavailable, SessionEnded
from voice.models import Session, new_id
from voice.providers.base import Answered, ProviderError, Secret

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Grant:
    """All that a page needs to talk."""

    session: Session
    secret: Secret = field(repr=False)
    token: str = field(repr=False)
    calls_url: str  # absolute, or a path of our own


async def start(*, language: str, tool_mode: str = "server", location_id: str = "") -> Grant:
    provider = providers.current()
    session = Session(
        id=new_id(),
        created_at=clock.now(),
        language=language,
        location_id=location_id,
        provider=provider.name,
        model=provider.model,
        tool_mode=tool_mode if provider.capabilities.sideband else Session.ToolMode.BROWSER,
    )
    secret = await mint(session)
    session.secret_hash = hashed(secret.value)
    await session.asave(force_insert=True)
    on_server = session.tool_mode == Session.ToolMode.SERVER
    return Grant(
        session=session,
        secret=secret,
        token=tokens.issue(session.id, language),
        calls_url="/api/realtime/calls" if on_server else provider.browser_calls_url(),
    )


async def mint(session: Session) -> Secret:
    """A key for `session`, kept until it expires so that answering the call needs no second one."""
    provider = providers.named(session.provider)
    configuration = await sync_to_async(configure)(session)
    try:
        secret = await provider.mint(configuration)
    except ProviderError as error:
        raise unavailable(error) from error
    left = int(secret.expires_at - time.time()) - 5  # the provider knows no pinned clock
    if left > 0:
        await cache.aset(secret_key(session.id), secret.value, timeout=left)
    return secret


def configure(session: Session) -> dict[str, Any]:
    """The GA session object: the toolbox, the prompt of today, and how the provider hears and speaks."""
    provider = providers.named(session.provider)
    language = session.language
    definitions = tools.definitions(language)
    return {
        **provider.session_defaults(language=language, vocabulary=vocabulary(session)),
        "instructions": instructions.build(
            language=language, tools=definitions, timezone=settings.TIME_ZONE, shop=shop_of(session)
        ),
        "tools": definitions,
        "tool_choice": "auto",
    }


def vocabulary(session: Session) -> str:
    """Names that a caller is likely to say; recognition is biased towards them."""
    words = tools.vocabulary(session.language, session.location_id or None)
    return "、".join(words) if session.language == "ja" else ", ".join(words)


def shop_of(session: Session) -> instructions.Shop | None:
    """The shop on whose page the caller is, as the toolbox tells it."""
    if not session.location_id:
        return None
    listed = tools.run("list_locations", {}, caller=caller_of(session))
    for location in listed.get("locations", []):
        if session.location_id == location["id"]:
            name = location["name"] if session.language == "ja" else location["nameEn"] or location["name"]
            return instructions.Shop(location["id"], name, location["timezone"])
    raise UnknownLocation(session.location_id)


def caller_of(session: Session) -> Caller:
    return Caller(kind="agent", session_id=session.id, language=session.language)


async def held_by_token(token: str) -> Session:
    return await only(Session.objects.filter(pk=tokens.read(token).session_id))


async def held_by_secret(secret: str) -> Session:
    """Who shows the key that was granted holds the session; only its hash is kept."""
    return await only(Session.objects.filter(secret_hash=hashed(secret)))


async def only(sessions: QuerySet[Session]) -> Session:
    session = await sessions.afirst()
    if session is None:
        raise InvalidToken()
    return session


async def answer(session: Session, offer: str) -> Answered:
    """Hand the browser's offer to the provider; afterwards the session is active and has a call id."""
    if session.is_over:
        raise SessionEnded()
    try:
        answered = await taken(session, offer)
    except ProviderError as error:
        raise unavailable(error) from error
    session.call_id = answered.call_id
    session.status = Session.Status.ACTIVE
    session.answered_at = clock.now()
    leases.mark(session)
    try:
        await session.asave(update_fields=["call_id", "status", "answered_at", *leases.FIELDS])
    except BaseException:  # nobody would ever know of the call
        await drop(session.provider, answered.call_id)
        raise
    return answered


async def taken(session: Session, offer: str) -> Answered:
    """With the key that was granted; with another where that is over, by the provider's clock or by ours."""
    provider = providers.named(session.provider)
    if secret := await cache.aget(secret_key(session.id)):
        try:
            return await provider.answer(offer, secret)
        except ProviderError as error:
            if error.status != 401:
                raise
            log.info("session %s: its key was not taken any more: %s", session.id, error.detail)
    return await provider.answer(offer, (await mint(session)).value)


async def drop(provider: str, call_id: str) -> None:
    """Hang up a call that nobody holds, if it is still there."""
    try:
        await providers.named(provider).hang_up(call_id)
    except ProviderError as error:
        log.warning("call %s: hanging up failed: %s", call_id, error.detail)


async def hang_up(session: Session) -> None:
    """End the call at the provider, and the row: whoever watches the call may be gone."""
    live = not session.is_over
    await end(session.id, "hung_up")  # first: who holds the call would name another reason
    if live and session.call_id:
        await drop(session.provider, session.call_id)
    elif live:  # without a call of the provider's, it is in the hands of who holds it
        await get_channel_layer().group_send(feed.sideband_group(session.id), {"type": "hangup"})


async def end(session_id: str, reason: str, *, failed: bool = False, call_id: str | None = None) -> None:
    """Whoever comes first ends it: the first reason stands, and is told once.

    `call_id`: only while that is its call; another one may have taken its place.
    """
    status = Session.Status.FAILED if failed else Session.Status.ENDED
    live = Session.objects.filter(pk=session_id, status__in=[Session.Status.CREATED, Session.Status.ACTIVE])
    if call_id is not None:
        live = live.filter(call_id=call_id)
    if await live.aupdate(status=status, end_reason=reason, ended_at=clock.now()):
        message = {"type": "activity", "message": feed.ended(reason)}
        await get_channel_layer().group_send(feed.page_group(session_id), message)
        # Who holds the call may be waiting for a page that has lost its network.
        await get_channel_layer().group_send(feed.sideband_group(session_id), {"type": "ended"})


def unavailable(error: ProviderError) -> ProviderUnavailable:
    log.error("%s To mend: %s", error.detail, error.mend)
    return ProviderUnavailable(passing=error.passing)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_key(session_id: str) -> str:
    return f"voice.secret.{session_id}"

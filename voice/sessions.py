"""Starts, answers and ends conversations: instructions + tools -> provider -> a grant for the browser.

Knows neither HTTP requests nor sockets; the sideband is started by who answers the call.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any
from weakref import WeakValueDictionary

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reservations import clock, tools
from reservations.errors import UnknownLocation
from reservations.limits import policy, windows
from reservations.limits.windows import Limit
from reservations.tools import Caller
from voice import budget, draining, instructions, metrics, providers
from voice.call import leases, outcome, page_messages
from voice.errors import (
    BudgetSpent,
    InvalidOffer,
    InvalidToken,
    ProviderUnavailable,
    ServerLeaving,
    SessionEnded,
    TooManyCalls,
    TooManyLiveCalls,
    TooManyMinutes,
)
from voice.mcp import session_tool
from voice.models import Session, new_id
from voice.protocol.shapes import JsonObject, SessionConfig
from voice.providers import circuit, transcription
from voice.providers.base import Answered, ProviderError, Secret
from voice.tool_access import find_phone

log = logging.getLogger(__name__)

TOKEN_SALT = "voice.session"  # noqa: S105
TOKEN_SECONDS = 2 * 3600  # longer than any call lasts, so that a page can report to its end
LIVE = (Session.Status.CREATED, Session.Status.ACTIVE)
_call_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True)
class Grant:
    """All that a page needs to talk."""

    session: Session
    secret: Secret = field(repr=False)
    token: str = field(repr=False)
    calls_url: str  # absolute, or a path of our own


async def start(
    *, language: str, tool_mode: str = "server", location_id: str = "", origin: str = ""
) -> Grant:
    """Begin a conversation with the provider of the settings. Nobody is called before an offer is answered.

    `language`: "ja" or "en". `tool_mode`: "server" or "browser"; a provider without a sideband gives
    "browser" whatever is asked, and the others "server" with PAGE_TOOLS off. `location_id`: the shop on
    whose page the caller is, or "". `origin`: by whom the caller is counted, or "" (`policy.name_origin`).
    The caller has counted the request (`requests.limit_sessions`). Raises ServerLeaving, TooManyMinutes,
    BudgetSpent, UnknownLocation, ProviderUnavailable.
    """
    if draining.is_begun():
        raise ServerLeaving(await sync_to_async(find_phone)(Caller("page", "", language), location_id))
    await sync_to_async(refuse_beyond_budget)(language, location_id, origin)
    provider = providers.get_current()
    session = Session(
        id=new_id(),
        created_at=clock.now(),
        language=language,
        location_id=location_id,
        about_shop=location_id,
        origin=origin,
        provider=provider.name,
        model=provider.model,
        tool_mode=choose_tool_mode(tool_mode, has_sideband=provider.capabilities.sideband),
    )
    secret = await mint(session)
    on_server = session.tool_mode == Session.ToolMode.SERVER
    if on_server:  # the provider's stays here: by it a page could begin a call that nobody records
        secret = replace(secret, value=f"uk_{token_urlsafe(32)}")
    session.secret_hash = hash_secret(secret.value)
    await session.asave(force_insert=True)
    metrics.SESSIONS.labels(provider.name).inc()
    return Grant(
        session=session,
        secret=secret,
        token=issue_token(session.id, language),
        calls_url="/api/realtime/calls" if on_server else provider.browser_calls_url(),
    )


def choose_tool_mode(asked: str, *, has_sideband: bool) -> str:
    """Where the tools run, of "server" and "browser"."""
    if not has_sideband:
        return Session.ToolMode.BROWSER
    return asked if settings.PAGE_TOOLS else Session.ToolMode.SERVER


def refuse_beyond_budget(language: str, location_id: str, origin: str) -> None:
    """Raises BudgetSpent, or TooManyMinutes for this one address. Who is in a call is not asked again."""
    now = clock.now()
    phone = partial(find_phone, Caller("page", "", language), location_id)
    most = settings.MINUTES_PER_DAY
    if most and origin and budget.measure(now - timedelta(days=1), origin=origin).minutes >= most:
        raise TooManyMinutes(policy.DAY, phone())
    if budget.is_spent():
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0) + timedelta(days=1)
        raise BudgetSpent(math.ceil((midnight - now).total_seconds()), phone())


async def mint(session: Session, *, transcribed: bool = True) -> Secret:
    """A key for `session`, kept until it expires so that answering the call needs no second one.

    `transcribed`: with captions of the caller, unless the provider refuses just them. Raises
    ProviderUnavailable, at once where the provider's circuit is open.
    """
    if circuit.is_open(session.provider):
        raise ProviderUnavailable(passing=True)
    provider = providers.get(session.provider)
    configuration = await sync_to_async(configure)(session)
    if not transcribed:
        configuration = transcription.remove(configuration) or configuration
    try:
        with metrics.time_stage("mint"):
            secret = await provider.mint(configuration)
    except ProviderError as error:
        circuit.note_failure(session.provider)
        raise as_unavailable(error) from error
    circuit.note_success(session.provider)
    # The provider knows no pinned clock; five seconds are left for the way to it.
    left = int(secret.expires_at - time.time()) - 5
    if left > 0:
        await cache.aset(name_secret_key(session.id), secret.value, timeout=left)
    return secret


def configure(session: Session) -> SessionConfig:
    """The GA session object: the tools, the prompt of today, and how the provider hears and speaks."""
    provider = providers.get(session.provider)
    language = session.language
    on_server = session.tool_mode == Session.ToolMode.SERVER
    definitions = tools.definitions(language, needs_consent=on_server)
    by_itself = on_server and provider.capabilities.calls_mcp and bool(settings.MCP_TOOL_URL)
    return {
        **provider.session_defaults(language=language, vocabulary=list_vocabulary(session)),
        "instructions": instructions.build_prompt(
            language=language, tools=definitions, timezone=settings.TIME_ZONE, shop=find_shop(session)
        ),
        "tools": [session_tool.describe_server(session.id)] if by_itself else definitions,
        "tool_choice": "auto",
    }


def list_vocabulary(session: Session) -> list[str]:
    """Names that a caller is likely to say, the likeliest first; recognition is biased towards them."""
    return tools.vocabulary(session.language, session.location_id or None)


def find_shop(session: Session) -> instructions.Shop | None:
    """The shop on whose page the caller is, as `list_locations` tells it."""
    if not session.location_id:
        return None
    listed = tools.run("list_locations", {}, caller=get_caller(session))
    for location in listed.get("locations", []):
        if session.location_id == location["id"]:
            name = location["name"] if session.language == "ja" else location["nameEn"] or location["name"]
            return instructions.Shop(location["id"], name, location["timezone"])
    raise UnknownLocation(session.location_id)


def get_caller(session: Session) -> Caller:
    """Who calls the tools in this conversation, as the toolbox is told."""
    return Caller(kind="agent", session_id=session.id, language=session.language, origin=session.origin)


def issue_token(session_id: str, language: str) -> str:
    """What a page shows to prove which conversation it holds, for TOKEN_SECONDS: signed, never stored."""
    return signing.dumps({"s": session_id, "l": language}, salt=TOKEN_SALT)


def read_token(token: str) -> Caller:
    """Who holds `token`. Raises InvalidToken for one that is not ours, or too old; asks no database."""
    try:
        held = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
        return Caller(kind="agent", session_id=str(held["s"]), language=str(held["l"]))
    except (signing.BadSignature, KeyError, TypeError) as error:
        raise InvalidToken from error


async def find_by_token(token: str) -> Session:
    """The conversation of who shows `token`. Raises InvalidToken."""
    return await require_one(Session.objects.filter(pk=read_token(token).session_id))


async def find_by_secret(secret: str) -> Session:
    """The conversation of who shows the key granted for it; only its hash is kept. Raises InvalidToken."""
    return await require_one(Session.objects.filter(secret_hash=hash_secret(secret)))


async def require_one(sessions: QuerySet[Session]) -> Session:
    """The one conversation; raises InvalidToken where there is none."""
    session = await sessions.afirst()
    if session is None:
        raise InvalidToken()
    return session


async def answer(
    session: Session, offer: str, *, hold: Callable[[Session], object] | None = None
) -> Answered:
    """Hand the browser's offer to the provider; afterwards the session is active and this is its one call.

    `hold` is told as soon as it is, before another offer can make another call of it. The calls that were the
    session's before are hung up. Raises SessionEnded, TooManyCalls, TooManyLiveCalls, InvalidOffer,
    ProviderUnavailable.
    """
    if not session.may_go_on:
        raise SessionEnded()
    await limit_calls(session)
    try:
        with metrics.time_stage("answer"):
            answered = await answer_with_key(session, offer)
    except ProviderError as error:
        raise as_unanswered(error) from error
    try:
        async with get_call_lock(session.id):
            before = await sync_to_async(begin_call)(session, answered.call_id)
            if hold:
                hold(session)
    except BaseException:  # nobody would ever know of the call
        await drop(session.provider, answered.call_id)
        raise
    await drop_all(session.provider, before)
    return answered


async def limit_calls(session: Session, *, renewal: bool = False) -> None:
    """Raises TooManyCalls, where one more would be (`policy.limit_call`)."""
    if wait := await windows.take_async(*policy.limit_call(session.id, session.origin, renewal=renewal)):
        phone = await sync_to_async(find_phone)(get_caller(session), session.location_id)
        raise TooManyCalls(wait, phone)


def get_call_lock(session_id: str) -> asyncio.Lock:
    """Held while the session's call changes, so that this process holds the call that its row names."""
    return _call_locks.setdefault(session_id, asyncio.Lock())


def begin_call(session: Session, call_id: str, **changes: Any) -> list[str]:
    """Make this the session's one call, in one go; those that were it, or were to be, for the caller to end.

    Of any number that try at once each gets those before it: all but the last are ended. Raises SessionEnded,
    TooManyLiveCalls.
    """
    with transaction.atomic():
        # The lock puts those who answer at once in an order: each sees, and ends, the call before its own.
        row = lock_row(session, *LIVE)
        before = list_calls(row)
        refuse_too_many_live(session)
        lasted = clock.now() - row.answered_at if row.answered_at else timedelta()
        session.earlier_seconds = row.earlier_seconds + round(lasted.total_seconds())
        session.call_id, session.offered_call_id = call_id, ""
        session.status = Session.Status.ACTIVE
        session.answered_at = clock.now()
        for name, value in changes.items():
            setattr(session, name, value)
        leases.mark(session)
        written = ["call_id", "offered_call_id", "status", "answered_at", "earlier_seconds", *changes]
        session.save(update_fields=[*written, *leases.FIELDS])
    metrics.CALLS_STARTED.labels("direct" if call_id else "relayed").inc()
    return [earlier for earlier in before if earlier != call_id]


def refuse_too_many_live(session: Session) -> None:
    """In the transaction that begins a call. Raises TooManyLiveCalls for one more of its address."""
    if not session.origin:
        return
    # Two that begin at once would both be the last that may: one waits until the other is on record.
    windows.lock_windows([Limit(f"live.{session.origin}", 1)])
    active = Session.objects.filter(origin=session.origin, status=Session.Status.ACTIVE)
    if active.exclude(pk=session.pk).count() >= settings.LIVE_CALLS_PER_ADDRESS:
        raise TooManyLiveCalls(policy.MINUTE, find_phone(get_caller(session), session.location_id))


def offer_call(session: Session, call_id: str) -> list[str]:
    """A second call of a session that goes on, in one go; those that it makes needless, to be ended.

    Where a page runs the tools it has lost the first one; else who holds that one decides when to go over.
    """
    by_page = session.tool_mode == Session.ToolMode.BROWSER
    with transaction.atomic():
        row = lock_row(session, Session.Status.ACTIVE)
        before = list_calls(row) if by_page else [row.offered_call_id]
        kept = {call_id, "" if by_page else row.call_id, ""}
        row.call_id, row.offered_call_id = "" if by_page else row.call_id, call_id
        row.save(update_fields=["call_id", "offered_call_id"])
    return [earlier for earlier in before if earlier not in kept]


def go_over(session_id: str, call_id: str) -> bool:
    """The call that was offered becomes the call, unless another one was offered or begun meanwhile."""
    offered = Session.objects.filter(pk=session_id, status=Session.Status.ACTIVE, offered_call_id=call_id)
    # Compare and set: a page that came back again meanwhile has put another offer there.
    return bool(offered.update(call_id=call_id, offered_call_id=""))


def lock_row(session: Session, *statuses: str) -> Session:
    """The conversation's row, locked, in one of `statuses`; raises SessionEnded."""
    row = Session.objects.select_for_update().filter(pk=session.pk, status__in=statuses).first()
    if row is None:
        raise SessionEnded()
    return row


def list_calls(session: Session) -> list[str]:
    """Ids of the calls that the provider may still hold for this session: the call, and one offered."""
    return [call_id for call_id in (session.call_id, session.offered_call_id) if call_id]


async def answer_with_key(session: Session, offer: str) -> Answered:
    """With the key that was granted; with another where that is over, by the provider's clock or by ours."""
    provider = providers.get(session.provider)
    if secret := await take_granted_secret(session.id):
        try:
            return await provider.answer(offer, secret)
        except ProviderError as error:
            if error.about_transcription:
                log.warning("session %s: answered without captions: %s", session.id, error.detail)
                return await provider.answer(offer, (await mint(session, transcribed=False)).value)
            # Only a key that has expired, by the provider's clock, is worth another one.
            if error.status != 401:
                raise
            log.info("session %s: its key was not taken any more: %s", session.id, error.detail)
    return await provider.answer(offer, (await mint(session)).value)


async def drop_all(provider: str, call_ids: Iterable[str]) -> None:
    """As `drop`, one after another. Never raises: what fails is logged."""
    for call_id in call_ids:
        await drop(provider, call_id)


async def drop(provider: str, call_id: str) -> None:
    """Hang up a call that nobody holds, if it is still there."""
    try:
        await providers.get(provider).hang_up(call_id)
    except ProviderError as error:
        log.warning("call %s: hanging up failed: %s", call_id, error.detail)


async def hang_up(session: Session, *, reason: str = Session.EndReason.HUNG_UP) -> None:
    """End the call at the provider, and the row: whoever watches the call may be gone."""
    live = not session.is_over
    await end(session.id, reason)  # first: who holds the call would name another reason
    row = await Session.objects.aget(pk=session.id)  # no other call can begin from here on
    if live and row.call_id:
        await drop(row.provider, row.call_id)
    elif live:  # without a call of the provider's, it is in the hands of who holds it
        await tell_group(page_messages.holder_group(session.id), {"type": "hangup"})


async def end(session_id: str, reason: str, *, failed: bool = False, call_id: str | None = None) -> None:
    """Whoever comes first ends it: the first reason stands, and is told once.

    `call_id`: only while that is its call; another one may have taken its place.
    """
    status = Session.Status.FAILED if failed else Session.Status.ENDED
    live = Session.objects.filter(pk=session_id, status__in=[Session.Status.CREATED, Session.Status.ACTIVE])
    if call_id is not None:
        live = live.filter(call_id=call_id)
    # One UPDATE decides: two processes may end a session in the same moment, and only one may tell of it.
    if await live.aupdate(status=status, end_reason=reason, ended_at=clock.now(), taken_over_by=""):
        metrics.CALLS_ENDED.labels(reason).inc()
        message = {"type": "page.message", "message": page_messages.call_ended(reason)}
        await tell_group(page_messages.page_group(session_id), message)
        # Who holds the call may be waiting for a page that has lost its network.
        await tell_group(page_messages.holder_group(session_id), {"type": "ended"})
        await sync_to_async(outcome.settle)(session_id)
        ended = await Session.objects.aget(pk=session_id)
        if ended.offered_call_id:  # nobody will go over to it
            await drop(ended.provider, ended.offered_call_id)


async def tell_group(group: str, message: JsonObject) -> None:
    """Never raises: what is ended on record must not go on at the provider because Redis is away."""
    try:
        await get_channel_layer().group_send(group, message)
    except Exception:
        log.exception("%s was not told %r", group, message["type"])


def as_unavailable(error: ProviderError) -> ProviderUnavailable:
    """What a caller is told of `error`; its details and its remedy go to the log alone."""
    log.error("%s To mend: %s", error.detail, error.remedy)
    return ProviderUnavailable(passing=error.passing)


def as_unanswered(error: ProviderError) -> ProviderUnavailable | InvalidOffer:
    """What a page is told whose offer the provider did not answer.

    The session was taken when its key was made: what a provider cannot read now (400) is the page's offer.
    """
    if error.status != HTTPStatus.BAD_REQUEST:
        return as_unavailable(error)
    log.warning("an offer was refused: %s", error.detail)
    return InvalidOffer()


def hash_secret(secret: str) -> str:
    """All that is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def take_granted_secret(session_id: str) -> str | None:
    """The provider's secret that was minted with the grant, once: ours opens one session, and no second."""
    key = name_secret_key(session_id)
    secret: str | None = await cache.aget(key)
    await cache.adelete(key)
    return secret


def name_secret_key(session_id: str) -> str:
    """The cache's key of the provider's secret, kept between the grant and the offer."""
    return f"voice.secret.{session_id}"

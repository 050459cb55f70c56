"""Begins a relayed call in a session, or finds the one that goes on; an earlier WebRTC call gives way."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from django.core.cache import cache

from reservations import clock
from voice import leases, providers, sessions, sideband
from voice.errors import SessionEnded
from voice.models import Line, Session
from voice.providers.base import Endpoint, ProviderError
from voice.relay.call import RelayedCall, running


async def opened(session: Session) -> RelayedCall:
    if session.is_over:
        raise SessionEnded()
    if call := running(session.id):
        return call
    await _give_way(session)
    call = RelayedCall(session, await _endpoint(session), lambda: _endpoint(session, anew=True))
    session.call_id = ""
    session.tool_mode = Session.ToolMode.SERVER  # what passes through us need not be shown to the page
    session.status = Session.Status.ACTIVE
    session.answered_at = clock.now()
    leases.mark(session)
    await session.asave(update_fields=["call_id", "tool_mode", "status", "answered_at", *leases.FIELDS])
    sideband.attend(session, call)
    return call


async def _endpoint(session: Session, *, anew: bool = False) -> Endpoint:
    """With the key that was granted; `anew`: with another one."""
    granted = None if anew else await cache.aget(sessions.secret_key(session.id))
    secret = granted or (await sessions.mint(session)).value
    configuration = await sync_to_async(sessions.configure)(session)
    try:
        return await providers.named(session.provider).socket(secret, configuration)
    except ProviderError as error:
        raise sessions.unavailable(error) from error


async def _give_way(session: Session) -> None:
    """The call that did not reach the page: its agent is not to go on talking to nobody."""
    if earlier := sideband.attended().get(session.id):
        earlier.cancel()
        await asyncio.wait([earlier])
    if not session.call_id:
        return
    await sessions.drop(session.provider, session.call_id)
    said = session.lines.filter(role=Line.Role.CALLER)
    if not await said.aexists() and not await session.tool_calls.aexists():
        await session.lines.all().adelete()  # a greeting that nobody heard was never said

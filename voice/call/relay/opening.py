"""Begins a relayed call in a session, or finds the one that goes on; an earlier WebRTC call gives way."""

from __future__ import annotations

import asyncio

from asgiref.sync import sync_to_async
from django.core.cache import cache

from voice import providers, sessions
from voice.call import registry
from voice.call.controller import CallController
from voice.call.relay import transport
from voice.call.relay.transport import RelayTransport
from voice.errors import SessionEnded
from voice.models import Line, Session
from voice.providers.base import Endpoint, ProviderError


async def open_call(session: Session, *, typed: int = 0) -> RelayTransport:
    """The transport of the session's relayed call, which goes on or begins here.

    `typed`: how many messages its page has for us, if it begins. Raises SessionEnded, TooManyCalls,
    ProviderUnavailable.
    """
    if not session.may_go_on:
        raise SessionEnded()
    async with sessions.get_call_lock(session.id):  # two sockets of one page are in one call
        if running := transport.find_running(session.id):
            return running
        await sessions.limit_calls(session)
        await _give_way(session)
        endpoint = await _find_endpoint(session)
        # What passes through us need not be shown to the page.
        server = {"tool_mode": Session.ToolMode.SERVER}
        before = await sync_to_async(sessions.begin_call)(session, "", **server)
        begun = RelayTransport(session, endpoint, lambda: _find_endpoint(session, anew=True))
        registry.attend(CallController(session, begun, typed=typed))
    await sessions.drop_all(session.provider, before)
    return begun


async def _find_endpoint(session: Session, *, anew: bool = False) -> Endpoint:
    """With the key that was granted; `anew`: with another one."""
    granted = None if anew else await cache.aget(sessions.name_secret_key(session.id))
    secret = granted or (await sessions.mint(session)).value
    configuration = await sync_to_async(sessions.configure)(session)
    try:
        return await providers.get(session.provider).socket(secret, configuration)
    except ProviderError as error:
        raise sessions.as_unavailable(error) from error


async def _give_way(session: Session) -> None:
    """The call that did not reach the page: its agent is not to go on talking to nobody."""
    if holding := registry.list_held().get(session.id):
        holding.cancel()
        await asyncio.wait([holding])
    earlier = sessions.list_calls(await Session.objects.aget(pk=session.pk))
    if not earlier:
        return
    await sessions.drop_all(session.provider, earlier)
    said = session.lines.filter(role=Line.Role.CALLER)
    if not await said.aexists() and not await session.tool_calls.aexists():
        await session.lines.all().adelete()  # a greeting that nobody heard was never said

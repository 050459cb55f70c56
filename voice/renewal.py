"""A second call of a session that goes on: answered for the page, taken over by who holds the first one."""

from __future__ import annotations

from channels.layers import get_channel_layer

from voice import feed, providers, sessions
from voice.errors import SessionEnded
from voice.models import Session
from voice.providers.base import Answered, ProviderError


async def answer(session: Session, offer: str) -> Answered:
    """The same instructions and tools, as they read today; nobody is greeted, nothing is ended."""
    on_server = session.tool_mode == Session.ToolMode.SERVER
    if session.status != Session.Status.ACTIVE or not session.call_id or not on_server:
        raise SessionEnded()
    secret = await sessions.mint(session)
    try:
        answered = await providers.named(session.provider).answer(offer, secret.value)
    except ProviderError as error:
        raise sessions.unavailable(error) from error
    told = {"type": "renewal", "call_id": answered.call_id}
    await get_channel_layer().group_send(feed.sideband_group(session.id), told)
    return answered

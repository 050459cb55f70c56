"""A second call of a session that goes on: answered for the page, taken over by who holds the first one."""

from __future__ import annotations

from channels.layers import get_channel_layer
from django.core.cache import cache

from voice import feed, providers, sessions
from voice.errors import SessionEnded
from voice.models import Session
from voice.providers.base import Answered, ProviderError

UNHEARD_SECONDS = 15


async def answer(session: Session, offer: str, *, lost: bool = False) -> Answered:
    """The same instructions and tools, as they read today; nobody is greeted, nothing is ended.

    `lost`: the page has lost the first one.
    """
    on_server = session.tool_mode == Session.ToolMode.SERVER
    if session.status != Session.Status.ACTIVE or not session.call_id or not on_server:
        raise SessionEnded()
    secret = await sessions.mint(session)
    try:
        answered = await providers.named(session.provider).answer(offer, secret.value)
    except ProviderError as error:
        raise sessions.unavailable(error) from error
    if lost:  # whoever takes the conversation up just now has not heard of it
        await cache.aset(offer_key(session.id), answered.call_id, timeout=UNHEARD_SECONDS)
    told = {"type": "renewal", "call_id": answered.call_id, "lost": lost}
    await get_channel_layer().group_send(feed.sideband_group(session.id), told)
    return answered


async def unheard_offer(session_id: str) -> str | None:
    """The call to which a page came back while nobody held its conversation; told once."""
    call_id: str | None = await cache.aget(offer_key(session_id))
    if call_id:
        await cache.adelete(offer_key(session_id))
    return call_id


def offer_key(session_id: str) -> str:
    return f"voice.offer.{session_id}"

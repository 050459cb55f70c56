"""A second call of a session that goes on: answered for the page, taken over by who holds the first one.

Who holds it may be the page itself, where it runs the tools.
"""

from __future__ import annotations

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core.cache import cache

from voice import providers, sessions
from voice.call import page_messages
from voice.errors import SessionEnded
from voice.models import Session
from voice.providers.base import Answered, ProviderError

UNHEARD_SECONDS = 15


async def answer(session: Session, offer: str, *, lost: bool = False) -> Answered:
    """The same instructions and tools, as they read today; nobody is greeted, nothing is ended.

    `lost`: the page has lost the first one. A page that runs the tools holds the conversation itself.
    """
    by_page = session.tool_mode == Session.ToolMode.BROWSER
    active = session.status == Session.Status.ACTIVE and session.may_go_on
    if not active or not (lost if by_page else session.call_id):
        raise SessionEnded()
    await sessions.limit_calls(session, renewal=True)
    secret = await sessions.mint(session)
    try:
        provider = providers.named(session.provider)
        answered = await provider.answer(offer, secret.value, page_runs_tools=by_page)
    except ProviderError as error:
        raise sessions.unavailable(error) from error
    try:
        before = await sync_to_async(sessions.offer_call)(session, answered.call_id)
    except BaseException:  # it has ended meanwhile
        await sessions.drop(session.provider, answered.call_id)
        raise
    await sessions.drop_all(session.provider, before)
    if not by_page:
        await offered(session.id, answered.call_id, lost)
    return answered


async def offered(session_id: str, call_id: str, lost: bool) -> None:
    """Tell who holds the conversation."""
    if lost:  # whoever takes it up just now has not heard of it
        await cache.aset(offer_key(session_id), call_id, timeout=UNHEARD_SECONDS)
    told = {"type": "renewal", "call_id": call_id, "lost": lost}
    await get_channel_layer().group_send(page_messages.sideband_group(session_id), told)


async def unheard_offer(session_id: str) -> str | None:
    """The call to which a page came back while nobody held its conversation; told once."""
    call_id: str | None = await cache.aget(offer_key(session_id))
    if call_id:
        await cache.adelete(offer_key(session_id))
    return call_id


def offer_key(session_id: str) -> str:
    return f"voice.offer.{session_id}"

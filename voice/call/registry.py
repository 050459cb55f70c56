"""The calls that this process holds beside their audio: one asyncio task each, which outlives its request."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from typing import Any

from channels.db import database_sync_to_async
from django.db import DatabaseError

from voice.call import leases
from voice.call.controller import Sideband
from voice.call.transport import OPEN_SECONDS
from voice.models import Session

__all__ = ["OPEN_SECONDS", "Sideband", "attend", "attended", "typed_first"]
log = logging.getLogger(__name__)

MOST_TYPED = 20
_attending: dict[str, asyncio.Task[None]] = {}  # the loop itself keeps only weak references
_keeping: asyncio.Task[None] | None = None


def attend(session: Session, held: Sideband | None = None, *, after: float = 0.0) -> asyncio.Task[None]:
    """Hold `session`'s call until it ends; a second call of the same session replaces the first.

    `held`: how, if not over a socket beside the call. `after`: begin in so many seconds.
    """
    if earlier := _attending.get(session.id):
        earlier.cancel()
    # A context of its own: the request's names an executor that ends with the request.
    task = asyncio.create_task(
        _holding(held or Sideband(session), after),
        name=f"sideband {session.id}",
        context=contextvars.Context(),
    )
    _attending[session.id] = task
    _keep()
    task.add_done_callback(lambda done: _forget(session.id, done))
    return task


async def _holding(held: Sideband, after: float) -> None:
    if after:
        await asyncio.sleep(after)
    await held.run()


def _forget(session_id: str, task: asyncio.Task[None]) -> None:
    if _attending.get(session_id) is task:
        del _attending[session_id]
        if not _attending and _keeping:
            _keeping.cancel()
    if not task.cancelled() and (error := task.exception()):
        log.error("session %s: its end was not recorded", session_id, exc_info=error)


def _keep() -> None:
    """Renew the leases for as long as there are any."""
    global _keeping
    if _keeping is None or _keeping.done():
        _keeping = asyncio.create_task(_renewing(), name="leases", context=contextvars.Context())


async def _renewing() -> None:
    while _attending:
        await asyncio.sleep(leases.RENEW_SECONDS)
        held = dict(_attending)
        try:
            lost = await database_sync_to_async(leases.renew, thread_sensitive=False)(held)
        except DatabaseError:  # the next round comes before the lease ends
            log.warning("the leases of %d calls were not renewed", len(held), exc_info=True)
            continue
        for session_id in lost:
            log.warning("session %s: another process holds its call", session_id)
            held[session_id].cancel()


def typed_first(told: Any) -> int:
    """How many messages a page says it has for a call that begins; what is no such number is none."""
    try:
        return min(max(int(told), 0), MOST_TYPED)
    except (OverflowError, TypeError, ValueError):
        return 0


def attended() -> dict[str, asyncio.Task[None]]:
    """The calls that this process holds."""
    return dict(_attending)

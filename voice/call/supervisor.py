"""Watches over calls that lost their holder: takes them up again, or closes their record.

Every process of the server may watch; leases see to it that one of them has each call.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import django.db
from channels.db import database_sync_to_async

from reservations import clock
from voice import providers, sessions
from voice.call import call_record, leases, registry
from voice.call.relay.listener import AWAY_SECONDS
from voice.call.relay.transport import send_pages_elsewhere
from voice.call.tasks import end_tasks
from voice.models import Session
from voice.protocol.shapes import JsonObject

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

Scope = JsonObject
Receive = Callable[[], Awaitable[JsonObject]]
Send = Callable[[JsonObject], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# After a lease of ten seconds: whoever is in a call whose machine died is without tools for twelve at most.
SWEEP_SECONDS = 2.0
LONGEST_CALL = timedelta(minutes=65)  # no provider lets one last longer

# By loop, as tests run many in one process; a loop that is gone takes its entry with it.
_supervising: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()


def start() -> None:
    """Watch from now on, on the running loop; once."""
    loop = asyncio.get_running_loop()
    if loop not in _supervising:
        _supervising[loop] = loop.create_task(keep_sweeping(), name="supervisor of calls")


async def stop() -> None:
    """At the end of the process: others may have our calls at once."""
    # First the supervisor: it would take up again the calls that are let go below.
    if task := _supervising.pop(asyncio.get_running_loop(), None):
        await end_tasks(task)
    send_pages_elsewhere()
    held = registry.list_held()
    await end_tasks(*held.values())
    # Only now that their tasks have ended: a lease given up earlier would let two processes act in one call.
    for session_id in held:
        await in_database(leases.release, session_id)


async def keep_sweeping() -> None:
    while True:
        try:
            await sweep()
        except django.db.Error:
            log.warning("the database did not tell which calls are left alone", exc_info=True)
        except Exception:
            # The next round comes soon; a supervisor that ended here would never come back.
            log.exception("a round over the calls that are left alone failed")
        await asyncio.sleep(SWEEP_SECONDS)


async def sweep() -> None:
    """Once over all calls that look as if they were going on."""
    for session in await in_database(find_unheld):
        await look_after(session.id, go_on_or_end(session))
    for session_id in await in_database(find_forgotten):
        await look_after(session_id, sessions.end(session_id, Session.EndReason.ABANDONED))


async def look_after(session_id: str, work: Awaitable[None]) -> None:
    """Do `work` for one call. What fails there costs only that call, and only until its lease is over: the
    others that were left alone do not wait for it."""
    try:
        await work
    except Exception:
        log.exception("session %s: its call could not be looked after", session_id)


async def go_on_or_end(session: Session) -> None:
    too_late = time.time() - session.held_until > LONGEST_CALL.total_seconds()
    # Claimed first: of all processes that sweep, one goes on with the call.
    if await in_database(leases.claim, session):
        await (abandon(session) if too_late else take_up(session))


def find_unheld() -> list[Session]:
    """Calls whose tools run here, and that nobody holds."""
    active = Session.objects.filter(status=Session.Status.ACTIVE, tool_mode=Session.ToolMode.SERVER)
    held = registry.list_held()
    return [
        session
        for session in active
        if session.id not in held and leases.is_free(session) and not may_be_dialled(session)
    ]


def may_be_dialled(session: Session) -> bool:
    """A relayed call, whose page comes back by itself: to whom it comes, who goes on with it then."""
    return not session.call_id and time.time() - session.held_until < AWAY_SECONDS


def find_forgotten() -> list[str]:
    """Those that a page held, and that it never ended."""
    began = clock.now() - LONGEST_CALL
    active = Session.objects.filter(status=Session.Status.ACTIVE, tool_mode=Session.ToolMode.BROWSER)
    return list(active.filter(answered_at__lt=began).values_list("pk", flat=True))


async def take_up(session: Session) -> None:
    if not session.call_id or not is_reachable(session):
        await abandon(session)
        return
    log.warning("session %s: taking up call %s", session.id, session.call_id)
    registry.attend_sideband(session, recorded=await in_database(call_record.load, session))


async def abandon(session: Session) -> None:
    """Audio that passed through a process ended with it; the rest is over by now."""
    await sessions.end(session.id, Session.EndReason.ABANDONED, failed=not session.call_id)


def is_reachable(session: Session) -> bool:
    """The provider is one that we still know, and it has a socket beside calls."""
    try:
        return providers.get(session.provider).capabilities.sideband
    except KeyError:
        return False


async def in_database(ask: Callable[P, T], *about: P.args, **more: P.kwargs) -> T:
    """`ask(*about)` on a thread of its own: a slow database holds up no call."""
    answer: T = await database_sync_to_async(ask, thread_sensitive=False)(*about, **more)
    return answer


# --- with the ASGI server ---------------------------------------------------------------------------


def supervise(application: Application) -> Application:
    """`application` with the supervisor, started by the server's lifespan, or else by the first request."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await serve_lifespan(receive, send)
            return
        start()
        await application(scope, receive, send)

    return serve


async def serve_lifespan(receive: Receive, send: Send) -> None:
    """Supervise from the server's startup to its shutdown."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await stop()
            await send({"type": "lifespan.shutdown.complete"})
            return

"""The calls that this process holds: one asyncio task each, which outlives its request."""

from __future__ import annotations

import asyncio
import contextvars
import logging

from channels.db import database_sync_to_async
from structlog.contextvars import bind_contextvars

from reservations import tracing
from voice.call import leases
from voice.call.call_record import RecordedConversation
from voice.call.controller import CallController
from voice.call.database_threads import share_threads
from voice.call.transport import SidebandTransport
from voice.models import Session

log = logging.getLogger(__name__)

_tasks: dict[str, asyncio.Task[None]] = {}  # the loop itself keeps only weak references
_lease_task: asyncio.Task[None] | None = None


def attend(call: CallController, *, after: float = 0.0) -> asyncio.Task[None]:
    """Hold `call` in a task of its own, which this returns and which outlives the request that asks for it.

    A second call of the same session replaces the first. `after`: begin in so many seconds. To be called on
    the server's loop by who made the session's row ours (`sessions.begin_call`, `leases.claim`).
    """
    session_id = call.session.id
    if earlier := _tasks.get(session_id):
        # Two that held one session would both run its tools.
        earlier.cancel()
    # A context of its own: the request's names an executor that ends with the request.
    task = asyncio.create_task(
        _hold(call, after), name=f"call of {session_id}", context=contextvars.Context()
    )
    _tasks[session_id] = task
    _start_renewing()
    task.add_done_callback(lambda done: _forget(session_id, done))
    return task


def attend_sideband(
    session: Session, *, recorded: RecordedConversation | None = None, typed: int = 0, after: float = 0.0
) -> asyncio.Task[None]:
    """Hold the session's call over a socket beside it. `recorded`, `typed`: see `Conversation`."""
    transport = SidebandTransport(session, is_resumed=recorded is not None)
    call = CallController(session, transport, recorded=recorded, typed=typed)
    return attend(call, after=after)


async def _hold(call: CallController, after: float) -> None:
    await share_threads()
    bind_contextvars(session=call.session.id, call=call.session.call_id or "relayed")
    if after:
        # The request that began this call is answered first.
        await asyncio.sleep(after)
    with tracing.span("call", session=call.session.id):
        await call.run()


def _forget(session_id: str, task: asyncio.Task[None]) -> None:
    global _lease_task
    if _tasks.get(session_id) is task:
        del _tasks[session_id]
        if not _tasks and _lease_task:
            _lease_task.cancel()
            _lease_task = None  # a call that comes before it has ended gets another one
    if not task.cancelled() and (error := task.exception()):
        log.error("session %s: its end was not recorded", session_id, exc_info=error)


def _start_renewing() -> None:
    """Renew the leases for as long as there are any."""
    global _lease_task
    if _lease_task is None or _lease_task.done():
        _lease_task = asyncio.create_task(_renew_leases(), name="leases", context=contextvars.Context())


async def _renew_leases() -> None:
    while _tasks:
        await asyncio.sleep(leases.RENEW_SECONDS)
        held = dict(_tasks)
        try:
            lost = await database_sync_to_async(leases.renew, thread_sensitive=False)(held)
        except Exception:
            # The next round comes before the leases end. Whatever it was: who stopped renewing here would let
            # other processes take calls that are held, and would not hear of it.
            log.warning("the leases of %d calls were not renewed", len(held), exc_info=True)
            continue
        # Another process has taken it: two that held one call would both run its tools.
        for session_id in lost:
            log.warning("session %s: another process holds its call", session_id)
            held[session_id].cancel()


def list_held() -> dict[str, asyncio.Task[None]]:
    """The calls that this process holds."""
    return dict(_tasks)

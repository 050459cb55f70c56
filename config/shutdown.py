"""How the server ends: SIGTERM lets what goes on come to its end, and begins nothing new (docs/scaling.md).

First `readyz` says no and no new conversation is begun, while calls go on and requests are answered. When no
call is left, or DRAIN_SECONDS are over, the port is closed; what is being answered is finished, the calls
that are left are let go for another process, and the process ends. A second SIGTERM, or Ctrl-C, ends it at
once. However it ends, what is still unanswered then is cut off: what was asked may be done, and a client that
hears nothing asks again under its key, while an error would tell it that nothing was done.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from django.conf import settings

from config.threads import Application, Receive, Scope, Send
from voice import draining

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
FINISH_SECONDS = 5.0  # for what is being answered when the port is closed

_answering = 0


def count_requests(application: Application) -> Application:
    """`application`, whose requests are waited for before the process ends."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        global _answering
        _answering += 1
        try:
            await application(scope, receive, send)
        finally:
            _answering -= 1

    return serve


def drain_on_sigterm(
    server: Any, count_live: Callable[[], int], *, let_go: Callable[[], Awaitable[None]] | None = None
) -> None:
    """To be called when the reactor runs, after it has installed its own way to end.

    `server`: daphne's. `count_live`: how many calls there still are. `let_go`: gives those that are left to
    another process.
    """
    from twisted.internet import reactor as running

    reactor: Any = running  # what it is, is decided when it is imported
    begun: list[asyncio.Task[None]] = []
    # After daphne's own trigger has cancelled what is being answered, before any of that can speak.
    reactor.addSystemEventTrigger("before", "shutdown", cut_connections, reactor)

    def begin_or_stop() -> None:
        if begun:
            log.warning("a second signal: ending at once, %d requests unanswered", _answering)
            reactor.stop()
            return
        begun.append(asyncio.ensure_future(drain(server, reactor, count_live, let_go)))

    def receive(_signal: int, _frame: FrameType | None) -> None:
        reactor.callFromThread(begin_or_stop)  # a handler runs in the middle of anything

    signal.signal(signal.SIGTERM, receive)


async def drain(
    server: Any, reactor: Any, count_live: Callable[[], int], let_go: Callable[[], Awaitable[None]] | None
) -> None:
    draining.begin()
    log.info("draining: %d calls are live, at most %d s", count_live(), settings.DRAIN_SECONDS)
    await wait_while(count_live, settings.DRAIN_SECONDS)
    await close_port(server, reactor)
    left = count_live()
    if let_go:
        await let_go()
    # Last of all: what is still being answered when the process ends is cut off.
    await wait_while(lambda: _answering, FINISH_SECONDS)
    log.info("drained: %d calls are left to others, %d requests unanswered", left, _answering)
    # Whatever still takes its time, a second signal now ends it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    reactor.callLater(0, reactor.stop)


async def wait_while(count: Callable[[], int], seconds: float) -> None:
    """Until nothing is counted any more, or so long."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while count() and loop.time() < until:  # noqa: ASYNC110  (what is counted has three owners)
        await asyncio.sleep(LOOK_SECONDS)


async def close_port(server: Any, reactor: Any) -> None:
    """A proxy that is refused asks another process; connections that are open stay."""
    from twisted.internet.interfaces import IListeningPort

    for reader in reactor.getReaders():
        if IListeningPort.providedBy(reader) and reader.factory is server.http_factory:
            port: Any = reader
            await port.stopListening().asFuture(asyncio.get_running_loop())


def cut_connections(reactor: Any) -> None:
    """Without a word to those who are at the other end."""
    from twisted.internet.interfaces import ITCPTransport

    for reader in reactor.getReaders():
        if ITCPTransport.providedBy(reader):
            reader.abortConnection()

"""The threads on which a process's calls ask the database: few, however many calls it holds.

asgiref would give each call's task a thread of its own, which connects to the database and keeps that for as
long as the call lasts: eighty calls were all the connections that a PostgreSQL has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from asgiref.sync import ThreadSensitiveContext
from django.db import close_old_connections

# A call writes a few rows a turn, some milliseconds each: four threads write those of hundreds of calls. Its
# tools have others (the loop's own), so that no answer waits behind a record.
CALL_THREADS = 4

T = TypeVar("T")


class FreshThreads(ThreadPoolExecutor):
    """At most `most` threads, and so connections. Each call has one that is usable, whoever used it before,
    and keeps none for longer than CONN_MAX_AGE.

    Django looks after the connections of the thread that begins a request; here that may be another one than
    the thread that asks the database.
    """

    def submit(self, call: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        def call_afresh() -> T:
            close_old_connections()
            try:
                return call(*args, **kwargs)
            finally:
                close_old_connections()

        return super().submit(call_afresh)


_threads: WeakKeyDictionary[asyncio.AbstractEventLoop, FreshThreads] = WeakKeyDictionary()


async def share_threads() -> None:
    """The task that awaits this, and all that it begins from here on, ask the database on shared threads.

    To be awaited once, in a task with a context of its own. The asgiref context is never left: a farewell may
    be said, and written down, after its call is over.
    """
    loop = asyncio.get_running_loop()
    threads = _threads.setdefault(loop, FreshThreads(CALL_THREADS, "call"))
    # asgiref wants one thread for a context because of what a transaction leaves on a connection. A call
    # leaves none: each of its steps is one synchronous function, and it awaits one before the next.
    await AsyncExitStack().enter_async_context(ThreadSensitiveContext(executor=threads))

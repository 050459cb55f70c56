"""The threads that run all requests' synchronous code: few, and with them their database connections.

Django's handler begins a thread for each request: a new thread has to connect to the database, and three
hundred requests at once would take all the connections that a database has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import ThreadSensitiveContext
from django.db import close_old_connections

REQUEST_THREADS = 20  # as many connections to the database; PostgreSQL has a hundred for all who ask it

T = TypeVar("T")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class FreshThreads(ThreadPoolExecutor):
    """At most `most` threads, and so connections. Each call has one that is usable, whoever used it before.

    Django looks after the connections of the thread that begins a request; here that may be another one than
    the thread that asks the database.
    """

    def submit(self, call: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        def call_afresh() -> T:
            close_old_connections()
            return call(*args, **kwargs)

        return super().submit(call_afresh)


def share_threads(application: Application, most: int) -> Application:
    """`application`, all of whose synchronous code runs on `most` threads; what is more waits its turn.

    A thread belongs to a request only while that computes or asks the database, never while it waits for a
    provider or for its client: so no number of slow ones uses up the threads.
    """
    threads = FreshThreads(most, "request")

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        # asgiref wants one thread for a context's calls because of what a transaction leaves on a connection.
        # None is left: Django knows no transaction over two calls from asynchronous code, and a synchronous
        # view is one call. Only the outermost context counts, so Django's own changes nothing.
        async with ThreadSensitiveContext(executor=threads):
            await application(scope, receive, send)

    return serve

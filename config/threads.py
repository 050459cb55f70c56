"""The threads that run all requests' synchronous code: few, and with them their database connections.

Django's handler begins a thread for each request: a new thread has to connect to the database, and three
hundred requests at once would take all the connections that a database has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asgiref.sync import ThreadSensitiveContext

from voice.call.database_threads import FreshThreads

REQUEST_THREADS = 20  # as many connections to the database; PostgreSQL has a hundred for all who ask it

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


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

"""Keeps the threads that run a request's synchronous code, and with them their database connections.

Django's handler begins a thread for each request, and a new thread has to connect to the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.db import connections

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# So many connections to the database stay open while nobody asks.
MOST_IDLE = 16


def reuse_threads(application: Application) -> Application:
    """`application` with a thread for each request as before, taken from those that earlier ones have left.

    At most MOST_IDLE wait for a request; the connections of any more are closed when their request ends.
    """
    idle: list[ThreadPoolExecutor] = []

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        thread = idle.pop() if idle else ThreadPoolExecutor(1, "request")
        try:
            # Only the outermost context counts (asgiref's documented rule), so Django's own changes nothing.
            async with ThreadSensitiveContext(executor=thread):
                await application(scope, receive, send)
        finally:
            if len(idle) < MOST_IDLE:
                idle.append(thread)
            else:
                thread.submit(connections.close_all)
                thread.shutdown(wait=False)

    return serve

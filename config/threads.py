"""Database threads, and their connections, that are used again.

Django would begin two threads for each request, and a caller waits.
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

MOST_IDLE = 16


def reused(application: Application) -> Application:
    """Each request has a thread of its own still: none waits for another's database."""
    idle: list[ThreadPoolExecutor] = []

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        thread = idle.pop() if idle else ThreadPoolExecutor(1, "request")
        try:
            # The outermost context counts: Django's own, within, leaves it as it is.
            async with ThreadSensitiveContext(executor=thread):
                await application(scope, receive, send)
        finally:
            if len(idle) < MOST_IDLE:
                idle.append(thread)
            else:
                thread.submit(connections.close_all)
                thread.shutdown(wait=False)

    return served

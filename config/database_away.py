"""A page whose database does not answer: 503, with what to do, instead of a fault of ours.

A write of a booking begins anew by itself and then says that it is busy (repositories/orm/transactions.py).
Whatever else a page reads and writes, such as who looked at whose data, waits once: where another process
holds SQLite's file, a lock of PostgreSQL is not given, or the server is restarted, the error ends here.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from reservations.errors import DATABASE_AWAY

log = logging.getLogger(__name__)
RETRY_SECONDS = 5


class DatabaseAwayMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse | Awaitable[HttpResponse]]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Logged with its cause: "no such table" and "disk full" are of the same class as "locked"."""
        if not isinstance(raised, DATABASE_AWAY):
            return None
        log.error("the database did not answer", exc_info=raised)
        headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        # Without the request: what the context processors add to a page is in the database.
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)

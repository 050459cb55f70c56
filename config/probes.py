"""`/livez` and `/readyz`: a load balancer asks them by our address, so hosts and https are no matter."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

log = logging.getLogger(__name__)

PATHS = frozenset({"/livez", "/readyz"})


@sync_and_async_middleware
def answer_probes(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """The outermost middleware: a probe names no host of ours, and is answered all the same."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            if request.path == "/readyz":
                return await sync_to_async(tell_readiness)()
            if request.path == "/livez":
                return tell_life()
            response: HttpResponseBase = await get_response(request)
            return response

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/readyz":
            return tell_readiness()
        response: HttpResponseBase = tell_life() if request.path == "/livez" else get_response(request)
        return response

    return answer


def tell_life() -> JsonResponse:
    """Is the process alive?"""
    return build_answer("ok")


def tell_readiness() -> JsonResponse:
    """Can the process serve a caller? 503 while its database is away; where that is, only the log says."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.error("not ready, the database is away: %s", error)
        return build_answer("unavailable", status=503)
    return build_answer("ok")


def build_answer(said: str, *, status: int = 200) -> JsonResponse:
    return JsonResponse({"status": said}, status=status, headers={"Cache-Control": "no-store"})

"""`/livez` and `/readyz`, answered before ALLOWED_HOSTS and https are checked: a balancer asks by address.

Ready is a process that can serve a caller just now. Which part cannot, and why, only the log says.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from voice import draining
from voice.providers import circuit

log = logging.getLogger(__name__)

PATHS = frozenset({"/livez", "/readyz"})
ANSWER_SECONDS = 4.0  # of each part; a balancer waits about five
KEPT_SECONDS = 10  # what is written into the cache to see whether it comes back

_last_reasons = ""


class NotReady(Exception):
    """Why, for the log."""


@sync_and_async_middleware
def answer_probes(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """The outermost middleware: a probe names no host of ours, and is answered all the same."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            if request.path == "/readyz":
                return await tell_readiness()
            if request.path == "/livez":
                return tell_life()
            response: HttpResponseBase = await get_response(request)
            return response

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/readyz":
            return async_to_sync(tell_readiness)()
        response: HttpResponseBase = tell_life() if request.path == "/livez" else get_response(request)
        return response

    return answer


def tell_life() -> JsonResponse:
    """Is the process alive?"""
    return build_answer("ok")


async def tell_readiness() -> JsonResponse:
    """Can the process serve a caller? 503 while it cannot."""
    global _last_reasons
    parts: dict[str, Callable[[], Awaitable[None]]] = {
        "draining": check_draining,
        "database": sync_to_async(check_database),
        "channel layer": check_channel_layer,
        "cache": check_cache,
        "provider": check_provider,
    }
    found = await asyncio.gather(*(find_reason(check) for check in parts.values()))
    reasons = "; ".join(f"{name}: {why}" for name, why in zip(parts, found, strict=True) if why)
    if reasons != _last_reasons:  # once, not for each probe
        _last_reasons = reasons
        if reasons:
            log.error("not ready: %s", reasons)
        else:
            log.info("ready again")
    return build_answer("unavailable", status=503) if reasons else build_answer("ok")


async def find_reason(check: Callable[[], Awaitable[None]]) -> str:
    """Why it is not ready; "" where it is."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await check()
    except TimeoutError:
        return "no answer"
    except Exception as error:  # noqa: BLE001  (whatever it is, it is not ready, and the log says why)
        return f"{type(error).__name__}: {error}"
    return ""


async def check_draining() -> None:
    if draining.is_begun():
        raise NotReady("about to end")


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def check_channel_layer() -> None:
    """A message to ourselves comes back."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "probe"})
    await layer.receive(channel)


async def check_cache() -> None:
    key, value = f"probe.{secrets.token_hex(8)}", secrets.token_hex(8)
    await cache.aset(key, value, timeout=KEPT_SECONDS)
    if await cache.aget(key) != value:
        raise NotReady("what was kept is not found")
    await cache.adelete(key)


async def check_provider() -> None:
    if circuit.is_open(settings.VOICE_PROVIDER):
        raise NotReady(f"{settings.VOICE_PROVIDER} failed several times in a row")


def build_answer(said: str, *, status: int = 200) -> JsonResponse:
    return JsonResponse({"status": said}, status=status, headers={"Cache-Control": "no-store"})

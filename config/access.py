"""Each request has an id, a line in the log, and is counted; neither has what the customer wrote.

The route stands for the path, which may hold a signed link, and nothing of the query is kept. The id goes
with every line that is written meanwhile, and back to who asked (`X-Request-ID`).
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import structlog
from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware
from prometheus_client import Counter, Histogram

from reservations import tracing
from voice.api.requests import SESSION_KEY

if TYPE_CHECKING:
    from opentelemetry.trace import Span

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
MADE_BY_PROXY = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter(
    "uketsuke_http_requests", "HTTP requests that were answered.", ["method", "route", "status"]
)
SECONDS = Histogram("uketsuke_http_seconds", "How long an answer took to begin.", ["route"])


@sync_and_async_middleware
def note_requests(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    if iscoroutinefunction(get_response):

        async def note_later(request: HttpRequest) -> HttpResponseBase:
            began = begin(request)
            with tracing.span(f"{request.method} request", request=get_id()) as span:
                return finish(request, await get_response(request), began, span)

        return note_later

    def note(request: HttpRequest) -> HttpResponseBase:
        began = begin(request)
        with tracing.span(f"{request.method} request", request=get_id()) as span:
            return finish(request, get_response(request), began, span)

    return note


def begin(request: HttpRequest) -> float:
    """From here on each line of the log has the request's id."""
    structlog.contextvars.clear_contextvars()  # a thread, or a test, may have had another request before
    structlog.contextvars.bind_contextvars(request=choose_id(request))
    return time.perf_counter()


def get_id() -> str:
    """Of the request that is answered here."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))


def choose_id(request: HttpRequest) -> str:
    """The proxy's own, where there is one that we trust; else a new one."""
    given = request.headers.get(HEADER, "")
    if settings.TRUSTED_PROXIES and MADE_BY_PROXY.fullmatch(given):
        return given
    return secrets.token_hex(8)


def finish(
    request: HttpRequest, response: HttpResponseBase, began: float, span: Span | None
) -> HttpResponseBase:
    seconds = time.perf_counter() - began
    method = request.method if request.method in METHODS else "other"
    route = name_route(request)
    REQUESTS.labels(method, route, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)
    if session := request.META.get(SESSION_KEY):
        structlog.contextvars.bind_contextvars(session=session)
    if span:
        span.update_name(f"{method} {route}")
        span.set_attribute("http.response.status_code", response.status_code)
        span.set_attribute("uketsuke.session", session or "")
    level = logging.DEBUG if route == "static" else logging.INFO
    log.log(level, "%s %s %d %.0f ms", method, route, response.status_code, seconds * 1000)
    response.headers[HEADER] = get_id()
    return response


def name_route(request: HttpRequest) -> str:
    """As the pattern of the address is written; there are as many as there are views."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    is_static = request.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}")
    return "static" if is_static else "unknown"

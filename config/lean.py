"""Answers some views without the pages' middleware: each of those costs a hop to a thread and back.

A view says so itself (`lean`): it is a coroutine, reads no cookie, session or user, and answers no page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from config.language import LanguageMiddleware

View = Callable[[HttpRequest], Awaitable[HttpResponse]]


class LeanMiddleware:
    """First of all: what it does not answer itself goes the usual way."""

    sync_capable = False
    async_capable = True

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        match = lean_view(request.path_info)
        return await (self.answer(request, match) if match else self.get_response(request))

    async def answer(self, request: HttpRequest, match: ResolverMatch) -> HttpResponse:
        request.resolver_match = match
        response = await LanguageMiddleware(view_of(match))(request)  # type: ignore[misc]
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
        return response  # type: ignore[no-any-return]


def lean_view(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if getattr(match.func, "lean", False) else None


def view_of(match: ResolverMatch) -> View:
    async def view(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = await match.func(request, *match.args, **match.kwargs)
        return response

    return view

"""Japanese first: the page's language is what the caller chose, never what the browser guesses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

SUPPORTED = {code for code, _ in settings.LANGUAGES}


def choose_language(request: HttpRequest) -> str:
    """`?lang=` first, then the cookie, then the house language."""
    for code in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if code in SUPPORTED:
            return code
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse | Awaitable[HttpResponse]]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        language = self.activate(request)
        response = self.get_response(request)
        if isinstance(response, Awaitable):
            return self.remember_later(request, response, language)
        return self.remember(request, response, language)

    async def remember_later(
        self, request: HttpRequest, response: Awaitable[HttpResponse], language: str
    ) -> HttpResponse:
        return self.remember(request, await response, language)

    def activate(self, request: HttpRequest) -> str:
        language = choose_language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        return language

    def remember(self, request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
        response.headers.setdefault("Content-Language", language)
        if request.GET.get("lang") == language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                secure=settings.HTTPS,
            )
        return response

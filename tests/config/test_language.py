from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from config.language import LanguageMiddleware

pytestmark = pytest.mark.unit


def answer(request: HttpRequest) -> tuple[str, HttpResponse]:
    spoken = []

    def view(_request: HttpRequest) -> HttpResponse:
        spoken.append(translation.get_language())
        return HttpResponse()

    response = LanguageMiddleware(view)(request)
    assert isinstance(response, HttpResponse)
    return spoken[0], response


def test_japanese_comes_first_whatever_the_browser_prefers() -> None:
    language, response = answer(RequestFactory().get("/", headers={"accept-language": "en-US"}))
    assert (language, response["Content-Language"]) == ("ja", "ja")


def test_the_switch_is_obeyed_and_remembered() -> None:
    language, response = answer(RequestFactory().get("/?lang=en"))
    assert language == "en"
    assert response.cookies["language"].value == "en"


def test_the_remembered_language_is_used() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["language"] = "en"
    assert answer(request)[0] == "en"


def test_an_unknown_language_is_ignored() -> None:
    assert answer(RequestFactory().get("/?lang=xx"))[0] == "ja"

"""The places of the staff site: served by name, for whoever may see them, and named in the bar."""

from __future__ import annotations

from types import ModuleType

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from reservations.admin import places


def show_tides(request: HttpRequest, day: int = 0) -> HttpResponse:
    return HttpResponse(f"tides of day {day}")


TIDES = places.Place("tides", "tides/", "Tides", show_tides)
DAY = places.Place("tides_day", "tides/<int:day>/", "", show_tides, in_bar=False)
KEYS = places.Place("keys", "keys/", "Keys", show_tides, permission="auth.change_user")


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.setattr(places, "_places", {})
    for place in (TIDES, DAY, KEYS):
        places.register_place(place)
    root = ModuleType("root")
    root.urlpatterns = [path("admin/", admin.site.urls), path("", include("voice.urls"))]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = root  # type: ignore[attr-defined]


pytestmark = pytest.mark.django_db


def ask(user: User) -> HttpRequest:
    request = RequestFactory().get("/admin/tides/3/")
    request.user = user
    return request


def test_place_with_a_name_that_is_taken_is_refused(registered: None) -> None:
    places.register_place(TIDES)  # the same once more: a reload
    with pytest.raises(ValueError, match="another name"):
        places.register_place(places.Place("tides", "sea/", "Sea", show_tides))


def test_bar_shows_what_the_user_may_see_and_where_one_is(registered: None) -> None:
    links = places.list_links(ask(User.objects.create(username="clerk", is_staff=True)))
    assert [(link.label, link.url, link.is_here) for link in links] == [("Tides", "/admin/tides/", True)]
    assert [link.name for link in places.list_links(ask(User(is_superuser=True)))] == ["tides", "keys"]


def test_place_is_refused_without_its_permission(registered: None) -> None:
    request = ask(User.objects.create(username="clerk", is_staff=True))
    with pytest.raises(PermissionDenied):
        places.guard(KEYS)(request)
    assert places.guard(DAY)(request, day=3).status_code == 200

"""The customer's page. Everything that it shows of a conversation comes over its own line later."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reservations import tools
from reservations.tools import Caller


def page(request: HttpRequest, location_id: str = "") -> HttpResponse:
    language = get_language() or "ja"
    shops = [shown(location, language) for location in locations(language)]
    if not location_id:
        return render(request, "voice/page.html", {"shops": shops})
    shop = next((shop for shop in shops if shop["id"] == location_id), None)
    if shop is None:
        raise Http404(_("There is no such shop."))
    return render(request, "voice/page.html", {"shop": shop})


def locations(language: str) -> list[dict[str, Any]]:
    listed = tools.run("list_locations", {}, caller=Caller("page", "", language))
    found: list[dict[str, Any]] = listed["locations"]
    return found


def shown(location: dict[str, Any], language: str) -> dict[str, str]:
    """What the page says of a shop: for those who would rather telephone."""
    name = location["nameEn"] if language == "en" else location["name"]
    return {"id": location["id"], "name": name or location["name"], "phone": location["phone"]}

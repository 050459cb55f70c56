"""The customer's page. Everything that it shows of a conversation comes over its own line later."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reservations import tools
from reservations.phones import format_phone
from reservations.tools import Caller
from voice.protocol.shapes import JsonObject


def page(request: HttpRequest, location_id: str = "") -> HttpResponse:
    """The caller's page, for all shops or for one; 404 for a shop that there is not."""
    language = get_language() or "ja"
    shops = [describe_shop(location, language) for location in list_locations(language)]
    shown: dict[str, Any] = {"privacy_notice": settings.PRIVACY_NOTICE_URL}
    if not location_id:
        shown |= {"shops": shops, "telephone": find_telephone(shops)}
        return render(request, "voice/page.html", shown)
    shop = next((shop for shop in shops if shop["id"] == location_id), None)
    if shop is None:
        raise Http404(_("There is no such shop."))
    shown |= {"shop": shop, "telephone": find_telephone([shop, *shops])}
    return render(request, "voice/page.html", shown)


def find_telephone(shops: list[dict[str, str]]) -> dict[str, str] | None:
    """The first of `shops` that can be telephoned, or None: offered wherever the page cannot serve."""
    return next((shop for shop in shops if shop["tel"]), None)


def list_locations(language: str) -> list[JsonObject]:
    """The shops as the tool of this name answers them."""
    listed = tools.run("list_locations", {}, caller=Caller("page", "", language))
    found: list[JsonObject] = listed["locations"]
    return found


def describe_shop(location: JsonObject, language: str) -> dict[str, str]:
    """What the page says of a shop: `phone` as it is read, `tel` as it is dialled ("" if it cannot be)."""
    name = location["nameEn"] if language == "en" else location["name"]
    phone = location["phone"]
    return {
        "id": location["id"],
        "name": name or location["name"],
        "phone": format_phone(phone),
        "tel": keep_digits(phone),
    }


def keep_digits(phone: str) -> str:
    """Digits, after a plus if there was one; "" for what has none ("to be announced")."""
    number = unicodedata.normalize("NFKC", phone)
    digits = re.sub(r"\D", "", number)
    return ("+" if digits and number.strip().startswith("+") else "") + digits

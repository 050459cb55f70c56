"""The tool `location_details`: all that a caller asks about one shop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reservations import clock, lookup, shop_rules, spoken, times
from reservations.hours import Span
from reservations.models import Vehicle
from reservations.tools import results
from reservations.tools.arguments import SHOP, text
from reservations.tools.tool import Caller, Tool, labels

# Special dates that are further off are of no use to a caller, and make the answer long.
AHEAD = timedelta(days=60)


class LocationDetails(serializers.Serializer[Any]):
    locationId = text(SHOP)  # noqa: N815


def location_details(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    shop = lookup.find_shop(given["locationId"])
    hours, today = shop_rules.rules_of(shop).hours, clock.today(shop.zone)
    classes = Vehicle.objects.filter(location=shop.id, active=True).order_by()
    coming = [each for each in hours.exceptions if today <= each.last_day and each.first_day <= today + AHEAD]
    span, special = hours.on(today), hours.exception(today)
    return {
        "success": True,
        **results.describe_shop(shop, list(classes.values_list("vehicle_class", flat=True).distinct())),
        "directions": shop.directions,
        "directionsEn": shop.directions_en or shop.directions,
        "mapUrl": shop.map_url,
        "today": describe_hours(span),
        "weeklyHours": [
            {"weekday": weekday, **describe_hours(hours.week.get(weekday, hours.usual))}
            for weekday in range(7)
        ],
        "exceptions": [
            {
                "firstDay": each.first_day.isoformat(),
                "lastDay": each.last_day.isoformat(),
                **describe_hours(each.span),
                "reason": each.reason("ja"),
                "reasonEn": each.reason("en"),
            }
            for each in coming
        ],
        "spoken": spoken.shop_details(
            shop.called(caller.language),
            say_hours(span, caller.language),
            special.reason(caller.language) if special else "",
            (shop.address_en or shop.address) if caller.language == "en" else shop.address,
            (shop.directions_en or shop.directions) if caller.language == "en" else shop.directions,
            caller.language,
        ),
    }


def describe_hours(span: Span | None) -> dict[str, Any]:
    """Of one day; None: the shop is closed."""
    if span is None:
        return {"closed": True}
    return {"opens": f"{span.opens_at:%H:%M}", "closes": f"{span.closes_at:%H:%M}"}


def say_hours(span: Span | None, language: str) -> str:
    if span is None:
        return ""
    return times.say_hours(span.opens_at, span.closes_at, language)


TOOL = Tool(
    "location_details",
    _("Tell a shop's opening hours, closed days, address, directions and telephone"),
    LocationDetails,
    location_details,
    labels(_("Looking up the shop"), _("Looked up the shop"), _("Could not look up the shop")),
)

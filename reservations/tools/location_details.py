"""The tool `location_details`: all that a caller asks about one shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from reservations import clock, lookup, shop_rules, speech
from reservations.hours import Span
from reservations.models import Vehicle
from reservations.tools import results
from reservations.tools.arguments import Arguments, ShopName
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels

# Special dates that are further off are of no use to a caller, and make the answer long.
AHEAD = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class LocationDetails(Arguments):
    location_id: ShopName


def location_details(given: LocationDetails, caller: Caller, _key: str) -> ToolAnswer:
    shop = lookup.find_shop(given.location_id)
    hours, today = shop_rules.read_rules(shop).hours, clock.today(shop.zone)
    cars = Vehicle.objects.filter(location=shop.id, active=True).order_by()
    kinds = sorted(cars.values_list("vehicle_class", "model").distinct())
    coming = [each for each in hours.exceptions if today <= each.last_day and each.first_day <= today + AHEAD]
    span, special = hours.on(today), hours.exception(today)
    return {
        "success": True,
        **results.describe_shop(shop, list(dict.fromkeys(kind for kind, _model in kinds))),
        # For hire here, whether or not they are free at any time.
        "vehicleModels": [
            {"vehicleModel": model, **results.name_class(kind)} for kind, model in kinds if model
        ],
        "directions": shop.directions,
        "directionsEn": shop.directions_in("en"),
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
        "spoken": speech.of(caller.language).say_shop(
            shop.name_in(caller.language),
            say_hours(span, caller.language),
            special.reason(caller.language) if special else "",
            shop.address_in(caller.language),
            shop.directions_in(caller.language),
        ),
    }


def describe_hours(span: Span | None) -> ToolAnswer:
    """Of one day; None: the shop is closed."""
    if span is None:
        return {"closed": True}
    return {"opens": f"{span.opens_at:%H:%M}", "closes": f"{span.closes_at:%H:%M}"}


def say_hours(span: Span | None, language: str) -> str:
    return speech.of(language).say_hours(span.opens_at, span.closes_at) if span else ""


TOOL = Tool(
    "location_details",
    _("Tell a shop's opening hours, closed days, address, directions and telephone"),
    LocationDetails,
    location_details,
    labels(_("Looking up the shop"), _("Looked up the shop"), _("Could not look up the shop")),
    title=_("Details of a shop"),
)

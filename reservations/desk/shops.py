"""The shops: which there are, and all that a caller asks about one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reservations import answers, clock, places, rules, shops, spoken, times
from reservations.hours import Span
from reservations.models import Vehicle
from reservations.receipts import Caller
from reservations.records import Shop

AHEAD = timedelta(days=60)


def list_locations(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    region = given.get("region", "")
    found = places.in_region(region, shops.every())
    rows = Vehicle.objects.filter(active=True).order_by().values_list("location_id", "vehicle_class")
    classes: dict[str, list[str]] = {}
    for location_id, key in rows.distinct():
        classes.setdefault(location_id, []).append(key)
    said = region_name(region, found, caller.language)
    return {
        "success": True,
        "locations": [answers.shop(shop, classes.get(shop.id, [])) for shop in found],
        "spoken": spoken.shops(said, [shop.called(caller.language) for shop in found], caller.language),
    }


def region_name(said: str, found: list[Shop], language: str) -> str:
    """The region as we write it, where the found shops share one."""
    named = {(shop.region_en or shop.region) if language == "en" else shop.region for shop in found}
    return named.pop() if said and len(named) == 1 else said


def location_details(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    shop = places.location(given["locationId"])
    hours, today = rules.of(shop).hours, clock.today(shop.zone)
    classes = Vehicle.objects.filter(location=shop.id, active=True).order_by()
    coming = [each for each in hours.exceptions if today <= each.last_day and each.first_day <= today + AHEAD]
    span, special = hours.on(today), hours.exception(today)
    return {
        "success": True,
        **answers.shop(shop, list(classes.values_list("vehicle_class", flat=True).distinct())),
        "directions": shop.directions,
        "directionsEn": shop.directions_en or shop.directions,
        "mapUrl": shop.map_url,
        "today": open_or_closed(span),
        "weeklyHours": [
            {"weekday": weekday, **open_or_closed(hours.week.get(weekday, hours.usual))}
            for weekday in range(7)
        ],
        "exceptions": [
            {
                "firstDay": each.first_day.isoformat(),
                "lastDay": each.last_day.isoformat(),
                **open_or_closed(each.span),
                "reason": each.reason("ja"),
                "reasonEn": each.reason("en"),
            }
            for each in coming
        ],
        "spoken": spoken.shop_details(
            shop.called(caller.language),
            said_hours(span, caller.language),
            special.reason(caller.language) if special else "",
            (shop.address_en or shop.address) if caller.language == "en" else shop.address,
            (shop.directions_en or shop.directions) if caller.language == "en" else shop.directions,
            caller.language,
        ),
    }


def open_or_closed(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"closed": True}
    return {"opens": f"{span.opens_at:%H:%M}", "closes": f"{span.closes_at:%H:%M}"}


def said_hours(span: Span | None, language: str) -> str:
    if span is None:
        return ""
    return times.say_hours(span.opens_at, span.closes_at, language)

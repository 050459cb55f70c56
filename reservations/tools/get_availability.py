"""The tool `get_availability`: which cars are free at a shop for a period."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reservations import availability, clock, shop_rules, spoken
from reservations.errors import PeriodError
from reservations.tools import alternatives, results
from reservations.tools.arguments import CLASS, END, SHOP, START, text
from reservations.tools.rental_request import period_of, read_request, refuse, say_none_free
from reservations.tools.tool import Caller, Tool, labels


class GetAvailability(serializers.Serializer[Any]):
    locationId = text(SHOP)  # noqa: N815
    startDate = text(START, longest=40)  # noqa: N815
    endDate = text(END, longest=40)  # noqa: N815
    vehicleType = text(CLASS, required=False)  # noqa: N815


def get_availability(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    request = read_request(given)
    shop, kind = request.location, request.vehicle_class
    try:
        period = availability.decide(
            request.pickup_at, request.return_at, shop_rules.rules_of(shop), clock.now()
        )
    except PeriodError as error:
        refuse(error, request, caller)
        raise
    cars = alternatives.find_free_cars(shop, period, kind, caller.session_id)
    answer = results.describe_free_cars(shop, period_of(given), cars)
    if cars:
        counts = alternatives.count_by_class(cars)
        return {**answer, "spoken": spoken.free(counts, caller.language)}
    near = alternatives.find_near(shop, request.pickup_at, request.return_at, kind, caller.session_id)
    return {
        **answer,
        "spoken": say_none_free(request, near, caller.language),
        "alternatives": [results.describe_alternative(found) for found in near],
    }


TOOL = Tool(
    "get_availability",
    _("Check which vehicles are free at a shop for a period"),
    GetAvailability,
    get_availability,
    labels(
        _("Checking which cars are free"),
        _("Checked which cars are free"),
        _("Could not check which cars are free"),
    ),
)

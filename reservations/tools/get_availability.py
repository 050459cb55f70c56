"""The tool `get_availability`: which cars are free at a shop for a period."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reservations import availability, clock, shop_rules, speech
from reservations.errors import PeriodError
from reservations.tools import alternatives, results
from reservations.tools.arguments import VehicleClass
from reservations.tools.rental_request import RequestArguments, RequestRefused, period_of, read_request
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels


@dataclass(frozen=True, kw_only=True)
class GetAvailability(RequestArguments):
    vehicle_type: VehicleClass = None


def get_availability(given: GetAvailability, caller: Caller, _key: str) -> ToolAnswer:
    """The cars that are free in a period, and what is near where none is. Raises RequestRefused where the
    shop hires out nothing then."""
    request = read_request(given, given.vehicle_type)
    shop, kind = request.location, request.vehicle_class
    try:
        period = availability.decide(
            request.pickup_at, request.return_at, shop_rules.read_rules(shop), clock.now()
        )
    except PeriodError as error:
        raise RequestRefused(error, request) from error
    cars = alternatives.find_free_cars(shop, period, kind, caller.session_id)
    answer = results.describe_free_cars(shop, period_of(given), cars)
    if cars:
        counts = alternatives.count_by_class(cars)
        return {**answer, "spoken": speech.of(caller.language).say_free(counts)}
    # Nothing is locked in a tool that only reads, so it may look for them at once.
    near = alternatives.find(request, caller.session_id)
    return {
        **answer,
        "spoken": results.say_none_free(request, near, caller.language),
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
    title=_("Check which cars are free"),
)

"""A caller's request for a car: read from what was sent, and refused with what could be had instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reservations import lookup, spoken, times
from reservations.errors import NoVehicleAvailable, PeriodError
from reservations.tools import alternatives, results
from reservations.tools.alternatives import Alternative
from reservations.tools.arguments import Arguments, End, ShopName, Start
from reservations.tools.tool import Caller
from reservations.values import Rental, Shop


@dataclass(frozen=True, kw_only=True)
class RequestArguments(Arguments):
    """Where and when. Each tool adds the class itself: a model reads the arguments in their order."""

    location_id: ShopName
    start_date: Start
    end_date: End


@dataclass(frozen=True)
class RentalRequest:
    """Times are instants. `vehicle_class`: None where any will do."""

    location: Shop
    vehicle_class: str | None
    pickup_at: datetime
    return_at: datetime


def read_request(given: RequestArguments, vehicle_type: str | None) -> RentalRequest:
    """Raises UnknownLocation, UnknownVehicleType, or what is wrong about the times."""
    location = lookup.find_shop(given.location_id)
    return RentalRequest(
        location,
        lookup.find_vehicle_class(vehicle_type) if vehicle_type else None,
        times.instant(given.start_date, location.timezone, "startDate"),
        times.instant(given.end_date, location.timezone, "endDate"),
    )


def period_of(given: RequestArguments) -> dict[str, str]:
    """The strings as they were sent."""
    return {"startDate": given.start_date, "endDate": given.end_date}


def say_none_free(request: RentalRequest, near: list[Alternative], language: str) -> str:
    wished = results.local_times(request.pickup_at, request.return_at, request.location)
    phrases = results.say_alternatives(near, request.location, wished, language)
    shop, kind = request.location.called(language), request.vehicle_class or ""
    return spoken.none_free(shop, *wished, kind, phrases, language)


def refuse(
    error: NoVehicleAvailable | PeriodError,
    request: RentalRequest,
    caller: Caller,
    rental: Rental | None = None,
) -> None:
    """Give a refusal what could be had instead; a period that makes no sense has no neighbours.

    `rental`: the one that was to become so. Only what a change can make of it is offered.
    """
    if request.return_at <= request.pickup_at:
        return

    def look_around() -> None:
        near = find_instead(request, caller, rental)
        error.alternatives = [results.describe_alternative(found) for found in near]
        if isinstance(error, NoVehicleAvailable):
            error.said = say_none_free(request, near, caller.language)

    error.look_around = look_around


def find_instead(request: RentalRequest, caller: Caller, rental: Rental | None) -> list[Alternative]:
    period = request.pickup_at, request.return_at
    if rental is None:
        return alternatives.find_near(request.location, *period, request.vehicle_class, caller.session_id)
    if rental.status == "out":
        return alternatives.find_earlier_returns(rental, request.return_at)
    return alternatives.find_for_change(rental, *period, request.vehicle_class, caller.session_id)

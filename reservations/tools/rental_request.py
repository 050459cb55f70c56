"""A caller's request for a car, as it was sent and as the tools understand it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reservations import lookup, times
from reservations.errors import NoVehicleAvailable, PeriodError, ReservationError
from reservations.tools.arguments import Arguments, End, ShopName, Start, Text, Texts
from reservations.values import Rental, Shop


@dataclass(frozen=True, kw_only=True)
class RequestArguments(Arguments):
    """Where and when. Each tool adds the class itself: a model reads the arguments in their order."""

    location_id: ShopName
    start_date: Start
    end_date: End


ReturnShop = Annotated[str | None, Text(_("The return shop, if different from the pickup shop"))]
Extras = Annotated[
    tuple[str, ...] | None, Texts(_("Extras by id or name, such as child seat, ETC, cover, winter tyres"))
]


@dataclass(frozen=True)
class RentalRequest:
    """Times are instants. `vehicle_class`: None where any will do. `rental`: the one that shall become so.

    `return_location`: the other shop that takes the car back; None where it comes back to `location`.
    """

    location: Shop
    vehicle_class: str | None
    pickup_at: datetime
    return_at: datetime
    rental: Rental | None = None
    return_location: Shop | None = None


def read_request(
    given: RequestArguments, vehicle_type: str | None, return_location_id: str | None = None
) -> RentalRequest:
    """Raises UnknownLocation, UnknownVehicleType, or what is wrong about the times."""
    # The shops first: the pickup is by the clock of the one, the return by that of the other.
    location = lookup.find_shop(given.location_id)
    back = lookup.find_shop(return_location_id) if return_location_id else location
    return RentalRequest(
        location,
        lookup.find_vehicle_class(vehicle_type) if vehicle_type else None,
        times.read_instant(given.start_date, location.timezone, "startDate"),
        times.read_instant(given.end_date, back.timezone, "endDate"),
        return_location=back if back.id != location.id else None,
    )


def period_of(given: RequestArguments) -> dict[str, str]:
    """The strings as they were sent."""
    return {"startDate": given.start_date, "endDate": given.end_date}


class RequestRefused(ReservationError):
    """Carries a refusal, and the request that it refused, out of the operation's transaction.

    Tools raise it, and `run` alone answers it: it looks for alternatives to `request` when nothing is locked
    any more, so that nobody waits meanwhile.
    """

    def __init__(self, reason: NoVehicleAvailable | PeriodError, request: RentalRequest) -> None:
        super().__init__()
        self.reason = reason
        self.request = request

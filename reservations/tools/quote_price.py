"""The tool `quote_price`: what a rental would cost, for one class or each of the shop's that has a rate.

It only works out the price, and books nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reservations import (
    availability,
    clock,
    shop_rules,
    speech,
    tariff,
    vehicle_classes,
)
from reservations.errors import PeriodError
from reservations.models import Vehicle
from reservations.pricing import Quote, measure_length
from reservations.tools import results
from reservations.tools.arguments import VehicleClass
from reservations.tools.rental_request import (
    Extras,
    RentalRequest,
    RequestArguments,
    RequestRefused,
    ReturnShop,
    period_of,
    read_request,
)
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels
from reservations.values import Shop


@dataclass(frozen=True, kw_only=True)
class QuotePrice(RequestArguments):
    vehicle_type: VehicleClass = None
    return_location_id: ReturnShop = None
    extras: Extras = None


def quote_price(given: QuotePrice, caller: Caller, _key: str) -> ToolAnswer:
    request = read_request(given, given.vehicle_type, given.return_location_id)
    refuse_impossible(request)
    found = tariff.quote_classes(
        request.location,
        [request.vehicle_class] if request.vehicle_class else list_classes(request.location),
        request.pickup_at,
        request.return_at,
        extras=tariff.find_extra_keys(given.extras or ()),
        return_location=request.return_location,
    )
    length = int(measure_length(request.pickup_at, request.return_at).total_seconds()) // 60
    return {
        "success": True,
        **results.name_shop(request.location),
        "period": period_of(given),
        "quotes": [
            {**results.name_class(kind), "price": quote.as_document()} for kind, quote in found.items()
        ],
        "spoken": say_quotes(found, length, caller.language),
    }


def refuse_impossible(request: RentalRequest) -> None:
    """A price is told only for what could be rented."""
    returned_to = shop_rules.read_rules(request.return_location) if request.return_location else None
    try:
        availability.decide(
            request.pickup_at,
            request.return_at,
            shop_rules.read_rules(request.location),
            clock.now(),
            returned_to=returned_to,
        )
    except PeriodError as error:
        raise RequestRefused(error, request) from error


def list_classes(location: Shop) -> list[str]:
    """The keys of the classes that a shop has cars of, in their order."""
    fleet = Vehicle.objects.filter(location=location.id, active=True).order_by()
    found = fleet.values_list("vehicle_class", flat=True).distinct()
    return sorted(found, key=vehicle_classes.order)


def say_quotes(quotes: Mapping[str, Quote], minutes: int, language: str) -> str:
    """「コンパクトカーは8時間で6,600円です。税込みの金額でございます。」"""
    amounts = [(kind, quote.total) for kind, quote in quotes.items()]
    # All after the basic charge are extras and fees, which are the same for every class.
    further_lines = next(iter(quotes.values())).lines[1:] if quotes else ()
    names = [line.name_en if language == "en" else line.name for line in further_lines]
    return speech.of(language).say_prices(amounts, minutes, names)


TOOL = Tool(
    "quote_price",
    _("Work out what a rental costs, tax included; never say a price without it"),
    QuotePrice,
    quote_price,
    labels(_("Working out the price"), _("Worked out the price"), _("Could not work out the price")),
    title=_("Work out a price"),
)

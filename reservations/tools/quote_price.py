"""The tool `quote_price`: what a rental would cost, for one class or each of the shop's that has a rate.

It only works out the price, and books nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reservations import (
    availability,
    clock,
    lookup,
    shop_rules,
    speech,
    tariff,
    times,
    vehicle_classes,
)
from reservations.errors import PeriodError
from reservations.models import Vehicle
from reservations.pricing import Quote, measure_length
from reservations.tools import results
from reservations.tools.arguments import Text, Texts, VehicleClass
from reservations.tools.rental_request import (
    RentalRequest,
    RequestArguments,
    RequestRefused,
    period_of,
    read_request,
)
from reservations.tools.tool import Caller, Document, Tool, labels
from reservations.values import Shop


@dataclass(frozen=True, kw_only=True)
class QuotePrice(RequestArguments):
    vehicle_type: VehicleClass = None
    return_location_id: Annotated[
        str | None, Text(_("The return shop, if different from the pickup shop"))
    ] = None
    extras: Annotated[
        tuple[str, ...] | None, Texts(_("Extras by id or name, such as child seat, ETC, cover, winter tyres"))
    ] = None


def quote_price(given: QuotePrice, caller: Caller, _key: str) -> Document:
    request = read_request(given, given.vehicle_type)
    back = lookup.find_shop(given.return_location_id) if given.return_location_id else None
    # The return is by the clock of the shop that takes the car back.
    if back:
        request = replace(request, return_at=times.instant(given.end_date, back.timezone, "endDate"))
    refuse_impossible(request, back)
    found = tariff.quotes(
        request.location,
        [request.vehicle_class] if request.vehicle_class else list_classes(request.location),
        request.pickup_at,
        request.return_at,
        extras=tariff.extra_keys(given.extras or ()),
        return_location=back,
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


def refuse_impossible(request: RentalRequest, back: Shop | None) -> None:
    """A price is told only for what could be rented."""
    elsewhere = back if back and back.id != request.location.id else None
    returned_to = shop_rules.rules_of(elsewhere) if elsewhere else None
    try:
        availability.decide(
            request.pickup_at,
            request.return_at,
            shop_rules.rules_of(request.location),
            clock.now(),
            returned_to=returned_to,
        )
    except PeriodError as error:
        raise RequestRefused(error, request) from error


def list_classes(location: Shop) -> list[str]:
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
)

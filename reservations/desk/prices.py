"""What a rental would cost: reckoned, never booked; one class, or each of the shop's that has a rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reservations import (
    answers,
    availability,
    clock,
    places,
    rules,
    spoken_prices,
    tariff,
    times,
    vehicle_classes,
)
from reservations.desk.wishes import CarWish, period_of, refuse, understood
from reservations.errors import PeriodError
from reservations.models import Vehicle
from reservations.pricing import Quote, elapsed
from reservations.receipts import Caller
from reservations.records import Shop


def quote_price(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    wish, back = understood(given), place_of_return(given)
    if back:
        wish = replace(wish, return_at=times.instant(given["endDate"], back.timezone, "endDate"))
    check(wish, back, caller)
    found = tariff.quotes(
        wish.location,
        [wish.vehicle_class] if wish.vehicle_class else classes_of(wish.location),
        wish.pickup_at,
        wish.return_at,
        extras=tariff.extra_keys(given.get("extras", [])),
        return_location=back,
    )
    length = int(elapsed(wish.pickup_at, wish.return_at).total_seconds()) // 60
    return {
        "success": True,
        **answers.names_of(wish.location),
        "period": period_of(given),
        "quotes": [{**answers.type_of(kind), "price": quote.as_document()} for kind, quote in found.items()],
        "spoken": said(found, length, caller.language),
    }


def place_of_return(given: dict[str, Any]) -> Shop | None:
    return places.location(given["returnLocationId"]) if "returnLocationId" in given else None


def check(wish: CarWish, back: Shop | None, caller: Caller) -> None:
    """A price is told only for what could be rented."""
    elsewhere = back if back and back.id != wish.location.id else None
    returned_to = rules.of(elsewhere) if elsewhere else None
    try:
        availability.decide(
            wish.pickup_at, wish.return_at, rules.of(wish.location), clock.now(), returned_to=returned_to
        )
    except PeriodError as error:
        refuse(error, wish, caller)
        raise


def classes_of(location: Shop) -> list[str]:
    fleet = Vehicle.objects.filter(location=location.id, active=True).order_by()
    found = fleet.values_list("vehicle_class", flat=True).distinct()
    return sorted(found, key=vehicle_classes.order)


def said(quotes: Mapping[str, Quote], minutes: int, language: str) -> str:
    """「コンパクトカーは8時間で6,600円です。税込みの金額でございます。」"""
    amounts = [(kind, quote.total) for kind, quote in quotes.items()]
    # What comes beside the basic charge is the same for every class.
    besides = next(iter(quotes.values())).lines[1:] if quotes else ()
    names = [line.name_en if language == "en" else line.name for line in besides]
    return spoken_prices.prices(amounts, minutes, names, language)

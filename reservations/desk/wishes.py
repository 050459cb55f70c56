"""A caller's wish for a car: understood, and refused with what could be had instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reservations import answers, offers, places, spoken, times
from reservations.errors import NoVehicleAvailable, PeriodError
from reservations.offers import Offer
from reservations.receipts import Caller
from reservations.records import Rental, Shop

SOURCES = {"agent": "agent", "staff": "staff", "page": "customer"}


@dataclass(frozen=True)
class CarWish:
    location: Shop
    vehicle_class: str | None
    pickup_at: datetime
    return_at: datetime


def understood(given: dict[str, Any]) -> CarWish:
    location = places.location(given["locationId"])
    return CarWish(
        location,
        places.vehicle_class(given["vehicleType"]) if "vehicleType" in given else None,
        times.instant(given["startDate"], location.timezone, "startDate"),
        times.instant(given["endDate"], location.timezone, "endDate"),
    )


def period_of(given: dict[str, Any]) -> dict[str, str]:
    """The strings as they were sent."""
    return {"startDate": given["startDate"], "endDate": given["endDate"]}


def sorry(wish: CarWish, near: list[Offer], language: str) -> str:
    wished = answers.walls(wish.pickup_at, wish.return_at, wish.location)
    said = answers.said_offers(near, wish.location, wished, language)
    return spoken.none_free(wish.location.called(language), *wished, wish.vehicle_class or "", said, language)


def refuse(
    error: NoVehicleAvailable | PeriodError,
    wish: CarWish,
    caller: Caller,
    rental: Rental | None = None,
) -> None:
    """Give a refusal what could be had instead; a period that makes no sense has no neighbours.

    `rental`: the one that was to become so. Only what a change can make of it is offered.
    """
    if wish.return_at <= wish.pickup_at:
        return

    def look_around() -> None:
        near = instead(wish, caller, rental)
        error.alternatives = [answers.offer(found) for found in near]
        if isinstance(error, NoVehicleAvailable):
            error.said = sorry(wish, near, caller.language)

    error.look_around = look_around


def instead(wish: CarWish, caller: Caller, rental: Rental | None) -> list[Offer]:
    if rental is None:
        period = wish.pickup_at, wish.return_at
        return offers.near(wish.location, *period, wish.vehicle_class, caller.session_id)
    if rental.status == "out":
        return offers.back_sooner(rental, wish.return_at)
    return offers.near_for(rental, wish.pickup_at, wish.return_at, wish.vehicle_class, caller.session_id)

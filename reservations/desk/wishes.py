"""A caller's wish for a car: understood, and refused with what could be had instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from reservations import answers, clock, offers, places, spoken, times
from reservations.errors import NoVehicleAvailable, PeriodError
from reservations.offers import Offer
from reservations.receipts import Caller
from reservations.records import Shop

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
    return spoken.none_free(
        wish.location.called(language),
        clock.local(wish.pickup_at, wish.location.timezone),
        clock.local(wish.return_at, wish.location.timezone),
        wish.vehicle_class or "",
        answers.said_offers(near, wish.location, wish.pickup_at, language),
        language,
    )


def refuse(
    error: NoVehicleAvailable | PeriodError,
    wish: CarWish,
    caller: Caller,
    besides: UUID | None = None,
) -> None:
    """Give a refusal what could be had instead; a period that makes no sense has no neighbours."""
    if wish.return_at <= wish.pickup_at:
        return

    def look_around() -> None:
        near = offers.near(
            wish.location, wish.pickup_at, wish.return_at, wish.vehicle_class, caller.session_id, besides
        )
        error.alternatives = [answers.offer(found) for found in near]
        if isinstance(error, NoVehicleAvailable):
            error.said = sorry(wish, near, caller.language)

    error.look_around = look_around

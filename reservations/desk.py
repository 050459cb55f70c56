"""What a clerk at the desk does for a caller: the functions behind the tools."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reservations import answers, availability, booking, clock, offers, places, spoken, times
from reservations.booking import Customer
from reservations.errors import NoVehicleAvailable, PeriodError
from reservations.journal import Actor
from reservations.models import Location, Reservation, Vehicle
from reservations.receipts import Caller

SOURCES = {"agent": "agent", "staff": "staff", "page": "customer"}


def list_locations(given: dict[str, str], caller: Caller, _key: str) -> dict[str, Any]:
    region = given.get("region", "")
    shops = places.in_region(region, Location.objects.all())
    classes: dict[str, list[str]] = {}
    rows = (
        Vehicle.objects.filter(active=True).order_by().values_list("location_id", "vehicle_class").distinct()
    )
    for location_id, key in rows:
        classes.setdefault(location_id, []).append(key)
    said = region_name(region, shops, caller.language)
    return {
        "success": True,
        "locations": [answers.shop(shop, classes.get(shop.pk, [])) for shop in shops],
        "spoken": spoken.shops(said, [shop.called(caller.language) for shop in shops], caller.language),
    }


def region_name(said: str, shops: list[Location], language: str) -> str:
    """The region as we write it, where the found shops share one."""
    named = {(shop.region_en or shop.region) if language == "en" else shop.region for shop in shops}
    return named.pop() if said and len(named) == 1 else said


def get_availability(given: dict[str, str], caller: Caller, _key: str) -> dict[str, Any]:
    location, wanted, pickup_at, return_at = understood(given)
    try:
        period = availability.decide(pickup_at, return_at, booking.rules_of(location), clock.now())
    except PeriodError as error:
        refuse(error, location, pickup_at, return_at, wanted, caller.language)
        raise
    cars = offers.free_vehicles(location, period, wanted)
    answer = answers.free(location, period_of(given), cars)
    if cars:
        return {**answer, "spoken": spoken.free(offers.counts(cars), caller.language)}
    near = offers.near(location, pickup_at, return_at, wanted)
    return {
        **answer,
        "spoken": sorry(location, pickup_at, return_at, wanted, near, caller.language),
        "alternatives": [answers.offer(found) for found in near],
    }


def create_reservation(given: dict[str, str], caller: Caller, key: str) -> dict[str, Any]:
    location, wanted, pickup_at, return_at = understood(given)
    try:
        booked = booking.create(
            location,
            pickup_at=pickup_at,
            return_at=return_at,
            customer=Customer(given["customerName"]),
            actor=Actor(SOURCES[caller.kind], session_id=caller.session_id, call_id=key),
            vehicle_class=wanted,
        )
    except (NoVehicleAvailable, PeriodError) as error:
        refuse(error, location, pickup_at, return_at, wanted, caller.language)
        raise
    return confirmation(booked.reservation, location, given, caller.language, repeated=booked.repeated)


def understood(given: dict[str, str]) -> tuple[Location, str | None, datetime, datetime]:
    location = places.location(given["locationId"])
    wanted = places.vehicle_class(given["vehicleType"]) if "vehicleType" in given else None
    pickup_at = times.instant(given["startDate"], location.timezone, "startDate")
    return_at = times.instant(given["endDate"], location.timezone, "endDate")
    return location, wanted, pickup_at, return_at


def period_of(given: dict[str, str]) -> dict[str, str]:
    return {"startDate": given["startDate"], "endDate": given["endDate"]}


def sorry(
    location: Location,
    pickup_at: datetime,
    return_at: datetime,
    wanted: str | None,
    near: list[offers.Offer],
    language: str,
) -> str:
    return spoken.none_free(
        location.called(language),
        clock.local(pickup_at, location.timezone),
        clock.local(return_at, location.timezone),
        wanted or "",
        answers.said_offers(near, location, pickup_at, language),
        language,
    )


def refuse(
    error: NoVehicleAvailable | PeriodError,
    location: Location,
    pickup_at: datetime,
    return_at: datetime,
    wanted: str | None,
    language: str,
) -> None:
    """Give a refusal what could be had instead; a period that makes no sense has no neighbours."""
    if return_at <= pickup_at:
        return
    near = offers.near(location, pickup_at, return_at, wanted)
    error.alternatives = [answers.offer(found) for found in near]
    if isinstance(error, NoVehicleAvailable):
        error.said = sorry(location, pickup_at, return_at, wanted, near, language)


def confirmation(
    row: Reservation, location: Location, given: dict[str, str], language: str, *, repeated: bool
) -> dict[str, Any]:
    said = spoken.booked(
        location.called(language),
        clock.local(row.pickup_at, location.timezone),
        clock.local(row.return_at, location.timezone),
        row.vehicle_class,
        row.number,
        language,
        repeated=repeated,
    )
    answer = {**answers.reservation(row, location, period_of(given)), "spoken": said}
    return {**answer, "alreadyBooked": True} if repeated else answer

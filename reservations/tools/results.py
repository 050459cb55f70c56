"""The documents that tools answer with: camelCase, in the caller's language where words are spoken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reservations import clock, pricing, speech, tariff, vehicle_classes
from reservations.hours import say_hours
from reservations.tools.alternatives import Alternative, count_by_class
from reservations.tools.rental_request import RentalRequest
from reservations.tools.tool import ToolAnswer
from reservations.values import Car, Rental, Shop


def write_local(moment: datetime, location: Shop) -> str:
    """An instant by the clock of the shop, ISO 8601 without offset."""
    return clock.local(moment, location.timezone).replace(tzinfo=None).isoformat()


def local_times(pickup_at: datetime, return_at: datetime, location: Shop) -> speech.LocalTimes:
    """A pickup and a return by the clock of the shop."""
    return clock.local(pickup_at, location.timezone), clock.local(return_at, location.timezone)


def describe_shop(location: Shop, classes: Sequence[str]) -> ToolAnswer:
    """A shop as `list_locations` has it; `classes` are the keys of the classes of its cars."""
    return {
        "id": location.id,
        "name": location.name,
        "nameEn": location.name_in("en"),
        "region": location.region,
        "regionEn": location.region_in("en"),
        "address": location.address,
        "addressEn": location.address_in("en"),
        "phone": location.phone,
        "timezone": location.timezone,
        "openingHours": say_hours(location.opens_at, location.closes_at),
        "vehicleTypes": [
            vehicle_classes.name(key, "ja") for key in sorted(classes, key=vehicle_classes.order)
        ],
    }


def describe_car(car: Car) -> ToolAnswer:
    """A car that is free, in the first contract's fields."""
    return {
        "vehicleId": car.id,
        "vehicleType": car.class_name("ja"),
        "registration": car.registration,
        "manufacturer": car.manufacturer,
        "vehicleModel": car.model,
    }


def name_shop(location: Shop) -> ToolAnswer:
    """The fields by which an answer says which shop it is about."""
    return {
        "locationId": location.id,
        "locationName": location.name,
        "locationNameEn": location.name_in("en"),
    }


def name_class(key: str) -> dict[str, str]:
    """A class of car in both languages, by its key."""
    return {"vehicleType": vehicle_classes.name(key, "ja"), "vehicleTypeEn": vehicle_classes.name(key, "en")}


def describe_free_cars(location: Shop, period: dict[str, str], cars: Sequence[Car]) -> ToolAnswer:
    """What `get_availability` answers; `period` is that of the request, as it was sent."""
    return {
        "success": True,
        **name_shop(location),
        "period": period,
        "availableVehicles": [describe_car(car) for car in cars],
        "classes": [{**name_class(key), "count": count} for key, count in count_by_class(cars)],
    }


def describe_alternative(found: Alternative) -> ToolAnswer:
    """What could be had instead, with times by the clock of its shop."""
    return {
        **name_shop(found.location),
        "startDate": write_local(found.pickup_at, found.location),
        "endDate": write_local(found.return_at, found.location),
        **name_class(found.vehicle_class),
        "count": found.count,
    }


def say_alternatives(
    found: Sequence[Alternative], location: Shop, wished: speech.LocalTimes, language: str, most: int = 2
) -> list[str]:
    """A phrase for each of the first `most`: who listens keeps no more in mind."""
    return [
        speech.of(language).say_alternative(
            each.location.name_in(language),
            wished,
            local_times(each.pickup_at, each.return_at, each.location),
            each.vehicle_class,
            elsewhere=each.location.id != location.id,
        )
        for each in found[:most]
    ]


def say_none_free(request: RentalRequest, near: Sequence[Alternative], language: str) -> str:
    """The sentence for a request that nothing is free for, with what is near it."""
    wished = local_times(request.pickup_at, request.return_at, request.location)
    phrases = say_alternatives(near, request.location, wished, language)
    shop, kind = request.location.name_in(language), request.vehicle_class or ""
    return speech.of(language).say_none_free(shop, wished, kind, phrases)


def describe_rental(row: Rental) -> ToolAnswer:
    """A reservation as it stands, its times by the clock of each shop."""
    period = {
        "startDate": write_local(row.pickup_at, row.location),
        "endDate": write_local(row.return_at, row.return_shop),
    }
    return describe_reservation(row, row.location, period)


def describe_reservation(row: Rental, location: Shop, period: dict[str, str]) -> ToolAnswer:
    """A reservation with the times of `period` (ISO 8601, by the clock of the shop); what the tools that
    write answer with."""
    return {
        "success": True,
        "reservationId": str(row.id),
        "number": row.number,
        "status": row.status,
        **name_shop(location),
        "address": location.address,
        "addressEn": location.address_in("en"),
        "phone": location.phone,
        "timezone": location.timezone,
        "period": period,
        **name_return_shop(row),
        **name_class(row.vehicle_class),
        "vehicle": {"manufacturer": row.vehicle.manufacturer, "vehicleModel": row.vehicle.model},
        "customerName": row.customer_name,
        **({"extras": list(row.extras)} if row.extras else {}),
        **({} if row.price is None else {"price": describe_price(row.price, row.price_lines)}),
    }


def name_return_shop(row: Rental) -> ToolAnswer:
    """Nothing where the car comes back to where it leaves."""
    if not (row.one_way and row.return_location):
        return {}
    return {
        f"return{name[0].upper()}{name[1:]}": value for name, value in name_shop(row.return_location).items()
    }


def name_additions(row: Rental, language: str) -> list[str]:
    """What the price holds beside the basic charge: extras, and the fee for a return elsewhere."""
    lines = [line for line in row.price_lines if line["key"] != pricing.BASE]
    if row.price is None:  # the tariff does not know the class: it has no lines
        lines = [{"name": each.name, "nameEn": each.name_en} for each in tariff.read_additions(row.extras)]
    return [line["nameEn"] if language == "en" else line["name"] for line in lines]


def describe_price(total: int, lines: Sequence[Mapping[str, Any]]) -> ToolAnswer:
    """`total`: whole yen, tax included."""
    return {"total": total, "currency": "JPY", "taxIncluded": True, "lines": list(lines)}


def say_place_and_period(row: Rental, language: str) -> str:
    """「東京駅前店、12月12日土曜日の10時から18時」"""
    say = speech.of(language)
    return say.say_place_and_period(
        row.location.name_in(language),
        say.say_period(row.pickup_local, row.return_local),
        return_shop=row.return_location.name_in(language) if row.one_way and row.return_location else "",
    )

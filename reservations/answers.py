"""The documents that tools answer with: camelCase, in the caller's language where words are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from reservations import clock, spoken, vehicle_classes
from reservations.hours import say_hours
from reservations.offers import Offer, counts
from reservations.records import Car, Rental, Shop


def local_text(moment: datetime, location: Shop) -> str:
    return clock.local(moment, location.timezone).replace(tzinfo=None).isoformat()


def shop(location: Shop, classes: Sequence[str]) -> dict[str, Any]:
    return {
        "id": location.id,
        "name": location.name,
        "nameEn": location.called("en"),
        "region": location.region,
        "regionEn": location.region_en or location.region,
        "address": location.address,
        "addressEn": location.address_en or location.address,
        "phone": location.phone,
        "timezone": location.timezone,
        "openingHours": say_hours(location.opens_at, location.closes_at),
        "vehicleTypes": [
            vehicle_classes.name(key, "ja") for key in sorted(classes, key=vehicle_classes.order)
        ],
    }


def vehicle(car: Car) -> dict[str, Any]:
    return {
        "vehicleId": car.id,
        "vehicleType": car.class_name("ja"),
        "registration": car.registration,
        "manufacturer": car.manufacturer,
        "vehicleModel": car.model,
    }


def names_of(location: Shop) -> dict[str, Any]:
    return {
        "locationId": location.id,
        "locationName": location.name,
        "locationNameEn": location.called("en"),
    }


def type_of(key: str) -> dict[str, str]:
    return {"vehicleType": vehicle_classes.name(key, "ja"), "vehicleTypeEn": vehicle_classes.name(key, "en")}


def free(location: Shop, period: dict[str, str], cars: Sequence[Car]) -> dict[str, Any]:
    return {
        "success": True,
        **names_of(location),
        "period": period,
        "availableVehicles": [vehicle(car) for car in cars],
        "classes": [{**type_of(key), "count": count} for key, count in counts(cars)],
    }


def offer(found: Offer) -> dict[str, Any]:
    return {
        **names_of(found.location),
        "startDate": local_text(found.pickup_at, found.location),
        "endDate": local_text(found.return_at, found.location),
        **type_of(found.vehicle_class),
        "count": found.count,
    }


def said_offers(
    offers: Sequence[Offer], location: Shop, wished: spoken.Walls, language: str, most: int = 2
) -> list[str]:
    return [
        spoken.offer(
            found.location.called(language),
            wished,
            walls(found.pickup_at, found.return_at, found.location),
            found.vehicle_class,
            language,
            elsewhere=found.location.id != location.id,
        )
        for found in offers[:most]
    ]


def walls(pickup_at: datetime, return_at: datetime, location: Shop) -> spoken.Walls:
    return clock.local(pickup_at, location.timezone), clock.local(return_at, location.timezone)


def reservation(row: Rental, location: Shop, period: dict[str, str]) -> dict[str, Any]:
    return {
        "success": True,
        "reservationId": str(row.id),
        "number": row.number,
        "status": row.status,
        **names_of(location),
        "address": location.address,
        "addressEn": location.address_en or location.address,
        "phone": location.phone,
        "timezone": location.timezone,
        "period": period,
        **type_of(row.vehicle_class),
        "vehicle": {"manufacturer": row.vehicle.manufacturer, "vehicleModel": row.vehicle.model},
        "customerName": row.customer_name,
        **({} if row.price is None else {"price": price(row.price, row.price_lines)}),
    }


def price(total: int, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"total": total, "currency": "JPY", "taxIncluded": True, "lines": list(lines)}

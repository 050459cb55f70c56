"""The `locations` documents: shops and their inventories, in the shape that companies have them.

A car that came back at another shop leaves the one inventory before it enters the other: between the two
it is for hire nowhere, never twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reservations import vehicle_classes
from reservations.errors import ChangedMeanwhile
from reservations.models import Location, Vehicle
from reservations.repositories.cosmos.documents import car_fields
from reservations.repositories.cosmos.record import Record
from reservations.values import Document, Rental

Inventory = list[Document]


def rewrite_location(
    record: Record, location_id: str, edit: Callable[[Document], Document], version: str = ""
) -> Document:
    """Edit a shop's document until it has been written as it was read, or needs no edit; as it is then. With
    `version`: ChangedMeanwhile if it is another than somebody saw."""

    def attempt() -> Document:
        there = record.location(location_id) or {"id": location_id}
        wanted = edit(there)
        if wanted == there:
            return there
        if version and version != there.get("_etag"):
            raise ChangedMeanwhile
        return record.keep_location(wanted)

    return record.retry(attempt, lambda: None)


def remove_car(record: Record, rental: Rental) -> Document:
    """What was its item; {} if it had none."""
    taken: Document = {}

    def edit(there: Document) -> Document:
        items: Inventory = there.get("inventory") or []
        taken.update(next((item for item in items if vehicle_id_of(item) == rental.vehicle.id), {}))
        rest = [item for item in items if vehicle_id_of(item) != rental.vehicle.id]
        return {**there, "inventory": rest} if len(rest) < len(items) else there

    rewrite_location(record, rental.location_id, edit)
    return taken


def add_car(record: Record, rental: Rental, item: Document | None = None) -> None:
    """`item`: as it was in the other inventory; without it, as the rental and the car's row tell. Nothing if
    it is there."""
    if rental.return_location is None:
        return
    put_item(record, rental.return_location.id, rental.vehicle.id, item or make_item(rental))


def make_item(rental: Rental) -> Document:
    """The rental's car as an inventory has it: as far as the rental tells, with the further fields that the
    car's row knows of the last inventory that had it."""
    further = Vehicle.objects.filter(pk=rental.vehicle.id).values_list("document", flat=True).first()
    return {
        **(further or {}),
        **car_fields(rental.vehicle),
        "vehicleType": vehicle_classes.name(rental.vehicle.vehicle_class, "ja"),
    }


def put_item(record: Record, location_id: str, vehicle_id: str, item: Document) -> None:
    """Let a shop's inventory have `item` for this car, if it has none."""

    def edit(there: Document) -> Document:
        items: Inventory = there.get("inventory") or []
        if any(vehicle_id_of(each) == vehicle_id for each in items):
            return there
        return {**there, "inventory": [*items, item]}

    rewrite_location(record, location_id, edit)


def publish_location(record: Record, location: Location, version: str = "") -> Document:
    """The document says what our rows say of the shop and its cars; its further fields stay."""
    cars = {car.pk: car for car in Vehicle.objects.filter(location=location).order_by("pk")}

    def edit(there: Document) -> Document:
        keyed = [(vehicle_id_of(item), item) for item in there.get("inventory") or []]
        known = {key for key, _item in keyed}
        others = Vehicle.objects.filter(pk__in=known).exclude(location=location)
        elsewhere = set(others.values_list("pk", flat=True))
        own = {
            "name": location.name,
            "address": location.address,
            "phone": location.phone,
            "timezone": location.timezone,
        }
        # What no row knows stays as it is: another system's car, or one that cannot be read.
        items = [
            item_of(cars[key], item) if key in cars else item for key, item in keyed if key not in elsewhere
        ]
        # Of one that was taken out of the inventory a row is left, which is not for hire: it stays out.
        items += [item_of(car, {}) for key, car in cars.items() if key not in known and car.active]
        return {**location.document, **there, **own, "inventory": items}

    return rewrite_location(record, location.pk, edit, version)


def vehicle_id_of(item: Any) -> str:
    """The car of an inventory's item; "" where it cannot be told."""
    key = item.get("vehicleId") if isinstance(item, dict) else None
    return key if isinstance(key, str) else ""


def item_of(car: Vehicle, before: Document) -> Document:
    kind = before.get("vehicleType", "")
    same = (vehicle_classes.key_of(kind) or kind) == car.vehicle_class
    item = {
        **car.document,
        **before,
        "vehicleId": car.pk,
        "vehicleType": kind if same else vehicle_classes.name(car.vehicle_class, "ja"),
        "registration": car.registration,
        "manufacturer": car.manufacturer,
        "vehicleModel": car.model,
    }
    item.pop("active", None)
    return item if car.active else {**item, "active": False}

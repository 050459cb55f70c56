"""Shop documents as rows: words and cars. Hours, prices and English names are our own, and stay."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from reservations import clock
from reservations.imports.fields import Reader
from reservations.models import Location, Mirrored, Vehicle
from reservations.models.shops import validate_timezone
from reservations.repositories.cosmos import documents
from reservations.repositories.cosmos.record import Record
from reservations.repositories.mirror import quarantine
from reservations.repositories.mirror.rows import WRONG
from reservations.values import Columns

log = logging.getLogger(__name__)
CONTAINER = "locations"


def apply(document: Mapping[str, Any], *, force: bool = False) -> bool:
    """Whether rows were written; what cannot be read is put into quarantine."""
    try:
        with transaction.atomic():
            return write(document, read(document), force=force)
    except (*WRONG, ValidationError) as error:
        quarantine.put(CONTAINER, document, str(error) or type(error).__name__)
        return False


def show(document: Mapping[str, Any]) -> None:
    """After a writing of ours: what cannot be shown now is shown by the feed."""
    try:
        with transaction.atomic():
            apply(document)
    except Exception:
        log.exception("The mirror waits for the feed")


def refresh_shop(location_id: str) -> None:
    """Make the rows of a shop and its cars say what the record says of them now."""
    try:
        document = Record().location(location_id)
        if document is not None:
            apply(document, force=True)
    except Exception:
        log.exception("The shop %s is shown as it was", location_id)


def write(document: Mapping[str, Any], columns: Columns, *, force: bool) -> bool:
    pk, stamp = str(document["id"]), int(document.get("_ts") or 0)
    state = Mirrored.objects.select_for_update().filter(container=CONTAINER, row=pk).first()
    same = state is not None and state.etag == document.get("_etag")
    if state and not force and (same or stamp < state.revision):
        return False
    Location.objects.update_or_create(pk=pk, defaults=columns)
    keep_cars(pk, document)
    Mirrored.objects.update_or_create(
        container=CONTAINER,
        row=pk,
        defaults={
            "location_id": pk,
            "document_id": pk,
            "etag": str(document.get("_etag", "")),
            "revision": stamp,
            "mirrored_at": clock.now(),
            "missing_since": None,
        },
    )
    quarantine.release(CONTAINER, document)
    return True


def read(document: Mapping[str, Any]) -> Columns:
    reader = Reader(dict(document), "")
    reader.read_text("id", longest=64)
    columns: Columns = {
        "name": reader.read_text("name", longest=100),
        "address": reader.read_text("address", longest=200, default=""),
        "phone": reader.read_text("phone", longest=32, default=""),
        "timezone": reader.read_text("timezone", longest=64, default="Asia/Tokyo"),
    }
    validate_timezone(columns["timezone"])
    reader.known.add("inventory")
    return {**columns, "document": reader.take_rest()}


def keep_cars(pk: str, document: Mapping[str, Any]) -> None:
    """The inventory as a set: a car that is not in it any more is not for hire here."""
    cars = documents.read_inventory(document)
    for car, further in cars:
        Vehicle.objects.update_or_create(
            pk=car.id,
            defaults={
                "location_id": pk,
                "vehicle_class": car.vehicle_class,
                "registration": car.registration,
                "manufacturer": car.manufacturer,
                "model": car.model,
                "document": further,
                "active": True,
            },
        )
    for_hire = [car.id for car, _further in cars]
    Vehicle.objects.filter(location=pk).exclude(pk__in=for_hire).update(active=False)

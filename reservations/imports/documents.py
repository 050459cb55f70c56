"""Documents in the shape of the Cosmos containers, checked field by field before anything is written.

A field that we do not know is kept as it came; one that is wrong is named by its path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumber_field.validators import validate_international_phonenumber

from reservations import vehicle_classes
from reservations.imports import hours
from reservations.imports.fields import Malformed, Reader, list_objects, read_time
from reservations.models import Reservation
from reservations.models.shops import validate_timezone
from reservations.times import FIRST_YEAR, LAST_YEAR
from reservations.values import Columns


@dataclass(frozen=True)
class Batch:
    """Rows to write: columns by primary key."""

    locations: dict[str, Columns]
    vehicles: dict[str, Columns]
    reservations: dict[UUID, Columns]
    openings: dict[str, hours.Opening] = field(default_factory=dict)


def read_batch(content: Any) -> Batch:
    """Every document of a file, or the first fault in it."""
    if isinstance(content, list):
        content = {"locations": content}
    if not isinstance(content, dict) or not content.keys() & {"locations", "reservations"}:
        raise Malformed(
            'the file: must be {"locations": [...], "reservations": [...]} or a list of locations'
        )
    batch = Batch({}, {}, {})
    for path, document in list_objects(content.get("locations", []), "locations"):
        read_location(Reader(document, path), batch)
    for path, document in list_objects(content.get("reservations", []), "reservations"):
        read_reservation(Reader(document, path), batch)
    return batch


def read_location(reader: Reader, batch: Batch) -> None:
    """Adds a shop and its cars to `batch`; raises Malformed for the first field that is wrong."""
    pk = reader.read_text("id", longest=64)
    if pk in batch.locations:
        raise reader.bad("id", f'"{pk}" is there twice')
    zone = reader.read_text("timezone", longest=64, default="Asia/Tokyo")
    try:
        validate_timezone(zone)
    except ValidationError as error:
        raise reader.bad("timezone", f'"{zone}" is not a time zone') from error
    batch.locations[pk] = {
        "name": reader.read_text("name", longest=100),
        "name_en": reader.read_text("nameEn", longest=100, default=""),
        "region": reader.read_text("region", longest=50, default=""),
        "region_en": reader.read_text("regionEn", longest=50, default=""),
        "address": reader.read_text("address", longest=200, default=""),
        "address_en": reader.read_text("addressEn", longest=200, default=""),
        "phone": reader.read_text("phone", longest=32, default=""),
        "timezone": zone,
        **read_hours(reader),
        "turnaround_minutes": reader.read_whole("turnaroundMinutes", 0),
        "horizon_days": reader.read_whole("horizonDays", 365),
    }
    batch.locations[pk].update(read_further(reader))
    batch.openings[pk] = hours.read_opening(reader)
    reader.known.add("inventory")
    for path, document in list_objects(reader.document.get("inventory", []), f"{reader.path}.inventory"):
        read_vehicle(Reader(document, path), pk, batch)
    batch.locations[pk]["document"] = reader.take_rest()


LONGEST_KEY = 32  # of an extra
LONGEST_LINE = 200  # of the words of a price's line
MOST_YEN = 2_147_483_647
TEXTS = {
    "directions": ("directions", 2000),
    "directionsEn": ("directions_en", 2000),
    "mapUrl": ("map_url", 200),
}
NUMBERS = {
    "leadMinutes": "lead_minutes",
    "shortestMinutes": "shortest_minutes",
    "longestDays": "longest_days",
}


def read_further(reader: Reader) -> Columns:
    """What a document may leave out without taking it away from the shop that is there."""
    found: Columns = {
        column: reader.read_text(name, longest=longest)
        for name, (column, longest) in TEXTS.items()
        if name in reader.document
    }
    return found | {
        column: reader.read_whole(name, 0) for name, column in NUMBERS.items() if name in reader.document
    }


def read_hours(reader: Reader) -> dict[str, time]:
    """openingHours as list_locations tells them: "08:00-20:00"."""
    said = reader.read_text("openingHours", longest=20, default="08:00-20:00")
    try:
        opens, closes = (read_time(part.strip()) for part in said.split("-"))
    except ValueError:
        raise reader.bad("openingHours", f'"{said}" is not like 08:00-20:00') from None
    return {"opens_at": opens, "closes_at": closes}


def read_vehicle(reader: Reader, location_id: str, batch: Batch) -> None:
    """Adds a car to `batch`; raises Malformed."""
    pk = reader.read_text("vehicleId", longest=64)
    if pk in batch.vehicles:
        raise reader.bad("vehicleId", f'"{pk}" is there twice')
    kind = reader.read_text("vehicleType", longest=50)
    batch.vehicles[pk] = {
        "location_id": location_id,
        "vehicle_class": vehicle_classes.key_of(kind) or kind,
        "registration": reader.read_text("registration", longest=50, default=""),
        "manufacturer": reader.read_text("manufacturer", longest=50, default=""),
        "model": reader.read_text("vehicleModel", longest=50, default=""),
        "document": reader.take_rest(),
    }


def read_reservation(reader: Reader, batch: Batch) -> None:
    """Adds a booking to `batch`; raises Malformed."""
    said = reader.read_text("id", longest=100)
    try:
        pk = UUID(said)
    except ValueError:
        pk = uuid5(
            NAMESPACE_URL, f"reservation {said}"
        )  # an id of another system's making: the same each time
    if pk in batch.reservations:
        raise reader.bad("id", f'"{said}" is there twice')
    status = reader.read_text("status", longest=16, default="confirmed")
    if status not in Reservation.Status.values:
        raise reader.bad("status", f'"{status}" is not one of {", ".join(Reservation.Status.values)}')
    kind = reader.read_text("vehicleType", longest=50, default="")
    batch.reservations[pk] = {
        "path": reader.path,
        "number": reader.read_text("number", longest=16, default=""),
        "location_id": reader.read_text("locationId", longest=64),
        "vehicle_id": reader.read_text("vehicleId", longest=64, default=""),
        "vehicle_class": vehicle_classes.key_of(kind) or kind,
        "start": reader.read_moment("startDate"),
        "end": reader.read_moment("endDate"),
        "status": status,
        "source": reader.read_text("createdBy", longest=16, default=""),
        "session_id": reader.read_text("sessionId", longest=64, default=""),
        "customer_name": reader.read_text("customerName", longest=100),
        "customer_kana": reader.read_text("customerKana", longest=100, default=""),
        "customer_phone": read_checked(reader, "customerPhone", validate_international_phonenumber),
        "customer_email": read_checked(reader, "customerEmail", validate_email),
        "notes": reader.read_text("notes", longest=10_000, default=""),
        "return_location_id": reader.read_text("returnLocationId", longest=64, default="") or None,
        "extras": take(reader, "extras", is_list_of_keys) or [],
        "price": take(reader, "price", is_amount),
        "price_lines": take(reader, "priceLines", is_list_of_lines) or [],
        "hold_expires_at": read_instant(take(reader, "holdUntil", read_instant)),
        "document": {**reader.take_rest(), **({} if str(pk) == said else {"id": said})},
    }
    if batch.reservations[pk]["source"] not in {"", *Reservation.Source.values}:
        raise reader.bad("createdBy", f"is not one of {', '.join(Reservation.Source.values)}")


def take(reader: Reader, name: str, is_ours: Callable[[Any], object]) -> Any:
    """The field as our own export writes it; None where it is not there. Another system's field of this name
    is kept among the other fields, as it is."""
    value = reader.document.get(name)
    if not is_ours(value):
        return None
    reader.known.add(name)
    return value


def read_instant(value: Any) -> datetime | None:
    """A moment with its offset, as we write one; None for anything else."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def is_list_of_keys(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(key, str) and 0 < len(key) <= LONGEST_KEY for key in value
    )


def is_amount(value: Any) -> bool:
    """In whole yen, as a column can keep it."""
    return type(value) is int and 0 <= value <= MOST_YEN


def is_list_of_lines(value: Any) -> bool:
    """What a price is made of, as a booking keeps it: its basic charge decides the cancellation fee."""
    return isinstance(value, list) and all(map(is_line, value))


def is_line(value: Any) -> bool:
    texts = ("key", "name", "nameEn")
    return (
        isinstance(value, dict)
        and set(value) == {*texts, "amount"}
        and all(isinstance(value[name], str) and 0 < len(value[name]) <= LONGEST_LINE for name in texts)
        and is_amount(value["amount"])
    )


def read_checked(reader: Reader, name: str, validate: Any) -> str:
    """A text that `validate` of Django accepts, or "". Raises Malformed."""
    value = reader.read_text(name, longest=200, default="")
    try:
        if value:
            validate(value)
    except ValidationError as error:
        raise reader.bad(name, f'"{value}": {error.messages[0]}') from error
    return value


def to_utc(moment: datetime, zone: str) -> datetime:
    """A stored time with an offset means that instant; one without, the wall of the shop."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)

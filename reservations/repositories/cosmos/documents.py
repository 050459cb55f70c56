"""Reservations and shops as Cosmos documents: camelCase, instants in UTC beside the wall clock of the shop.

Fields that we do not know are kept as they are, whoever wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from reservations import vehicle_classes
from reservations.imports.fields import SYSTEM, Malformed, Reader
from reservations.repositories.cosmos import names
from reservations.values import Car, Columns, Document, Rental, Shop
from reservations.vehicle_classes import key_of

VERSION = 1
KIND, CALENDAR = "reservation", "vehicleCalendar"
# rental's attribute: field; plain texts that may be missing
TEXTS = {
    "customer_kana": "customerKana",
    "customer_phone": "customerPhone",
    "customer_email": "customerEmail",
    "notes": "notes",
    "session_id": "sessionId",
}
MOMENTS = {
    "picked_up_at": "pickedUpUtc",
    "returned_at": "returnedUtc",
    "called_off_at": "calledOffUtc",
    "hold_expires_at": "holdUntilUtc",
}
EARLIEST, LATEST = 1970, 9000  # years; a one-way rental keeps its car until the last (availability.py)
OWN = {
    *("id", "docType", "schemaVersion", "locationId", "reservationNumber", "status", "vehicleId"),
    *("vehicleType", "registration", "manufacturer", "vehicleModel", "startDate", "endDate", "startUtc"),
    *("endUtc", "blockedUntilUtc", "customerName", "channel", "language", "pinned", "returnLocationId"),
    *(
        "price",
        "priceLines",
        "extras",
        "cancellationFee",
        "consents",
        "sheets",
        "revision",
        "createdAt",
        "updatedAt",
        "events",
    ),
    *TEXTS.values(),
    *MOMENTS.values(),
}


def utc(moment: datetime) -> str:
    """The instant as documents have it: ISO 8601, in UTC, with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def make_document(rental: Rental, before: Mapping[str, Any]) -> Document:
    """The document of `rental`; `before`: as it was, whose further fields and events stay."""
    back = rental.return_shop.zone
    whole = {**rental.document, **before}
    document = {name: value for name, value in whole.items() if name not in SYSTEM}
    document.update(
        {
            "id": names.document_id(rental),
            "docType": KIND,
            "schemaVersion": VERSION,
            "locationId": rental.location.id,
            "reservationNumber": rental.number,
            "status": rental.status,
            **car_fields(rental.vehicle),
            "vehicleType": vehicle_classes.name(rental.vehicle_class, "ja"),
            "pinned": rental.pinned,
            "startDate": rental.pickup_at.astimezone(rental.location.zone).isoformat(),
            "endDate": rental.return_at.astimezone(back).isoformat(),
            "startUtc": utc(rental.pickup_at),
            "endUtc": utc(rental.return_at),
            "blockedUntilUtc": utc(rental.blocked_until),
            "returnLocationId": rental.return_location.id if rental.return_location else None,
            "customerName": rental.customer_name,
            "channel": rental.source,
            "language": rental.language,
            "price": rental.price,
            "priceLines": [dict(line) for line in rental.price_lines],
            "extras": list(rental.extras),
            "cancellationFee": rental.cancellation_fee,
            "consents": [dict(entry) for entry in rental.consents],
            "sheets": {step: dict(sheet) for step, sheet in rental.sheets.items()},
            "createdAt": utc(rental.created_at),
            "updatedAt": utc(rental.updated_at),
        }
    )
    document.update({name: getattr(rental, attribute) for attribute, name in TEXTS.items()})
    for attribute, name in MOMENTS.items():
        moment = getattr(rental, attribute)
        document[name] = utc(moment) if moment else None
    return document


def car_fields(car: Car) -> dict[str, str]:
    return {
        "vehicleId": car.id,
        "registration": car.registration,
        "manufacturer": car.manufacturer,
        "vehicleModel": car.model,
    }


def read_rental(document: Mapping[str, Any], shop_of: Callable[[str], Shop]) -> Rental:
    """The rental that a document tells of, ours or another system's; Malformed says what is wrong with it."""
    reader = Reader(dict(document), "")
    said = reader.read_text("id", longest=255)
    shop = shop_of(reader.read_text("locationId", longest=64))
    start, end = moment(reader, "start", shop), moment(reader, "end", shop)
    if end <= start:
        raise reader.bad("endDate", "is not after startDate")
    kind = reader.read_text("vehicleType", longest=50, default="")
    back = reader.read_text("returnLocationId", longest=64, default="")
    created = optional(reader, "createdAt") or start
    rest: Columns = {key: reader.read_text(name, longest=10_000, default="") for key, name in TEXTS.items()}
    rest.update({key: optional(reader, name) for key, name in MOMENTS.items()})
    number = reader.read_text("reservationNumber", longest=16, default="")
    return Rental(
        id=names.key_of(said),
        number=number or reader.read_text("number", longest=16, default="") or said[:16],
        location=shop,
        vehicle=Car(
            reader.read_text("vehicleId", longest=64),
            shop.id,
            key_of(kind) or kind,
            reader.read_text("registration", longest=50, default=""),
            reader.read_text("manufacturer", longest=50, default=""),
            reader.read_text("vehicleModel", longest=50, default=""),
        ),
        vehicle_class=key_of(kind) or kind,
        pickup_at=start,
        return_at=end,
        blocked_until=max(optional(reader, "blockedUntilUtc") or end, end),
        status=reader.read_text("status", longest=16, default="confirmed"),
        source=reader.read_text("channel", longest=16, default="import"),
        customer_name=reader.read_text("customerName", longest=100),
        pinned=bool(document.get("pinned")),
        return_location=shop_of(back) if back else None,
        language=reader.read_text("language", longest=8, default="ja"),
        price=document.get("price"),
        price_lines=document.get("priceLines") or [],
        extras=document.get("extras") or [],
        cancellation_fee=document.get("cancellationFee"),
        consents=document.get("consents") or [],
        sheets=document.get("sheets") or {},
        document=further(document),
        created_at=created,
        updated_at=optional(reader, "updatedAt") or created,
        version=str(document.get("_etag", "")),
        **rest,
    )


def further(document: Mapping[str, Any]) -> Document:
    """What is not ours in a document; its id too, if another system gave it."""
    rest = {name: value for name, value in document.items() if name not in OWN | SYSTEM}
    return rest if names.OURS.fullmatch(str(document["id"])) else {**rest, "id": document["id"]}


def moment(reader: Reader, name: str, shop: Shop) -> datetime:
    """startUtc, or a foreign document's startDate, by the shop's clock where it has no offset."""
    if found := optional(reader, f"{name}Utc"):
        return found
    return instant(
        reader, f"{name}Date", reader.read_text(f"{name}Date", longest=40), ZoneInfo(shop.timezone)
    )


def optional(reader: Reader, name: str) -> datetime | None:
    """The instant of a field that may be missing or null; UTC where it has no offset."""
    said = reader.read_text(name, longest=40, default="")
    return instant(reader, name, said, UTC) if said else None


def instant(reader: Reader, name: str, said: str, zone: tzinfo) -> datetime:
    """`zone`: of a time without an offset. What another system writes for "never" is no time: at the edges of
    the calendar no clock could show it."""
    try:
        told = datetime.fromisoformat(said)
    except ValueError:
        raise reader.bad(name, f'"{said}" is not an ISO 8601 time') from None
    if not EARLIEST <= told.year <= LATEST:
        raise reader.bad(name, f'"{said}" is not between the years {EARLIEST} and {LATEST}')
    return (told if told.tzinfo else told.replace(tzinfo=zone)).astimezone(UTC)


def read_cars(location: Mapping[str, Any]) -> list[Car]:
    """The inventory of a `locations` document: what is for hire. One that cannot be read is left out."""
    return [car for car, _further in read_inventory(location)]


def read_inventory(location: Mapping[str, Any]) -> list[tuple[Car, Document]]:
    """The same, each with its item's further fields; {} where a table cannot keep them."""
    found = []
    for item in location.get("inventory") or []:
        try:
            reader = Reader(item, "")
            kind = reader.read_text("vehicleType", longest=50)
            car = Car(
                reader.read_text("vehicleId", longest=64),
                str(location["id"]),
                key_of(kind) or kind,
                reader.read_text("registration", longest=50, default=""),
                reader.read_text("manufacturer", longest=50, default=""),
                reader.read_text("vehicleModel", longest=50, default=""),
            )
        except (Malformed, TypeError, AttributeError):
            continue
        if item.get("active", True) is not False:
            found.append((car, read_rest(reader)))
    return found


def read_rest(reader: Reader) -> Document:
    reader.known.add("active")
    try:
        return reader.take_rest()
    except Malformed:
        return {}

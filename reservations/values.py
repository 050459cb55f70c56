"""Shops, cars, rentals and requests to book or change them, as values. Knows no table and no store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from reservations import clock, vehicle_classes
from reservations.availability import Period
from reservations.hours import Hours

# What stands in the place of an erased customer's name: no name, whatever the language.
ERASED = "＊＊＊"
# What a row is given, by the names of its columns.
Columns = dict[str, Any]
# JSON as a store, a log or the wire has it, unchecked. Whoever decides upon it makes a value of it first.
Document = dict[str, Any]


@dataclass(frozen=True)
class Shop:
    """`hours`: None until somebody asked for them."""

    id: str
    name: str
    name_en: str = ""
    region: str = ""
    region_en: str = ""
    address: str = ""
    address_en: str = ""
    phone: str = ""
    timezone: str = "Asia/Tokyo"
    opens_at: time = time(8)
    closes_at: time = time(20)
    directions: str = ""
    directions_en: str = ""
    map_url: str = ""
    turnaround_minutes: int = 0
    lead_minutes: int = 0
    horizon_days: int = 365
    shortest_minutes: int = 0
    longest_days: int = 365
    hours: Hours | None = field(default=None, compare=False)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def name_in(self, language: str) -> str:
        return (self.name_en or self.name) if language == "en" else self.name

    def region_in(self, language: str) -> str:
        return (self.region_en or self.region) if language == "en" else self.region

    def address_in(self, language: str) -> str:
        return (self.address_en or self.address) if language == "en" else self.address

    def directions_in(self, language: str) -> str:
        return (self.directions_en or self.directions) if language == "en" else self.directions


@dataclass(frozen=True)
class Car:
    """A car that is hired out."""

    id: str
    location_id: str
    vehicle_class: str
    registration: str = ""
    manufacturer: str = ""
    model: str = ""

    def __str__(self) -> str:
        return f"{self.manufacturer} {self.model} ({self.plate})".strip()

    @property
    def plate(self) -> str:
        """By which people know the car; its id, where it has no plate."""
        return self.registration or self.id

    def class_name(self, language: str) -> str:
        return vehicle_classes.name(self.vehicle_class, language)


@dataclass(frozen=True)
class Consent:
    """What a caller said to the summary of one write, as the events of their call prove it.

    `words`: "" where they could not be recognised; `at`: when they had said them; `line`: the id of that line
    in the conversation; `summary`: the agent's words to which it is the answer.
    """

    words: str
    at: datetime
    line: str
    summary: str


@dataclass(frozen=True)
class Actor:
    """Who does something. `source` is one of Reservation.Source; `who` a clerk's name; a voice session has an
    id, and each of its operations the id of its tool call, and the caller's consent where it was seen."""

    source: str
    who: str = ""
    session_id: str = ""
    call_id: str = ""
    consent: Consent | None = None


@dataclass(frozen=True)
class Customer:
    """Who hires a car, as they gave it; "" is what nobody gave."""

    name: str
    kana: str = ""
    phone: str = ""
    email: str = ""
    notes: str = ""

    def columns(self) -> dict[str, str]:
        return {
            "customer_name": self.name,
            "customer_kana": self.kana,
            "customer_phone": self.phone,
            "customer_email": self.email,
            "notes": self.notes,
        }


@dataclass(frozen=True)
class Price:
    """As it was agreed: whole yen with tax; `total` is None where the tariff does not know the class."""

    total: int | None = None
    lines: Sequence[Mapping[str, Any]] = ()
    extras: Sequence[str] = ()

    def columns(self) -> Columns:
        return {"price": self.total, "price_lines": list(self.lines), "extras": list(self.extras)}


@dataclass(frozen=True)
class Rental:
    """A reservation as it stands; or a car out of service, whose reason is its `customer_name`.

    Times are instants. `version` is the store's own: who changes a rental that they have seen may hand it
    back, and is refused when it is not the present one any more.
    """

    id: UUID
    number: str
    location: Shop
    vehicle: Car
    vehicle_class: str
    pickup_at: datetime
    return_at: datetime
    blocked_until: datetime
    status: str
    source: str
    customer_name: str
    customer_kana: str = ""
    customer_phone: str = ""
    customer_email: str = ""
    notes: str = ""
    pinned: bool = False
    return_location: Shop | None = None
    picked_up_at: datetime | None = None
    returned_at: datetime | None = None
    called_off_at: datetime | None = None
    hold_expires_at: datetime | None = None
    session_id: str = ""
    language: str = "ja"
    price: int | None = None
    price_lines: Sequence[Mapping[str, Any]] = ()
    extras: Sequence[str] = ()
    cancellation_fee: int | None = None
    consents: Sequence[Mapping[str, Any]] = ()
    sheets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime = field(default_factory=clock.now)
    updated_at: datetime = field(default_factory=clock.now)
    version: str = field(default="", compare=False)

    @property
    def location_id(self) -> str:
        return self.location.id

    @property
    def vehicle_id(self) -> str:
        return self.vehicle.id

    @property
    def return_location_id(self) -> str | None:
        return self.return_location.id if self.return_location else None

    @property
    def return_shop(self) -> Shop:
        """The shop that takes the car back: mostly the one that hires it out."""
        return self.return_location or self.location

    @property
    def one_way(self) -> bool:
        return self.return_shop.id != self.location.id

    @property
    def kept_from(self) -> datetime:
        """Since when it keeps its car: one that was handed over early has left before its plan."""
        return min(self.pickup_at, self.picked_up_at or self.pickup_at)

    @property
    def pickup_local(self) -> datetime:
        return clock.local(self.pickup_at, self.location.timezone)

    @property
    def return_local(self) -> datetime:
        """By the clock of the shop that takes the car back."""
        return clock.local(self.return_at, self.return_shop.timezone)


def note_consent(rental: Rental, action: str, actor: Actor) -> Rental:
    """The rental with the consent that `actor` had to this `action` (as the audit log names it), if it was
    seen. Kept with the rental and not in the audit log, which is never rewritten: what a caller said must
    stay erasable."""
    if (given := actor.consent) is None:
        return rental
    entry = {
        "action": action,
        "callId": actor.call_id,
        "at": given.at.astimezone(UTC).isoformat(),
        "words": given.words,
        "line": given.line,
        "summary": given.summary,
    }
    return replace(rental, consents=[*rental.consents, entry])


@dataclass(frozen=True)
class Draft:
    """A booking to be made: of `vehicle_class` (any, if None), or of just the car `car_id`.

    `hold_for`: how long the car is kept for whoever has not said yes yet; None books at once. `price_of`
    returns the price for the class of the car that was found, `extras` among it.
    """

    shop: Shop
    period: Period
    customer: Customer
    actor: Actor
    price_of: Callable[[str], Price]
    now: datetime
    vehicle_class: str | None = None
    car_id: str | None = None
    return_shop: Shop | None = None
    extras: Sequence[str] = ()
    language: str = "ja"
    hold_for: timedelta | None = None


@dataclass(frozen=True)
class BlockChange:
    """What shall be different about a car's time out of service; None leaves it as it was."""

    car: Car | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Change:
    """What shall be different about a rental; None leaves it as it was.

    `location_id`: another shop that takes it over, at the same times by its clock unless others are named.
    `return_location_id`: the shop that the car comes back to, which may be the one that hires it out.
    """

    pickup_at: datetime | None = None
    return_at: datetime | None = None
    car_id: str | None = None
    vehicle_class: str | None = None
    customer: Customer | None = None
    extras: Sequence[str] | None = None
    pinned: bool | None = None
    location_id: str | None = None
    return_location_id: str | None = None

    def leaves(self, location_id: str) -> bool:
        """Does a rental of this shop go to another one?"""
        return self.location_id is not None and self.location_id != location_id

    def redirects(self, rental: Rental) -> bool:
        """Does the car of this rental come back to another shop than before?"""
        return self.return_location_id is not None and self.return_location_id != rental.return_shop.id

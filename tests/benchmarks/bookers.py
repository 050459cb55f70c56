"""Who books in the concurrency benchmark: each thread on days of its own, so that each can succeed."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from reservations import booking, clock, shops
from reservations.booking import Booked, Customer
from reservations.models import Location
from reservations.values import Actor, Shop
from tests.benchmarks import bare

THREADS = 32  # of all processes
DAY_OF_RUSH = 200  # from today: the days before are half full
HOURS = (8, 10, 12, 14, 16, 18)  # of a booking's start; each takes two


@dataclass
class Booker:
    number: int
    url: str
    shops: list[Shop]
    bare_booking: bare.Booking
    periods: Iterator[tuple[datetime, datetime]] = field(init=False)
    link: Any = field(init=False)

    def __post_init__(self) -> None:
        self.periods = periods(self.number)
        self.link = bare.connect(self.url, autocommit=False)

    def book_for(self, side: str, place: str, seconds: float) -> int:
        """How many bookings it made in `seconds`."""
        book = self.by_product if side == "product" else self.by_hand
        ends, done = time.monotonic() + seconds, 0
        while time.monotonic() < ends:
            shop = self.shops[(self.number + done) % len(self.shops) if place == "spread" else 0]
            book(shop, *next(self.periods))
            done += 1
        return done

    def by_product(self, shop: Shop, pickup_at: datetime, return_at: datetime) -> None:
        assert not book(shop, pickup_at, return_at, session()).repeated

    def by_hand(self, shop: Shop, pickup_at: datetime, return_at: datetime) -> None:
        values = {"location": shop.id, "pickup": pickup_at, "return": return_at, "session": session()}
        self.bare_booking.book(self.link, values)


def bookers(url: str, numbers: Iterable[int]) -> list[Booker]:
    known = shops.with_hours(Location.objects.order_by("pk"))
    sent = observed(known[0], *next(periods(min(numbers), DAY_OF_RUSH - THREADS)))
    return [Booker(number, url, known, sent) for number in numbers]


def observed(shop: Shop, pickup_at: datetime, return_at: datetime) -> bare.Booking:
    """The statements of one booking of the product's."""
    made: list[Booked] = []
    conversation = session()
    sent = bare.statements(lambda: made.append(book(shop, pickup_at, return_at, conversation)))
    row = made[0].rental
    known = {"location": shop.id, "pickup": pickup_at, "return": return_at, "session": conversation}
    return bare.Booking(sent, {**known, "id": row.id, "number": row.number, "vehicle": row.vehicle_id})


def book(shop: Shop, pickup_at: datetime, return_at: datetime, conversation: str) -> Booked:
    return booking.create(
        shop,
        pickup_at=pickup_at,
        return_at=return_at,
        customer=Customer("山田太郎"),
        actor=Actor("agent", session_id=conversation, call_id="call-1"),
        vehicle_class="compact",
    )


def session() -> str:
    return uuid.uuid4().hex


def periods(number: int, first: int = DAY_OF_RUSH) -> Iterator[tuple[datetime, datetime]]:
    today = clock.local(clock.now(), "Asia/Tokyo").replace(hour=0, minute=0, second=0, microsecond=0)
    for days in itertools.count(first + number, THREADS):
        for hour in HOURS:
            pickup_at = (today + timedelta(days=days, hours=hour)).astimezone(UTC)
            yield pickup_at, pickup_at + timedelta(hours=2)

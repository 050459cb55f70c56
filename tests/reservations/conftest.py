"""A Tuesday morning, a shop with three cars, and callers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from reservations import times, tools
from reservations.booking import Customer
from reservations.models import Location, Reservation, Vehicle
from reservations.tools import Caller
from reservations.values import Actor
from tests import rows

__all__ = ["DjangoAssertNumQueries"]
SATURDAY = {"startDate": "2026-12-12T10:00:00", "endDate": "2026-12-12T18:00:00"}
REQUEST = {"locationId": "ekimae", **SATURDAY, "customerName": "山田太郎"}
Book = Callable[..., Reservation]
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def tuesday_morning(settings: Settings) -> datetime:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    # Files collected or not: these tests ask for none.
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "serve_static" not in path]
    return datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def shop(db: None) -> Location:
    """東京駅前店 with two compacts and a minivan."""
    location = Location.objects.create(
        id="ekimae", name="東京駅前店", name_en="Tokyo Station", region="東京", region_en="Tokyo"
    )
    for pk, kind in (("c1", "compact"), ("c2", "compact"), ("m1", "minivan")):
        Vehicle.objects.create(id=pk, location=location, vehicle_class=kind, registration=f"品川 500 わ {pk}")
    return location


@pytest.fixture
def book(shop: Location) -> Book:
    """Book by the wall clock: book("12-12T10:00", "12-12T18:00", "compact")."""

    def booked(start: str, end: str, kind: str | None = None, **other: Any) -> Reservation:
        car = Vehicle.objects.get(pk=other["car"]) if "car" in other else None
        location = other.get("shop", shop)
        return rows.create(
            location,
            pickup_at=times.read_instant(f"2026-{start}", location.timezone),
            return_at=times.read_instant(f"2026-{end}", location.timezone),
            customer=Customer(other.get("name", "山田太郎"), phone=other.get("phone", "")),
            actor=other.get("actor", Actor("staff")),
            vehicle_class=kind,
            vehicle=car,
            return_location=other.get("return_location"),
            hold_for=other.get("hold_for"),
        )

    return booked


@pytest.fixture
def ask() -> Ask:
    """Run a tool as a Japanese caller's agent, unless said otherwise."""

    def asked(
        name: str, key: str | None = None, language: str = "ja", session: str = "s1", **given: Any
    ) -> Any:
        return tools.run(name, given, caller=Caller("agent", session, language), key=key)

    return asked

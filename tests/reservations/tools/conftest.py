"""A tariff, and a booking under it."""

from __future__ import annotations

from typing import Any

import pytest

from reservations.models import CancellationFee, Location, Rate
from tests.reservations.conftest import REQUEST, Ask


@pytest.fixture
def tariff(shop: Location) -> None:
    bands = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 6000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **bands)
    Rate.objects.create(vehicle_class="minivan", **{name: 2 * yen for name, yen in bands.items()})
    for days, percent in ((6, 20), (2, 30), (0, 50)):
        CancellationFee.objects.create(days_before=days, percent=percent, cap=6600)


@pytest.fixture
def mine(tariff: None, ask: Ask) -> dict[str, Any]:
    """A compact on Saturday the 12th from 10 to 18, booked in conversation s1."""
    booked = ask("create_reservation", **REQUEST, vehicleType="compact")
    assert booked["price"]["total"] == 6000
    return dict(booked)


def of(booking: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {"number": booking["number"], "session": "s2", "customerName": "山田太郎", **other}

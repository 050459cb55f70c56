"""A shop that can be reached, and a customer who can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reservations import times
from reservations.booking import Customer
from reservations.models import DropOff, Location, Rate, Reservation
from reservations.values import Actor
from tests import rows

CLERK = Actor("staff", who="hanako")
Reserve = Callable[..., Reservation]


@pytest.fixture
def tokyo(shop: Location) -> Location:
    """The shop with an address, a telephone and a tariff."""
    shop.address, shop.address_en = "東京都千代田区丸の内1-9-1", "1-9-1 Marunouchi, Chiyoda-ku, Tokyo"
    shop.phone = "+81-3-5555-0101"
    shop.directions, shop.directions_en = "郵便局の隣です。", "Next to the post office."
    shop.save()
    Rate.objects.create(
        vehicle_class="compact",
        hours_6=5_000,
        hours_12=6_000,
        hours_24=7_000,
        further_day=6_000,
        extra_hour=1_000,
    )
    return shop


@pytest.fixture
def reserve(tokyo: Location) -> Reserve:
    """Book a compact for Saturday, 10 to 18, for somebody with a mobile telephone and an e-mail address."""

    def reserved(phone: str = "090-1234-5678", email: str = "taro@example.com", **other: Any) -> Reservation:
        held_for = timedelta(minutes=5) if other.pop("hold", False) else None
        given = {
            "pickup_at": times.read_instant("2026-12-12T10:00", tokyo.timezone),
            "return_at": times.read_instant("2026-12-12T18:00", tokyo.timezone),
            "vehicle_class": "compact",
            **other,
        }
        return rows.create(
            tokyo,
            customer=Customer("山田太郎", phone=phone, email=email),
            actor=CLERK,
            hold_for=held_for,
            **given,
        )

    return reserved


@pytest.fixture
def new_york(tokyo: Location) -> Location:
    """Where a car of the shop may be returned."""
    away = Location.objects.create(
        id="ny", name="NY店", name_en="New York", address_en="1 Main Street", timezone="America/New_York"
    )
    DropOff.objects.create(origin=tokyo, destination=away, fee=0)
    return away

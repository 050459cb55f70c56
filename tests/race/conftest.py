"""A shop with five cars on a Tuesday morning, and clerks at its desk."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from reservations.models import Location, Vehicle
from tests.race.concurrency import CARS


@pytest.fixture(autouse=True)
def tuesday_morning(settings: Settings, uncollected_static_files: None) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    # Files collected or not: these tests ask for none.
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "serve_static" not in path]


@pytest.fixture
def five_cars(transactional_db: None) -> Location:
    shop = Location.objects.create(id="ekimae", name="東京駅前店")
    for number in range(CARS):
        Vehicle.objects.create(id=f"c{number}", location=shop, vehicle_class="compact")
    return shop


@pytest.fixture
def two_cars(five_cars: Location) -> Location:
    Vehicle.objects.exclude(pk__in=["c0", "c1"]).update(active=False)
    return five_cars

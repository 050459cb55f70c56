"""A clerk who is logged in, and what is in the tables before."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.safestring import SafeString

from reservations.admin import booking, register_panel
from reservations.models import CancellationFee, Extra, Location, Rate, Reservation
from tests.reservations.recorded import cosmos, record, store

__all__ = ["cosmos", "record", "store"]


def panel(reservation: Reservation) -> SafeString:
    return SafeString(f"<p>the conversation {reservation.session_id}</p>")


@pytest.fixture
def clerk(admin_client: Client, uncollected_static_files: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(booking, "PANELS", [])
    monkeypatch.setattr(booking, "STYLESHEETS", [])
    register_panel(panel, stylesheet="beside.css")
    return admin_client


@pytest.fixture
def tariff(shop: Location) -> None:
    amounts = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 7000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **amounts)
    Extra.objects.create(key="child-seat", name="チャイルドシート", name_en="Child seat", amount=1100)
    CancellationFee.objects.create(days_before=14, percent=50)

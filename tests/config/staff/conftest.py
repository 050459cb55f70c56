"""Two shops with a customer each, and a clerk who works at one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from reservations import booking, clock
from reservations.models import Location, Message, Quarantine, Reservation, ShopAssignment, Vehicle
from reservations.values import Actor, Customer
from tests import rows
from voice.models import Line, Session


@dataclass(frozen=True)
class ShopRows:
    """What there is of one shop: a customer's booking with its conversation and message, a car kept from
    hire, and a document that cannot be shown."""

    location: Location
    booking: Reservation
    block: Reservation
    session: Session
    message: Message
    quarantined: Quarantine

    @property
    def secrets(self) -> set[str]:
        """Texts that only who may see this shop's customers may read."""
        return {
            self.booking.customer_name,
            self.booking.number,
            self.booking.customer_phone.as_national,
            self.session.pk,
            f"車検 {self.location.pk}",
        }


@pytest.fixture
def pinned_clock(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"


@pytest.fixture
def own(db: None, pinned_clock: None) -> ShopRows:
    return make_shop("ekimae", "東京駅前店", customer="高橋花子", phone="090-1111-2222")


@pytest.fixture
def other(db: None, pinned_clock: None) -> ShopRows:
    return make_shop("sapporo", "札幌店", customer="小林次郎", phone="090-3333-4444")


def make_shop(pk: str, name: str, *, customer: str, phone: str) -> ShopRows:
    location = Location.objects.create(id=pk, name=name)
    cars = [
        Vehicle.objects.create(
            id=f"{pk}{count}", location=location, vehicle_class="compact", registration=f"{pk} わ {count}"
        )
        for count in (1, 2)
    ]
    session = Session.objects.create(
        created_at=clock.now(), provider="embedded", model="m", status=Session.Status.ENDED
    )
    Line.objects.create(
        session=session, item_id="1", role="caller", text=f"{customer}です", at=clock.now(), position=0
    )
    reservation = rows.create(
        location,
        pickup_at=local(2026, 12, 12, 10),
        return_at=local(2026, 12, 12, 18),
        customer=Customer(customer, phone=phone),
        actor=Actor("agent", session_id=session.pk),
        vehicle=cars[0],
    )
    block = booking.block(
        cars[1],
        starts_at=local(2026, 12, 12, 9),
        ends_at=local(2026, 12, 12, 17),
        reason=f"車検 {pk}",
        actor=Actor("staff"),
    )
    message = Message.objects.create(
        key=pk,
        reservation=reservation,
        kind="confirmed",
        channel="sms",
        to=phone,
        language="ja",
        body=customer,
    )
    document = {"customerName": customer}
    quarantined = Quarantine.objects.create(
        container="reservations",
        location_id=pk,
        document_id=f"document-{customer}",
        reason="no class",
        document=document,
        since=clock.now(),
        seen_at=clock.now(),
    )
    return ShopRows(location, reservation, rows.of(block), session, message, quarantined)


def local(*given: int) -> datetime:
    return timezone.make_aware(datetime(*given))  # type: ignore[arg-type]  # noqa: DTZ001  (aware at once)


def make_user(name: str, *groups: str, shops: tuple[Location, ...] = (), **flags: Any) -> User:
    user = User.objects.create_user(name, password="harbour-lantern-42", is_staff=True, **flags)
    user.groups.set(Group.objects.filter(name__in=groups))
    for shop in shops:
        ShopAssignment.objects.create(user=user, location=shop)
    return user


def grant_all_but(user: User, *codenames: str) -> User:
    """Every permission there is, without being a superuser."""
    user.user_permissions.set(Permission.objects.exclude(codename__in=codenames))
    return User.objects.get(pk=user.pk)


def log_in(user: User, language: str = "ja") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client

"""Rows as values, and what is read of them without a lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from reservations import clock, shops, vehicle_classes
from reservations.availability import Period, late_cars_count
from reservations.models import Reservation, Vehicle, sql
from reservations.occupancy import CarRequest, FleetOccupancy, Occupancy
from reservations.repositories.orm import assignment
from reservations.values import Car, Rental, Shop

ALIKE = (
    *("id", "number", "vehicle_class", "pickup_at", "return_at", "blocked_until", "status", "source"),
    *("customer_name", "customer_kana", "customer_email", "notes", "pinned", "picked_up_at", "returned_at"),
    *(
        "called_off_at",
        "hold_expires_at",
        "session_id",
        "language",
        "price",
        "price_lines",
        "extras",
        "cancellation_fee",
    ),
    *("consents", "sheets", "document", "created_at", "updated_at"),
)

# What an Occupancy is made of: the JSON columns of a booking are not read for it.
OCCUPYING = (
    *("number", "vehicle_id", "vehicle_class", "location_id", "return_location_id", "pinned", "status"),
    *("pickup_at", "picked_up_at", "return_at", "blocked_until", "hold_expires_at", "session_id"),
)


def read_car(row: Vehicle) -> Car:
    return Car(row.pk, row.location_id, row.vehicle_class, row.registration, row.manufacturer, row.model)


def read_rental(row: Reservation, shop: Shop | None = None) -> Rental:
    """`shop`: its own, for whom has it at hand."""
    back = row.return_location
    return Rental(
        location=shop if shop and shop.id == row.location_id else shops.of(row.location),
        vehicle=read_car(row.vehicle),
        return_location=shops.of(back) if back else None,
        customer_phone=str(row.customer_phone or ""),
        version=version(row),
        **{name: getattr(row, name) for name in ALIKE},
    )


def version(row: Reservation) -> str:
    return row.updated_at.isoformat()


def find_by_number(number: str) -> Rental | None:
    rows = Reservation.objects.select_related("location", "vehicle", "return_location")
    row = rows.filter(number=number).first()
    return read_rental(row) if row else None


def find_by_phone(phone: str, since: datetime, until: datetime) -> list[Rental]:
    # By the index of the pickup: a few days have few rentals, however long the past grows.
    near = Reservation.objects.filter(pickup_at__gte=since, pickup_at__lt=until, customer_phone=phone)
    return [read_rental(row) for row in near.select_related("location", "vehicle", "return_location")]


def find_by_session(session_id: str) -> list[Rental]:
    mine = Reservation.objects.filter(session_id=session_id).select_related("location", "vehicle")
    return [read_rental(row) for row in mine.order_by("-created_at")]


def find_free_cars(shop: Shop, period: Period, vehicle_class: str | None, session_id: str) -> list[Car]:
    request = CarRequest(period, clock.now(), session_id)
    cars = sql.judge_cars(shop.id, period, vehicle_class, now=request.now, session_id=session_id)
    free = [row for row, is_free in cars if is_free]
    free += find_by_moving([row for row, _is_free in cars], free, request)
    free.sort(key=lambda row: (vehicle_classes.order(row.vehicle_class), row.pk))
    return [read_car(row) for row in free]


def find_by_moving(cars: Iterable[Vehicle], free: list[Vehicle], request: CarRequest) -> list[Vehicle]:
    """One car of each class that is full as it stands, where moving its bookings makes one free."""
    known = {row.vehicle_class for row in free}
    full: dict[str, list[Vehicle]] = {}
    for row in cars:
        if row.vehicle_class not in known:
            full.setdefault(row.vehicle_class, []).append(row)
    found = (assignment.plan_by_moving(fleet, request) for fleet in full.values())
    return [row for row, _plan in filter(None, found)]


def read_occupancy(
    shops: Sequence[Shop], since: datetime, until: datetime, session_id: str, exclude_id: UUID | None
) -> FleetOccupancy:
    now, here = clock.now(), [shop.id for shop in shops]
    cars = Vehicle.objects.filter(location__in=here, active=True).order_by("pk")
    rows = Reservation.calendar.filter(vehicle__location__in=here)
    if exclude_id:
        rows = rows.exclude(pk=exclude_id)
    near = [*rows.keeping(now, session_id).overlapping(since, until).only(*OCCUPYING)]
    if late_cars_count(since, now):
        # An overdue rental may have ended by its plan before the time that is read: it counts all the same.
        near += rows.overdue(now).only(*OCCUPYING)
    taken: dict[str, list[Occupancy]] = {}
    for row in near:
        taken.setdefault(row.vehicle_id, []).append(Occupancy.of(row, str(row.pk)))
    return FleetOccupancy([read_car(row) for row in cars], taken, now)

"""The store of our own tables, as repositories/base.py asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from reservations.availability import Period
from reservations.models import Reservation, ReservationEvent, Vehicle
from reservations.occupancy import FleetOccupancy
from reservations.repositories.base import Booked, Changed, Reference
from reservations.repositories.orm import blocks, changing, creating, imports, lifecycle, queries
from reservations.repositories.orm.rows import lock_cars
from reservations.repositories.orm.transactions import run_with_retries
from reservations.values import Actor, Car, Change, Draft, Rental, Shop

T = TypeVar("T")


class Orm:
    def run_together(self, operation: Callable[[], T]) -> T:
        return run_with_retries(operation)

    def find_free_cars(
        self, shop: Shop, period: Period, vehicle_class: str | None, session_id: str
    ) -> list[Car]:
        return queries.find_free_cars(shop, period, vehicle_class, session_id)

    def read_occupancy(
        self,
        shops: Sequence[Shop],
        since: datetime,
        until: datetime,
        session_id: str,
        exclude_id: UUID | None,
    ) -> FleetOccupancy:
        return queries.read_occupancy(shops, since, until, session_id, exclude_id)

    def find_by_number(self, number: str) -> Rental | None:
        return queries.find_by_number(number)

    def find_by_session(self, session_id: str) -> list[Rental]:
        return queries.find_by_session(session_id)

    def create(self, draft: Draft) -> Booked:
        row, repeated = creating.create(draft)
        return Booked(queries.read_rental(row, draft.shop), repeated)

    def change(
        self,
        reference: Reference,
        change: Change,
        *,
        actor: Actor,
        version: str = "",
        agreed: Callable[[Rental], bool] | None = None,
    ) -> Changed:
        if agreed is None:
            return Changed(changing.change(reference.id, change, actor, version))
        with transaction.atomic():
            after = changing.change(reference.id, change, actor, version)
            done = agreed(after)
            if not done:
                transaction.set_rollback(True)
        return Changed(after, done)

    def take_step(
        self, reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any
    ) -> Rental:
        return queries.read_rental(
            lifecycle.take_step(reference.id, status, actor=actor, version=version, **data)
        )

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        return queries.read_rental(
            blocks.block(car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor)
        )

    def find_external_shops(self, known: Collection[str]) -> list[str]:
        return []  # our own tables

    def prepare_import(self, location_ids: Sequence[str]) -> None:
        """All their cars are locked in the one order: document by document, it would be another."""
        lock_cars(Vehicle.objects.filter(location__in=location_ids))

    def import_reservation(self, pk: UUID, shop: Shop, columns: dict[str, Any]) -> Rental:
        return queries.read_rental(imports.import_reservation(pk, shop, columns), shop)

    def publish(self, location_ids: Sequence[str], version: str = "") -> None:
        """The rows are the record."""

    def empty(self) -> None:
        ReservationEvent.objects.all().delete()
        Reservation.calendar.all().delete()

    def expire_holds(self) -> int:
        return lifecycle.expire_holds()

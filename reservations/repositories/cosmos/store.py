"""The store of Cosmos DB, as repositories/base.py asks for it. What it wrote goes into the mirror at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError

from reservations import clock
from reservations.availability import Period
from reservations.errors import Busy, IllegalMove, NoReservation, StoreUnavailable
from reservations.models import Location, Reservation
from reservations.occupancy import CarRequest, FleetOccupancy, Occupancy
from reservations.repositories import mirror
from reservations.repositories.base import Booked, Changed, Reference
from reservations.repositories.cosmos import (
    blocks,
    changing,
    creating,
    imports,
    lifecycle,
    locations,
    names,
    pages,
)
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.retry import RequestBudget
from reservations.values import Actor, Car, Change, Draft, Rental, Shop

log = logging.getLogger(__name__)
T = TypeVar("T")


class Cosmos:
    def run_together(self, operation: Callable[[], T]) -> T:
        """The record keeps an operation once; a receipt that a twin has written is read the second time."""
        try:
            return operation()
        except IntegrityError:
            return operation()

    def write(self, operation: Callable[[Record], T]) -> T:
        """Do it, and show it to staff. A mirror that cannot be written now is healed by the feed."""
        record = Record()
        try:
            return operation(record)
        finally:
            if record.written:
                mirror.best_effort(record.written.values(), record.reservation)

    def find_free_cars(
        self, shop: Shop, period: Period, vehicle_class: str | None, session_id: str
    ) -> list[Car]:
        return (
            Record().fleet(shop.id).list_on_offer(vehicle_class, CarRequest(period, clock.now(), session_id))
        )

    def read_occupancy(
        self,
        shops: Sequence[Shop],
        since: datetime,
        until: datetime,
        session_id: str,
        exclude_id: UUID | None,
    ) -> FleetOccupancy:
        record, now = Record(), clock.now()
        own = names.reservation_id(exclude_id) if exclude_id else ""
        request = CarRequest(Period(since, until, until), now, session_id, own)
        cars: list[Car] = []
        taken: dict[str, list[Occupancy]] = {}
        for shop in shops:
            fleet = record.fleet(shop.id)
            cars += fleet.cars
            for car in fleet.cars:
                taken[car.id] = [
                    entry
                    for entry in fleet.find_keeping(car, request)
                    if entry.overlaps(since, until) or entry.is_overdue(now)
                ]
        return FleetOccupancy(cars, taken, now)

    def find_by_number(self, number: str) -> Rental | None:
        record = Record()
        there = record.find_by_number(number)
        rental = record.rental(there) if there else None
        return None if rental is None or rental.status in {"blocked", "released"} else rental

    def find_by_session(self, session_id: str) -> list[Rental]:
        record = Record()
        mine = [record.rental(each) for each in record.find_by_session(session_id)]
        return sorted(mine, key=lambda rental: rental.created_at, reverse=True)

    def create(self, draft: Draft) -> Booked:
        return self.write(lambda record: creating.create(record, draft))

    def change(
        self,
        reference: Reference,
        change: Change,
        *,
        actor: Actor,
        version: str = "",
        agreed: Callable[[Rental], bool] | None = None,
    ) -> Changed:
        return self.write(
            lambda record: changing.change(
                record, reference, change, actor=actor, version=version, agreed=agreed
            )
        )

    def take_step(
        self, reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any
    ) -> Rental:
        return self.write(
            lambda record: lifecycle.take_step(
                record, reference, status, actor=actor, version=version, **data
            )
        )

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        return self.write(
            lambda record: blocks.block(
                record, car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor
            )
        )

    def find_external_shops(self, known: Collection[str]) -> list[str]:
        page, _place = pages.read_changes("locations")
        return [str(each["id"]) for each in page if each["id"] not in known]

    def prepare_import(self, location_ids: Sequence[str]) -> None:
        """Nothing is locked here: each of them is guarded by its car's calendar."""

    def import_reservation(self, pk: UUID, shop: Shop, columns: dict[str, Any]) -> Rental:
        return self.write(lambda record: imports.import_reservation(record, pk, shop, columns))

    def publish(self, location_ids: Sequence[str], version: str = "") -> None:
        record, rows = Record(), Location.objects.in_bulk(location_ids)
        for pk in location_ids:
            mirror.show_place(
                locations.publish_location(record, rows[pk], version if pk == location_ids[0] else "")
            )

    def empty(self) -> None:
        for container, key in (("locations", "id"), ("reservations", "locationId"), ("numbers", "id")):
            for each in pages.read_all(container):
                Record(RequestBudget(pages.PATIENCE)).delete(container, each["id"], each[key])
        mirror.empty()

    def expire_holds(self) -> int:
        """Those that staff still see as held: the record itself counts them for nothing."""
        lapsed = Reservation.objects.filter(status="held", hold_expires_at__lte=clock.now())
        count = 0
        for row in lapsed:
            try:
                self.take_step(row, "expired", actor=Actor("system"))
                count += 1
            except (IllegalMove, NoReservation):
                continue  # confirmed, given up or deleted meanwhile
            except (Busy, StoreUnavailable) as error:
                log.warning("Holds that ran out wait for the record: %s", error)
                break  # they count for nothing already; whoever asked has other things to do
            except (ValueError, LookupError, TypeError, AttributeError):
                log.exception("The document of %s cannot be read: its hold is left as it is", row.number)
        return count

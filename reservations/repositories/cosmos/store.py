"""The store of Cosmos DB, as repositories/base.py asks for it. What it wrote goes into the mirror at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError

from reservations import clock
from reservations.availability import Period, late_cars_count
from reservations.diary import Diary
from reservations.errors import Busy, IllegalMove, NoReservation, StoreUnavailable
from reservations.models import Location, Reservation
from reservations.repositories import mirror
from reservations.repositories.base import Booked, Changed, Reference
from reservations.repositories.cosmos import bringing, changing, creating, life, names, pages, places
from reservations.repositories.cosmos.fleet import Fleet, Wish
from reservations.repositories.cosmos.record import Record
from reservations.repositories.cosmos.turn import Turn
from reservations.values import Actor, Car, Change, Draft, Rental, Shop

log = logging.getLogger(__name__)
T = TypeVar("T")


class Cosmos:
    def together(self, deed: Callable[[], T]) -> T:
        """The record itself keeps a deed once; a receipt that a twin has written is read the second time."""
        try:
            return deed()
        except IntegrityError:
            return deed()

    def done(self, deed: Callable[[Record], T]) -> T:
        """Do it, and show it to staff. A mirror that cannot be written now is healed by the feed."""
        record = Record()
        try:
            return deed(record)
        finally:
            if record.written:
                mirror.best_effort(record.written.values(), record.reservation)

    def free_cars(self, shop: Shop, period: Period, vehicle_class: str | None, session_id: str) -> list[Car]:
        return Record().fleet(shop.id).on_offer(vehicle_class, Wish(period, clock.now(), session_id))

    def diary(
        self, shops: Sequence[Shop], since: datetime, until: datetime, session_id: str, besides: UUID | None
    ) -> Diary:
        record, now = Record(), clock.now()
        own = names.reservation_id(besides) if besides else ""
        wish = Wish(Period(since, until, until), now, session_id, own)
        cars: list[Car] = []
        taken: dict[str, list[tuple[datetime, datetime]]] = {}
        late: set[str] = set()
        for shop in shops:
            fleet = record.fleet(shop.id)
            cars += fleet.cars
            for car in fleet.cars:
                taken[car.id] = spans(fleet, car, wish)
                if late_cars_count(since, now) and fleet.late(car, wish):
                    late.add(car.id)
        return Diary(cars, taken, frozenset(late), now)

    def by_number(self, number: str) -> Rental | None:
        record = Record()
        there = record.by_number(number)
        rental = record.rental(there) if there else None
        return None if rental is None or rental.status in {"blocked", "released"} else rental

    def of_session(self, session_id: str) -> list[Rental]:
        record = Record()
        mine = [record.rental(each) for each in record.of_session(session_id)]
        return sorted(mine, key=lambda rental: rental.created_at, reverse=True)

    def create(self, draft: Draft) -> Booked:
        return self.done(lambda record: creating.create(record, draft))

    def change(
        self,
        reference: Reference,
        change: Change,
        *,
        actor: Actor,
        version: str = "",
        agreed: Callable[[Rental], bool] | None = None,
    ) -> Changed:
        return self.done(
            lambda record: changing.change(
                record, reference, change, actor=actor, version=version, agreed=agreed
            )
        )

    def step(
        self, reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any
    ) -> Rental:
        return self.done(
            lambda record: life.step(record, reference, status, actor=actor, version=version, **data)
        )

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        return self.done(
            lambda record: bringing.block(
                record, car, starts_at=starts_at, ends_at=ends_at, reason=reason, actor=actor
            )
        )

    def foreign_shops(self, known: Collection[str]) -> list[str]:
        page, _place = pages.changed("locations")
        return [str(each["id"]) for each in page if each["id"] not in known]

    def expect(self, location_ids: Sequence[str]) -> None:
        """Nothing is locked here: each of them is guarded by its car's calendar."""

    def bring(self, pk: UUID, shop: Shop, columns: dict[str, Any]) -> Rental:
        return self.done(lambda record: bringing.bring(record, pk, shop, columns))

    def publish(self, location_ids: Sequence[str], version: str = "") -> None:
        record, rows = Record(), Location.objects.in_bulk(location_ids)
        for pk in location_ids:
            mirror.show_place(places.published(record, rows[pk], version if pk == location_ids[0] else ""))

    def empty(self) -> None:
        for container, key in (("locations", "id"), ("reservations", "locationId"), ("numbers", "id")):
            for each in pages.every(container):
                Record(Turn(pages.PATIENCE)).delete(container, each["id"], each[key])
        mirror.empty()

    def expire_holds(self) -> int:
        """Those that staff still see as held: the record itself counts them for nothing."""
        lapsed = Reservation.objects.filter(status="held", hold_expires_at__lte=clock.now())
        count = 0
        for row in lapsed:
            try:
                self.step(row, "expired", actor=Actor("system"))
                count += 1
            except (IllegalMove, NoReservation):
                continue  # confirmed, given up or deleted meanwhile
            except (Busy, StoreUnavailable) as error:
                log.warning("Holds that ran out wait for the record: %s", error)
                break  # they count for nothing already; whoever asked has other things to do
            except (ValueError, LookupError, TypeError, AttributeError):
                log.exception("The document of %s cannot be read: its hold is left as it is", row.number)
        return count


def spans(fleet: Fleet, car: Car, wish: Wish) -> list[tuple[datetime, datetime]]:
    start, until = wish.period.pickup_at, wish.period.blocked_until
    its = fleet.keeping(car, wish)
    return [(entry.start, entry.until) for entry in its if entry.overlaps(start, until)]

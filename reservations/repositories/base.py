"""What a store of reservations can do, in the words of the trade. Who asks never learns which store it is.

An operation is done wholly or not at all, and never gives one car to two renters, whatever else happens at
the same time. Refusals are reservations/errors; nothing of a database or an SDK comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from reservations.availability import Period
from reservations.occupancy import FleetOccupancy
from reservations.values import Actor, BlockChange, Car, Change, Columns, Draft, Rental, Shop

T = TypeVar("T")


class Reference(Protocol):
    """Names a rental: a Rental, or the row of one."""

    @property
    def id(self) -> UUID: ...

    @property
    def location_id(self) -> str: ...

    @property
    def document(self) -> Any:
        """Fields of another system's, its own id among them."""


@dataclass(frozen=True)
class Booked:
    """`repeated`: the same conversation had already booked just this, and nothing new was written."""

    rental: Rental
    repeated: bool = False


@dataclass(frozen=True)
class Changed:
    """`done`: False where what it would become was not what had been agreed, and nothing was written."""

    rental: Rental
    done: bool = True


@dataclass(frozen=True)
class Finding:
    """What a diagnosis saw. `remedy`: what an operator can do about it; empty where all is well."""

    found: str
    remedy: str = ""


class Repository(Protocol):
    def run_together(self, operation: Callable[[], T]) -> T:
        """Do `operation`, with what it writes beside reservations, in one go where the store can."""

    def find_free_cars(
        self, shop: Shop, period: Period, vehicle_class: str | None, session_id: str
    ) -> list[Car]:
        """Cars that can be booked now: free ones, and of a full class one that others can make room on."""

    def read_occupancy(
        self,
        shops: Sequence[Shop],
        since: datetime,
        until: datetime,
        session_id: str,
        exclude_id: UUID | None,
    ) -> FleetOccupancy:
        """What keeps the cars of `shops` between two instants from this session, but for `exclude_id`."""

    def find_by_number(self, number: str) -> Rental | None: ...

    def find_by_phone(self, phone: str, since: datetime, until: datetime) -> list[Rental]:
        """Rentals of a telephone number (E.164) that are to leave between two instants, in no order."""

    def find_by_session(self, session_id: str) -> list[Rental]:
        """What a conversation has booked or holds, the newest first."""

    def create(self, draft: Draft) -> Booked: ...

    def change(
        self,
        reference: Reference,
        change: Change,
        *,
        actor: Actor,
        version: str = "",
        agreed: Callable[[Rental], bool] | None = None,
    ) -> Changed:
        """With `agreed`: only if what it becomes is just that. With `version`: only of that one."""

    def take_step(
        self, reference: Reference, status: str, *, actor: Actor, version: str = "", **data: Any
    ) -> Rental:
        """One step of a rental's life, or IllegalMove."""

    def erase_person(self, reference: Reference, *, actor: Actor) -> Rental:
        """Forget who a rental was of, in its audit log too; IllegalMove for one that is not over. Again does
        nothing."""

    def block(self, car: Car, *, starts_at: datetime, ends_at: datetime, reason: str, actor: Actor) -> Rental:
        """Keep a car from hire; what is booked on it must be moved first."""

    def change_block(
        self, reference: Reference, wanted: BlockChange, *, actor: Actor, version: str = ""
    ) -> Rental:
        """Keep a car from hire otherwise, as changes.change_block decides it."""

    def find_external_shops(self, known: Collection[str]) -> list[str]:
        """Shops of the record beside the `known` ones, where somebody else may have written them: a few."""

    def prepare_import(self, location_ids: Sequence[str]) -> None:
        """Many reservations of these shops are about to be brought in together."""

    def import_reservation(self, pk: UUID, shop: Shop, columns: Columns) -> Rental:
        """A reservation made elsewhere, as it is: its past is not judged, but its car must be free."""

    def publish(self, location_ids: Sequence[str], version: str = "") -> None:
        """The rows of these shops and their cars were written by hand: let the record say the same. With
        `version`: only if it says of the first what was seen."""

    def empty(self) -> None:
        """Forget all reservations, and the record's own shops and cars: for `seed --reset` alone."""

    def expire_holds(self) -> int:
        """End the holds that ran out; how many. Bookings do so for the cars they want."""

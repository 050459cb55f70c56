"""What keeps a car: a rental, a hold, or its time out of service. Pure: both stores judge by this value.

SQL may filter beforehand, and the database's constraint or the calendar's ETag has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reservations.models import Reservation
from reservations.models.exclusion import BLOCKING
from reservations.values import Rental

# The statuses that keep a car, and those of them whose car may still be exchanged for another.
KEEPING = frozenset(BLOCKING)
MOVABLE = frozenset({"held", "confirmed"})


@dataclass(frozen=True)
class Occupancy:
    """`id`: the store's own name for the reservation. `start`: when the car leaves, or has left before its
    plan. `until`: with the turnaround; `return_at`: without. `hold_until`: when a hold ends by itself.
    `location_id`: of the shop that rents the car out."""

    id: str
    number: str
    start: datetime
    until: datetime
    return_at: datetime
    status: str
    vehicle_class: str
    pinned: bool = False
    one_way: bool = False
    session_id: str = ""
    hold_until: datetime | None = None
    location_id: str = ""

    @classmethod
    def of(cls, rental: Rental | Reservation, key: str) -> Occupancy:
        """`key`: the store's own name for the rental."""
        return cls(
            key,
            rental.number,
            rental.kept_from,
            rental.blocked_until,
            rental.return_at,
            rental.status,
            rental.vehicle_class,
            rental.pinned,
            rental.one_way,
            rental.session_id,
            rental.hold_expires_at,
            rental.location_id,
        )

    def overlaps(self, start: datetime, until: datetime) -> bool:
        """Half-open: those that only touch do not."""
        return self.start < until and self.until > start

    def is_expired_hold(self, now: datetime) -> bool:
        """A hold that ran out keeps its car from nobody, swept or not."""
        return self.status == "held" and self.hold_until is not None and self.hold_until <= now

    def is_own_hold(self, session_id: str) -> bool:
        """A session's own hold gives way to what the session asks for next."""
        return self.status == "held" and bool(session_id) and self.session_id == session_id

    def keeps_from(self, session_id: str, now: datetime) -> bool:
        """Does it keep its car from this session?"""
        return not self.is_expired_hold(now) and not self.is_own_hold(session_id)

    def is_overdue(self, now: datetime) -> bool:
        """Is the car on the road although it should be back?"""
        return self.status == "out" and self.return_at < now

    def may_move(self, *, vehicle_class: str, location_id: str, now: datetime) -> bool:
        """May it get another car of this class and shop? Not what was chosen by its plate, nor what drives.

        One-way, any car will do.
        """
        its = (self.vehicle_class, self.location_id) == (vehicle_class, location_id)
        return its and self.status in MOVABLE and not self.pinned and self.until > now

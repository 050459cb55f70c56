"""What may still be changed of a rental, by its status, and onto which car. Pure: both stores ask here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from reservations.errors import CarElsewhere, IllegalMove
from reservations.lifecycle import label
from reservations.models import Reservation
from reservations.values import Actor, Change, Rental

Status = Reservation.Status
OPEN = frozenset({Status.HELD, Status.CONFIRMED})


class Named(Protocol):
    @property
    def id(self) -> str: ...


C = TypeVar("C", bound=Named)


def own_car(car_id: str, for_hire: Iterable[C], present: C | None = None) -> C:
    """The car with `car_id`: the `present` one of the booking, or one that its shop has for hire.

    CarElsewhere for any other: a booking stays at the shop that the customer agreed to.
    """
    if present is not None and present.id == car_id:
        return present
    found = next((car for car in for_hire if car.id == car_id), None)
    if found is None:
        raise CarElsewhere
    return found


def permit(rental: Rental | Reservation, change: Change, actor: Actor, *, plan: bool) -> None:
    """Or IllegalMove: what is over stays as it was. Only the desk may still mend a name, or add a note.

    `plan`: it touches times, car or class by more than the return of a car on the road.
    """
    if rental.status in OPEN:
        return
    extras = change.extras is not None and list(change.extras) != list(rental.extras)
    words = change.customer.columns() if change.customer else {}
    customer = any(str(getattr(rental, name) or "") != word for name, word in words.items())
    mended = rental.status == Status.OUT or actor.source == "staff"
    if plan or extras or (customer and not mended):
        raise IllegalMove(IllegalMove.unchangeable, before=label(rental.status))


def price_basis(rental: Rental | Reservation) -> tuple[object, ...]:
    """What the price depends on; which car of its class it is does not matter."""
    return (
        rental.location_id,
        rental.vehicle_class,
        rental.pickup_at,
        rental.return_at,
        tuple(rental.extras),
    )

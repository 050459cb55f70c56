"""What may still be changed of a rental, by how far its life has gone. Pure: both stores ask here."""

from __future__ import annotations

from dataclasses import dataclass

from reservations.errors import IllegalMove
from reservations.models import Reservation
from reservations.records import Actor

Status = Reservation.Status
OPEN = frozenset({Status.HELD, Status.CONFIRMED})


@dataclass(frozen=True)
class Touches:
    """What a change touches: times, car or class (`longer`: no more than the return of a car on the road);
    the extras; the customer's name and addresses."""

    plan: bool
    longer: bool
    extras: bool
    customer: bool


def permit(status: str, touches: Touches, actor: Actor) -> None:
    """Or IllegalMove: what is over stays as it was. Only the desk may still mend a name, or add a note."""
    if status in OPEN:
        return
    plan = touches.plan and not touches.longer
    customer = touches.customer and status != Status.OUT and actor.source != "staff"
    if plan or touches.extras or customer:
        raise IllegalMove(IllegalMove.unchangeable, before=label(status))


def label(status: str) -> str:
    """Another system may have words of its own."""
    return str(Status(status).label) if status in Status.values else status

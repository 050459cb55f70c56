"""The only writer of reservations. Each deed is one transaction: lock, decide, write, journal, outbox.

Knows no HTTP, no tool and no voice. Locks are taken in one order: cars by their ids, then the booking.
"""

from __future__ import annotations

from reservations.booking.blocks import block, release
from reservations.booking.changing import change
from reservations.booking.creating import Booked, create
from reservations.booking.imports import bring
from reservations.booking.life import (
    cancel,
    confirm,
    expire_holds,
    hand_over,
    no_show,
    take_back,
    transition,
)
from reservations.booking.rows import Customer
from reservations.transactions import persistently

__all__ = [
    "Booked",
    "Customer",
    "block",
    "bring",
    "cancel",
    "change",
    "confirm",
    "create",
    "expire_holds",
    "hand_over",
    "no_show",
    "persistently",
    "release",
    "take_back",
    "transition",
]

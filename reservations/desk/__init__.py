"""What a clerk at the desk does for a caller: the tools' functions, `(arguments, caller, key) -> answer`."""

from __future__ import annotations

from reservations.desk.bookings import create_reservation
from reservations.desk.cancelling import cancel_reservation
from reservations.desk.cars import get_availability
from reservations.desk.changing import change_reservation
from reservations.desk.finding import find_reservation
from reservations.desk.prices import quote_price
from reservations.desk.shops import list_locations, location_details

__all__ = [
    "cancel_reservation",
    "change_reservation",
    "create_reservation",
    "find_reservation",
    "get_availability",
    "list_locations",
    "location_details",
    "quote_price",
]

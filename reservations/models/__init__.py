"""The tables. They hold facts and say which rows; deciding is done beside them."""

from __future__ import annotations

from reservations.models.booking import Block, Reservation, ReservationEvent
from reservations.models.faq import Answer
from reservations.models.fleet import Vehicle
from reservations.models.limits import Alarm, Window
from reservations.models.mirror import FeedToken, Mirrored, Quarantine
from reservations.models.money import CancellationFee, DropOff, Extra, Rate, Season
from reservations.models.outbox import Message
from reservations.models.shops import DatedHours, Location, WeeklyHours
from reservations.models.tool_calls import Receipt

__all__ = [
    "Alarm",
    "Answer",
    "Block",
    "CancellationFee",
    "DatedHours",
    "DropOff",
    "Extra",
    "FeedToken",
    "Location",
    "Message",
    "Mirrored",
    "Quarantine",
    "Rate",
    "Receipt",
    "Reservation",
    "ReservationEvent",
    "Season",
    "Vehicle",
    "WeeklyHours",
    "Window",
]

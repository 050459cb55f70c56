"""The tables. They hold facts and say which rows; deciding is done beside them."""

from __future__ import annotations

from reservations.models.audit_log import PersonalDataView, ReservationEvent
from reservations.models.booking import Block, Reservation
from reservations.models.faq import Answer
from reservations.models.fleet import Vehicle
from reservations.models.limits import Alarm, Receipt, Window
from reservations.models.mirror import FeedToken, Mirrored, Quarantine
from reservations.models.money import CancellationFee, DropOff, Extra, Rate, Season
from reservations.models.outbox import Message
from reservations.models.shops import CalendarFeed, DatedHours, Location, ShopAssignment, WeeklyHours

__all__ = [
    "Alarm",
    "Answer",
    "Block",
    "CalendarFeed",
    "CancellationFee",
    "DatedHours",
    "DropOff",
    "Extra",
    "FeedToken",
    "Location",
    "Message",
    "Mirrored",
    "PersonalDataView",
    "Quarantine",
    "Rate",
    "Receipt",
    "Reservation",
    "ReservationEvent",
    "Season",
    "ShopAssignment",
    "Vehicle",
    "WeeklyHours",
    "Window",
]

"""Django's own admin, tuned for the people at the desk."""

from __future__ import annotations

from reservations.admin import blocks, booking, money, outbox, places, quarantine
from reservations.admin.booking import register_panel

__all__ = ["blocks", "booking", "money", "outbox", "places", "quarantine", "register_panel"]

"""Django's own admin, tuned for the staff of a rental shop: one module a screen."""

from __future__ import annotations

from reservations.admin import alarms, blocks, booking, faq, outbox, quarantine, shops, tariff, vehicles
from reservations.admin.booking import register_panel

__all__ = [
    "alarms",
    "blocks",
    "booking",
    "faq",
    "outbox",
    "quarantine",
    "register_panel",
    "shops",
    "tariff",
    "vehicles",
]

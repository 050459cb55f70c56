"""The shop of the reservations' tests, on its Tuesday morning."""

from __future__ import annotations

from tests.reservations.conftest import shop, tuesday_morning

__all__ = ["shop", "tuesday_morning"]

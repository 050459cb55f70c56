"""Our own tables as the record. Each operation is one transaction: lock, decide, write, audit log, outbox.

Locks are taken in one order: cars by their ids, then the booking.
"""

from __future__ import annotations

from reservations.repositories.orm.store import Orm

__all__ = ["Orm"]

"""The audit log of a document as rows, and what customers are told of it: once, however often it comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from reservations import clock, messages
from reservations.changes import tells_customer
from reservations.models import Reservation, ReservationEvent

# A mirror that is made anew hears of every operation again, and must not write to every customer.
NEWS = timedelta(hours=1)
TOLD = {"created": "confirmed", "confirmed": "confirmed", "cancelled": "cancelled", "changed": "changed"}


def write_events(row: Reservation, document: Mapping[str, Any], before: Reservation | None) -> None:
    """The row is locked, so the lines that it lacks are those after the ones that it has."""
    known = ReservationEvent.objects.filter(reservation=row).count()
    lines = (document.get("events") or [])[known:]
    ReservationEvent.objects.bulk_create(
        ReservationEvent(
            reservation=row,
            at=datetime.fromisoformat(line["at"]),
            action=line["action"],
            actor=line.get("actor", "system"),
            who=line.get("who", ""),
            session_id=line.get("sessionId", ""),
            call_id=line.get("callId", ""),
            data=line.get("data") or {},
        )
        for line in lines
    )
    since = clock.now() - NEWS
    for line in lines:
        if datetime.fromisoformat(line["at"]) < since:
            continue
        if kind := kind_of_message(line["action"], row, before):
            messages.enqueue(row, kind, key=str(line["id"]))


def kind_of_message(action: str, row: Reservation, before: Reservation | None) -> str:
    """The kind of message; "" where a customer has nothing to hear of."""
    if action == "changed":
        return "changed" if before is not None and tells_customer(before, row) else ""
    return TOLD.get(action, "")

"""What must be so after any fight: nobody overlaps, and the audit log tells exactly what the tables hold."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from reservations import lifecycle
from reservations.models import Receipt, Reservation, ReservationEvent

BEGINNINGS = {"created": "confirmed", "held": "held", "imported": "confirmed", "blocked": "blocked"}
STEPS = (
    "confirmed",
    "out",
    "hand_over_undone",
    "returned",
    "return_undone",
    "cancelled",
    "no_show",
    "no_show_undone",
    "cancellation_undone",
    "expired",
    "released",
)
# An answer with one of these only asked, or told again.
NOTHING_DONE = {"needsConfirmation", "alreadyBooked", "alreadyChanged", "alreadyCancelled"}


def invariants_hold() -> bool:
    """To be asserted, as pytest shows what was found instead."""
    found = (overlaps(), find_contradictions(), find_receipt_gaps())
    assert found == (0, [], [])
    return True


def overlaps() -> int:
    rows = Reservation.calendar.blocking().order_by("vehicle_id")
    found = 0
    for _car, its in groupby(rows, key=lambda row: row.vehicle_id):
        free_from: datetime | None = None
        for row in sorted(its, key=lambda row: row.kept_from):
            found += free_from is not None and row.kept_from < free_from
            free_from = max(filter(None, (free_from, row.blocked_until)))
    return found


def find_contradictions() -> list[str]:
    """Every way in which a journal and its reservation contradict each other."""
    return [complaint for row in Reservation.calendar.all() if (complaint := contradiction(row))]


def contradiction(row: Reservation) -> str:
    """Go through the audit log from its first line: each must take up what the one before has left."""
    events = list(row.events.all())
    if not events or events[0].action not in BEGINNINGS:
        return f"{row}: begins with {events[:1]}"
    told: dict[str, Any] = {**read(events[0].data), "status": BEGINNINGS[events[0].action]}
    for event in events[1:]:
        if complaint := goes_on(told, event):
            return f"{row}: {event.action}: {complaint}"
    real = {
        "vehicle": row.vehicle_id,
        "pickup": row.pickup_at,
        "return": row.return_at,
        "status": row.status,
    }
    wrong = {name: (told[name], value) for name, value in real.items() if told[name] != value}
    return f"{row}: told and real differ: {wrong}" if wrong else ""


def goes_on(told: dict[str, Any], event: ReservationEvent) -> str:
    """Take `event` into what was told so far, or say why it cannot follow."""
    if event.action in STEPS:
        before, told["status"] = (
            told["status"],
            event.data.get("after") or lifecycle.status_after(event.action),
        )
        told["vehicle"] = event.data.get("vehicle") or told["vehicle"]
        return "" if event.data["before"] == before else f"it was {before}, not {event.data['before']}"
    if event.action not in {"changed", "moved"}:
        return "nobody knows this action"
    before = read(event.data["before"])
    told.setdefault("shop", before.get("shop"))
    was = {name: told[name] for name in before}
    told.update(read(event.data["after"]))
    return "" if before == was else f"it was {was}, not {before}"


def read(facts: dict[str, Any]) -> dict[str, Any]:
    """With its times as instants, whatever the zone they are written in."""
    times: dict[str, Any] = {
        name: datetime.fromisoformat(facts[name]) for name in ("pickup", "return") if name in facts
    }
    return {**facts, **times}


def find_receipt_gaps() -> list[str]:
    """Keyed operations without their receipt, and receipts of operations that were never done."""
    done = ReservationEvent.objects.exclude(call_id="").exclude(actor="system")
    operations = {
        (f"{event.actor}:{event.session_id}", event.call_id): event.reservation_id for event in done
    }
    receipts = {(row.caller, row.key): row.answer for row in Receipt.objects.all()}
    lost = [f"no receipt of {operation}" for operation in operations if operation not in receipts]
    for operation, answer in receipts.items():
        if not NOTHING_DONE.isdisjoint(answer):
            continue
        if str(operations.get(operation)) != answer["reservationId"]:
            lost.append(f"no operation of {operation}")
    return lost

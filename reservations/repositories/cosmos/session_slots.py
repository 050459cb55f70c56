"""How many live bookings a session has, whatever shops they are of: each holds a slot, a document of its own.

Shops are partitions, and no batch reaches over two of them. So the slot is claimed first, by whoever writes
its document first, and the booking is written after it. A slot is not given back when its booking ends: it is
free when its booking keeps no car any more, or was never written.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any

from azure.core import MatchConditions

from reservations import clock, creation_rules
from reservations.errors import ReservationError
from reservations.imports.fields import Malformed
from reservations.repositories.cosmos.calendar import MALFORMED, instant
from reservations.repositories.cosmos.client import Containers
from reservations.repositories.cosmos.documents import utc
from reservations.repositories.cosmos.errors import Exists, Missing, Stale, Unknown
from reservations.repositories.cosmos.record import SESSION_SLOT, Record
from reservations.values import Document, Draft

# Longer than an answer may take (retry.py): who has claimed a slot and not booked by then never will.
PENDING = timedelta(seconds=30)
BEFORE = "before"


def claim_slot(record: Record, draft: Draft, document_id: str) -> Document | None:
    """The slot that `document_id` has now; None where the session is not limited.

    Raises TooManyBookings where live bookings have all slots, and Stale where one of them is only claimed: by
    a creation that may yet fail.
    """
    pending = False
    for number in range(creation_rules.limit_for(draft)):
        slot = slot_of(draft, document_id, number)
        try:
            return dict(record.budget.write(partial(create, slot)))
        except (Exists, Unknown):
            present = record.item("numbers", slot["id"], slot["id"])
        if present is None:
            raise Stale
        if present["reservationId"] == document_id:
            return present
        state = state_of(record, draft, present)
        if state == "free":
            return take_over(record, present, slot)
        pending = pending or state == "pending"
    if pending:
        raise Stale
    if creation_rules.limit_for(draft):
        raise creation_rules.too_many(draft)
    return None


def refuse_full(record: Record, draft: Draft, document_id: str) -> None:
    """Raises TooManyBookings where live bookings other than `document_id` have all slots of the session.

    Only reads: a creation that fails anyway needs no slot. One that is only claimed is no reason to refuse.
    """
    limit = creation_rules.limit_for(draft)
    for number in range(limit):
        slot_id = slot_of(draft, document_id, number)["id"]
        present = record.item("numbers", slot_id, slot_id)
        if present is None or present["reservationId"] == document_id:
            return
        if state_of(record, draft, present) != "live":
            return
    if limit:
        raise creation_rules.too_many(draft)


def create(slot: Document, at: Containers) -> Any:
    return at.numbers.create_item(slot)


def slot_of(draft: Draft, document_id: str, number: int) -> Document:
    session = hashlib.sha256(draft.actor.session_id.encode()).hexdigest()[:32]
    return {
        "id": f"session-{session}-{number}",
        "docType": SESSION_SLOT,
        "locationId": draft.shop.id,
        "reservationId": document_id,
        "claimedAt": utc(clock.now()),
    }


def state_of(record: Record, draft: Draft, slot: Document) -> str:
    """Of another booking's slot: "live", "pending" (not written yet), or "free"."""
    there = record.reservation(slot["locationId"], slot["reservationId"])
    try:
        if there is None:
            if instant(slot["claimedAt"]) > clock.now() - PENDING:
                return "pending"
            there = record.find_anywhere(slot["reservationId"])  # another shop may have taken it over
        if there is None:
            return "free"
        return "live" if creation_rules.counts(record.rental(there), draft) else "free"
    except (Malformed, *MALFORMED):
        return "live"  # somebody has written it otherwise: it may keep a car


def take_over(record: Record, present: Document, slot: Document) -> Document:
    """Stale: another creation was quicker. The slot remembers whose it was, until its booking is written."""
    guard = if_unchanged(present)
    mine = {**slot, BEFORE: {name: present[name] for name in slot}}
    return dict(record.budget.write(lambda at: at.numbers.replace_item(slot["id"], mine, **guard)))


def release_slot(record: Record, slot: Document) -> None:
    """After a creation that was refused: others need not wait until its claim is too old.

    It goes back to whom it was taken from: that may be a hold that would have been replaced, and lives on.
    """
    guard = if_unchanged(slot)
    before = slot.get(BEFORE)
    try:
        if before:
            record.budget.write(lambda at: at.numbers.replace_item(slot["id"], before, **guard))
        else:
            record.budget.write(lambda at: at.numbers.delete_item(slot["id"], slot["id"], **guard))
    except (Missing, Stale, Unknown, ReservationError):
        return  # it is gone, or somebody else has it, or it will be too old


def if_unchanged(document: Document) -> dict[str, Any]:
    return {"etag": document["_etag"], "match_condition": MatchConditions.IfNotModified}

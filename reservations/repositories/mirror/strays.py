"""Cars that came back at another shop and are in no inventory: who wrote the two was stopped between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from reservations import clock
from reservations.records import Rental
from reservations.repositories.cosmos import places
from reservations.repositories.mirror import rows
from reservations.repositories.mirror.rows import WRONG

# A car that is gone for longer has been taken out of the fleet.
RECENT = timedelta(days=7)


def lost(shops: Iterable[Mapping[str, Any]], found: Iterable[Mapping[str, Any]]) -> list[Rental]:
    """The last rental of each, from which it belongs to the shop that took it back."""
    somewhere = {places.named(item) for shop in shops for item in shop.get("inventory") or []}
    last: dict[str, Rental] = {}
    for document in found:
        if document.get("status") != "returned" or document.get("vehicleId") in somewhere:
            continue
        try:
            rental = rows.read(document)
        except WRONG:
            continue
        before = last.get(rental.vehicle.id)
        if rental.returned_at and (
            before is None or rental.returned_at > (before.returned_at or clock.now())
        ):
            last[rental.vehicle.id] = rental
    since = clock.now() - RECENT
    return [each for each in last.values() if each.one_way and each.returned_at and each.returned_at > since]

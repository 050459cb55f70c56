"""Cars that came back at another shop and are in no inventory: who wrote the two was stopped between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from reservations import clock
from reservations.repositories.cosmos import places
from reservations.repositories.mirror import rows
from reservations.repositories.mirror.rows import WRONG
from reservations.values import Rental

# A car that is gone for longer has been taken out of the fleet.
RECENT = timedelta(days=7)


def lost(shops: Iterable[Mapping[str, Any]], found: Iterable[Mapping[str, Any]]) -> list[Rental]:
    """The last rental of each, from which it belongs to the shop that took it back."""
    somewhere = {places.named(item) for shop in shops for item in shop.get("inventory") or []}
    returned: list[tuple[datetime, Rental]] = []
    for document in found:
        if document.get("status") != "returned" or document.get("vehicleId") in somewhere:
            continue
        try:
            rental = rows.read(document)
        except WRONG:
            continue
        if rental.returned_at:
            returned.append((rental.returned_at, rental))
    last = {rental.vehicle.id: (at, rental) for at, rental in sorted(returned, key=itemgetter(0))}
    since = clock.now() - RECENT
    return [rental for at, rental in last.values() if rental.one_way and at > since]

"""Tells the staff's open pages which booking of a shop was written, once it is committed.

Both stores call `announce` for each booking or block that they write, whoever asked for it. What is told is
the booking's key and nothing about it: a page that hears of it asks for the rest, and is answered by what its
clerk may see. It reaches the pages of this process; those of others where there is a channel layer for all of
them (REDIS_URL). Pages look by themselves from time to time, as a message may be lost.
"""

from __future__ import annotations

from hashlib import sha256

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from reservations.models import Reservation

EVENT = "booking.written"  # Channels calls the consumer's booking_written


def name_group(shop_id: str) -> str:
    """The group that pages about a shop join. A shop's id may have letters that no group's name may have."""
    return f"shop.{sha256(shop_id.encode()).hexdigest()[:32]}"


def announce(row: Reservation) -> None:
    """Tell it when the present transaction is committed; at once where there is none.

    A channel layer that does not answer is logged and stops no booking.
    """
    key, shops = row.pk.hex, {row.location_id, row.return_location_id or row.location_id}

    def tell() -> None:
        send(key, shops)

    transaction.on_commit(tell, robust=True)


def send(key: str, shops: set[str]) -> None:
    tell_group = async_to_sync(get_channel_layer().group_send)
    for shop in shops:
        tell_group(name_group(shop), {"type": EVENT, "key": key})

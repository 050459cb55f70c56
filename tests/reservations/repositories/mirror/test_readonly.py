"""Where Cosmos DB is the record, nobody writes the rows that show it but the mirror."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import Settings

from reservations.models import Block, Location, Reservation, ReservationEvent
from reservations.models.readonly import MirrorIsReadOnly, mirror_writes
from reservations.repositories.mirror import apply
from tests.reservations.repositories.mirror.paper import Paper, booking

pytestmark = pytest.mark.db


def row() -> Reservation:
    return Reservation.calendar.get()


WAYS: list[Callable[[], object]] = [
    lambda: row().save(),
    lambda: row().delete(),
    lambda: Reservation.objects.update(notes="x"),
    lambda: Reservation.calendar.filter(status="confirmed").delete(),
    lambda: Reservation.objects.create(number="R-1"),
    lambda: Reservation.objects.bulk_create([Reservation(number="R-1")]),
    lambda: Reservation.objects.bulk_update([row()], ["notes"]),
    lambda: Block.objects.update(status="released"),
    lambda: Block.objects.create(number="B-1"),
    lambda: ReservationEvent.objects.update(action="x"),
    lambda: ReservationEvent.objects.all().delete(),
    lambda: row().events.create(action="x"),
    lambda: row().events.get().delete(),
]


@pytest.mark.parametrize("write", WAYS)
def test_rows_are_not_written_by_hand(
    write: Callable[[], object], shop: Location, settings: Settings
) -> None:
    apply([booking()], Paper())
    settings.RESERVATION_STORE = "cosmos"
    with pytest.raises(MirrorIsReadOnly, match=r"reservations\.booking"):
        write()
    assert (row().notes, row().status, row().events.get().action) == ("", "confirmed", "created")
    with mirror_writes():
        row().save()


def test_our_own_tables_are_written_as_ever(shop: Location) -> None:
    apply([booking()], Paper())
    assert Reservation.objects.update(notes="x") == 1
    assert row().events.all().delete()[0] == 1

"""Several bring the same documents at the same time, late and in any order: the rows end as the record is."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from reservations.models import Location, Message, Mirrored, Quarantine, Reservation, Vehicle
from reservations.repositories.mirror import apply, best_effort
from reservations.values import Document
from tests.reservations.repositories.mirror.paper import Paper, booking, event, later
from tests.threads import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CARS = ["c1", "c2", "c3", "c4"]
SWAPS, BRINGERS = 15, 4


@pytest.fixture
def parking(shop: Location) -> Location:
    for car in CARS:
        Vehicle.objects.get_or_create(id=car, defaults={"location": shop, "vehicle_class": "compact"})
    return shop


def history(dice: random.Random) -> tuple[list[Document], list[Document]]:
    """All that was ever written, and what is there now: bookings of one Saturday that swap their cars."""
    present = [booking(number, vehicleId=car) for number, car in enumerate(CARS, 1)]
    written = list(present)
    for step in range(SWAPS):
        one, other = dice.sample(range(len(CARS)), 2)
        cars = present[one]["vehicleId"], present[other]["vehicleId"]
        for place, car in ((one, cars[1]), (other, cars[0])):
            before = present[place]
            line = event(1000 + step * 10 + place, "moved")
            present[place] = later(before, before["revision"] + 1, line, vehicleId=car)
            written.append(present[place])
    return written, present


def run(operations: Sequence[Callable[[], object]], number: int) -> object:
    return operations[number]()


@pytest.mark.parametrize("seed", range(4))
def test_the_rows_end_as_the_record_is(seed: int, parking: Location) -> None:
    written, present = history(random.Random(seed))
    record = Paper(*present)

    def load(number: int) -> None:
        dice = random.Random(seed * 100 + number)
        late = dice.sample(written, len(written))
        while late:
            page, late = late[: dice.randint(1, 4)], late[4:]
            best_effort(page, record)

    together(BRINGERS, load)
    apply(present, record, again=True)
    rows = {f"rsv-{row.pk.hex}": row for row in Reservation.calendar.all()}
    assert {key: row.vehicle_id for key, row in rows.items()} == {
        each["id"]: each["vehicleId"] for each in present
    }
    assert {row.status for row in rows.values()} == {"confirmed"}
    for each in present:
        told = [line.action for line in rows[each["id"]].events.all()]
        assert told == [line["action"] for line in each["events"]], "each line once, in order"
    assert Message.objects.count() == len(CARS)
    states = {state.document_id: (state.revision, state.etag) for state in Mirrored.objects.all()}
    assert states == {each["id"]: (each["revision"], each["_etag"]) for each in present}


def test_of_two_who_bring_a_new_one_the_older_does_not_win(parking: Location) -> None:
    for number in range(10, 30):
        day = {
            name: f"2026-12-{number:02}T0{hour}:00:00Z"
            for name, hour in (("startUtc", 1), ("endUtc", 9), ("blockedUntilUtc", 9))
        }
        old = booking(number, **day)
        new = later(old, 2, event(number * 100 + 1, "cancelled"), status="cancelled")
        both = [partial(apply, [each], Paper(new), again=True) for each in (old, new)]
        together(2, partial(run, both))
    assert {row.status for row in Reservation.objects.all()} == {"cancelled"}
    assert Reservation.objects.count() == 20
    assert not Quarantine.objects.exists()

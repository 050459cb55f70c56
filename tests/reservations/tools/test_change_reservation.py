"""What a caller changes is told first, and done only after a yes to just that."""

from __future__ import annotations

from typing import Any

import pytest

from reservations.models import Reservation
from tests.reservations.conftest import Ask, Book
from tests.reservations.tools.conftest import of

pytestmark = pytest.mark.db
LATER = {"startDate": "2026-12-12T11:00:00", "endDate": "2026-12-12T19:00:00"}


def test_a_change_is_told_first_and_done_after_the_yes(mine: dict[str, Any], ask: Ask) -> None:
    asked = ask("change_reservation", "call-1", **of(mine, **LATER, vehicleType="minivan"))
    assert asked["needsConfirmation"]
    assert (asked["period"], asked["price"]["total"], asked["priceDifference"]) == (LATER, 12000, 6000)
    assert asked["spoken"] == (
        "東京駅前店、12月12日土曜日の11時から19時、ミニバンに変更いたします。"
        "料金は12,000円（6,000円の追加）になります。よろしいでしょうか？"
    )
    row = Reservation.objects.get()
    assert (row.vehicle_class, row.pickup_local.hour, row.events.count()) == ("compact", 10, 1)

    token = {"confirmationToken": asked["confirmationToken"]}
    done = ask("change_reservation", "call-2", **of(mine, **LATER, vehicleType="minivan", **token))
    row.refresh_from_db()
    assert (row.vehicle_class, row.pickup_local.hour, row.price) == ("minivan", 11, 12000)
    assert (done["number"], done["reservationId"]) == (mine["number"], mine["reservationId"])
    again = ask("change_reservation", "call-3", **of(mine, **LATER, vehicleType="minivan", **token))
    assert again["alreadyChanged"]
    assert row.events.count() == 2


def test_a_later_pickup_alone_keeps_the_length(mine: dict[str, Any], ask: Ask) -> None:
    asked = ask("change_reservation", **of(mine, startDate="2026-12-13T09:00:00"))
    assert asked["period"] == {"startDate": "2026-12-13T09:00:00", "endDate": "2026-12-13T17:00:00"}


def test_a_yes_to_something_else_is_asked_again(mine: dict[str, Any], ask: Ask) -> None:
    asked = ask("change_reservation", **of(mine, **LATER))
    other = ask(
        "change_reservation",
        **of(mine, **LATER, vehicleType="minivan", confirmationToken=asked["confirmationToken"]),
    )
    assert other["needsConfirmation"]
    assert other["confirmationToken"] != asked["confirmationToken"]
    assert Reservation.objects.get().vehicle_class == "compact"


def test_a_change_that_cannot_be_is_refused_with_what_can(mine: dict[str, Any], book: Book, ask: Ask) -> None:
    for car in ("c1", "c2"):
        if not Reservation.objects.filter(vehicle=car).exists():
            book("12-12T08:00", "12-12T20:00", car=car)
    book("12-12T18:00", "12-12T20:00", car=Reservation.objects.get(number=mine["number"]).vehicle_id)
    refused = ask("change_reservation", **of(mine, **LATER))
    assert refused["code"] == "no_vehicle_available"
    assert [(found["startDate"][11:16], found["vehicleTypeEn"]) for found in refused["alternatives"]] == [
        ("10:00", "Compact"),
        ("09:00", "Compact"),
        ("08:00", "Compact"),
        ("11:00", "Minivan"),
    ]


def test_name_and_contact_may_be_corrected(mine: dict[str, Any], ask: Ask) -> None:
    mended = {
        "newCustomerName": "山田次郎",
        "customerPhone": "０９０−１２３４−５６７８",
        "customerEmail": "jiro@example.com",
    }
    asked = ask("change_reservation", **of(mine, **mended))
    done = ask("change_reservation", **of(mine, **mended, confirmationToken=asked["confirmationToken"]))
    row = Reservation.objects.get()
    assert (done["customerName"], str(row.customer_phone), row.customer_email) == (
        "山田次郎",
        "+819012345678",
        "jiro@example.com",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"customerPhone": "12"}, {"customerEmail": "jiro at example"}, {}, {"startDate": "soon"}],
)
def test_a_change_that_says_nothing_sound_is_refused(
    wrong: dict[str, str], mine: dict[str, Any], ask: Ask
) -> None:
    assert ask("change_reservation", **of(mine, **wrong))["code"] == "invalid_arguments"

"""A car held for a caller who has not said yes yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from reservations import booking, errors, times
from reservations.booking import Booked, Customer
from reservations.models import Location, Reservation, Vehicle
from reservations.values import Actor
from tests import rows

pytestmark = pytest.mark.db
FIVE = timedelta(minutes=5)
CLERK = Actor("staff")


def hold(shop: Location, session: str, hours: tuple[int, int] = (10, 18), **other: object) -> Booked:
    start, end = (times.read_instant(f"2026-12-12T{hour:02}:00", shop.timezone) for hour in hours)
    given: dict[str, object] = {"vehicle_class": "minivan", "hold_for": FIVE, **other}
    return booking.create(
        shop,
        pickup_at=start,
        return_at=end,
        customer=Customer("山田太郎"),
        actor=Actor("agent", session_id=session),
        **given,  # type: ignore[arg-type]
    )


def later(settings: Settings, minutes: int) -> None:
    begun = datetime.fromisoformat("2026-12-01T09:00:00+09:00")
    settings.CLOCK_PINNED_AT = (begun + timedelta(minutes=minutes)).isoformat()


def test_a_held_car_is_nobody_elses(shop: Location) -> None:
    row = rows.of(hold(shop, "s1").rental)
    assert (row.status, [event.action for event in row.events.all()]) == ("held", ["held"])
    with pytest.raises(errors.NoVehicleAvailable):
        hold(shop, "s2")


def test_a_hold_never_blocks_its_own_session(shop: Location) -> None:
    first = rows.of(hold(shop, "s1").rental)
    second = rows.of(hold(shop, "s1", (10, 19)).rental)
    first.refresh_from_db()
    assert (first.status, second.status) == ("expired", "held")
    assert second.vehicle_id == "m1"


def test_the_same_wish_again_is_the_same_hold_and_lasts_anew(shop: Location, settings: Settings) -> None:
    first = rows.of(hold(shop, "s1").rental)
    later(settings, 4)
    again = hold(shop, "s1")
    assert again.repeated
    assert again.rental.id == first.pk
    assert first.hold_expires_at is not None
    assert again.rental.hold_expires_at == first.hold_expires_at + timedelta(minutes=4)


def test_a_hold_that_ran_out_is_free_at_once(shop: Location, settings: Settings) -> None:
    first = rows.of(hold(shop, "s1").rental)
    later(settings, 5)
    second = rows.of(hold(shop, "s2").rental)
    first.refresh_from_db()
    assert (first.status, second.vehicle_id) == ("expired", "m1")
    assert first.events.last().actor == "system"  # type: ignore[union-attr]


def test_a_yes_in_time_confirms_and_one_too_late_does_not(shop: Location, settings: Settings) -> None:
    in_time = rows.of(hold(shop, "s1").rental)
    assert booking.confirm(in_time, actor=CLERK).status == "confirmed"
    too_late = rows.of(hold(shop, "s2", vehicle_class="compact").rental)
    later(settings, 5)
    with pytest.raises(errors.HoldExpired):
        booking.confirm(too_late, actor=CLERK)


def test_a_hold_that_ran_out_is_not_changed_back_to_life(shop: Location, settings: Settings) -> None:
    row = rows.of(hold(shop, "s1").rental)
    later(settings, 5)
    with pytest.raises(errors.HoldExpired):
        booking.change(row, actor=CLERK, return_at=row.return_at + timedelta(hours=1))


def test_a_confirmed_booking_never_runs_out(shop: Location, settings: Settings) -> None:
    booking.confirm(hold(shop, "s1").rental, actor=CLERK)
    later(settings, 60)
    with pytest.raises(errors.NoVehicleAvailable):
        hold(shop, "s2")


def test_holds_that_ran_out_are_swept(shop: Location, settings: Settings) -> None:
    hold(shop, "s1")
    assert booking.expire_holds() == 0
    later(settings, 5)
    assert booking.expire_holds() == 1
    assert Reservation.objects.get().status == "expired"


def test_a_refused_wish_leaves_the_hold_that_it_would_have_replaced(shop: Location) -> None:
    first = rows.of(hold(shop, "s1").rental)
    Vehicle.objects.filter(vehicle_class="compact").update(active=False)
    with pytest.raises(errors.NoVehicleAvailable):
        hold(shop, "s1", vehicle_class="compact")
    first.refresh_from_db()
    assert first.status == "held"


def test_a_hold_that_ran_out_keeps_no_car_from_the_workshop(shop: Location, settings: Settings) -> None:
    first = rows.of(hold(shop, "s1").rental)
    later(settings, 5)
    car = Vehicle.objects.get(pk="m1")
    booking.block(car, starts_at=first.pickup_at, ends_at=first.return_at, reason="車検", actor=CLERK)
    first.refresh_from_db()
    assert first.status == "expired"

"""What one store refuses the other refuses, by the same code: any operation, any arguments, any state.

Each example runs on our tables, is undone, and runs on Cosmos; then the outcomes are compared.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reservations import booking, repositories, shops
from reservations.errors import ReservationError
from reservations.models import Location, Vehicle
from reservations.models import Reservation as Row
from reservations.values import Actor, Car, Change, Customer, Rental, Shop
from tests.contract.conftest import CLERK, at
from tests.fakes.cosmos import CosmosServer
from tests.soak import size

pytestmark = [
    pytest.mark.db,
    pytest.mark.django_db,
    pytest.mark.parametrize("store", ["cosmos"], indirect=True),
]
START, END = at("12-12T10:00"), at("12-12T18:00")
MOMENTS: dict[str, datetime | None] = {
    "as it is": None,
    "start": START,
    "end": END,
    "a little later": END + timedelta(hours=1),
    "next day": START + timedelta(days=1),
    "next evening": END + timedelta(days=1),
    "past": datetime(2026, 11, 1, 1, tzinfo=UTC),
    "at night": at("12-12T03:00"),
    "next year": START + timedelta(days=400),
    "year 1": datetime.min.replace(tzinfo=UTC),
    "1582": datetime(1582, 10, 15, tzinfo=UTC),
    "2262": datetime(2262, 4, 12, 1, tzinfo=UTC),
    "9999": datetime.max.replace(tzinfo=UTC),
}
CARS = {
    "any": None,
    "c1": Car("c1", "ekimae", "compact"),
    "c2": Car("c2", "ekimae", "compact"),
    "m1": Car("m1", "ekimae", "minivan"),
    "retired": Car("r1", "ekimae", "compact"),
    "elsewhere": Car("a1", "airport", "compact"),
    "elsewhere, said to be here": Car("a1", "ekimae", "compact"),
    "unknown": Car("nobody's", "ekimae", "compact"),
    "of an unknown shop": Car("nobody's", "mars", "compact"),
}
STEPS = [*sorted({step for steps in Row.TRANSITIONS.values() for step in steps}), "held", "blocked", "lost"]


def set_clock(wall: str) -> None:
    settings.CLOCK_PINNED_AT = f"2026-{wall}:00+09:00"


def hand_over(rental: Rental) -> None:
    set_clock("12-12T10:00")
    booking.hand_over(rental, actor=CLERK)


def take_back(rental: Rental) -> None:
    hand_over(rental)
    booking.take_back(rental, actor=CLERK)


def miss(rental: Rental) -> None:
    set_clock("12-12T11:00")
    booking.mark_no_show(rental, actor=CLERK)


def lapse(rental: Rental) -> None:
    set_clock("12-01T10:00")


def sweep(rental: Rental) -> None:
    lapse(rental)
    booking.expire_holds()


def stay(rental: Rental) -> None:
    """As it was made."""


STATES: dict[str, Callable[[Rental], object]] = {
    "confirmed": stay,
    "held": stay,
    "held too long": lapse,
    "expired": sweep,
    "out": hand_over,
    "returned": take_back,
    "no_show": miss,
    "cancelled": lambda rental: booking.cancel(rental, actor=CLERK),
    "blocked": stay,
    "released": lambda rental: booking.release(rental, actor=CLERK),
    "unknown": stay,
}


@dataclass(frozen=True)
class Attempt:
    """An operation with its arguments, by their names in the tables above."""

    operation: str
    state: str = "confirmed"
    step: str = "out"
    start: str = "as it is"
    end: str = "as it is"
    car: str = "any"
    vehicle_class: str | None = None
    name: str = ""
    extras: tuple[str, ...] | None = None
    version: str = ""
    beside: bool = False  # another booking is on c2 at the same times


ATTEMPTS = st.builds(
    Attempt,
    st.sampled_from(["step", "change", "block", "create", "agreed"]),
    st.sampled_from(sorted(STATES)),
    st.sampled_from(STEPS),
    st.sampled_from(sorted(MOMENTS)),
    st.sampled_from(sorted(MOMENTS)),
    st.sampled_from(sorted(CARS)),
    st.sampled_from([None, "compact", "minivan", "spaceship"]),
    st.sampled_from(["", "佐藤花子"]),
    st.sampled_from([None, (), ("no such extra",)]),
    st.sampled_from(["", "stale"]),
    st.booleans(),
)


def made(shop: Shop, attempt: Attempt) -> Rental:
    """The rental in its state."""
    if attempt.state in {"blocked", "released"}:
        rental = booking.block(
            Car("c1", "ekimae", "compact"), starts_at=START, ends_at=END, reason="車検", actor=CLERK
        )
    else:
        held = attempt.state in {"held", "held too long", "expired"}
        rental = booked(shop, Car("c1", "ekimae", "compact"), timedelta(minutes=5) if held else None)
    if attempt.beside:
        booked(shop, Car("c2", "ekimae", "compact"), None)
    STATES[attempt.state](rental)
    return replace(rental, id=uuid.uuid4()) if attempt.state == "unknown" else rental


def booked(shop: Shop, car: Car, hold_for: timedelta | None) -> Rental:
    return booking.create(
        shop,
        pickup_at=START,
        return_at=END,
        customer=Customer("山田太郎"),
        actor=CLERK,
        vehicle=car,
        hold_for=hold_for,
    ).rental


def attempted(shop: Shop, attempt: Attempt) -> str:
    """ "done" or the code of the refusal; anything else that was raised is named by its class."""
    rental = made(shop, attempt)
    try:
        OPERATIONS[attempt.operation](shop, rental, attempt)
    except ReservationError as refusal:
        return refusal.code
    except Exception as fault:  # noqa: BLE001  (what no store may raise is what is looked for)
        return type(fault).__name__
    return "done"


def step(shop: Shop, rental: Rental, attempt: Attempt) -> None:
    booking.take_step(rental, attempt.step, actor=CLERK, version=attempt.version)


def change(shop: Shop, rental: Rental, attempt: Attempt) -> None:
    booking.change(
        rental,
        actor=CLERK,
        pickup_at=MOMENTS[attempt.start],
        return_at=MOMENTS[attempt.end],
        vehicle=CARS[attempt.car],
        vehicle_class=attempt.vehicle_class,
        customer=Customer(attempt.name) if attempt.name else None,
        extras=attempt.extras,
        version=attempt.version,
    )


def change_if_agreed(shop: Shop, rental: Rental, attempt: Attempt) -> None:
    car = CARS[attempt.car]
    wanted = Change(
        MOMENTS[attempt.start],
        MOMENTS[attempt.end],
        car.id if car else None,
        attempt.vehicle_class,
        Customer(attempt.name) if attempt.name else None,
        attempt.extras,
    )
    seen = replace(rental, version=attempt.version)
    booking.change_if_agreed(seen, wanted, actor=Actor("agent"), agreed=lambda after: attempt.beside)


def block(shop: Shop, rental: Rental, attempt: Attempt) -> None:
    booking.block(
        CARS[attempt.car] or Car("c1", "ekimae", "compact"),
        starts_at=MOMENTS[attempt.start] or START,
        ends_at=MOMENTS[attempt.end] or END,
        reason="点検",
        actor=CLERK,
    )


def create(shop: Shop, rental: Rental, attempt: Attempt) -> None:
    booking.create(
        shop,
        pickup_at=MOMENTS[attempt.start] or START,
        return_at=MOMENTS[attempt.end] or END,
        customer=Customer(attempt.name or "山田太郎"),
        actor=Actor("agent", session_id="s1") if attempt.beside else CLERK,
        vehicle_class=attempt.vehicle_class,
        vehicle=CARS[attempt.car],
        extras=attempt.extras or (),
    )


OPERATIONS: dict[str, Callable[[Shop, Rental, Attempt], None]] = {
    "step": step,
    "change": change,
    "agreed": change_if_agreed,
    "block": block,
    "create": create,
}


@pytest.fixture
def two_shops(shop: Shop) -> Shop:
    row = Location.objects.create(id="airport", name="羽田空港店", region="東京")
    Vehicle.objects.create(id="a1", location=row, vehicle_class="compact")
    Vehicle.objects.create(id="r1", location_id="ekimae", vehicle_class="compact", active=False)
    return shops.of(Location.objects.get(pk=shop.id))


def outcome(shop: Shop, attempt: Attempt, store: str, server: CosmosServer) -> str:
    settings.RESERVATION_STORE = store
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    if store == "cosmos":
        for container in server.account.databases[settings.COSMOS_DATABASE].values():
            container.items.clear()
    with transaction.atomic():
        repositories.current().publish(["ekimae", "airport"])
        found = attempted(shop, attempt)
        transaction.set_rollback(True)
    return found


def test_both_stores_refuse_alike(two_shops: Shop, cosmos_server: CosmosServer) -> None:
    seen: set[str] = set()

    @example(Attempt("block", "unknown", start="end", end="start", car="m1"))
    @example(Attempt("block", "unknown", start="start", end="start", car="m1"))
    @example(Attempt("block", "unknown", car="unknown"))
    @example(Attempt("block", "unknown", start="end", end="start", car="unknown"))
    @example(Attempt("block", "unknown", car="of an unknown shop"))
    @example(Attempt("block", "unknown", car="elsewhere, said to be here"))
    @example(Attempt("block", "unknown", end="9999", car="m1"))
    @example(Attempt("block", "unknown", start="year 1", car="m1"))
    @example(Attempt("block", car="c1"))
    @example(Attempt("step", "unknown"))
    @example(Attempt("change", "unknown", name="佐藤花子"))
    @example(Attempt("change", "blocked", name="佐藤花子"))
    @example(Attempt("change", "blocked", version="stale"))
    @example(Attempt("change", "released", end="a little later"))
    @example(Attempt("change", car="elsewhere"))
    @example(Attempt("change", car="retired"))
    @example(Attempt("change", extras=("no such extra",)))
    @example(Attempt("agreed", "held too long", name="佐藤花子"))
    @hypothesis_settings(
        max_examples=size(20, whole=60), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(ATTEMPTS)
    def run(attempt: Attempt) -> None:
        codes = {store: outcome(two_shops, attempt, store, cosmos_server) for store in ("orm", "cosmos")}
        assert codes["orm"] == codes["cosmos"]
        assert codes["orm"].islower(), "a fault of ours is no refusal"
        seen.add(codes["orm"])

    run()
    assert {"done", "ends_before_start", "illegal_move", "unknown_reservation", "car_elsewhere"} <= seen


def test_a_block_that_ends_before_it_starts_is_nowhere(two_shops: Shop, cosmos_server: CosmosServer) -> None:
    for store in ("orm", "cosmos"):
        attempt = Attempt("block", "unknown", start="end", end="start", car="m1")
        assert outcome(two_shops, attempt, store, cosmos_server) == "ends_before_start"

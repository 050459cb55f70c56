"""The product beside a reference model: what the one accepts the other accepts, whatever happened before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reservations import booking
from reservations.booking import Booked, Customer
from reservations.errors import ReservationError
from reservations.models import Location, Reservation, ReservationEvent, Vehicle
from reservations.values import Actor
from tests import rows
from tests.race.invariants import find_contradictions
from tests.reservations.reference_model import (
    DONE,
    TURNAROUND,
    ReferenceModel,
    Rental,
    RentalRequest,
    overlapping,
)
from tests.soak import size

pytestmark = pytest.mark.db
CARS = ("c1", "c2", "c3")
BEGIN = datetime.fromisoformat("2026-12-01T09:00:00+09:00")
CLERK = Actor("staff", who="hanako")
HOLD = 3
SOON = st.one_of(st.integers(-1, 8), st.integers(20, 30))
LENGTH = st.integers(1, 8)
SESSIONS = st.sampled_from(["", "", "s1", "s2"])
WHICH = st.integers(0, 99)
CHOICES = st.sampled_from(["", "", "", *CARS])
STEPS: dict[str, Callable[..., object]] = {
    "confirmed": booking.confirm,
    "cancelled": booking.cancel,
    "out": booking.hand_over,
    "hand_over_undone": booking.undo_hand_over,
    "returned": booking.take_back,
    "return_undone": booking.undo_return,
    "no_show": booking.mark_no_show,
    "no_show_undone": booking.undo_no_show,
    "cancellation_undone": booking.undo_cancellation,
    "released": booking.release,
}
LEADS_BACK = {"hand_over_undone": "confirmed", "return_undone": "out", "no_show_undone": "confirmed"}


def moment(hour: int) -> datetime:
    return BEGIN + timedelta(hours=hour)


def outcome(operation: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return DONE, operation()
    except ReservationError as refusal:
        return refusal.code, None


class Life(RuleBasedStateMachine):
    def __init__(self, shop: Location) -> None:
        super().__init__()
        self.shop = shop
        self.model = ReferenceModel(CARS)
        self.rows: list[Reservation] = []  # as they were made, in the order of the model's rentals
        self.told: list[Any] = []
        self.moving, self.session = (
            False,
            "",
        )  # may the last operation have moved others, or replaced these holds?
        self.all = transaction.atomic()
        self.all.__enter__()
        self.pass_time(0)

    def teardown(self) -> None:
        try:
            assert find_contradictions() == []
        finally:
            transaction.set_rollback(True)
            self.all.__exit__(None, None, None)

    @rule(hours=st.integers(1, 5))
    def pass_time(self, hours: int) -> None:
        self.model.now += hours
        settings.CLOCK_PINNED_AT = moment(self.model.now).isoformat()

    @rule(soon=SOON, length=LENGTH, session=SESSIONS, hold=st.booleans(), car=CHOICES)
    def create(self, soon: int, length: int, session: str, hold: bool, car: str) -> None:
        start = self.model.now + soon
        wish = RentalRequest(start, start + length, session, car=car)
        same, expected = self.model.same(wish), self.model.create(wish)
        booked = self.agree(expected, lambda: self.created(wish, hold))
        if booked is None:
            return
        assert booked.repeated == (same is not None)
        self.moving, self.session = True, session
        lapses = self.model.now + HOLD if hold else 0
        if same:
            same.lapses = lapses or same.lapses
            return
        self.model.replace_holds(wish)
        status, its = "held" if hold else "confirmed", booked.rental.vehicle_id
        self.rows.append(rows.of(booked.rental))
        self.model.rentals.append(
            Rental(its, start, wish.end, wish.until, status, bool(car), session, lapses)
        )

    def created(self, wish: RentalRequest, hold: bool) -> Booked:
        return booking.create(
            self.shop,
            pickup_at=moment(wish.start),
            return_at=moment(wish.end),
            customer=Customer("山田太郎"),
            actor=Actor("agent", session_id=wish.session) if wish.session else CLERK,
            vehicle_class="compact",
            vehicle=Vehicle.objects.get(pk=wish.car) if wish.car else None,
            hold_for=timedelta(hours=HOLD) if hold else None,
        )

    @precondition(lambda self: self.rows)
    @rule(which=WHICH, start=st.one_of(st.none(), SOON), length=LENGTH)
    def change(self, which: int, start: int | None, length: int) -> None:
        row, one = self.chosen(which)
        begin = one.start if start is None else self.model.now + start
        period = (begin, begin + length)
        if period == (one.start, one.end) or self.model.lapsed(one) or one.status in {"blocked", "released"}:
            return
        pickup_at, return_at = map(moment, period)
        change = partial(booking.change, row, actor=CLERK, pickup_at=pickup_at, return_at=return_at)
        if self.agree(self.model.change(one, *period), change):
            self.moving = True
            one.start, one.end = period
            one.until = one.end + TURNAROUND

    @precondition(lambda self: self.rows)
    @rule(which=WHICH, status=st.sampled_from(sorted(STEPS)))
    def step(self, which: int, status: str) -> None:
        row, one = self.chosen(which)
        if self.agree(self.model.step(one, status), partial(STEPS[status], row, actor=CLERK)):
            back = one.was if status == "cancellation_undone" else LEADS_BACK.get(status, status)
            self.moving = status == "cancellation_undone"
            one.was, one.status = one.status, back
            one.left = {"out": self.model.now, "hand_over_undone": None}.get(status, one.left)
            one.ended = self.model.now if status in {"returned", "no_show", "cancelled"} else one.ended

    @rule(car=st.sampled_from(CARS), soon=SOON, length=LENGTH)
    def block(self, car: str, soon: int, length: int) -> None:
        start, vehicle = self.model.now + soon, Vehicle.objects.get(pk=car)
        end = start + length
        period = {"starts_at": moment(start), "ends_at": moment(end)}
        block = partial(booking.block, vehicle, **period, reason="点検", actor=CLERK)
        if row := self.agree(self.model.block(car, start, end), block):
            self.model.rentals.append(Rental(car, start, end, end, "blocked", pinned=True))
            self.rows.append(rows.of(row))

    @rule()
    def sweep(self) -> None:
        booking.expire_holds()
        for one in filter(self.model.lapsed, self.model.rentals):
            one.status = "expired"

    def chosen(self, which: int) -> tuple[Reservation, Rental]:
        number = which % len(self.rows)
        return self.rows[number], self.model.rentals[number]

    def agree(self, expected: str, operation: Callable[[], Any]) -> Any:
        """What the operation returns, if it is done as the model expects; None if both refuse alike."""
        code, made = outcome(operation)
        assert code == expected
        return made

    @invariant()
    def the_product_agrees_with_the_model(self) -> None:
        known = Reservation.calendar.in_bulk([row.pk for row in self.rows])
        assert Reservation.calendar.count() == len(self.rows)
        for row, one in zip(self.rows, self.model.rentals, strict=True):
            self.compare(known[row.pk], one)
        self.moving, self.session = False, ""
        assert not overlapping(self.model.rentals)

    def compare(self, row: Reservation, one: Rental) -> None:
        replaced = one.status == "held" and one.session and one.session == self.session
        if row.status == "expired" and (self.model.lapsed(one) or replaced):
            one.status = "expired"
        if self.moving and one.may_move:
            one.car = row.vehicle_id
        planned = (row.vehicle_id, row.status, row.pickup_at, row.return_at)
        assert planned == (one.car, one.status, moment(one.start), moment(one.end))
        assert (row.picked_up_at is not None) == (one.status in {"out", "returned"})
        assert (row.returned_at is not None) == (one.status == "returned")

    @invariant()
    def the_audit_log_only_grows(self) -> None:
        events = ReservationEvent.objects.order_by("pk")
        lines = list(events.values_list("pk", "reservation_id", "action", "data", "at"))
        assert lines[: len(self.told)] == self.told
        self.told = lines


def test_the_product_accepts_what_the_toy_accepts(shop: Location) -> None:
    """The shop's fixtures have overridden the settings: what is set here ends with them."""
    Vehicle.objects.filter(pk="m1").delete()
    Vehicle.objects.create(id="c3", location=shop, vehicle_class="compact")
    shop.opens_at = shop.closes_at = time(0)  # day and night
    shop.turnaround_minutes = 60 * TURNAROUND
    shop.save()
    run_state_machine_as_test(
        lambda: Life(shop),  # type: ignore[arg-type]  # any callable will do
        settings=hypothesis_settings(
            max_examples=size(10, whole=25),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

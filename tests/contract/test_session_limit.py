"""One conversation has only so many live bookings: a stolen or wild session empties no fleet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from reservations import booking, errors, repositories, shops
from reservations.models import Location, Vehicle
from reservations.repositories.cosmos.record import Record
from reservations.repositories.orm import creating as orm_creating
from reservations.values import Actor, Customer, Rental, Shop
from tests.contract.concurrency import all_is_well, kept
from tests.contract.conftest import CLERK, Ask, Book, at, car, clock_at, present
from tests.threads import together

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.long]
LIMIT = 3


def day(number: int) -> tuple[str, str]:
    return f"12-{number:02}T10:00", f"12-{number:02}T18:00"


@pytest.fixture
def wide_shop(shop: Shop) -> Shop:
    Vehicle.objects.bulk_create(
        Vehicle(id=f"k{number:02}", location_id=shop.id, vehicle_class="kei") for number in range(12)
    )
    repositories.current().publish([shop.id])
    return shop


@pytest.fixture
def three_shops(wide_shop: Shop) -> list[Shop]:
    """Nothing that is locked or written in one of them is in another."""
    for name in ("airport", "harbour"):
        row = Location.objects.create(id=name, name=f"{name}店", phone="03-1234-5678")
        for kind in ("kei", "suv"):
            Vehicle.objects.bulk_create(
                Vehicle(id=f"{name}-{kind}-{number}", location=row, vehicle_class=kind) for number in range(8)
            )
    repositories.current().publish(["airport", "harbour"])
    return [wide_shop, *(shops.of(Location.objects.get(pk=name)) for name in ("airport", "harbour"))]


def fill(book: Book, session: str = "s1", **other: Any) -> list[Rental]:
    return [book(*day(5 + number), "kei", session=session, **other) for number in range(LIMIT)]


@pytest.mark.parametrize("hold", [None, 60])
def test_one_more_is_refused_whether_booked_or_held(hold: int | None, wide_shop: Shop, book: Book) -> None:
    fill(book, hold=hold)
    for more in (None, 60):
        with pytest.raises(errors.TooManyBookings):
            book(*day(20), "kei", session="s1", hold=more)
    assert len(kept()) == LIMIT
    assert book(*day(20), "kei", session="s2").status == "confirmed", "another conversation is its own"


def test_staff_are_not_limited(wide_shop: Shop, book: Book) -> None:
    clerk = Actor("staff", who="hanako", session_id="s1")
    for number in range(LIMIT + 2):
        start, end = map(at, day(5 + number))
        booked = booking.create(
            wide_shop, pickup_at=start, return_at=end, customer=Customer("山田太郎"), actor=clerk
        )
        assert not booked.repeated


def cancel(rental: Rental, settings: Settings) -> None:
    booking.cancel(rental, actor=CLERK)


def no_show(rental: Rental, settings: Settings) -> None:
    clock_at(settings, "12-05T11:00")
    booking.mark_no_show(rental, actor=CLERK)


def come_back(rental: Rental, settings: Settings) -> None:
    booking.hand_over(rental, actor=CLERK)
    booking.take_back(rental, actor=CLERK)


@pytest.mark.parametrize("ended", [cancel, no_show, come_back])
def test_what_is_over_does_not_count(
    ended: Callable[[Rental, Settings], None], wide_shop: Shop, book: Book, settings: Settings
) -> None:
    first, *_others = fill(book)
    ended(first, settings)
    assert book(*day(20), "kei", session="s1").status == "confirmed"
    with pytest.raises(errors.TooManyBookings):
        book(*day(21), "kei", session="s1")


def test_holds_that_ran_out_do_not_count(wide_shop: Shop, book: Book, settings: Settings) -> None:
    fill(book, hold=5)
    clock_at(settings, "12-01T09:05")
    assert len(fill(book)) == LIMIT


def test_a_hold_that_is_replaced_does_not_count(wide_shop: Shop, book: Book) -> None:
    *_two, last = fill(book, hold=60)
    start, end = day(7)
    other = book(start, end.replace("18", "19"), "kei", session="s1", hold=60)
    assert (present(last).status, other.status) == ("expired", "held")


def test_a_hold_that_was_not_replaced_after_all_still_counts(
    wide_shop: Shop, book: Book, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The creation that would have replaced it failed at its last step."""
    *_two, last = fill(book, hold=60)
    start, end = day(7)

    def fail(*_given: object) -> None:
        raise errors.Busy

    owner, last_step = (orm_creating, "insert") if store == "orm" else (Record, "commit")
    with monkeypatch.context() as broken:
        broken.setattr(owner, last_step, fail)
        with pytest.raises(errors.Busy):
            book(start, end.replace("18", "19"), "kei", session="s1", hold=60)
    assert present(last).status == "held"
    with pytest.raises(errors.TooManyBookings):
        book(*day(20), "kei", session="s1")


def test_a_full_session_still_changes_cancels_confirms_and_repeats(wide_shop: Shop, book: Book) -> None:
    booked = fill(book, hold=60)
    again = book(*day(5), "kei", session="s1", hold=60)
    assert again.id == booked[0].id
    agent = Actor("agent", session_id="s1")
    for rental in booked:
        assert booking.confirm(rental, actor=agent).status == "confirmed"
    assert booking.change(booked[0], actor=agent, return_at=at("12-05T19:00")).return_at == at("12-05T19:00")
    assert booking.cancel(booked[1], actor=agent).status == "cancelled"


@pytest.mark.parametrize("wanted", [{"kind": "minivan"}, {"car": "m1"}, {"car": "h-kei"}])
def test_the_limit_is_refused_before_the_fleet_is_judged(
    wanted: dict[str, str], wide_shop: Shop, book: Book
) -> None:
    """Whether a car is free or even ours is nothing that a session with all its bookings may ask."""
    harbour = Location.objects.create(id="harbour", name="港店")
    Vehicle.objects.create(id="h-kei", location=harbour, vehicle_class="kei")
    repositories.current().publish(["harbour"])
    book(*day(20), car="m1")
    refusal = "car_elsewhere" if wanted.get("car") == "h-kei" else "no_vehicle_available"
    assert code_of(lambda: book(*day(20), **wanted, session="s1")) == refusal
    fill(book)
    assert code_of(lambda: book(*day(20), **wanted, session="s1")) == "too_many_bookings"
    assert code_of(lambda: book(*day(20), **wanted, session="s2")) == refusal


def test_zero_limits_nobody(wide_shop: Shop, book: Book, settings: Settings) -> None:
    settings.BOOKINGS_PER_SESSION = 0
    assert len({book(*day(number), "kei", session="s1").id for number in range(5, 12)}) == 7


@pytest.mark.parametrize("phone", ["03-1234-5678", ""])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_refusal_says_how_many_and_whom_to_call(
    language: str, phone: str, wide_shop: Shop, book: Book, settings: Settings
) -> None:
    settings.BOOKINGS_PER_SESSION = 1
    Location.objects.update(phone=phone)
    shop = shops.of(Location.objects.get())
    book(*day(5), "kei", session="s1", shop=shop)
    with pytest.raises(errors.TooManyBookings) as caught:
        book(*day(6), "kei", session="s1", shop=shop)
    problem = caught.value.as_problem(language)
    assert (problem["code"], problem["status"]) == ("too_many_bookings", 409)
    for text in (problem["spoken"], problem["detail"]):
        assert shop.name_in(language) in text
        assert "1" in text
        assert phone in text
        assert "()" not in text
        assert text.isascii() == (language == "en")


def test_the_tool_refuses_in_two_steps_too(wide_shop: Shop, ask: Ask, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    for number in range(5, 5 + LIMIT):
        wish = {
            "locationId": "ekimae",
            "customerName": "山田太郎",
            "vehicleType": "kei",
            "startDate": f"2026-12-{number:02}T10:00:00",
            "endDate": f"2026-12-{number:02}T18:00:00",
        }
        held = ask("create_reservation", **wish)
        assert ask("create_reservation", **wish, confirmationToken=held["confirmationToken"])["success"]
    wish["startDate"], wish["endDate"] = "2026-12-20T10:00:00", "2026-12-20T18:00:00"
    assert ask("create_reservation", **wish)["code"] == "too_many_bookings"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hold", [None, 60])
def test_of_forty_creations_at_once_three_are_booked(
    hold: int | None, three_shops: list[Shop], book: Book
) -> None:
    def create(number: int) -> str:
        shop = three_shops[number % 3]
        try:
            book(*day(2 + number % 20), "kei", session="s1", hold=hold, shop=shop, name=f"客{number}")
        except errors.ReservationError as refusal:
            return refusal.code
        return "booked"

    assert Counter(together(40, create)) == {"booked": LIMIT, "too_many_bookings": 40 - LIMIT}
    assert len(kept()) == LIMIT
    assert all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_creations_that_find_no_car_leave_room_for_others(three_shops: list[Shop], book: Book) -> None:
    """Who claimed a place and then found no car gives it up."""
    for kind in ("m1",):
        book(*day(5), car=kind)
    refused = together(6, lambda n: code_of(lambda: book(*day(5), "minivan", session="s1", name=f"客{n}")))
    assert set(refused) == {"no_vehicle_available"}
    assert len(fill(book)) == LIMIT


def code_of(operation: Callable[[], object]) -> str:
    try:
        operation()
    except errors.ReservationError as refusal:
        return refusal.code
    return "done"


def test_a_car_for_each_of_a_family_is_booked_in_one_conversation(wide_shop: Shop, book: Book) -> None:
    names = ("山田太郎", "山田花子", "佐藤一郎")
    rentals = [book(*day(5), "kei", session="s1", name=name) for name in names]
    assert len({rental.vehicle_id for rental in rentals}) == LIMIT
    assert car("m1").id not in {rental.vehicle_id for rental in rentals}

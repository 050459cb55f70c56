"""Moving a booking on the board: asked with its price first, done with the yes, refused with the reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reservations import booking, clock
from reservations.admin.board import facts
from reservations.models import Location, Reservation, ReservationEvent, Vehicle
from reservations.values import Actor
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
CLERK = Actor("staff", who="hanako")


def minutes(text: str) -> int:
    return (datetime.fromisoformat(f"2026-{text}") - facts.EPOCH) // timedelta(minutes=1)


def instant(text: str) -> datetime:
    return facts.to_instant(minutes(text), "Asia/Tokyo")


def move(clerk: Client, row: Reservation, *, status: int = 200, **changed: Any) -> dict[str, Any]:
    """What the page is answered for `row` as the page saw it."""
    body = {
        "key": row.pk.hex,
        "seen": facts.version_of(row.updated_at),
        "car": row.vehicle_id,
        "start": None,
        "end": None,
        "agreed": "",
        **changed,
    }
    response: Any = clerk.post("/admin/board/move/", body, content_type="application/json")
    assert response.status_code == status, response.content.decode()
    answer: dict[str, Any] = response.json()
    return answer


def plan_of(row: Reservation) -> tuple[Any, ...]:
    row = Reservation.calendar.get(pk=row.pk)
    return (row.vehicle_id, row.pickup_at, row.return_at, row.price, row.status, row.updated_at)


def lines_of(question: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {line["name"]: (line["before"], line["after"]) for line in question["lines"]}


@pytest.fixture
def row(book: Book, tariff: None) -> Reservation:
    return book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子")


def test_question_shows_old_beside_new_and_writes_nothing(clerk: Client, row: Reservation) -> None:
    before = plan_of(row)
    question = move(clerk, row, car="c2", end=minutes("12-13T18:00"))["question"]
    assert lines_of(question) == {
        "車両": ("品川 500 わ c1", "品川 500 わ c2"),
        "貸出": ("12/12 (土) 10:00", "12/12 (土) 10:00"),
        "返却": ("12/12 (土) 18:00", "12/13 (日) 18:00"),
        "料金": ("6,000円", "15,000円"),
    }
    assert question["difference"] == "+9,000円"
    assert plan_of(row) == before


def test_yes_to_the_question_does_it(clerk: Client, row: Reservation) -> None:
    wanted: dict[str, Any] = {"car": "c2", "start": minutes("12-14T10:00"), "end": minutes("12-14T18:00")}
    question = move(clerk, row, **wanted)["question"]
    assert question["difference"] == ""
    assert move(clerk, row, **wanted, agreed=question["token"]) == {"done": True}
    after = Reservation.objects.get(pk=row.pk)
    assert (after.vehicle_id, after.pickup_local.day, after.price) == ("c2", 14, 6000)
    assert after.pinned, "a clerk has chosen the car itself"
    assert ReservationEvent.objects.filter(reservation=row).last().who == "admin"  # type: ignore[union-attr]


def test_yes_to_another_price_is_asked_again(clerk: Client, row: Reservation) -> None:
    asked = move(clerk, row, end=minutes("12-12T20:00"))["question"]
    answer = move(clerk, row, end=minutes("12-13T10:00"), agreed=asked["token"])
    assert answer["question"]["again"] is True
    assert Reservation.objects.get(pk=row.pk).return_at == row.return_at


def test_other_class_is_named_in_the_question(clerk: Client, row: Reservation) -> None:
    question = move(clerk, row, car="m1")["question"]
    assert lines_of(question)["車種クラス"] == ("コンパクト", "ミニバン")


def test_taken_car_is_refused_with_whose_booking_it_is(clerk: Client, row: Reservation, book: Book) -> None:
    rival = book("12-12T12:00", "12-12T15:00", car="c2", name="鈴木一郎")
    before = plan_of(row), plan_of(rival)
    answer = move(clerk, row, car="c2", status=409)
    times = "12/12 (土) 12:00から12/12 (土) 15:00まで"
    assert answer["refused"] == f"品川 500 わ c2には{times}鈴木一郎様の予約（{rival.number}）が入っています。"
    assert (plan_of(row), plan_of(rival)) == before


def test_car_out_of_service_is_refused_with_the_reason(clerk: Client, row: Reservation) -> None:
    at = {"starts_at": row.pickup_at, "ends_at": row.return_at}
    booking.block(Vehicle.objects.get(pk="c2"), reason="車検", actor=CLERK, **at)
    assert "貸出停止（車検）" in move(clerk, row, car="c2", status=409)["refused"]


def test_closed_hours_are_refused_in_the_shops_words(clerk: Client, row: Reservation) -> None:
    answer = move(clerk, row, start=minutes("12-12T05:00"), end=minutes("12-12T13:00"), status=422)
    assert (answer["code"], "営業時間" in answer["refused"]) == ("outside_opening_hours", True)
    assert plan_of(row)[1] == row.pickup_at


def test_car_of_another_shop_is_refused(clerk: Client, row: Reservation) -> None:
    elsewhere = Location.objects.create(pk="nagoya", name="名古屋店")
    Vehicle.objects.create(pk="n1", location=elsewhere, vehicle_class="compact")
    assert move(clerk, row, car="n1", status=409)["code"] == "car_elsewhere"


def test_second_clerk_is_told_and_nothing_is_lost(
    clerk: Client, row: Reservation, settings: Settings
) -> None:
    seen = Reservation.objects.get(pk=row.pk)
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:30+09:00"
    question = move(clerk, row, car="c2")["question"]
    assert move(clerk, row, car="c2", agreed=question["token"]) == {"done": True}
    first = plan_of(row)
    answer = move(clerk, seen, car="m1", status=409)
    assert answer["code"] == "changed_meanwhile"
    assert "変更" in answer["refused"]
    assert plan_of(row) == first


def test_clerk_whose_question_is_overtaken_is_told(
    clerk: Client, row: Reservation, settings: Settings
) -> None:
    seen = Reservation.objects.get(pk=row.pk)
    question = move(clerk, seen, car="c2")["question"]
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:30+09:00"
    booking.cancel(row, actor=CLERK)
    assert move(clerk, seen, car="c2", agreed=question["token"], status=409)["code"] == "changed_meanwhile"
    assert plan_of(row)[4] == "cancelled"


def test_car_on_the_road_is_only_kept_longer(clerk: Client, row: Reservation, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-12T10:05:00+09:00"
    booking.hand_over(row, actor=CLERK)
    row.refresh_from_db()
    assert move(clerk, row, car="c2", status=409)["code"] == "illegal_move"
    question = move(clerk, row, end=minutes("12-12T20:00"))["question"]
    assert move(clerk, row, end=minutes("12-12T20:00"), agreed=question["token"]) == {"done": True}
    assert Reservation.objects.get(pk=row.pk).return_local.hour == 20


def test_car_that_is_late_is_refused_with_when_it_was_due(clerk: Client, book: Book, tariff: None) -> None:
    late = book("12-01T10:00", "12-01T12:00", car="c1")
    waiting = book("12-01T14:00", "12-01T18:00", car="c2")
    now = clock.now()
    Reservation.objects.filter(pk=late.pk).update(
        status="out",
        pickup_at=now - timedelta(hours=5),
        return_at=now - timedelta(hours=1),
        blocked_until=now,
    )
    answer = move(clerk, waiting, car="c1", status=409)
    assert answer["refused"] == "品川 500 わ c1は12/01 (火) 08:00に返却予定でしたが、まだ戻っていません。"


@pytest.mark.parametrize(
    "wrong", [{"seen": "1"}, {"start": 1.5}, {"car": None}, {"agreed": 1}, {"start": True}, {"end": "soon"}]
)
def test_what_no_page_sends_is_a_bad_request(wrong: dict[str, Any], clerk: Client, row: Reservation) -> None:
    body = {"key": row.pk.hex, "seen": 1, "car": "c1", "start": None, "end": None, "agreed": "", **wrong}
    response: Any = clerk.post("/admin/board/move/", body, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("far", [-1, 10**15])
def test_times_beyond_the_calendar_are_refused(far: int, clerk: Client, row: Reservation) -> None:
    assert move(clerk, row, start=far, status=422)["refused"]
    assert plan_of(row)[1] == row.pickup_at


def test_block_goes_to_another_car_and_time_at_once(clerk: Client, book: Book) -> None:
    at = {"starts_at": instant("12-12T09:00"), "ends_at": instant("12-12T17:00")}
    block = booking.block(Vehicle.objects.get(pk="c1"), reason="車検", actor=CLERK, **at)
    row = Reservation.calendar.get(pk=block.id)
    assert move(clerk, row, car="c2", end=minutes("12-13T17:00")) == {"done": True}
    row.refresh_from_db()
    assert (row.vehicle_id, row.return_local.day, row.customer_name) == ("c2", 13, "車検")
    rival = book("12-14T10:00", "12-14T18:00", car="c2", name="佐藤花子")
    answer = move(clerk, row, end=minutes("12-14T12:00"), status=409)
    assert (answer["code"], rival.number in answer["refused"]) == ("car_taken", True)


def test_block_stays_for_who_may_change_bookings_alone(shop: Location) -> None:
    at = {"starts_at": instant("12-12T09:00"), "ends_at": instant("12-12T17:00")}
    block = booking.block(Vehicle.objects.get(pk="c1"), reason="車検", actor=CLERK, **at)
    user = User.objects.create_user("reception", is_staff=True)
    codenames = ("work_at_every_shop", "view_reservation", "change_reservation")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    body = {"key": block.id.hex, "seen": 1, "car": "c2", "start": None, "end": None, "agreed": ""}
    response: Any = client.post("/admin/board/move/", body, content_type="application/json")
    assert response.status_code == 403
    assert Reservation.calendar.get(pk=block.id).vehicle_id == "c1"


def test_who_may_only_look_moves_nothing(row: Reservation) -> None:
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    client = Client()
    client.force_login(onlooker)
    body = {"key": row.pk.hex, "seen": 1, "car": "c2", "start": None, "end": None, "agreed": ""}
    response: Any = client.post("/admin/board/move/", body, content_type="application/json")
    assert response.status_code == 403
    assert plan_of(row)[0] == "c1"


def test_reading_the_address_of_moves_changes_nothing(clerk: Client, shop: Location) -> None:
    assert clerk.get("/admin/board/move/").status_code == 405

"""The embedded dialogue with the real toolbox: what its definitions declare is what the conversation does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from reservations import tools
from reservations.models import Location, Message, Rate, Reservation, Vehicle
from reservations.tools import Caller
from tests import rows
from tests.voice.engine.dialogue.dialogue import Rehearsal

pytestmark = [pytest.mark.db, pytest.mark.either]

ALL_AT_ONCE = "東京駅前店で12月12日の10時から18時までコンパクト、山田太郎です"
Talk = Callable[..., Rehearsal]


@pytest.fixture(autouse=True)
def shop(db: None, settings: Settings) -> Location:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    location = Location.objects.create(
        id="ekimae", name="東京駅前店", name_en="Tokyo Station", region="東京", region_en="Tokyo",
        phone="+81-3-1234-0001", directions="八重洲口から徒歩3分です。",
    )  # fmt: skip
    for pk, kind in (("c1", "compact"), ("c2", "compact"), ("m1", "minivan")):
        Vehicle.objects.create(id=pk, location=location, vehicle_class=kind, registration=f"品川 500 わ {pk}")
    return location


@pytest.fixture
def talk() -> Talk:
    def talked(*lines: str, language: str = "ja", session: str = "s1") -> Rehearsal:
        def run(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
            key = f"call-{len(rehearsal.calls)}"
            return tools.run(name, arguments, caller=Caller("agent", session, language), key=key)

        rehearsal = Rehearsal(
            run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", definitions=tools.definitions(language)
        )
        rehearsal.start()
        for line in lines:
            rehearsal.say(line)
        return rehearsal

    return talked


@pytest.fixture
def kept(shop: Location) -> Reservation:
    """A compact on Saturday, booked elsewhere than in the conversation."""
    return rows.create_by_staff(shop)


def hours(row: Reservation) -> tuple[str, str]:
    row.refresh_from_db()
    return f"{row.pickup_local:%d %H}", f"{row.return_local:%d %H}"


def test_a_booking_in_two_steps_asks_once_and_confirms_on_the_yes(talk: Talk, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    conversation = talk(ALL_AT_ONCE)
    assert Reservation.objects.get().status == "held"
    said = conversation.say("はい")
    row = Reservation.objects.get()
    assert row.status == "confirmed"
    assert row.number in said
    assert [call.name for call in conversation.calls].count("create_reservation") == 2


def test_a_held_booking_is_changed_before_the_yes(talk: Talk, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    talk(ALL_AT_ONCE, "いいえ", "ミニバンにしてください", "はい")
    assert [row.vehicle_class for row in Reservation.objects.filter(status="confirmed")] == ["minivan"]


def test_a_booking_in_one_step_is_as_it_was(talk: Talk) -> None:
    conversation = talk(ALL_AT_ONCE, "はい")
    assert Reservation.objects.get().status == "confirmed"
    assert len(conversation.booked) == 1


def test_a_booking_just_made_is_changed_and_cancelled_without_its_number(talk: Talk) -> None:
    conversation = talk(ALL_AT_ONCE, "はい", "やっぱり11時からにしてください")
    row = Reservation.objects.get()
    assert hours(row) == ("12 10", "12 18")
    conversation.say("はい")
    assert hours(row) == ("12 11", "12 18")
    assert "キャンセル料" in conversation.say("キャンセルしてください")
    assert Reservation.objects.get().status == "confirmed"
    assert "お取り消しいたしました" in conversation.say("はい")
    assert Reservation.objects.get().status == "cancelled"


@pytest.mark.parametrize("fact", ["山田太郎です", "下4桁は5678です"])
def test_a_reservation_is_cancelled_with_number_and_second_fact(
    talk: Talk, kept: Reservation, fact: str
) -> None:
    conversation = talk("予約をキャンセルしたいんですが", f"{kept.number}です", fact)
    kept.refresh_from_db()
    assert kept.status == "confirmed"
    assert "お取り消しいたしました" in conversation.say("はい")
    kept.refresh_from_db()
    assert kept.status == "cancelled"


def test_an_english_caller_moves_a_reservation(talk: Talk, kept: Reservation) -> None:
    conversation = talk(
        "I'd like to move my booking to Sunday", kept.number, "it ends in 5678", language="en"
    )
    assert hours(kept) == ("12 10", "12 18")
    assert "changed" in conversation.say("Yes, please")
    assert hours(kept) == ("13 10", "13 18")


def test_a_refused_change_leaves_the_reservation_and_takes_another_time(
    talk: Talk, kept: Reservation
) -> None:
    conversation = talk("予約を変更したい", kept.number, "5678", "朝5時からにしてください")
    assert hours(kept) == ("12 10", "12 18")
    conversation.say("9時からでお願いします")
    conversation.say("はい")
    assert hours(kept) == ("12 09", "12 18")


def test_a_stranger_hears_nothing_and_is_stopped(talk: Talk, kept: Reservation) -> None:
    conversation = talk("予約を確認したい", kept.number)
    said = ""
    for name in (
        "鈴木一郎です",
        "佐藤花子です",
        "高橋次郎です",
        "田中三郎です",
        "伊藤四郎です",
        "中村五郎です",
    ):
        said += conversation.say(name)
    assert "コンパクト" not in said
    assert "店舗" in said
    kept.refresh_from_db()
    assert kept.status == "confirmed"


def test_hours_and_the_way_are_looked_up(talk: Talk) -> None:
    conversation = talk("東京駅前店でお願いします")
    assert "営業時間は8時から20時まで" in conversation.say("土曜日は何時まで開いていますか")
    assert "八重洲口から徒歩3分です。" in conversation.say("場所はどこですか")


def test_a_price_is_the_tools_own(talk: Talk) -> None:
    rate = {"hours_6": 5500, "hours_12": 6600, "hours_24": 8800, "further_day": 7700, "extra_hour": 1100}
    Rate.objects.create(vehicle_class="compact", **rate)
    conversation = talk()
    said = conversation.say("東京駅前店で12月12日の10時から18時までコンパクト、いくらですか")
    assert "コンパクトカーは8時間で6,600円です。" in said
    assert [call.name for call in conversation.calls].count("quote_price") == 1
    assert "円" not in conversation.say("山田太郎です")


def find_code(row: Reservation) -> str:
    """The code that was sent last about the booking."""
    message = Message.objects.filter(reservation_id=row.pk, kind="code").latest("pk")
    return str(re.findall(r"\b\d{6}\b", message.body)[0])


@pytest.mark.parametrize(
    ("language", "asks", "yes", "cancelled"),
    [
        ("ja", "予約をキャンセルしたいんですが", "はい", "お取り消しいたしました"),
        ("en", "I'd like to cancel my booking", "Yes, please", "cancelled"),
    ],
)
def test_a_strangers_conversation_needs_the_code_that_was_sent(
    talk: Talk, kept: Reservation, settings: Settings, language: str, asks: str, yes: str, cancelled: str
) -> None:
    settings.BOOKING_IDENTITY = "code"
    conversation = talk(asks, kept.number, language=language)
    said = conversation.say("5678")
    code = find_code(kept)
    wrong = "000000" if code != "000000" else "111111"
    assert "5678" in said
    assert "12345678" not in said.replace("-", "")
    conversation.say(wrong)
    conversation.say(yes)
    kept.refresh_from_db()
    assert kept.status == "confirmed"
    conversation.say(code)
    assert cancelled in conversation.say(yes)
    kept.refresh_from_db()
    assert kept.status == "cancelled"


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ja", ("予約を変更したい", "11時からにしてください")),
        ("en", ("I'd like to change my booking", "make it from 11")),
    ],
)
def test_three_wrong_codes_change_nothing_and_end_at_the_telephone(
    talk: Talk, kept: Reservation, settings: Settings, language: str, lines: tuple[str, str]
) -> None:
    settings.BOOKING_IDENTITY = "code"
    conversation = talk(lines[0], kept.number, "5678", lines[1], language=language)
    code = find_code(kept)
    for digit in [each for each in "0123456789" if each * 6 != code][:3]:
        said = conversation.say(digit * 6)
    assert "1234-0001" in said
    assert said.count("1234-0001") == 1
    assert hours(kept) == ("12 10", "12 18")


def test_a_booking_without_a_contact_is_a_persons_to_change(
    talk: Talk, kept: Reservation, settings: Settings
) -> None:
    settings.BOOKING_IDENTITY = "code"
    Reservation.objects.filter(pk=kept.pk).update(customer_phone="", customer_email="")
    said = talk("予約をキャンセルしたいんですが", kept.number).say("山田太郎です")
    assert said.count("1234-0001") == 1
    kept.refresh_from_db()
    assert kept.status == "confirmed"

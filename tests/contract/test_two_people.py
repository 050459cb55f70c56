"""Two people who book at the same shop and times are two; one who asks twice is told so."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from reservations import person_names
from reservations.models import Vehicle
from reservations.values import Shop
from tests.contract.concurrency import all_is_well, kept
from tests.contract.conftest import SATURDAY, Ask, Book
from tests.threads import together
from tests.voice.calls import open_session
from voice import sessions

pytestmark = [pytest.mark.db, pytest.mark.django_db]
REQUEST = {"locationId": "ekimae", "customerName": "山田太郎", "vehicleType": "compact", **SATURDAY}
# Each line: one person.
SPELLINGS = [
    ["山田太郎", "山田 太郎", "山田　太郎", " 山田太郎 ", "山田太郎様", "山田太郎さん", "山田太郎 様"],
    ["ヤマダタロウ", "やまだたろう", "ﾔﾏﾀﾞﾀﾛｳ", "ヤマダ・タロウ", "やまだ たろう さん"],
    [
        "Taro Yamada",
        "taro yamada",
        "TARO YAMADA",
        "Ｔａｒｏ　Ｙａｍａｄａ",
        "Mr. Taro Yamada",
        "Taro  Yamada",
    ],
    ["佐藤花子", "佐藤花子さま"],
    ["山田花子"],
    ["Hanako Yamada"],
    ["山田"],
    ["様"],
    ["！"],
    ["？"],
]
SAME = [(one, other) for line in SPELLINGS for one in line for other in line]
DIFFERENT = [(one[0], other[0]) for one in SPELLINGS for other in SPELLINGS if one is not other]


@pytest.mark.unit
@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert person_names.is_same(one, other)


@pytest.mark.unit
@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_two_people_are_not_the_same(one: str, other: str) -> None:
    assert not person_names.is_same(one, other)


@pytest.mark.unit
@given(st.text(max_size=20), st.text(max_size=20))
def test_being_the_same_is_an_equivalence(one: str, other: str) -> None:
    assert person_names.is_same(one, one)
    assert person_names.is_same(one, other) == person_names.is_same(other, one)


@pytest.mark.parametrize("other", [line[0] for line in SPELLINGS[1:5]])
def test_another_name_is_another_booking(other: str, shop: Shop, ask: Ask) -> None:
    first = ask("create_reservation", key="call-1", **REQUEST)
    second = ask("create_reservation", key="call-2", **{**REQUEST, "customerName": other})
    assert "alreadyBooked" not in second
    assert (first["customerName"], second["customerName"]) == ("山田太郎", other)
    assert first["number"] != second["number"]
    assert second["number"] in second["spoken"]
    third = ask("create_reservation", key="call-3", **{**REQUEST, "customerName": "鈴木一郎"})
    assert third["code"] == "no_vehicle_available", "there are two compacts"
    assert len(kept()) == 2


@pytest.mark.parametrize("spelling", SPELLINGS[0])
def test_the_same_name_again_is_told_as_already_booked(spelling: str, shop: Shop, ask: Ask) -> None:
    first = ask("create_reservation", key="call-1", **REQUEST)
    again = ask("create_reservation", key="call-2", **{**REQUEST, "customerName": spelling})
    assert (again["alreadyBooked"], again["number"]) == (True, first["number"])
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ["山田太郎様のお名前", "すでにご予約済み", "新しいご予約はお取りしておりません"]),
        ("en", ["already booked", "in the name of 山田太郎", "Nothing new was booked"]),
    ],
)
@pytest.mark.parametrize("name", ["山田太郎", "山田太郎様"])
def test_what_is_said_of_a_repeat(language: str, words: list[str], name: str, shop: Shop) -> None:
    from reservations import tools

    caller = tools.Caller("agent", "s1", language)
    wish = {**REQUEST, "customerName": name}
    first, again = (tools.run("create_reservation", wish, caller=caller) for _ in range(2))
    assert again["alreadyBooked"] is True
    for word in [*words, first["number"]]:
        assert word in again["spoken"]
    assert "様様" not in again["spoken"]


def test_another_class_is_another_car(shop: Shop, ask: Ask) -> None:
    first = ask("create_reservation", **REQUEST)
    second = ask("create_reservation", **{**REQUEST, "vehicleType": "minivan"})
    assert "alreadyBooked" not in second
    assert first["number"] != second["number"]


def test_any_class_is_the_car_that_is_booked(shop: Shop, ask: Ask) -> None:
    first = ask("create_reservation", **REQUEST)
    any_class = {name: value for name, value in REQUEST.items() if name != "vehicleType"}
    again = ask("create_reservation", **any_class)
    assert (again["alreadyBooked"], again["number"]) == (True, first["number"])


def test_two_people_in_two_steps(shop: Shop, ask: Ask, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    numbers = []
    for name in ("山田太郎", "佐藤花子"):
        wish = {**REQUEST, "customerName": name}
        held = ask("create_reservation", **wish)
        assert (held["status"], held["customerName"]) == ("held", name)
        # The words of the yes are the model's own: an honorific makes no other person.
        said = {**wish, "customerName": f"{name}様", "confirmationToken": held["confirmationToken"]}
        done = ask("create_reservation", **said)
        assert (done["status"], done["customerName"], "alreadyBooked" in done) == ("confirmed", name, False)
        again = ask("create_reservation", **said)
        assert (again["alreadyBooked"], again["number"]) == (True, done["number"])
        numbers.append(done["number"])
        once_more = ask("create_reservation", **wish)
        assert (once_more["alreadyBooked"], once_more["number"]) == (True, done["number"])
        assert "needsConfirmation" not in once_more
    assert len(set(numbers)) == 2


def test_a_token_of_one_person_books_nothing_for_another(shop: Shop, ask: Ask, settings: Settings) -> None:
    settings.BOOKING_CONFIRMATION = "required"
    held = ask("create_reservation", **REQUEST)
    said = {**REQUEST, "customerName": "佐藤花子", "confirmationToken": held["confirmationToken"]}
    assert ask("create_reservation", **said)["code"] == "hold_expired"


def post(body: dict[str, Any], **headers: str) -> HttpResponse:
    sent = {"X-Session-Token": sessions.issue_token("session-japanese", "ja"), **headers}
    response: Any = Client().post(
        "/api/functions/create_reservation", json.dumps(body), content_type="application/json", headers=sent
    )
    return response  # type: ignore[no-any-return]


@pytest.fixture
def conversation(shop: Shop) -> None:
    open_session("session-japanese")


@pytest.mark.usefixtures("conversation")
def test_two_people_over_http(shop: Shop) -> None:
    first, second, again = (
        json.loads(post({**REQUEST, "customerName": name}).content)
        for name in ("山田太郎", "佐藤花子", "山田 太郎")
    )
    assert second["number"] != first["number"] == again["number"]
    assert ["alreadyBooked" in each for each in (first, second, again)] == [False, False, True]


@pytest.mark.usefixtures("conversation")
def test_a_replay_over_http_is_the_answer_to_the_byte(shop: Shop) -> None:
    first, replay = (post(REQUEST, **{"Idempotency-Key": "k1"}) for _ in range(2))
    assert replay.content == first.content
    assert b"alreadyBooked" not in replay.content
    repeat, its_replay = (post(REQUEST, **{"Idempotency-Key": "k2"}) for _ in range(2))
    assert json.loads(repeat.content)["alreadyBooked"] is True
    assert its_replay.content == repeat.content


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hold", [None, 60])
def test_two_people_who_each_ask_many_times_at_once_have_one_booking_each(
    hold: int | None, shop: Shop, book: Book, settings: Settings
) -> None:
    """In two steps a new wish of the session replaces its hold: one of the two is held at the end."""
    Vehicle.objects.filter(pk="m1").update(vehicle_class="compact")
    names = ["山田太郎", "佐藤花子様", "山田 太郎", "佐藤 花子"]
    rentals = together(
        12,
        lambda n: book("12-12T10:00", "12-12T18:00", "compact", session="s1", hold=hold, name=names[n % 4]),
    )
    seen = Counter(person_names.normalise(rental.customer_name) for rental in rentals)
    assert seen == {"山田太郎": 6, "佐藤花子": 6}
    assert len(kept()) == (1 if hold else 2)
    if not hold:
        assert len({rental.number for rental in rentals}) == 2
    assert all_is_well()

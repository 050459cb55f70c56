"""The tools as an agent uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from reservations import tools
from reservations.models import Location, Rate, Receipt, Reservation, Vehicle
from tests.reservations.conftest import SATURDAY, WISH, Ask, Book, DjangoAssertNumQueries

pytestmark = pytest.mark.db


def without_spoken(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "spoken"}


def test_shops_are_listed_by_region_in_either_language(shop: Location, ask: Ask) -> None:
    Location.objects.create(id="sapporo", name="札幌駅前店", region="札幌", region_en="Sapporo")
    for region in ("東京", "東京都", "tokyo", "Tokyo", "TOKYO "):
        found = ask("list_locations", region=region, date_preference="weekend")["locations"]
        assert [document["id"] for document in found] == ["ekimae"]
    assert len(ask("list_locations")["locations"]) == 2
    nowhere = ask("list_locations", region="那覇")
    assert (nowhere["success"], nowhere["locations"]) == (True, [])
    assert nowhere["spoken"] == "申し訳ございません。那覇には店舗がございません。"


def test_a_listed_shop_tells_all_that_a_caller_asks(shop: Location, ask: Ask) -> None:
    (document,) = ask("list_locations", region="東京")["locations"]
    assert document["openingHours"] == "08:00-20:00"
    assert document["vehicleTypes"] == ["コンパクト", "ミニバン"]
    assert (document["nameEn"], document["regionEn"], document["timezone"]) == (
        "Tokyo Station",
        "Tokyo",
        "Asia/Tokyo",
    )


def test_free_cars_are_counted_by_class_and_said(shop: Location, ask: Ask) -> None:
    answer = ask("get_availability", locationId="ekimae", **SATURDAY)
    assert answer["period"] == SATURDAY
    assert [(kind["vehicleType"], kind["vehicleTypeEn"], kind["count"]) for kind in answer["classes"]] == [
        ("コンパクト", "Compact", 2),
        ("ミニバン", "Minivan", 1),
    ]
    assert [car["vehicleId"] for car in answer["availableVehicles"]] == ["c1", "c2", "m1"]
    assert answer["spoken"] == "コンパクトカーが2台、ミニバンが1台空いております。どちらをご希望でしょうか？"
    english = ask("get_availability", language="en", locationId="ekimae", **SATURDAY)
    assert english["spoken"] == "We have two compact cars and one minivan free. Which would you like?"


@pytest.mark.parametrize(
    "said", ["ekimae", "東京駅前店", "東京駅前", "Tokyo Station", "the tokyo station shop"]
)
def test_a_shop_is_known_by_id_and_by_name(said: str, shop: Location, ask: Ask) -> None:
    assert ask("get_availability", locationId=said, **SATURDAY)["locationId"] == "ekimae"


@pytest.mark.parametrize("said", ["コンパクト", "コンパクトカー", "compact", "Compact car", "ｺﾝﾊﾟｸﾄ"])
def test_a_class_is_known_by_its_many_words(said: str, shop: Location, ask: Ask) -> None:
    answer = ask("get_availability", locationId="ekimae", vehicleType=said, **SATURDAY)
    assert [kind["vehicleTypeEn"] for kind in answer["classes"]] == ["Compact"]


def test_a_class_of_the_companys_own_is_known(shop: Location, ask: Ask) -> None:
    Vehicle.objects.create(id="t1", location=shop, vehicle_class="キャンピングカー")
    answer = ask("get_availability", locationId="ekimae", vehicleType="キャンピングカー", **SATURDAY)
    assert [car["vehicleId"] for car in answer["availableVehicles"]] == ["t1"]


def test_a_booking_answers_with_all_that_the_card_shows(shop: Location, ask: Ask) -> None:
    answer = ask("create_reservation", **WISH, vehicleType="ミニバン")
    row = Reservation.objects.get()
    assert without_spoken(answer) == {
        "success": True,
        "reservationId": str(row.pk),
        "number": row.number,
        "status": "confirmed",
        "locationId": "ekimae",
        "locationName": "東京駅前店",
        "locationNameEn": "Tokyo Station",
        "address": "",
        "addressEn": "",
        "phone": "",
        "timezone": "Asia/Tokyo",
        "period": SATURDAY,
        "vehicleType": "ミニバン",
        "vehicleTypeEn": "Minivan",
        "vehicle": {"manufacturer": "", "vehicleModel": ""},
        "customerName": "山田太郎",
    }
    assert "12月12日土曜日の10時から18時、ミニバンでご予約が完了いたしました" in answer["spoken"]
    assert row.number in answer["spoken"]


def test_the_same_key_is_answered_once(shop: Location, ask: Ask) -> None:
    answers = [ask("create_reservation", "call-1", **WISH, vehicleType="compact") for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Reservation.objects.count() == Receipt.objects.count() == 1


def test_the_same_key_never_means_two_things(shop: Location, ask: Ask) -> None:
    ask("create_reservation", "call-1", **WISH)
    problem = ask("create_reservation", "call-1", **{**WISH, "customerName": "佐藤花子"})
    assert (problem["code"], problem["status"]) == ("key_reused", 409)
    assert ask("get_availability", "call-1", locationId="ekimae", **SATURDAY)["code"] == "key_reused"
    assert Reservation.objects.count() == 1


def test_two_callers_may_use_the_same_key(shop: Location, ask: Ask) -> None:
    numbers = {ask("create_reservation", "call-1", session=name, **WISH)["number"] for name in ("s1", "s2")}
    assert len(numbers) == 2


def test_a_refused_attempt_leaves_no_receipt(shop: Location, ask: Ask) -> None:
    Vehicle.objects.update(active=False)
    assert ask("create_reservation", "call-1", **WISH)["code"] == "no_vehicle_available"
    assert Receipt.objects.count() == 0
    Vehicle.objects.update(active=True)
    assert ask("create_reservation", "call-1", **WISH)["success"]


def test_said_twice_is_booked_once(shop: Location, ask: Ask) -> None:
    """What a model does after an interruption: the same request under a new call id."""
    first = ask("create_reservation", "call-1", **WISH, vehicleType="compact")
    again = ask("create_reservation", "call-2", **WISH, vehicleType="コンパクト")
    assert again["alreadyBooked"] is True
    assert again["number"] == first["number"]
    assert "すでにご予約済みです" in again["spoken"]
    other = ask("create_reservation", "call-3", **WISH, vehicleType="minivan")
    assert "alreadyBooked" not in other
    assert Reservation.objects.count() == 2


def test_a_cancelled_booking_does_not_stand_for_a_new_one(shop: Location, ask: Ask) -> None:
    ask("create_reservation", "call-1", **WISH)
    Reservation.objects.update(status="cancelled")
    assert "alreadyBooked" not in ask("create_reservation", "call-2", **WISH)


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"locationId": "mars"}, "unknown_location", 404),
        ({"vehicleType": "spaceship"}, "unknown_vehicle_type", 422),
        ({"endDate": "2026-12-12T09:00:00"}, "ends_before_start", 422),
        ({"startDate": "2026-11-12T10:00:00"}, "in_the_past", 422),
        ({"startDate": "2026-12-12T10:00:00Z"}, "ambiguous_time", 422),
        ({"startDate": "2026-12-12T06:00:00"}, "outside_opening_hours", 422),
        ({"startDate": "2028-12-12T10:00:00", "endDate": "2028-12-12T18:00:00"}, "too_far_ahead", 422),
        ({"endDate": "2028-12-12T18:00:00"}, "too_long", 422),
        ({"customerName": " "}, "invalid_arguments", 400),
        ({"startDate": "next Saturday"}, "invalid_arguments", 400),
        ({"locationId": None}, "invalid_arguments", 400),
    ],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_bad_arguments_are_clear_problems(
    change: dict[str, Any], code: str, status: int, language: str, shop: Location, ask: Ask
) -> None:
    problem = ask("create_reservation", "call-1", language, **{**WISH, **change})
    assert (problem["code"], problem["status"], problem["success"]) == (code, status, False)
    assert problem["type"] == f"/problems/{code}"
    assert problem["error"] == problem["detail"]
    for text in ("title", "detail", "spoken"):
        assert problem[text]
        assert "{" not in problem[text]
    assert problem["spoken"].isascii() == (language == "en")
    assert Reservation.objects.count() == Receipt.objects.count() == 0


def test_what_a_model_leaves_empty_it_did_not_say(shop: Location, ask: Ask) -> None:
    assert ask("create_reservation", **WISH, vehicleType=None)["success"]
    assert ask("create_reservation", session="s2", **WISH, vehicleType="", mood="happy")["success"]


def test_wrong_fields_are_named(shop: Location, ask: Ask) -> None:
    problem = ask("create_reservation", locationId="ekimae")
    assert {error["field"] for error in problem["errors"]} == {"startDate", "endDate", "customerName"}


def test_an_unknown_tool_is_a_problem(ask: Ask) -> None:
    assert ask("launch_rocket")["code"] == "unknown_tool"


def test_a_shop_that_is_full_offers_what_can_be_booked(shop: Location, book: Book, ask: Ask) -> None:
    neighbour = Location.objects.create(id="shinjuku", name="新宿店", name_en="Shinjuku", region="東京")
    Vehicle.objects.create(id="x1", location=neighbour, vehicle_class="compact")
    for car in ("c1", "c2"):
        book("12-12T10:00", "12-12T12:00", car=car)
    answer = ask("get_availability", locationId="ekimae", vehicleType="compact", **SATURDAY)
    assert answer["availableVehicles"] == answer["classes"] == []
    offered = [
        (found["locationId"], found["startDate"][11:16], found["vehicleTypeEn"])
        for found in answer["alternatives"]
    ]
    assert offered == [
        ("ekimae", "12:00", "Compact"),
        ("ekimae", "10:00", "Minivan"),
        ("shinjuku", "10:00", "Compact"),
    ]
    assert answer["spoken"].startswith(
        "申し訳ございません。東京駅前店の12月12日土曜日の10時から18時は、コンパクトカーの"
    )
    refused = ask("create_reservation", **WISH, vehicleType="compact")
    assert refused["code"] == "no_vehicle_available"
    assert refused["alternatives"] == answer["alternatives"]
    for number, found in enumerate(answer["alternatives"]):
        wish = {name: found[name] for name in ("locationId", "startDate", "endDate", "vehicleType")}
        assert ask("create_reservation", session=f"other{number}", customerName="佐藤", **wish)["success"]


def test_a_closed_shop_offers_times_when_it_is_open(shop: Location, ask: Ask) -> None:
    early = {"startDate": "2026-12-12T07:00:00", "endDate": "2026-12-12T12:00:00"}
    problem = ask("get_availability", locationId="ekimae", **early)
    assert problem["code"] == "outside_opening_hours"
    assert problem["alternatives"][0]["startDate"] == "2026-12-12T08:00:00"


COMPACT = {"locationId": "ekimae", **SATURDAY, "vehicleType": "compact"}
MINE = {"customerName": "山田太郎"}


@pytest.mark.parametrize(
    ("name", "given", "queries"),
    [
        ("list_locations", {}, 2),
        # shop, its week, its dates, cars
        ("get_availability", COMPACT, 4),
        # savepoint and release twice; shop, week, dates; rate; lock, car, insert, journal
        ("create_reservation", {**COMPACT, "customerName": "佐藤花子"}, 12),
        # the booking, wrong guesses of its number and of this caller
        ("find_reservation", MINE, 3),
        # as to find it; savepoint and release; the table of fees
        ("cancel_reservation", MINE, 6),
        # as to find it; savepoint and release four times; read, lock cars, lock booking, week, dates,
        # holds, car, rate, update, journal; and the way back, as it only asks
        ("change_reservation", {**MINE, "endDate": "2026-12-12T19:00:00"}, 22),
        # shop, week, dates, rate
        ("quote_price", COMPACT, 4),
        # shop, week, dates, classes
        ("location_details", {"locationId": "ekimae"}, 4),
    ],
)
def test_a_tool_asks_the_database_no_more_than_it_must(
    name: str,
    given: dict[str, Any],
    queries: int,
    book: Book,
    ask: Ask,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    bands = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 6000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **bands)
    mine = (
        {"number": book("12-12T10:00", "12-12T18:00", "compact").number}
        if given.keys() >= MINE.keys()
        else {}
    )
    mine = {} if name == "create_reservation" else mine
    if name == "create_reservation" and connection.vendor == "postgresql":
        queries += 1  # the lock of the session, which SQLite needs not
    with django_assert_num_queries(queries):
        assert ask(name, **mine, **given)["success"]


def test_labels_and_vocabulary_speak_both_languages(shop: Location) -> None:
    assert tools.labels("get_availability", "ja")["running"] == "空車を確認しています"
    assert tools.labels("get_availability", "en")["running"] == "Checking which cars are free"
    assert set(tools.labels("unheard_of", "ja")) == {"running", "done", "failed"}
    assert tools.vocabulary("ja", "ekimae") == ["東京駅前店", "東京", "コンパクト", "ミニバン"]
    assert tools.vocabulary("en") == ["Tokyo Station", "Tokyo", "Compact", "Minivan"]


def test_an_english_vocabulary_has_latin_letters_alone(shop: Location) -> None:
    for key, name, region in (("c", "千歳店", "札幌"), ("e", "駅前店", "札幌"), ("k", "港南店", "東京")):
        Location.objects.create(id=key, name=name, region=region)
    Vehicle.objects.create(id="own", location=shop, vehicle_class="電気自動車")
    words = tools.vocabulary("en", "c")
    assert words[0] == "Chitose"
    assert {"Ekimae", "Konan", "Sapporo", "Denki Jidosha", "Tokyo Station"} <= set(words)
    assert not re.search(r"[\u3000-\u9fff\uf900-\uffef]", "".join(words))
    assert "千歳店" in tools.vocabulary("ja")


def test_who_has_room_for_few_words_takes_the_most_useful(shop: Location) -> None:
    for key, name, region in (("a", "旭川店", "旭川"), ("b", "札幌駅前店", "札幌"), ("c", "千歳店", "札幌")):
        Location.objects.create(id=key, name=name, region=region)
    words = tools.vocabulary("ja", "c")
    assert words[0] == "千歳店"
    assert words.index("コンパクト") < words.index("札幌駅前店") < words.index("旭川店")
    assert words.index("札幌") < words.index("札幌駅前店")

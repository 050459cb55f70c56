"""Who begins with the booking that they have, and says how it is to be, gets it changed so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, OWNERS, called, play

pytestmark = pytest.mark.unit

OPENINGS = {
    "ja": [
        "16日に予約してる山田ですけど、",
        "車の予約をしているんですが、",
        "先週予約した者なんですが、",
        "予約の件で、",
    ],
    "en": [
        "I've got a car booked for the 16th, ",
        "it's about my booking ",
        "I booked a compact with you last week and ",
        "I already have a booking. ",
    ],
}
REQUESTED: list[tuple[str, str, dict[str, Any]]] = [
    ("ja", "返却を15時に", {"end": "2026-12-16T15:00:00"}),
    ("ja", "返すのを午後5時にしたいです", {"end": "2026-12-16T17:00:00"}),
    ("ja", "11時から16時で", {"start": "2026-12-16T11:00:00", "end": "2026-12-16T16:00:00"}),
    ("ja", "やっぱり18日にします", {"start": "2026-12-18T10:00:00", "end": "2026-12-18T18:00:00"}),
    ("ja", "翌日に", {"start": "2026-12-17T10:00:00", "end": "2026-12-17T18:00:00"}),
    ("ja", "車をミニバンに", {"car": "ミニバン"}),
    ("ja", "品川店で受け取りたい", {"shop": "shinagawa"}),
    ("ja", "新宿に返したい", {"back": "shinjuku"}),
    ("en", "could we be back at 5 pm instead", {"end": "2026-12-16T17:00:00"}),
    ("en", "can I get it at noon", {"start": "2026-12-16T12:00:00"}),
    ("en", "we need it on the 18th now", {"start": "2026-12-18T10:00:00", "end": "2026-12-18T18:00:00"}),
    ("en", "could we have a minivan", {"car": "ミニバン"}),
    ("en", "can I collect from Shinagawa", {"shop": "shinagawa"}),
]


@pytest.mark.parametrize(("language", "wish", "wanted"), REQUESTED)
def test_what_is_said_beside_the_booking_changes_it(language: str, wish: str, wanted: dict[str, Any]) -> None:
    for opening in OPENINGS[language]:
        whose = f"R-402-7311, {OWNERS[language]}"
        desk, _, told = play(language, opening + wish, whose, "はい" if language == "ja" else "yes please")
        kept = desk.known[NUMBER]
        assert {name: kept[name] for name in wanted} == wanted, (opening + wish, told)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "17日に予約している山田です、何時に行けばいいですか"),
        ("ja", "12月17日に予約してあると思うんですが"),
        ("ja", "予約の件なんですけど、20日の"),
        ("ja", "16日に予約してる山田ですけど、営業時間は何時からですか"),
        ("en", "it's about my booking on the seventeenth"),
        ("en", "I've got a booking on the 17th under John Smith, what time do you open"),
        ("en", "I already have a booking, December 17th, compact, ten to five"),
    ],
)
def test_what_only_tells_which_booking_changes_nothing(language: str, words: str) -> None:
    _, call, _ = play(language, words, f"R-402-7311, {OWNERS[language]}")
    assert called(call, "find_reservation")
    assert not called(call, "change_reservation")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "旅館の予約をしてるので、16日の10時から18時まで車をお願いしたい"),
        ("ja", "飛行機を予約したので、16日の10時から車を借りたいです"),
        ("ja", "予約をしたくて、16日の10時から18時まで"),
        ("en", "I've booked a table for seven on the 16th so I'd want a car from three till six"),
        ("en", "we've got a flight booked for the 16th, I need a car from ten till six at Tokyo Station"),
        ("en", "I booked a minivan last year, this time a compact on the 16th from ten to six please"),
        ("en", "my friend booked a car with you for the 16th and I'd like one too from ten to six"),
    ],
)
def test_what_else_was_booked_is_no_booking_of_ours(language: str, words: str) -> None:
    told = play(language, words)[2]
    assert "予約番号" not in told
    assert "reservation number" not in told


@pytest.mark.parametrize("wish", ["午後5時まで借りたい", "17時まで乗りたいです"])
def test_to_rent_until_an_hour_is_how_the_booking_is_to_be(wish: str) -> None:
    desk, _, _ = play("ja", "予約の変更をお願いします", "R-402-7311、山田太郎", wish, "はい")
    assert desk.times() == ("12-16T10:00", "12-16T17:00")


@pytest.mark.parametrize("wish", ["やっぱり行けなくなったんで、なしで", "もういらなくなりました"])
def test_who_wants_it_no_more_where_a_change_was_asked_for_is_asked_whether_to_cancel(wish: str) -> None:
    desk, call, _ = play("ja", "予約の変更をお願いします", "R-402-7311、山田太郎", wish)
    assert called(call, "cancel_reservation")
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    "negation", ["not a compact, a {}", "a {}, not a compact", "instead of the compact a {}"]
)
def test_the_class_that_it_has_is_refused_for_another(negation: str) -> None:
    lines = "I'd like to change my booking", "R-402-7311, John Smith", negation.format("sedan"), "yes please"
    assert play("en", *lines)[0].known[NUMBER]["car"] == "セダン"


@pytest.mark.parametrize(("step", "day"), [("2日後に", 18), ("1週間後に", 23), ("1週間後にお願いします", 23)])
def test_so_many_days_later_counts_from_the_booking(step: str, day: int) -> None:
    desk, _, _ = play("ja", "予約の変更をお願いします", "R-402-7311、山田太郎", step, "はい")
    assert desk.times() == (f"12-{day}T10:00", f"12-{day}T18:00")

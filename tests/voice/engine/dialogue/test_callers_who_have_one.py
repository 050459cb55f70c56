"""Callers who have a booking say in their own words what is to become of it, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import BY_CUSTOMER, DESK_TOOLS, NUMBER, Desk, called, held, row
from tests.voice.engine.dialogue.dialogue import Rehearsal

pytestmark = pytest.mark.unit

NAMES = {"ja": "山田太郎", "en": "John Smith"}
WHOSE = {"ja": "R-402-7311の山田太郎です。", "en": "R-402-7311, John Smith. "}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
DAYS = {"start": "2026-12-04T10:00:00", "end": "2026-12-06T10:00:00"}  # Friday to Sunday


def play(language: str, *lines: str, **kept: Any) -> Desk:
    """The desk after a call that begins with whose booking it is."""
    desk = Desk(known={NUMBER: row(name=NAMES[language], **kept)}, spoken=language == "ja")
    held(desk, WHOSE[language] + lines[0], *lines[1:], language=language)
    return desk


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("en", "We want to come a day sooner and still give it back on the 6th."),
        ("en", "Could we pick it up on the 3rd instead, and keep the return as it is?"),
        ("en", "I'd like to collect it a day earlier, the return date stays the same."),
        ("en", "Can I fetch it one day earlier, same return?"),
        ("ja", "一日早く借りて、返すのは6日のままにしたいんですが"),
        ("ja", "3日からに変更して、返却はそのままでお願いします"),
    ],
)
def test_the_return_stays_where_only_the_pickup_moves(language: str, wish: str) -> None:
    assert play(language, wish, YES[language], **DAYS).times() == ("12-03T10:00", "12-06T10:00")


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("en", "Could I bring it back a day later, same pick-up?"),
        ("en", "I'd like to keep it a day longer, the pick-up stays the same."),
        ("ja", "返却を1日遅くして、出発はそのままでお願いします"),
    ],
)
def test_the_pickup_stays_where_only_the_return_moves(language: str, wish: str) -> None:
    assert play(language, wish, YES[language], **DAYS).times() == ("12-04T10:00", "12-07T10:00")


@pytest.mark.parametrize(
    "wish",
    [
        "We only need the car on the Friday now.",
        "My plans were cut short and I just need it for the Friday now.",
        "We'll only be needing it on Friday after all.",
    ],
)
def test_a_booking_is_cut_down_to_the_day_that_is_needed(wish: str) -> None:
    desk = play("en", wish, "Six in the evening.", YES["en"], **DAYS)
    assert desk.times() == ("12-04T10:00", "12-04T18:00")


@pytest.mark.parametrize(
    "words",
    [
        "We shan't be going after all.",
        "We won't be coming any more, I'm afraid.",
        "I'm not going to need it now, the trip's off.",
        "We've decided not to go.",
    ],
)
def test_who_is_not_coming_after_all_is_asked_whether_to_cancel(words: str) -> None:
    desk = play("en", words)
    assert desk.status() == "confirmed"
    assert play("en", words, "Yes, cancel it.").status() == "cancelled"


@pytest.mark.parametrize(
    "words",
    [
        "We won't be going till eleven now.",
        "I'm not coming for it until noon now.",
        "What if we can't come after all?",
    ],
)
def test_who_comes_later_or_only_asks_is_not_cancelled(words: str) -> None:
    assert play("en", words, YES["en"]).status() == "confirmed"


@pytest.mark.parametrize(
    ("language", "words", "name"),
    [
        ("en", "You've spelt my name wrong, it should be Jon Smythe.", "Jon Smythe"),
        ("en", "There's a mistake in the name. It should say Joan Smith.", "Joan Smith"),
        ("en", "My name's misspelt on it, the correct spelling is John Smyth.", "John Smyth"),
        ("ja", "名前の漢字が間違っていて、正しくは山田太朗です。", "山田太朗"),
    ],
)
def test_a_misspelt_name_is_put_right_and_proves_nothing(language: str, words: str, name: str) -> None:
    desk = Desk(known={NUMBER: row(name=NAMES[language])}, spoken=language == "ja")
    whose = "R-402-7311です。" if language == "ja" else "It's R-402-7311. "
    rehearsal, _ = held(desk, whose + words, NAMES[language], YES[language], language=language)
    assert desk.known[NUMBER]["name"] == name
    assert called(rehearsal, "find_reservation")[0]["customerName"] == NAMES[language]


@pytest.mark.parametrize(
    ("language", "number"),
    [
        ("en", "R-402-7331, no, sorry, 7311"),
        ("en", "R-402-7331... I mean R-402-7311"),
        ("ja", "R-402-7331、いや、7311"),
        ("ja", "R-402-7331、すみません、R-402-7311"),
    ],
)
def test_a_number_that_is_put_right_at_once_counts_as_it_is_then(language: str, number: str) -> None:
    desk = Desk(known={NUMBER: row(name=NAMES[language])})
    wish = (
        f"{number}の山田太郎です。予約の確認を"
        if language == "ja"
        else f"My booking is {number}, John Smith."
    )
    rehearsal, _ = held(desk, wish, language=language)
    assert [call["number"] for call in called(rehearsal, "find_reservation")] == [NUMBER]


@pytest.mark.parametrize("words", ["Oh, hang on, actually seven's enough.", "Hmm, seven would be plenty."])
def test_another_hour_than_was_read_out_is_quoted_anew(words: str) -> None:
    desk = play("en", "Can I bring it back at eight instead of six?", words)
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    desk = play("en", "Can I bring it back at half seven instead of six?", words, YES["en"])
    assert desk.times() == ("12-05T10:00", "12-05T19:00")


def test_the_shop_where_the_caller_stays_is_the_one_to_collect_from() -> None:
    wish = "I'm booked at Tokyo Station, but I'm in Shinjuku now. Any chance I could collect it from there?"
    assert play("en", wish, YES["en"]).known[NUMBER]["shop"] == "tokyo-ekimae"
    desk = Desk(free={("shinjuku", "コンパクト"): 1}, known={NUMBER: row(name="John Smith")}, spoken=False)
    held(desk, WHOSE["en"] + wish, YES["en"], language="en")
    assert desk.known[NUMBER]["shop"] == "shinjuku"


def test_the_class_that_it_has_is_not_the_one_that_is_wished() -> None:
    wish = (
        "I've booked a compact for Saturday but there's more of us now, so could we have a minivan instead?"
    )
    assert play("en", wish, YES["en"]).known[NUMBER]["car"] == "ミニバン"


@pytest.mark.parametrize(
    ("language", "wish", "answer"),
    [
        ("en", "I need to move my booking to another day.", "Sunday the 6th, same times."),
        ("en", "Could you change it to a different date?", "The 6th."),
        ("ja", "予約を別の日に変更したいんですが", "6日にしてください"),
    ],
)
def test_to_another_day_is_no_day_more(language: str, wish: str, answer: str) -> None:
    assert play(language, wish, YES[language]).times() == ("12-05T10:00", "12-05T18:00")
    assert play(language, wish, answer, YES[language]).times() == ("12-06T10:00", "12-06T18:00")


@pytest.mark.parametrize(
    "wish",
    [
        "I booked a car for the 5th but I've lost the email. I'd like to return it at seven rather than six.",
        "I've a booking on the 5th, I can't find the confirmation. Can I return it at seven instead of six?",
    ],
)
def test_who_has_lost_the_number_changes_the_booking_all_the_same(wish: str) -> None:
    desk = Desk(known={NUMBER: row(name="John Smith")}, spoken=False)
    rehearsal = Rehearsal(desk.run, "en", tools=(*DESK_TOOLS, BY_CUSTOMER))
    rehearsal.start()
    for line in (wish, "John Smith, 090 1234 5678, the 5th of December.", YES["en"]):
        rehearsal.say(line)
    assert desk.times() == ("12-05T10:00", "12-05T19:00")
    assert not rehearsal.booked


def test_the_name_beside_a_telephone_number_that_was_refused_is_tried() -> None:
    desk = Desk(known={NUMBER: row(name="John Smith")}, spoken=False)
    wrong = "Then try John Smith, the phone is 090-1234-0000."
    rehearsal, _ = held(desk, "I'd like to check R-402-7311, Jane Smith.", wrong, wrong, language="en")
    facts = [
        call.get("customerName") or call.get("phoneLastFour")
        for call in called(rehearsal, "find_reservation")
    ]
    assert facts == ["Jane Smith", "0000", "John Smith"]


@pytest.mark.parametrize(
    ("wish", "times"),
    [
        ("Could you move it to the Saturday after? Same times please.", ("12-12T10:00", "12-12T18:00")),
        (
            "I'd like to hang on to the van until the evening of the 5th, say seven.",
            ("12-05T10:00", "12-05T19:00"),
        ),
        ("Ten's a bit early, isn't it? Change it to eleven.", ("12-05T11:00", "12-05T18:00")),
        ("Six is too early to return it, let's make it seven.", ("12-05T10:00", "12-05T19:00")),
    ],
)
def test_days_and_hours_are_read_beside_those_that_stand(wish: str, times: tuple[str, str]) -> None:
    assert play("en", wish, YES["en"]).times() == times


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("My wife Anita's driving, so could it go under Anita Smith?", "Anita Smith"),
        ("Could you put it under Paul Smith instead?", "Paul Smith"),
    ],
)
def test_a_booking_goes_under_another_name(wish: str, name: str) -> None:
    desk = Desk(known={NUMBER: row(name="John Smith")}, spoken=False)
    held(desk, f"R-402-7311. It's in John Smith's name. {wish}", "John Smith", YES["en"], language="en")
    assert desk.known[NUMBER]["name"] == name


def test_an_extra_that_can_be_arranged_is_added() -> None:
    desk = play("en", "We'll need a booster seat for my daughter, can that be arranged?", YES["en"])
    assert desk.known[NUMBER]["extras"] == ["チャイルドシート"]


@pytest.mark.parametrize(
    "words",
    [
        "Can you make it an hour earlier at the start? The end's fine.",
        "An hour earlier, but same return, please.",
    ],
)
def test_one_end_stays_at_the_read_back_of_a_new_booking(words: str) -> None:
    desk = Desk()
    book = "A compact at Tokyo Station on December 5 from 10 to 6, for John Smith."
    rehearsal, _ = held(desk, book, words, YES["en"], language="en")
    booked = rehearsal.booked[-1]
    assert (booked["startDate"][5:16], booked["endDate"][5:16]) == ("12-05T09:00", "12-05T18:00")

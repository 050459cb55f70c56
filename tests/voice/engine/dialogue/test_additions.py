"""A booking that exists gets extras, loses them, or comes back to another shop: upon a yes to it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, NUMBER, Desk, called, held, row
from tests.voice.engine.dialogue.dialogue import Rehearsal

pytestmark = pytest.mark.unit

WHOSE = {"ja": "R-402-7311の山田太郎です。", "en": "R-402-7311, John Smith. "}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
SEAT, ETC, TYRES = "チャイルドシート", "ETCカード", "スタッドレスタイヤ"
WISHED = {
    "ja": [
        ("予約にチャイルドシートを付けてもらえますか", [SEAT]),
        ("チャイルドシートを追加したいんですが", [SEAT]),
        ("ETCカードを頼むのを忘れていたので、付けてください", [ETC]),
        ("スタッドレスに変更をお願いします", [TYRES]),
        ("ベビーシートとETCカードも予約に入れておいてください", [SEAT, ETC]),
    ],
    "en": [
        ("Could you put a child seat on my booking?", [SEAT]),
        ("I'd like to add an ETC card, please.", [ETC]),
        ("I forgot to ask for winter tyres when I booked.", [TYRES]),
        ("Can you pop a booster seat in for my son?", [SEAT]),
        ("We'll need a baby seat and an ETC card too, please add them.", [SEAT, ETC]),
    ],
}
REFUSED = {
    "ja": [
        "チャイルドシートはやっぱりいりません",
        "チャイルドシートを外してもらえますか",
        "チャイルドシートは友達から借りられるので外してください",
    ],
    "en": [
        "Could you take the child seat off, please?",
        "We don't need the child seat any more.",
        "We've borrowed a child seat from friends, so you can take that off.",
    ],
}
ELSEWHERE = {
    "ja": [
        "返却を新宿店に変えたいんですが",
        "新宿で返したいんですけど",
        "返すのは新宿店にできますか",
        "乗り捨てにして、新宿店に返したいです",
    ],
    "en": [
        "I'd like to drop the car off in Shinjuku instead of bringing it back to Tokyo Station.",
        "Can I return it to Shinjuku?",
        "Could I leave the car at Shinjuku when I'm done?",
        "I want to bring it back to Shinjuku rather than Tokyo Station.",
    ],
}


def desk_of(language: str, **kept: Any) -> Desk:
    name = "山田太郎" if language == "ja" else "John Smith"
    return Desk(known={NUMBER: row(name=name, **kept)}, spoken=language == "ja")


def each(words: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, wish) for language, wishes in words.items() for wish in wishes]


@pytest.mark.parametrize(
    ("language", "wish", "extras"), [(language, *pair) for language in WISHED for pair in WISHED[language]]
)
def test_extras_are_added_upon_a_yes(language: str, wish: str, extras: list[str]) -> None:
    desk = desk_of(language)
    rehearsal, replies = held(desk, WHOSE[language] + wish, language=language)
    assert desk.known[NUMBER]["extras"] == [], replies
    rehearsal.say(YES[language])
    assert sorted(desk.known[NUMBER]["extras"]) == sorted(extras), replies
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    assert not rehearsal.booked


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_it_has_already_stays(language: str) -> None:
    desk = desk_of(language, extras=[TYRES])
    held(desk, WHOSE[language] + WISHED[language][0][0], YES[language], language=language)
    assert sorted(desk.known[NUMBER]["extras"]) == sorted([SEAT, TYRES])


@pytest.mark.parametrize(("language", "wish"), each(REFUSED))
def test_an_extra_is_left_out_upon_a_yes(language: str, wish: str) -> None:
    desk = desk_of(language, extras=[SEAT, ETC])
    rehearsal, replies = held(desk, WHOSE[language] + wish, language=language)
    assert desk.known[NUMBER]["extras"] == [SEAT, ETC], replies
    rehearsal.say(YES[language])
    assert desk.known[NUMBER]["extras"] == [ETC], replies


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ja", "チャイルドシートはいくらですか"),
        ("ja", "ETCカードって借りられるんでしょうか"),
        ("en", "How much is a child seat?"),
        ("en", "Do you have ETC cards?"),
    ],
)
def test_a_question_about_an_extra_adds_none(language: str, question: str) -> None:
    desk = desk_of(language)
    rehearsal, _ = held(desk, WHOSE[language] + question, YES[language], language=language)
    assert desk.known[NUMBER]["extras"] == []
    assert not called(rehearsal, "change_reservation")


@pytest.mark.parametrize(("language", "wish"), each(ELSEWHERE))
def test_another_shop_takes_the_car_back_upon_a_yes(language: str, wish: str) -> None:
    desk = desk_of(language)
    rehearsal, replies = held(desk, WHOSE[language] + wish, language=language)
    assert desk.known[NUMBER]["back"] == "", replies
    rehearsal.say(YES[language])
    assert (desk.known[NUMBER]["back"], desk.known[NUMBER]["shop"]) == ("shinjuku", "tokyo-ekimae"), replies
    assert desk.status() == "confirmed"


@pytest.mark.parametrize(
    ("language", "wish", "answer"),
    [
        ("ja", "返却場所を変更したいんですが", "新宿店です"),
        ("ja", "別の店で返せますか", "新宿で"),
        ("en", "Can I return it to a different branch?", "Shinjuku."),
        ("en", "I need to drop it off somewhere else.", "At Shinjuku, please."),
    ],
)
def test_which_shop_takes_it_back_is_asked(language: str, wish: str, answer: str) -> None:
    desk = desk_of(language)
    held(desk, WHOSE[language] + wish, answer, YES[language], language=language)
    assert (desk.known[NUMBER]["back"], desk.known[NUMBER]["shop"]) == ("shinjuku", "tokyo-ekimae")


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("ja", "やっぱり返却は借りた店に戻してください"),
        ("ja", "乗り捨てはやめて、東京駅前店に返します"),
        ("en", "I'll bring it back to Tokyo Station after all, please change that."),
    ],
)
def test_a_return_elsewhere_is_taken_back(language: str, wish: str) -> None:
    desk = desk_of(language, back="shinjuku")
    held(desk, WHOSE[language] + wish, YES[language], language=language)
    assert desk.known[NUMBER]["back"] == "tokyo-ekimae"


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("ja", "11時からにして、チャイルドシートも付けてください"),
        ("en", "I'd like to start at eleven, not ten, and could you add a child seat?"),
    ],
)
def test_what_else_changes_is_changed_with_it(language: str, wish: str) -> None:
    desk = desk_of(language)
    held(desk, WHOSE[language] + wish, YES[language], language=language)
    assert desk.known[NUMBER]["extras"] == [SEAT]
    assert desk.times() == ("12-05T11:00", "12-05T18:00")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_no_leaves_it_as_it_was(language: str) -> None:
    desk = desk_of(language)
    no = "いいえ、やっぱりやめておきます" if language == "ja" else "No, leave it as it was."
    held(desk, WHOSE[language] + WISHED[language][0][0], no, language=language)
    assert desk.known[NUMBER]["extras"] == []


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ja", ("R-402-7311の山田太郎です。予約の確認をお願いします", "じゃあ、ETCカードも付けてください")),
        ("en", ("I'd like to check my booking, R-402-7311, John Smith.", "And could you add an ETC card?")),
    ],
)
def test_a_booking_that_was_only_looked_up_gets_it(language: str, lines: tuple[str, str]) -> None:
    desk = desk_of(language)
    held(desk, *lines, YES[language], language=language)
    assert desk.known[NUMBER]["extras"] == [ETC]


def test_where_the_tool_takes_no_extras_that_is_said() -> None:
    desk = desk_of("en")
    bare = [{"type": "function", "name": name, "parameters": {}} for name in DESK_TOOLS]
    rehearsal = Rehearsal(desk.run, "en", tools=DESK_TOOLS, definitions=bare)
    rehearsal.start()
    assert "cannot add extras" in rehearsal.say(WHOSE["en"] + WISHED["en"][0][0])
    assert not called(rehearsal, "change_reservation")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Great, we're going to take the kids to Disneyland!"),
        ("en", "No child seat needed, thanks."),
        ("ja", "チャイルドシートはいりません"),
    ],
)
def test_small_talk_after_a_booking_changes_nothing(language: str, words: str) -> None:
    desk = desk_of(language)
    book = {
        "ja": ("東京駅前店で12月5日の10時から18時まで、ミニバンを、山田太郎です", YES["ja"]),
        "en": ("A minivan at Tokyo Station on December 5 from 10 to 6, for John Smith.", YES["en"]),
    }
    rehearsal, replies = held(desk, *book[language], words, language=language)
    assert len(rehearsal.booked) == 1, replies
    assert {"ja": "変更", "en": "change"}[language] not in replies[-1], replies
    assert not called(rehearsal, "change_reservation")

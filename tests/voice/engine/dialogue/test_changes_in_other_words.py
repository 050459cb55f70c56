"""A booking that is known is changed as its owner says it, and left by whoever wants it as it was."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import called, play

pytestmark = pytest.mark.unit

YES = {"ja": "はい", "en": "yes please"}
CHANGING = {
    "ja": ["予約の変更をお願いします", "R-402-7311、山田太郎"],
    "en": ["I'd like to change my booking", "R-402-7311, John Smith"],
}
BOOKING = {
    "ja": ["東京駅前店で12月16日の10時から18時まで、コンパクト、名前は山田太郎です", "はい"],
    "en": [
        "A compact at Tokyo Station on December 16 from 10 am to 6 pm. My name is John Smith.",
        "yes please",
    ],
}
TO_THE_17TH = {"ja": "17日に変更してください", "en": "Move it to the 17th please"}


@pytest.mark.parametrize(
    ("language", "words", "wanted"),
    [
        ("ja", "出発は変えずに返却だけ15時", {"end": "2026-12-16T15:00:00"}),
        ("ja", "15時まで借りたい", {"end": "2026-12-16T15:00:00"}),
        ("ja", "もう1日借りたい", {"end": "2026-12-17T18:00:00"}),
        ("ja", "できれば14日の月曜日に", {"start": "2026-12-14T10:00:00", "end": "2026-12-14T18:00:00"}),
        (
            "ja",
            "16日より18日のほうがいいかな",
            {"start": "2026-12-18T10:00:00", "end": "2026-12-18T18:00:00"},
        ),
        ("ja", "コンパクトをやめてSUVで", {"car": "SUV"}),
        ("ja", "コンパクトだと小さいのでSUVに", {"car": "SUV"}),
        ("ja", "新宿店で受け取りたい", {"shop": "shinjuku"}),
        ("ja", "新宿店から乗りたいんですけど", {"shop": "shinjuku"}),
        ("ja", "東京駅前店じゃなくて品川店", {"shop": "shinagawa"}),
        ("ja", "返却を新宿に", {"back": "shinjuku"}),
        ("ja", "佐藤花子の名義に変えてください", {"name": "佐藤花子"}),
        ("en", "pick up an hour later thanks", {"start": "2026-12-16T11:00:00"}),
        ("en", "a day later thanks", {"start": "2026-12-17T10:00:00", "end": "2026-12-17T18:00:00"}),
        ("en", "can I get it at eight", {"start": "2026-12-16T08:00:00"}),
        ("en", "could I drop it off at 4 if possible", {"end": "2026-12-16T16:00:00"}),
        ("en", "could you have it ready by nine", {"start": "2026-12-16T09:00:00"}),
        ("en", "add a day", {"end": "2026-12-17T18:00:00"}),
        ("en", "I don't want the compact any more, a minivan", {"car": "ミニバン"}),
        ("en", "could the car be picked up at Shinjuku", {"shop": "shinjuku"}),
    ],
)
@pytest.mark.parametrize("before", [BOOKING, CHANGING], ids=["booked", "changing"])
def test_known_booking_is_changed_as_it_is_said(
    before: dict[str, list[str]], language: str, words: str, wanted: dict[str, Any]
) -> None:
    desk, _, told = play(language, *before[language], words, YES[language])
    kept = [*desk.known.values()][-1]
    assert {name: kept[name] for name in wanted} == wanted, told
    assert len(desk.bookings) == (before is BOOKING)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "やっぱり行けなくなったんで、なしで"),
        ("en", "we don't need it any more"),
        ("en", "no, I'd rather cancel it"),
    ],
)
@pytest.mark.parametrize("is_quoted", [True, False])
def test_who_does_not_want_it_any_more_is_asked_whether_to_cancel(
    language: str, words: str, is_quoted: bool
) -> None:
    quoted = [TO_THE_17TH[language]] if is_quoted else []
    desk, call, _ = play(language, *CHANGING[language], *quoted, words)
    assert called(call, "cancel_reservation")
    assert desk.status() == "confirmed"
    assert desk.times() == ("12-16T10:00", "12-16T18:00")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "hmm no let's keep the original"),
        ("en", "actually the old date is better, leave it"),
        ("en", "hold on, no, don't change anything"),
        ("en", "no sorry keep what I've got"),
        ("en", "okay so forget it thanks"),
        ("ja", "変更なしでいいです"),
        ("ja", "いや、大丈夫です、このままで"),
        ("ja", "考え直して、そのままにします"),
        ("ja", "すみません、やっぱり変更なしで"),
    ],
)
def test_change_that_was_read_out_is_left(language: str, words: str) -> None:
    desk, _, told = play(language, *CHANGING[language], TO_THE_17TH[language], words)
    assert "ほかに" in told or "anything else" in told
    assert desk.times() == ("12-16T10:00", "12-16T18:00")


@pytest.mark.parametrize(
    ("language", "words", "end"),
    [
        ("en", "yes, and keep the return as it is", "18:00"),
        ("en", "yes but bring it back at seven", "19:00"),
        ("ja", "はい、17日でお願いします", "18:00"),
        ("ja", "ええっと、はい、お願いします", "18:00"),
        ("ja", "はい、返却はそのままで", "18:00"),
    ],
)
def test_yes_beside_what_stays_leaves_nothing(language: str, words: str, end: str) -> None:
    desk, _, _ = play(language, *CHANGING[language], TO_THE_17TH[language], words, YES[language])
    assert desk.times() == ("12-17T10:00", f"12-17T{end}")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "swap the 16th for Friday the 18th"),
        ("en", "16 Dec 10-18 -> 18 Dec 10-18"),
        ("ja", "16日から12月18日に変更"),
        ("ja", "16日はちょっと、18日なら"),
        ("ja", "12/16 10-18→12/18 10-18"),
    ],
)
@pytest.mark.parametrize("is_quoted", [True, False])
def test_day_as_it_stood_beside_the_new_one_is_no_pickup(language: str, words: str, is_quoted: bool) -> None:
    quoted = [TO_THE_17TH[language]] if is_quoted else []
    desk, _, _ = play(language, *CHANGING[language], *quoted, words, YES[language])
    assert desk.times() == ("12-18T10:00", "12-18T18:00")

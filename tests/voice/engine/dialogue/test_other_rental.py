"""A new rental beside one that exists, in one call: neither becomes the other, and none is forgotten."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, held, row
from tests.voice.engine.dialogue.fleet import CARS, SHOPS

pytestmark = pytest.mark.unit

NEW = ("shinjuku", "2026-12-08T09:00:00", "2026-12-08T17:00:00", "ミニバン")
OTHER = {
    "ja": "8日の9時から17時で新宿店のミニバンを予約したいんですが",
    "en": "a minivan at Shinjuku on the 8th from nine to five.",
}
CANCELS = {
    "ja": f"{NUMBER}、山田太郎です。これをキャンセルして",
    "en": f"I need to cancel {NUMBER}, John Smith",
}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
NAME = {"ja": "山田太郎です", "en": "John Smith."}
JOINTS = {
    "ja": ["、それと別に", "、あと", "、それから"],
    "en": [", and then I want ", ". And I'd also like ", ", and then book "],
}


def open_desk(language: str) -> Desk:
    name = {"ja": "山田太郎", "en": "John Smith"}[language]
    free = {(shop["id"], car): 3 for shop in SHOPS for car in CARS}
    return Desk(known={NUMBER: row(name=name)}, free=free)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "ja",
            f"8日の9時から17時で新宿店のミニバンをお願いします。あと、{NUMBER}の予約、山田太郎です、そっちは取り消してください",
        ),
        (
            "en",
            f"A minivan at Shinjuku on the 8th, nine to five, and could you also cancel {NUMBER}, John Smith",
        ),
    ],
)
def test_a_rental_that_is_told_first_waits_for_the_cancellation(language: str, line: str) -> None:
    desk = open_desk(language)
    _, said = held(desk, line, YES[language], NAME[language], YES[language], language=language)
    assert desk.status() == "cancelled", said
    assert list_made(desk) == [NEW], said


def list_made(desk: Desk) -> list[tuple[str, str, str, str]]:
    return [
        (each["shop"], each["start"], each["end"], each["car"])
        for number, each in desk.known.items()
        if number != NUMBER
    ]


@pytest.mark.parametrize(
    ("language", "joint"), [(language, joint) for language, joints in JOINTS.items() for joint in joints]
)
def test_a_new_rental_in_the_same_words_waits_for_the_cancellation(language: str, joint: str) -> None:
    desk = open_desk(language)
    said = f"{CANCELS[language]}{joint}{OTHER[language]}"
    held(desk, said, YES[language], NAME[language], YES[language], language=language)
    assert desk.status() == "cancelled"
    assert list_made(desk) == [NEW]


ENDED = {
    "ja": [
        "{}、山田太郎です。これをキャンセルして、", "{}の山田太郎です。取り消してください。",
        "{}、山田太郎です。もう要らなくなったので取り消して、",
    ],
    "en": [
        "Scrap {}, John Smith, and ", "Please cancel {}, John Smith, and ", "Cancel {}, John Smith. And ",
        "It's John Smith. I don't need {} any more, but ",
    ],
}  # fmt: skip
SECOND_REQUESTS = {
    "ja": [
        "新しく8日の9時から17時、新宿店でミニバンをお願いします",
        "8日の9時から17時で新宿店のミニバンを借りたいです",
    ],
    "en": [
        "I'd like a minivan at Shinjuku on the 8th from nine to five",
        "book me a minivan at Shinjuku on the 8th, nine to five",
    ],
}


@pytest.mark.parametrize(
    ("language", "ended", "second"),
    [(one, first, then) for one in ENDED for first in ENDED[one] for then in SECOND_REQUESTS[one]],
)
def test_what_is_booked_beside_a_cancellation_is_not_lost(language: str, ended: str, second: str) -> None:
    desk = open_desk(language)
    said = ended.format(NUMBER) + second
    held(desk, said, YES[language], NAME[language], YES[language], language=language)
    assert desk.status() == "cancelled"
    assert list_made(desk) == [NEW]


@pytest.mark.parametrize(
    ("language", "change", "wish"),
    [
        ("ja", "6日に変更してください", f"それと{OTHER['ja']}"),
        ("en", "Could you move it to the 6th?", f"And then I'd also like {OTHER['en']}"),
    ],
)
def test_a_new_rental_at_the_quote_changes_nothing_else(language: str, change: str, wish: str) -> None:
    desk = open_desk(language)
    opening = {"ja": f"{NUMBER}、山田太郎です。", "en": f"{NUMBER}, John Smith. "}[language]
    held(desk, opening + change, wish, YES[language], NAME[language], YES[language], language=language)
    assert desk.times() == ("12-06T10:00", "12-06T18:00")
    assert desk.known[NUMBER]["shop"] == "tokyo-ekimae"
    assert list_made(desk) == [NEW]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_booking_that_was_begun_goes_on_after_the_cancellation(language: str) -> None:
    desk = open_desk(language)
    other = {
        "ja": f"あ、その前に{NUMBER}、山田太郎です。その予約をキャンセルしたいんですけど",
        "en": f"Oh, and I've got another booking, {NUMBER}, John Smith. Can you cancel that one?",
    }[language]
    begun = {"ja": OTHER["ja"], "en": f"I'd like {OTHER['en']}"}[language]
    held(desk, begun, other, YES[language], NAME[language], YES[language], language=language)
    assert desk.status() == "cancelled"
    assert list_made(desk) == [NEW]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "あと、5日にもう予約してあるコンパクトがあるんですけど、そっちは要らなくなったので"),
        ("en", "I've already got a compact on the 5th with you and I won't need that now."),
    ],
)
def test_one_that_was_booked_before_is_not_the_one_just_made(language: str, line: str) -> None:
    desk = open_desk(language)
    begun = {"ja": OTHER["ja"], "en": f"I'd like {OTHER['en']}"}[language]
    proof = {"ja": f"{NUMBER}、山田太郎です", "en": f"{NUMBER}, John Smith."}[language]
    held(desk, begun, NAME[language], YES[language], line, proof, YES[language], language=language)
    assert desk.status() == "cancelled"
    assert list_made(desk) == [NEW]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "もう一台、8日に同じ時間、同じお店で借りたいです"),
        ("en", "And could I get another car on the 8th, same times, same shop?"),
    ],
)
def test_a_rental_like_the_one_found_has_its_shop_and_hours(language: str, line: str) -> None:
    desk = open_desk(language)
    asks = {"ja": f"予約の確認です。{NUMBER}、山田太郎です", "en": f"Check my booking {NUMBER}, John Smith."}
    car = {"ja": "ミニバン", "en": "A minivan."}
    held(desk, asks[language], line, car[language], NAME[language], YES[language], language=language)
    assert list_made(desk) == [("tokyo-ekimae", "2026-12-08T10:00:00", "2026-12-08T18:00:00", "ミニバン")]
    assert desk.times() == ("12-05T10:00", "12-05T18:00")


@pytest.mark.parametrize(
    "line",
    [
        f"Cancel {NUMBER}, John Smith, and then book a minivan on the 8th from nine to five instead.",
        f"Cancel {NUMBER}, John Smith, and rebook me for the 8th, nine to five, in a minivan.",
    ],
)
def test_one_in_place_of_the_other_is_no_second_wish(line: str) -> None:
    desk = open_desk("en")
    held(desk, line, language="en")
    assert desk.status() == "confirmed"
    assert list_made(desk) == []

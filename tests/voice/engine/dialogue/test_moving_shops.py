"""A booking that is wanted at another shop moves there, with its number: upon a yes to the tool's summary."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, Desk, called, held, row
from tests.voice.engine.dialogue.dialogue import Rehearsal

pytestmark = pytest.mark.unit

REQUESTS = {
    "ja": [
        "R-402-7311の山田太郎です。店を新宿に変えたいんですが",
        "R-402-7311、山田太郎です。受け取りを新宿店に移せますか",
        "R-402-7311、山田太郎です。受け取り、東京駅じゃなくて新宿にできませんか",
        "山田太郎、R-402-7311です。やっぱり新宿で借りることにしたいので変更をお願いします",
    ],
    "en": [
        "R-402-7311, John Smith. Can you move my booking to the Shinjuku branch?",
        "John Smith, R-402-7311. I'd like to fetch the car from Shinjuku instead.",
        "R-402-7311, John Smith. Could I collect it at Shinjuku instead of Tokyo Station?",
        "R-402-7311, John Smith. I'd rather pick it up at Shinjuku, please change it.",
    ],
}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
FREE = {("shinjuku", "コンパクト"): 1, ("tokyo-ekimae", "コンパクト"): 1}


def english_desk(*, spoken: bool = False) -> Desk:
    return Desk(free=dict(FREE), spoken=spoken, known={"R-402-7311": row(name="John Smith")})


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("which", range(4))
def test_it_moves_upon_a_yes_to_the_summary(language: str, which: int) -> None:
    desk = Desk(free=dict(FREE)) if language == "ja" else english_desk()
    rehearsal, replies = held(desk, REQUESTS[language][which], language=language)
    assert ("新宿" if language == "ja" else "Shinjuku") in replies[-1], replies
    assert desk.known["R-402-7311"]["shop"] == "tokyo-ekimae"
    rehearsal.say(YES[language])
    assert desk.known["R-402-7311"]["shop"] == "shinjuku"
    assert desk.times() == ("12-05T10:00", "12-05T18:00")
    assert not rehearsal.booked
    assert not called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("R-402-7311の山田太郎です。新宿店で11時からに変更したいです", {"start": "2026-12-05T11:00:00"}),
        ("R-402-7311の山田太郎です。店を新宿に変えて、車もSUVにしてください", {"car": "SUV"}),
    ],
)
def test_what_else_is_to_change_changes_with_it(wish: str, expected: dict[str, str]) -> None:
    desk = Desk(free={**FREE, ("shinjuku", "SUV"): 1})
    held(desk, wish, YES["ja"])
    moved = desk.known["R-402-7311"]
    assert {name: moved[name] for name in (*expected, "shop")} == {**expected, "shop": "shinjuku"}


def test_the_shop_is_asked_for_where_none_is_named() -> None:
    desk = Desk(free=dict(FREE))
    rehearsal, _ = held(desk, "R-402-7311の山田太郎です。店舗を変更したいんですが", "新宿店です", YES["ja"])
    assert desk.known["R-402-7311"]["shop"] == "shinjuku"
    assert not rehearsal.booked


@pytest.mark.parametrize(
    "answer", ["いいえ、結構です", "いや、それならやめておきます", "やっぱりそのままでいいです"]
)
def test_a_no_leaves_the_booking_where_it_is(answer: str) -> None:
    desk = Desk(free=dict(FREE))
    held(desk, REQUESTS["ja"][0], answer)
    assert desk.known["R-402-7311"]["shop"] == "tokyo-ekimae"
    assert desk.status() == "confirmed"


@pytest.mark.parametrize("answer", ["はい、でもやっぱり品川にしてください", "はい、新宿じゃなくて品川で"])
def test_a_yes_to_another_shop_is_none_to_this_one(answer: str) -> None:
    desk = Desk(free={**FREE, ("shinagawa", "コンパクト"): 1})
    held(desk, REQUESTS["ja"][0], answer)
    assert desk.known["R-402-7311"]["shop"] == "tokyo-ekimae"


def test_where_the_other_shop_has_no_car_its_other_times_are_offered() -> None:
    desk = Desk(free={("sapporo", "コンパクト"): 1})
    rehearsal, replies = held(desk, REQUESTS["ja"][0])
    assert "新宿店" in replies[-1], replies
    assert "新大阪" not in replies[-1]
    assert desk.known["R-402-7311"]["shop"] == "tokyo-ekimae"
    rehearsal.say(YES["ja"])  # to the other day
    rehearsal.say(YES["ja"])  # to its summary
    assert desk.known["R-402-7311"]["shop"] == "shinjuku"
    assert desk.times() == ("12-06T10:00", "12-06T18:00")


@pytest.mark.parametrize("wish", ["R-402-7311の山田太郎です。返却を新宿店に変えたいんですが、返すのは19時で"])
def test_a_return_elsewhere_moves_no_booking(wish: str) -> None:
    desk = Desk(free=dict(FREE))
    held(desk, wish, YES["ja"])
    assert desk.known["R-402-7311"]["shop"] == "tokyo-ekimae"


def test_where_the_tool_moves_no_booking_a_new_one_is_advised() -> None:
    desk = Desk(free=dict(FREE))
    bare = [{"type": "function", "name": name, "parameters": {}} for name in DESK_TOOLS]
    rehearsal = Rehearsal(desk.run, "ja", tools=DESK_TOOLS, definitions=bare)
    rehearsal.start()
    assert "取り消しのうえ改めて" in rehearsal.say(REQUESTS["ja"][0])
    assert not called(rehearsal, "change_reservation")

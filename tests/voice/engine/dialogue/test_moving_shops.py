"""A booking that is wanted at another shop: it stays where it is, a new one there can take its place."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, called, held, row

pytestmark = pytest.mark.unit

REQUESTS = {
    "ja": [
        "R-402-7311の山田太郎です。店を新宿に変えたいんですが",
        "R-402-7311、山田太郎です。受け取りを新宿店に移せますか",
        "山田太郎、R-402-7311です。やっぱり新宿で借りることにしたいので変更をお願いします",
    ],
    "en": [
        "R-402-7311, John Smith. Can you move my booking to the Shinjuku branch?",
        "John Smith, R-402-7311. I'd like to fetch the car from Shinjuku instead.",
        "R-402-7311, John Smith. I'd rather pick it up at Shinjuku, please change it.",
    ],
}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
FREE = {("shinjuku", "コンパクト"): 1, ("tokyo-ekimae", "コンパクト"): 1}


@pytest.mark.parametrize("wish", REQUESTS["ja"])
def test_the_new_booking_is_made_before_the_old_one_is_cancelled(wish: str) -> None:
    desk = Desk(free=dict(FREE))
    rehearsal, replies = held(desk, wish)
    assert "店舗を変更することはできません" in replies[-1], replies
    assert "新宿店で新しく" in replies[-1]
    read_back = rehearsal.say(YES["ja"])
    assert "新宿店" in read_back
    assert desk.status() == "confirmed"
    announced = rehearsal.say(YES["ja"])
    assert "R-402-7315" in announced
    assert "キャンセル料は2,200円" in announced
    assert desk.status() == "confirmed"
    assert "取り消しました" in rehearsal.say(YES["ja"])
    assert desk.status() == "cancelled"
    new = desk.known["R-402-7315"]
    assert (new["shop"], new["start"], new["name"]) == ("shinjuku", "2026-12-05T10:00:00", "山田太郎")


def test_what_else_is_to_change_is_changed_in_the_new_booking() -> None:
    desk = Desk(free=dict(FREE))
    rehearsal, _ = held(desk, "R-402-7311の山田太郎です。新宿店で11時からに変更したいです", YES["ja"])
    rehearsal.say(YES["ja"])
    assert desk.known["R-402-7315"]["start"] == "2026-12-05T11:00:00"


@pytest.mark.parametrize("answer", ["いいえ、結構です", "いや、それならやめておきます"])
def test_a_no_leaves_the_booking_as_it_is(answer: str) -> None:
    desk = Desk(free=dict(FREE))
    rehearsal, _ = held(desk, REQUESTS["ja"][0])
    rehearsal.say(answer)
    assert not rehearsal.booked
    assert desk.status() == "confirmed"


def test_a_no_to_the_cancellation_keeps_both() -> None:
    desk = Desk(free=dict(FREE))
    rehearsal, _ = held(desk, REQUESTS["ja"][0], YES["ja"], YES["ja"])
    told = rehearsal.say("いいえ、そのままにしてください")
    assert "そのまま" in told
    assert [desk.status(), desk.status("R-402-7315")] == ["confirmed", "confirmed"]


def test_where_the_other_shop_has_no_car_nothing_is_cancelled() -> None:
    desk = Desk(free={("sapporo", "コンパクト"): 1})
    rehearsal, _ = held(desk, REQUESTS["ja"][0])
    told = rehearsal.say(YES["ja"])
    assert "空車がございません" in told, told
    rehearsal.say("じゃあ結構です")
    assert not called(rehearsal, "cancel_reservation")
    assert desk.status(NUMBER) == "confirmed"


@pytest.mark.parametrize("wish", REQUESTS["en"])
def test_it_is_offered_in_english_too(wish: str) -> None:
    desk = Desk(free=dict(FREE), spoken=False, known={NUMBER: row(name="John Smith")})
    _, replies = held(desk, wish, language="en")
    assert "cannot move to another shop" in replies[-1], replies
    assert "a new one at Shinjuku" in replies[-1]


@pytest.mark.parametrize("wish", ["R-402-7311の山田太郎です。返却を新宿店に変えたいんですが、返すのは19時で"])
def test_a_return_elsewhere_moves_no_booking(wish: str) -> None:
    _, replies = held(Desk(), wish)
    assert "店舗を変更することはできません" not in replies[-1]

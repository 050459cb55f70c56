"""A rental of several days grows or shrinks at its ends; the hour beside another day of return is of that."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.test_days_called_off import PROOF, have_days

pytestmark = pytest.mark.unit

START, END = {-1: "12-17T10:00", 0: "12-18T10:00", 1: "12-19T10:00"}, "12-{}T18:00"
# By how many days each end moves, and the words for that.
MOVES = {
    (-1, 0): (
        "前に1日延ばしてください",
        "頭を1日増やしたいです",
        "前のほうに一日足せますか",
        "Can I add a day at the start?",
        "Could I have another day at the front?",
        "A day more at the beginning, please.",
    ),
    (0, 2): ("後ろに2日延長できますか", "お尻に2日足してください", "Two more days at the end, please."),
    (-1, 1): (
        "前後1日ずつ延ばしたいんですけど",
        "両端を1日ずつ増やしてください",
        "出発を1日早めて、返却を1日遅くしてください",
        "I'd like an extra day at both ends.",
        "Please add a day to each end.",
        "Pick up a day earlier and drop off a day later, please.",
    ),
    (1, -1): ("両端を1日ずつ短くしてください", "A day less at either end, please."),
    (-1, -1): (
        "前を1日延ばして、後ろは1日短くしてください",
        "A day more at the front and a day less at the back, please.",
    ),
    (1, 1): ("We'd like to collect it a day later and return it a day later.",),
}


@pytest.mark.parametrize(("by", "wish"), [(by, wish) for by in MOVES for wish in MOVES[by]])
def test_each_end_moves_as_it_is_said(by: tuple[int, int], wish: str) -> None:
    language = "en" if wish.isascii() else "ja"
    desk, _ = have_days(language, PROOF[language] + wish)
    assert desk.times() == (START[by[0]], END.format(20 + by[1]))


@pytest.mark.parametrize(
    "wish",
    [
        "日曜じゃなくて月曜に返したいんですけど、時間は{}時で",
        "返却を21日にしてもらえますか、{}時で",
        "返却は21日に変えて。{}時です",
        "21日に返したいです、{}時くらいに",
        "I need it until Monday, say {}.",
        "I need it until Monday evening, say {}.",
        "Could I return it on Monday the 21st instead? At {} o'clock.",
    ],
)
def test_the_hour_beside_another_day_of_return_is_of_that(wish: str) -> None:
    language = "en" if wish.isascii() else "ja"
    desk, _ = have_days(language, PROOF[language] + wish.format({"en": "five", "ja": "17"}[language]))
    assert desk.times() == ("12-18T10:00", "12-21T17:00")


def test_the_new_hour_of_the_return_said_once_more_moves_nothing() -> None:
    desk, _ = have_days("ja", PROOF["ja"] + "返却を21日の12時にしてください", "12時でお願いします")
    assert desk.times() == ("12-18T10:00", "12-21T12:00")


@pytest.mark.parametrize(("language", "day"), [("ja", "金曜の分"), ("ja", "18日の分"), ("en", "the Friday")])
def test_the_first_day_alone_is_cancelled_by_its_name(language: str, day: str) -> None:
    wish = f"{day}をキャンセルしてもらえますか" if language == "ja" else f"Cancel {day}, please."
    desk, rehearsal = have_days(language, PROOF[language] + wish)
    assert desk.times() == ("12-19T10:00", "12-20T18:00")
    assert not called(rehearsal, "cancel_reservation")

"""One end of a period that stands is said by what it is now: only that end changes, whatever the words."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.nlu.dates.tokens import Clock
from voice.engine.dialogue.state.slots import Slots, write_period

pytestmark = pytest.mark.unit

TODAY, DAY = date(2026, 12, 1), date(2027, 1, 20)
HOURS = "08:00-20:00"
# The pickup, the return, and another hour for each.
PERIODS = [(10, 18, 11, 19), (9, 17, 13, 18), (8, 15, 9, 12), (13, 19, 10, 20)]
RETURN_JA = [
    "返却を{old}時から{new}時にしてください",
    "返す時間を{old}時から{new}時に変えてもらえますか",
    "返却の時間を{old}時から{new}時へ変更お願いします",
    "{old}時の返却を{new}時にして",
    "{old}時返却を{new}時に",
    "いえ、{old}時じゃなくて{new}時までです",
    "{old}時じゃない、{new}時",
    "{old}時じゃなく{new}時でお願いします",
    "{old}時ではなくて{new}時です",
    "{old}時を{new}時に変更で",
    "{old}時から{new}時に変更したいんですが",
    "返すのは{old}時じゃなくて{new}時",
]
PICKUP_JA = [
    "出発を{old}時から{new}時に変更したいです",
    "借りる時間を{old}時から{new}時にできますか",
    "受け取りを{old}時から{new}時にずらしてもらえますか",
    "{old}時の出発を{new}時にして",
    "{old}時じゃなくて{new}時からです",
    "{old}時じゃない、{new}時",
    "{old}時を{new}時に変えてください",
    "借りるのは{old}時じゃなくて{new}時",
]
RETURN_EN = [
    "could you change the return from {old} to {new}?",
    "move the drop-off from {old} to {new} please",
    "the return from {old} to {new}",
    "not {old}, {new}",
    "no not {old} {new} please",
    "{new} instead of {old}",
    "make it {new} instead of {old}",
    "can you change {old} to {new}",
    "back at {new} rather than {old}",
]
PICKUP_EN = [
    "could you move the pickup from {old} to {new}?",
    "change the pick-up time from {old} to {new}",
    "not {old}, {new}",
    "{new} instead of {old}",
    "pick up at {new} instead of {old}",
]


def write(text: str, start: int, end: int, days: int = 0) -> tuple[datetime, datetime]:
    """What becomes of a rental from `start` to `end` o'clock, `days` later, at the read-back."""
    slots = Slots(
        start_day=DAY, end_day=DAY.replace(day=DAY.day + days),
        start_time=Clock(start, 0, sure=True), end_time=Clock(end, 0, sure=True),
    )  # fmt: skip
    when = read_period(text, TODAY, asked_time=True)
    write_period(slots, when, today=TODAY, asked="confirm", hours=HOURS)
    found = resolve_period(slots, HOURS)
    assert found.start is not None, text
    assert found.end is not None, text
    return found.start, found.end


def at(hour: int, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour))


@pytest.mark.parametrize(("start", "end", "other_start", "other_end"), PERIODS)
def test_a_return_said_by_what_it_is_now_moves_the_return(
    start: int, end: int, other_start: int, other_end: int
) -> None:
    for text in RETURN_JA:
        said = text.format(old=end, new=other_end)
        assert write(said, start, end) == (at(start), at(other_end)), said
    for text in RETURN_EN:
        for old, new in ((end, other_end), (_of_twelve(end), _of_twelve(other_end))):
            said = text.format(old=old, new=new)
            assert write(said, start, end) == (at(start), at(other_end)), said


@pytest.mark.parametrize(("start", "end", "other_start", "other_end"), PERIODS)
def test_a_pickup_said_by_what_it_is_now_moves_the_pickup(
    start: int, end: int, other_start: int, other_end: int
) -> None:
    for text in PICKUP_JA:
        said = text.format(old=start, new=other_start)
        assert write(said, start, end) == (at(other_start), at(end)), said
    for text in PICKUP_EN:
        said = text.format(old=_of_twelve(start), new=_of_twelve(other_start))
        assert write(said, start, end) == (at(other_start), at(end)), said


@pytest.mark.parametrize("days", [0, 2])
@pytest.mark.parametrize("number", [15, 23])
def test_a_day_said_by_what_it_is_now_moves_with_the_length_kept(days: int, number: int) -> None:
    for text in [
        f"日にちを20日から{number}日に変更してください",
        f"20日を{number}日にしてください",
        f"20日じゃなくて{number}日です",
        f"not the 20th, the {number}th",
        f"change the day from the 20th to the {number}th",
        f"the {number}th instead of the 20th",
    ]:
        moved = DAY.replace(day=number)
        assert write(text, 10, 18, days) == (at(10, moved), at(18, moved.replace(day=number + days))), text


def test_a_day_of_return_said_by_what_it_is_now_moves_the_return() -> None:
    for text in ["22日じゃなくて23日です", "返却を22日から23日に", "22日を23日に", "not the 22nd, the 23rd"]:
        assert write(text, 10, 18, days=2) == (at(10), at(18, DAY.replace(day=23))), text


def test_two_new_times_are_a_new_period() -> None:
    for text in [
        "時間を13時から19時に変更でお願いします",
        "13時から19時にしてください",
        "make it 1 to 7 instead of 10 to 6",
        "change it to 1 to 7",
        "not 10 to 6, 1 to 7",
    ]:
        assert write(text, 10, 18) == (at(13), at(19)), text


@pytest.mark.parametrize(
    "text",
    [
        "次の日の21日はどうですか", "翌日は空いてますか", "次の日なら", "how about the next day",
        "what about the day after", "the next day, the 21st",
    ],
)  # fmt: skip
def test_the_next_day_moves_the_pickup_when_nothing_is_free(text: str) -> None:
    slots = Slots(start_day=DAY, start_time=Clock(10), end_time=Clock(18))
    write_period(slots, read_period(text, TODAY), today=TODAY, asked="class", hours=HOURS)
    assert resolve_period(slots, HOURS).start == at(10, DAY.replace(day=21))
    assert resolve_period(slots, HOURS).end == at(18, DAY.replace(day=21))


@pytest.mark.parametrize(
    "text",
    [
        "20日の9時から22日の18時まででお願いします", "20日9時から22日の18時で借りたい",
        "20日の9時に借りて22日の18時に返します", "pick up on the 20th at 9 and return on the 22nd at 6",
    ],
)  # fmt: skip
def test_the_month_at_hand_holds_for_days_without_one(text: str) -> None:
    for first in ["1月20日から22日で借りたい", "from january 20th to the 22nd"]:
        slots = Slots()
        for said in (first, text):
            write_period(slots, read_period(said, TODAY), today=TODAY, asked="times", hours=HOURS)
        assert resolve_period(slots, HOURS).start == at(9)
        assert resolve_period(slots, HOURS).end == at(18, DAY.replace(day=22))


def _of_twelve(hour: int) -> int:
    return hour - 12 if hour > 12 else hour


@pytest.mark.parametrize("one", [18, 9])
@pytest.mark.parametrize(
    "words",
    [
        "{0}日、雨じゃなければ{1}日のほうがいいんですけど、まあいいや{2}日で",
        "{0}日、{1}日、いや{2}日でお願いします",
        "{0}日、あ、{1}日もいいな、やっぱり{2}日で",
    ],
)
def test_one_of_two_days_that_is_settled_on_is_no_range(words: str, one: int) -> None:
    for chosen in (one, one + 1):
        found = read_period(words.format(one, one + 1, chosen), TODAY)
        assert found.start_day
        assert found.start_day.number == chosen
        assert found.end_day is None


@pytest.mark.parametrize("weekend", ["週末", "土日", "今週末"])
@pytest.mark.parametrize("off", ["はダメなので", "は無理で、", "じゃなくて", "は避けて", "以外で"])
def test_the_monday_after_a_weekend_that_is_off_is_the_coming_one(weekend: str, off: str) -> None:
    when = read_period(f"{weekend}{off}月曜の9時から17時", TODAY)
    slots = Slots()
    write_period(slots, when, today=TODAY, asked="when", hours=HOURS)
    assert (slots.start_day, slots.end_day) == (date(2026, 12, 7), None)

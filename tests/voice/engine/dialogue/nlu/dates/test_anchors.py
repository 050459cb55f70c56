"""Days that count from another day, reckoned by the calendar alone; what cannot be told is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
BEHIND_JA = ["", "に東京駅前店で", "の10時から18時で", "でお願いします"]
BEHIND_EN = ["", " please", ", ten till four", " at Tokyo Station"]


def list_offsets() -> Iterator[tuple[str, date]]:
    for days in (2, 5, 10, 15):
        for behind in BEHIND_JA:
            yield f"今日から{days}日後{behind}", TODAY + timedelta(days=days)
            yield f"あさってからちょうど{days}日後{behind}", TODAY + timedelta(days=2 + days)
            yield f"12月5日から{days}日後{behind}", date(2026, 12, 5) + timedelta(days=days)
    for weeks in (1, 2, 3):
        for behind in BEHIND_JA:
            yield f"明日から{weeks}週間後{behind}", TODAY + timedelta(days=1 + 7 * weeks)
            yield f"今週の土曜から{weeks}週間後の土曜{behind}", date(2026, 12, 5) + timedelta(days=7 * weeks)
    for words, weeks in (("a week", 1), ("two weeks", 2), ("a fortnight", 2)):
        for behind in BEHIND_EN[::2]:
            yield f"{words} today{behind}", TODAY + timedelta(days=7 * weeks)
            yield f"{words} tomorrow{behind}", TODAY + timedelta(days=1 + 7 * weeks)
            yield f"{words} on Saturday{behind}", date(2026, 12, 5) + timedelta(days=7 * weeks)


def list_days_after_others() -> Iterator[tuple[str, date]]:
    for number in (8, 15, 22):
        for behind in BEHIND_JA:
            yield f"{number}日は忘年会なので、その翌日{behind}", date(2026, 12, number + 1)
            yield f"{number}日が出張なんで、その次の日{behind}", date(2026, 12, number + 1)
            yield f"{number}日に用事があって、その前日{behind}", date(2026, 12, number - 1)
        yield f"the {number}th is our party so the day after that", date(2026, 12, number + 1)
    yield "次の火曜の、そのまた次の火曜に", date(2026, 12, 15)
    yield "来週の土曜、いや、その次の土曜で", date(2026, 12, 19)
    yield "next Saturday, no, the Saturday after that", date(2026, 12, 19)
    yield "on Friday, or actually the day after", date(2026, 12, 5)
    yield "来週の今日", date(2026, 12, 8)
    yield "再来週の今日の10時から18時", date(2026, 12, 15)
    yield "クリスマスの前の週の金曜に", date(2026, 12, 18)
    yield "クリスマスの翌週の月曜に", date(2026, 12, 28)
    yield "16日の翌週の水曜に", date(2026, 12, 23)
    yield "the Friday before Christmas", date(2026, 12, 18)
    yield "the Monday after Christmas", date(2026, 12, 28)
    yield "on the 16th, or rather not, the 17th", date(2026, 12, 17)


@pytest.mark.parametrize("kind", [list_offsets, list_days_after_others])
def test_an_offset_counts_from_the_day_that_is_said_and_no_other_day_is_wanted(kind: object) -> None:
    for text, day in kind():  # type: ignore[operator]
        found = read_period(text, TODAY)
        assert found.start_day is not None, text
        assert resolve_day(found.start_day, TODAY) == day, text
        assert found.end_day is None, text
        assert found.length is None, text


@pytest.mark.parametrize(
    "text",
    [
        "15日の10時からその翌日の18時まで", "15日に借りてその翌日に返します",
        "15日の9時に借りて次の日の18時に返す",
        "from the 15th at 10 until the next day at 6 PM",
    ],
)  # fmt: skip
def test_the_day_after_of_a_return_is_the_return(text: str) -> None:
    found = read_period(text, TODAY)
    assert found.start_day is not None
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 15)
    assert found.end_day is not None
    assert resolve_day(found.end_day, TODAY, date(2026, 12, 15), end=True) == date(2026, 12, 16)


@pytest.mark.parametrize(
    "text",
    [
        "給料日の次の土曜に", "12月の給料日の次の土曜", "結婚式の2日後", "出張の翌日から",
        "the Saturday after payday",
        "two days after the wedding", "three days after my exam", "できれば12日、だめなら13日に",
        "第一希望は12日、第二希望は13日", "the 12th or failing that the 13th",
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_told_is_asked(text: str) -> None:
    assert read_period(text, TODAY).doubt is not None


@pytest.mark.parametrize("joint", ["{}日と{}日", "{}日と{}日に", "{}日と{}日の2回", "the {}th and the {}th"])
@pytest.mark.parametrize(("one", "two"), [(8, 15), (14, 25), (18, 24)])
def test_days_joined_by_and_that_are_no_neighbours_are_two_rentals(joint: str, one: int, two: int) -> None:
    doubt = read_period(joint.format(one, two), TODAY).doubt
    assert doubt is not None
    assert doubt.kind == "several"


@pytest.mark.parametrize("text", ["18日と19日", "18日と19日の二日間", "土曜と日曜で", "Saturday and Sunday"])
def test_neighbours_are_one_rental(text: str) -> None:
    found = read_period(text, TODAY)
    assert found.doubt is None
    assert found.start_day
    assert found.end_day


@pytest.mark.parametrize(
    "text", ["18日と19日、それぞれ9時から18時", "the 18th and the 19th, both nine to six"]
)
def test_neighbours_of_which_each_is_meant_are_two_rentals(text: str) -> None:
    doubt = read_period(text, TODAY).doubt
    assert doubt is not None
    assert doubt.kind == "several"


@pytest.mark.parametrize(
    "text",
    [
        "出発も返却も1時間ずつ遅く", "行きも帰りも1時間ずつ遅くしたいんですが", "全体的に1時間ずつ後ろに",
        "返却と出発を1時間遅らせて", "make both the pickup and the return an hour later",
    ],
)  # fmt: skip
def test_both_ends_shift_where_both_are_said(text: str) -> None:
    shift = read_period(text, TODAY).shift
    assert shift is not None
    assert (shift.minutes, shift.end) == (60, "")


@pytest.mark.parametrize("number", [2, 5, 15, 19, 31])
@pytest.mark.parametrize(
    "verb",
    ["ずらせますか", "ずらして", "早められますか", "前倒しで", "移したい", "変えてください", "延期したい"],
)
def test_a_day_to_which_it_moves_is_no_number_of_days(number: int, verb: str) -> None:
    for said in (f"{number}日に{verb}", f"12月{number}日に{verb}"):
        when = read_period(said, TODAY)
        assert when.length is None, said
        assert when.start_day, said
        assert resolve_day(when.start_day, TODAY, None) == date(2026, 12, number), said


@pytest.mark.parametrize("said", ["2日ずらして", "3日延ばして", "2日間延長で", "3日早めて"])
def test_a_number_of_days_by_which_it_moves_is_no_day(said: str) -> None:
    assert read_period(said, TODAY).start_day is None


@pytest.mark.parametrize("count", [("another hour", 60), ("another two hours", 120), ("one more hour", 60),
                                   ("a further 30 minutes", 30), ("another half hour", 30)])  # fmt: skip
@pytest.mark.parametrize(("way", "sign", "end"), [("later", 1, ""), ("earlier", -1, ""), ("", 1, "end")])
def test_so_much_more_goes_the_way_that_is_said(
    count: tuple[str, int], way: str, sign: int, end: str
) -> None:
    shift = read_period(f"make it {count[0]} {way}".strip(), TODAY).shift
    assert shift is not None
    assert (shift.minutes, shift.end) == (sign * count[1], end)


TWO_DAYS = [
    ("14日と15日", 14),
    ("14日15日", 14),
    ("14、15日", 14),
    ("12月14日と15日", 14),
    ("来週の土曜と日曜", 12),
    ("来週の土曜、日曜", 12),
    ("12日の土曜と日曜", 12),
    ("12日と13日の土日", 12),
    ("明日と明後日", 2),
    ("the 14th and 15th", 14),
    ("December 14 and 15", 14),
    ("next Saturday and Sunday", 12),
    ("Saturday the 12th and Sunday the 13th", 12),
    ("tomorrow and Thursday", 2),
    ("the whole weekend", 5),
    ("for the weekend", 5),
    ("over the coming weekend", 5),
    ("tomorrow and the day after", 2),
    ("Monday and Tuesday next week", 7),
]
HOURS = ["、9時から17時", "の9時から17時まで", "で、朝9時から夕方5時", "、9時に借りて17時に返します"]
HOURS_EN = [
    ", nine to five",
    " from nine to five",
    ", 9 am till 5 pm",
    ", picking up at nine and back at five",
]


@pytest.mark.parametrize(("days", "first"), TWO_DAYS)
@pytest.mark.parametrize("hours", range(4))
def test_the_hours_behind_two_days_in_a_row_are_those_of_one_rental(
    days: str, first: int, hours: int
) -> None:
    found = read_period(days + (HOURS_EN if days.isascii() else HOURS)[hours], TODAY)
    assert found.doubt is None
    assert found.start_day
    assert found.end_day
    start = resolve_day(found.start_day, TODAY)
    assert start == date(2026, 12, first)
    assert resolve_day(found.end_day, TODAY, start, end=True) == date(2026, 12, first + 1)
    assert found.start_time
    assert found.end_time
    assert (found.start_time.hour, found.end_time.hour % 12) == (9, 5)


@pytest.mark.parametrize(
    "days", ["14日と15日と16日", "14〜16日", "再来週の月火水", "the 14th, 15th and 16th"]
)
def test_the_hours_behind_three_days_in_a_row_are_those_of_one_rental(days: str) -> None:
    found = read_period(days + (", nine to five" if days.isascii() else "、9時から17時"), TODAY)
    assert found.start_day
    assert found.end_day
    start = resolve_day(found.start_day, TODAY)
    assert start == date(2026, 12, 14)
    assert resolve_day(found.end_day, TODAY, start, end=True) == date(2026, 12, 16)


@pytest.mark.parametrize(
    "text", ["今週末の9時から17時", "this weekend, nine to five", "this weekend from 9 to 5"]
)
def test_which_day_of_a_weekend_the_hours_are_of_is_asked(text: str) -> None:
    doubt = read_period(text, TODAY).doubt
    assert doubt
    assert doubt.days == (date(2026, 12, 5), date(2026, 12, 6))


@pytest.mark.parametrize(
    "text", ["14日と16日、9時から17時", "the 14th and 16th, nine to five", "December 14 and 16, nine to five"]
)
def test_the_hours_behind_days_that_are_no_neighbours_leave_them_in_doubt(text: str) -> None:
    assert read_period(text, TODAY).doubt


def test_two_or_three_days_are_no_dates() -> None:
    assert read_period("2、3日借りたい", TODAY).start_day is None

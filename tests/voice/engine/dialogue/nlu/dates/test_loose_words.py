"""How people say days and times without a sentence: bare figures, moments in a row, days beside others.

Generated: a day or a time is made first, by the calendar alone, and then the words for it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.soak import size
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import Clock, When

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)  # a Tuesday
WEEKDAYS = "月火水木金土日"
SAMPLES = size(60, whole=1000)
CHRISTMAS, FIRST_OF_NEW_YEAR, LAST_OF_NEW_YEAR = date(2026, 12, 25), date(2026, 12, 29), date(2027, 1, 3)


def days_of(found: When) -> tuple[date | None, date | None]:
    start = resolve_day(found.start_day, TODAY) if found.start_day else None
    end = resolve_day(found.end_day, TODAY, start, end=True) if found.end_day else None
    return start, end


def hours_of(found: When) -> tuple[tuple[int, int] | None, ...]:
    return tuple(
        (clock.hour, clock.minute) if isinstance(clock, Clock) else None
        for clock in (found.start_time, found.end_time)
    )


def test_two_moments_in_a_row_are_the_two_ends() -> None:
    pick = random.Random(6)
    for _ in range(SAMPLES):
        first, hours = pick.randrange(2, 25), (pick.randrange(8, 20), pick.randrange(8, 20))
        last = first + pick.randrange(1, 4)
        comma, hour = pick.choice(["、", "の", "に、", ""]), pick.choice(["時", "時に", "時ごろ"])
        said = f"{first}日{comma}{hours[0]}{hour}、{last}日の{hours[1]}時まで"
        found = read_period(said, TODAY)
        assert [day and day.day for day in days_of(found)] == [first, last], said
        assert [each and each[0] for each in hours_of(found)] == list(hours), said


def test_a_figure_before_a_time_is_the_day() -> None:
    pick = random.Random(7)
    for _ in range(SAMPLES):
        day, hours = pick.randrange(2, 29), (pick.randrange(10, 15), pick.randrange(15, 20))
        minute = pick.choice([0, 15, 30, 45])
        said = pick.choice(
            [
                f"{day}の{hours[0]}{minute:02}から{hours[1]}{minute:02}",
                f"{day}の{hours[0]}:{minute:02}から{hours[1]}:{minute:02}",
                f"{day}の{hours[0]}時{minute}分から{hours[1]}時{minute}分",
            ]
        )
        found = read_period(said, TODAY)
        assert days_of(found)[0] == date(2026, 12, day), said
        assert hours_of(found) == ((hours[0], minute), (hours[1], minute)), said


@pytest.mark.parametrize("dash", ["〜", "から", "-"])
def test_a_half_needs_no_hour(dash: str) -> None:
    assert hours_of(read_period(f"9半{dash}17半", TODAY)) == ((9, 30), (17, 30))


@pytest.mark.parametrize("day", range(2, 29))
def test_a_figure_is_the_day_where_that_is_asked(day: int) -> None:
    for said in (f"{day}", f"{day}で", f"えっと、{day}"):
        (start, _), (silent, _) = (
            days_of(read_period(said, TODAY, asked_day=asked)) for asked in (True, False)
        )
        assert start == date(2026, 12, day), said
        assert silent is None, said
    assert days_of(read_period(f"{day}人です", TODAY, asked_day=True)) == (None, None)


@pytest.mark.parametrize(
    "spoken_of", ["23日ですよね、", "23日の水曜って祝日じゃないですよね、", "イブの前の日、"]
)
def test_that_day_is_the_one_spoken_of(spoken_of: str) -> None:
    found = read_period(f"{spoken_of}その日の朝9時から24日の朝9時まで", TODAY)
    assert days_of(found) == (date(2026, 12, 23), date(2026, 12, 24))
    assert hours_of(found) == ((9, 0), (9, 0))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("正月前に", FIRST_OF_NEW_YEAR - timedelta(days=7), FIRST_OF_NEW_YEAR - timedelta(days=1)),
        ("お正月明けに", LAST_OF_NEW_YEAR + timedelta(days=1), LAST_OF_NEW_YEAR + timedelta(days=7)),
        ("クリスマス前に", CHRISTMAS - timedelta(days=7), CHRISTMAS),
        ("クリスマス明けに", CHRISTMAS, CHRISTMAS + timedelta(days=7)),
        ("12月10日以降で", date(2026, 12, 10), date(2026, 12, 17)),
    ],
)
def test_what_lies_beside_days_is_asked_for(said: str, first: date, last: date) -> None:
    found = read_period(said, TODAY)
    assert days_of(found) == (None, None)
    assert found.stretch
    assert (found.stretch.day, found.stretch.last) == (first, last)
    assert found.stretch.words in said


def test_a_weekday_beside_a_day_is_the_nearest_on_that_side() -> None:
    for weekday, name in enumerate(WEEKDAYS):
        for way, word in ((-1, "前"), (1, "後")):
            expected = CHRISTMAS + timedelta(days=way)
            while expected.weekday() != weekday:
                expected += timedelta(days=way)
            for joint in ("", "の"):
                said = f"クリスマス{joint}{word}の{name}曜に"
                assert days_of(read_period(said, TODAY))[0] == expected, said


def test_days_off_as_the_return_are_asked_for() -> None:
    found = read_period("大晦日から三が日あけるまで", TODAY)
    assert days_of(found) == (date(2026, 12, 31), None)
    assert found.doubt
    assert (found.doubt.kind, found.doubt.role, found.doubt.words) == ("unclear", "end", "三が日あける")


@pytest.mark.parametrize("before", ["車を", "あの", "えっと、", "29日、その日", "明日", "今度の金曜日"])
@pytest.mark.parametrize("hum", ["", "、", "、うん、", "、あのー、", "、ちょっと", "くらい、"])
def test_one_day_with_a_hum_before_the_verb_is_no_first_of_the_month(before: str, hum: str) -> None:
    found = read_period(f"{before}一日{hum}借りたいんですけど", TODAY)
    told = [day for day in days_of(found) if day]
    assert date(2026, 12, 1) not in told
    assert date(2027, 1, 1) not in told
    assert found.doubt is None


@pytest.mark.parametrize("end", ["返す", "お返しの", "返却の", "借りる", "出発の"])
@pytest.mark.parametrize("topic", ["時間なんですけど、", "時間ですが、", "ほうなんですが、"])
@pytest.mark.parametrize("turn", ["", "やっぱり", "すみません、"])
def test_an_end_that_is_named_first_has_the_time_behind_it(end: str, topic: str, turn: str) -> None:
    found = read_period(f"{end}{topic}{turn}20時ぎりぎりにできますか", TODAY)
    expected = (None, (20, 0)) if "返" in end else ((20, 0), None)
    assert hours_of(found) == expected
    assert found.loose is None


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("2月1日から3日まで、どっちも10時で", 10),
        ("2月1日から3日まで、借りるのも返すのも11時で", 11),
        ("2月1日の12時から3日の同じ時間まで", 12),
        ("2月1日の12時から3日の同じ時間に返します", 12),
        ("from February 1 to February 3, both at 10", 10),
        ("February 1 at noon until February 3, same time", 12),
    ],
)
def test_one_time_may_be_of_both_ends(said: str, hour: int) -> None:
    found = read_period(said, TODAY)
    assert days_of(found) == (date(2027, 2, 1), date(2027, 2, 3))
    assert hours_of(found) == ((hour, 0), (hour, 0))


def test_one_time_of_one_day_is_no_end_as_well() -> None:
    found = read_period("12月5日の10時から、両方の子のシートも", TODAY)
    assert hours_of(found) == ((10, 0), None)


def test_a_topic_leaves_a_time_that_has_its_own_end() -> None:
    found = read_period("新大阪で返却なんですが、12月5日の10時から18時まで", TODAY)
    assert hours_of(found) == ((10, 0), (18, 0))


@pytest.mark.parametrize("words", ["17日か、17日の", "17日、いや、17日か17日で", "the 17th or the 17th,"])
def test_the_same_day_twice_is_no_choice(words: str) -> None:
    said = read_period(f"{words} 10時から18時", TODAY)
    assert (said.doubt, said.start_day and said.start_day.number) == (None, 17)

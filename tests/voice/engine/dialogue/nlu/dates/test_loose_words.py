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
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, When

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
    for behind in ("", "で", "でお願いします", "にしてください", "がいいです"):
        assert hours_of(read_period(f"9半{dash}17半{behind}", TODAY)) == ((9, 30), (17, 30)), behind


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


@pytest.mark.parametrize("day", [2, 5, 12, 20])
@pytest.mark.parametrize("between", ["の10時から", "から", "大阪で", "、"])
@pytest.mark.parametrize("behind", ["", "。", "お願いします", "仮たいんですが"])
def test_one_day_behind_a_day_is_how_long(day: int, between: str, behind: str) -> None:
    """The verb that tells it may be misheard: 「明日大阪で一日仮たいんですが」."""
    found = read_period(f"12月{day}日{between}一日{behind}", TODAY)
    assert days_of(found) == (date(2026, 12, day), None)


@pytest.mark.parametrize("day", [2, 5, 12, 20])
@pytest.mark.parametrize("between", ["", "、"])
def test_one_day_behind_a_day_may_have_its_hours_behind_it(day: int, between: str) -> None:
    found = read_period(f"12月{day}日に一日{between}10時から18時まで", TODAY)
    assert days_of(found) == (date(2026, 12, day), None)
    assert hours_of(found) == ((10, 0), (18, 0))


@pytest.mark.parametrize("day", range(1, 29))
@pytest.mark.parametrize("car", ["車", "ミニバン", "軽"])
def test_a_number_before_its_weekday_is_a_day_of_a_car(day: int, car: str) -> None:
    wanted = date(2026, 12, day)
    found = read_period(f"{car}を{day}日{WEEKDAYS[wanted.weekday()]}曜の8時から20時まで", TODAY)
    assert days_of(found) == (wanted, None)


@pytest.mark.parametrize("car", ["it", "the car", "the van", "our SUV", "my rental", "the thing"])
@pytest.mark.parametrize(
    "words", ["return {} at eight", "drop {} at eight", "bring {} back at eight", "hand {} in by eight"]
)
def test_whatever_the_car_is_called_it_comes_back_then(words: str, car: str) -> None:
    found = read_period(words.format(car), TODAY)
    assert (found.start_time, found.end_time) == (None, Clock(8, 0, sure=False))


@pytest.mark.parametrize("behind", ["まで", "に返します", "の18時まで", "18時まで"])
def test_the_first_is_a_day_where_something_happens_on_it(behind: str) -> None:
    found = read_period(f"12月20日から1日{behind}", TODAY)
    assert days_of(found) == (date(2026, 12, 20), date(2027, 1, 1))


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


WEEKENDS = [
    ("this weekend", date(2026, 12, 5)),
    ("next weekend", date(2026, 12, 12)),
    ("the weekend after next", date(2026, 12, 19)),
    ("not this weekend but the weekend after", date(2026, 12, 12)),
    ("this weekend is no good, the weekend after this", date(2026, 12, 12)),
    ("来週末", date(2026, 12, 12)),
    ("再来週末", date(2026, 12, 19)),
]


@pytest.mark.parametrize(("weekend", "saturday"), WEEKENDS)
def test_the_days_of_a_weekend_are_its_own(weekend: str, saturday: date) -> None:
    ways = [
        "{}, Saturday at ten till Sunday at four",
        "{}. Pick up Saturday at ten, return Sunday at four.",
        "{}, from Saturday ten to Sunday four",
    ]
    for way in ["{}、土曜の10時から日曜の16時まで"] if weekend.endswith("末") else ways:
        found = read_period(way.format(weekend), TODAY)
        assert days_of(found) == (saturday, saturday + timedelta(days=1)), way
        assert found.start_time == Clock(10, 0), way


@pytest.mark.parametrize(
    "words", ["the weekend after", "the weekend after, from Saturday ten to Sunday four"]
)
def test_the_weekend_after_counts_from_the_day_spoken_of(words: str) -> None:
    day = read_period(words, TODAY).start_day
    assert day is not None
    assert resolve_day(day, TODAY) is None
    assert resolve_day(day, TODAY, date(2026, 12, 12)) == date(2026, 12, 19)


@pytest.mark.parametrize("first", ["Monday", "the 7th"])
@pytest.mark.parametrize("joint", [", and ", ", ", " and "])
@pytest.mark.parametrize("last", ["Wednesday", "the 9th"])
def test_a_second_day_with_until_is_the_return(first: str, joint: str, last: str) -> None:
    found = read_period(f"{first} at ten{joint}{last} until three", TODAY)
    assert days_of(found) == (date(2026, 12, 7), date(2026, 12, 9))
    assert hours_of(found) == ((10, 0), (3, 0))


@pytest.mark.parametrize("way", ["{} {} to {} {}", "from {} {} till {} {}", "{} at {} to {} at {}"])
@pytest.mark.parametrize(
    ("start", "end"), [("Saturday", "Sunday"), ("December 5", "December 6"), ("the 5th", "the 6th")]
)
def test_a_bare_hour_stands_behind_each_day(way: str, start: str, end: str) -> None:
    found = read_period(way.format(start, "ten", end, "four"), TODAY)
    assert days_of(found) == (date(2026, 12, 5), date(2026, 12, 6))
    assert hours_of(found) == ((10, 0), (4, 0))


def test_a_number_behind_a_weekday_is_its_day_only_where_it_fits() -> None:
    assert days_of(read_period("for the Friday 11, in Shinjuku", TODAY))[0] == date(2026, 12, 11)
    assert days_of(read_period("Friday 11 to Sunday 13", TODAY)) == (date(2026, 12, 11), date(2026, 12, 13))
    fits_not = read_period("from the Friday 10 to Sunday 4", TODAY)
    assert days_of(fits_not) == (date(2026, 12, 4), date(2026, 12, 6))
    assert hours_of(fits_not) == ((10, 0), (4, 0))


@pytest.mark.parametrize(
    "words", ["at 9 hours, back at 18 hours", "9-ish till 18", "nine-ish to eighteen hundred"]
)
def test_an_hour_may_be_said_loosely(words: str) -> None:
    assert hours_of(read_period(f"Tomorrow {words}", TODAY)) == ((9, 0), (18, 0))


def test_one_ish_is_an_hour() -> None:
    assert hours_of(read_period("Saturday arvo, one-ish till about seven", TODAY)) == ((13, 0), (19, 0))


@pytest.mark.parametrize("size", ["a", "a whole", "a full", "an entire"])
def test_a_whole_week_is_a_week(size: str) -> None:
    found = read_period(f"for {size} week starting next Wednesday at nine", TODAY)
    assert days_of(found)[0] == date(2026, 12, 9)
    assert found.length is not None
    assert found.length.minutes == 7 * 24 * 60


@pytest.mark.parametrize("hour", ["four-ish", "about four"])
@pytest.mark.parametrize("last", ["Monday morning, nine", "Monday, nine in the morning", "Monday at nine"])
def test_an_hour_may_follow_its_day_behind_a_comma(hour: str, last: str) -> None:
    found = read_period(f"Friday the 11th, say {hour}, to {last}", TODAY)
    assert days_of(found)[0] == date(2026, 12, 11)
    assert found.end_day == DayWord("weekday", 0)
    assert [each and each[0] for each in hours_of(found)] == [4, 9]


def test_days_that_share_a_month_are_the_two_ends() -> None:
    pick = random.Random(15)
    for _ in range(SAMPLES):
        start = date(2026, pick.choice([12]), pick.randint(2, 27))
        end = start + timedelta(days=pick.randint(1, 30 - start.day))
        month = "December"
        spoken = [
            f"{start.day} to {end.day} {month}",
            f"{start.day}-{end.day} {month}",
            f"from the {start.day}. to the {end.day}. {month}",
            f"from the {start.day}. {month} until the {end.day}. {month}",
        ]
        if end - start == timedelta(days=1):
            spoken.append(f"{start.day} and {end.day} {month}")
        for words in spoken:
            assert days_of(read_period(words, TODAY)) == (start, end), words


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("from 9 to 5. December works", (None, None)),
        ("at ten to four on 18 December", (date(2026, 12, 18), None)),
        ("pick it up at 9 to 18 December", (None, date(2026, 12, 18))),
        ("3 people and 10 December", (date(2026, 12, 10), None)),
    ],
)
def test_hours_and_people_before_a_date_are_no_days(
    words: str, days: tuple[date | None, date | None]
) -> None:
    start, end = days_of(read_period(words, TODAY))
    assert (start, end) == days or (days == (None, None) and start is None), words


@pytest.mark.parametrize("avoided", ["今度の土日", "土日", "週末", "火曜", "土曜日", "12月5日"])
@pytest.mark.parametrize("refusal", ["は避けて", "を避けて", "以外で", "を外して", "は除いて"])
def test_a_day_that_is_avoided_moves_no_other(avoided: str, refusal: str) -> None:
    for number, name in enumerate(WEEKDAYS):
        if name in avoided:
            continue
        start, end = days_of(read_period(f"{avoided}{refusal}、{name}曜の10時から16時で", TODAY))
        assert start is not None
        assert (start.weekday(), end) == (number, None)
        assert TODAY < start <= TODAY + timedelta(days=7) or start == TODAY


@pytest.mark.parametrize("words", ["朝イチ", "朝一", "朝いち", "朝一番", "朝イチ番"])
def test_first_thing_in_the_morning_is_a_pickup_to_be_told_to_the_hour(words: str) -> None:
    for hour in (12, 15, 17):
        found = read_period(f"17日の{words}から{hour}時まで", TODAY)
        assert days_of(found) == (date(2026, 12, 17), None)
        assert found.start_vague
        assert found.start_vague.hours == (8, 9)
        assert found.start_time is None
        assert found.end_time == Clock(hour, sure=hour > 12)


@pytest.mark.parametrize("day", ["20日", "12月20日", "日曜", "再来週の日曜"])
@pytest.mark.parametrize("length", ["に一日、", "に1日、", "一日、"])
def test_a_day_that_lasts_a_day_is_one_day(day: str, length: str) -> None:
    found = read_period(f"{day}{length}10時から18時まで", TODAY)
    start, end = days_of(found)
    assert start == (date(2026, 12, 6) if day == "日曜" else date(2026, 12, 20))
    assert end is None
    assert hours_of(found) == ((10, 0), (18, 0))


@pytest.mark.parametrize("first", ["30日", "12月30日", "大晦日の前の日"])
@pytest.mark.parametrize(
    "condition",
    [
        "は営業してますか。なければ",
        "って空いてますか、無理なら",
        "はやってますか？やってなければ",
        "が空いてなければ",
    ],
)
def test_a_day_that_stands_in_for_another_is_asked_about(first: str, condition: str) -> None:
    found = read_period(f"{first}{condition}28日で、9時から17時", TODAY)
    assert found.doubt
    assert found.doubt.kind == "choice"
    assert days_of(found) == (None, None)
    assert hours_of(found) == ((9, 0), (17, 0))


@pytest.mark.parametrize(
    "both", ["行きも帰りもお昼の{}時です", "行きも帰りも{}時で", "借りるのも返すのも{}時で"]
)
def test_one_hour_of_both_ways_is_of_both_ends(both: str) -> None:
    for hour in (12, 13, 15):
        found = read_period(f"12月9日から三泊四日で、時間は{both.format(hour)}", TODAY)
        assert hours_of(found) == ((hour, 0), (hour, 0))
        assert found.length
        assert found.length.nights == 3

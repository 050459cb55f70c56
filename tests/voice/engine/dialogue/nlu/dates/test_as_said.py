"""Whole sentences in which callers tell the days and hours of a rental, and the period that each comes to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.nlu.dates.tokens import Clock
from voice.engine.dialogue.state.slots import Slots, write_period

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)  # a Tuesday
HOURS = "08:00-20:00"
NUMBERS = {8: "eight", 9: "nine", 10: "ten"}
DAYS = {"Friday": 4, "Saturday": 5, "Sunday": 6, "Monday": 7}


def read(words: str) -> tuple[datetime | None, datetime | None]:
    """The pickup and the return that the words come to."""
    slots = Slots()
    write_period(slots, read_period(words, TODAY), today=TODAY, asked="when", hours=HOURS)
    assert slots.doubt is None, slots.doubt
    period = resolve_period(slots, HOURS)
    return period.start, period.end


def hear_hours(words: str) -> tuple[datetime | None, datetime | None]:
    """The period that the words come to in answer to "from what time to what time?", on the 8th."""
    slots = Slots(start_day=date(2026, 12, 8))
    when = read_period(words, TODAY, asked_time=True)
    write_period(slots, when, today=TODAY, asked="times", hours=HOURS)
    period = resolve_period(slots, HOURS)
    return period.start, period.end


def at(day: int, hour: int) -> datetime:
    """In December, by the shop's clock."""
    return datetime.combine(date(2026, 12, day), time(hour))


@pytest.mark.parametrize("hour", NUMBERS)
@pytest.mark.parametrize(
    "frame",
    [
        "{0} on Friday until six on Saturday",
        "{0} on Friday, till six on Saturday",
        "say {0} on the 4th till six on the 5th",
        "{0} Friday to six Saturday",
        "{0} on Friday until Saturday at six",
        "the fourth, {0}, to the fifth, six",
    ],
)
def test_an_hour_before_its_day_is_of_that_day(frame: str, hour: int) -> None:
    assert read(frame.format(NUMBERS[hour])) == (at(4, hour), at(5, 18))


def test_a_number_of_its_weekday_is_a_date() -> None:
    found = read_period("11 Friday to 13 Sunday", TODAY)
    assert found.start_time is None
    assert found.end_time is None


@pytest.mark.parametrize(
    "negation",
    [
        "じゃなくて",
        "じゃのうて",
        "やのうて",
        "やなくて",
        "ではなしに",
        "じゃなしに",
        "とちごうて",
        "じゃねえよ、",
    ],
)
@pytest.mark.parametrize(("wrong", "right"), [("10日", "11日"), ("今週の金曜", "来週の金曜")])
def test_what_is_refused_in_dialect_is_not_the_day(negation: str, wrong: str, right: str) -> None:
    assert read(f"{wrong}{negation}{right}の14時から18時") == (at(11, 14), at(11, 18))


@pytest.mark.parametrize(
    "slip", ["あ、{0}日じゃなくて{0}時です", "あ、ごめんなさい、{0}日じゃなくて{0}時", "{0}日やのうて{0}時"]
)
@pytest.mark.parametrize("hour", [17, 18, 20])
def test_an_hour_that_was_called_a_day_leaves_the_day(slip: str, hour: int) -> None:
    words = f"16日の10時から。{hour}時に返します。{slip.format(hour)}"
    assert read(words) == (at(16, 10), at(16, hour))


@pytest.mark.parametrize(
    "words",
    ["13日の14時から、3日間だから、16日の14時まで", "13日の14時から3日間、つまり16日の14時まで"],
)
def test_a_day_of_return_is_plainer_than_a_length(words: str) -> None:
    assert read(words) == (at(13, 14), at(16, 14))


@pytest.mark.parametrize(("day", "weekday"), [(12, "土曜"), (16, "水曜日"), (23, "水曜"), (24, "木曜")])
def test_a_figure_of_a_weekday_is_a_date(day: int, weekday: str) -> None:
    assert read(f"{day}の{weekday}、午前9時から午後3時") == (at(day, 9), at(day, 15))


@pytest.mark.parametrize("borrows", ["に、借りて、", "に借りて、", "から、借りて、", "から借りて"])
@pytest.mark.parametrize(
    "back", ["日曜の17時に返します", "日曜の17時に、返します", "日曜17時", "日曜の17時に返せれば"]
)
def test_a_pause_before_the_verb_changes_no_end(borrows: str, back: str) -> None:
    assert read(f"金曜の10時{borrows}{back}") == (at(4, 10), at(6, 17))


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("14日、昼から夕方まで。昼は1時、夕方は6時です", 13, 18),
        ("昼から夕方まで、昼は1時で夕方は6時、14日です", 13, 18),
        ("14日の朝から夕方まで、朝は9時、夕方は5時", 9, 17),
        ("14日の昼過ぎから夜まで。2時、8時です", 14, 20),
        ("14日です。午前中なら空いてます？9時から11時とか", 9, 11),
        ("14日の午前中に、8時から10時", 8, 10),
    ],
)
def test_the_hours_that_halves_of_the_day_come_to_are_their_ends(words: str, start: int, end: int) -> None:
    assert read(words) == (at(14, start), at(14, end))


@pytest.mark.parametrize(
    "words",
    [
        "土曜の朝から日曜の夜までです。朝は9時、夜は7時で、12日と13日",
        "土曜の9時から日曜の19時まで、12日と13日です",
        "週末に、といっても今週じゃなくて来週末、土曜朝9時日曜夜7時",
        "来週末、土曜の9時から日曜の19時",
        "来週の土日、土曜は9時から日曜は19時まで",
    ],
)
def test_the_days_of_a_weekend_keep_its_week(words: str) -> None:
    assert read(words) == (at(12, 9), at(13, 19))


@pytest.mark.parametrize("day", [7, 8, 15])
@pytest.mark.parametrize("frame", [
    "the {0}th, {1}th and {2}th, ten to six", "for three days, {0}th, {1}th and {2}th, ten to six",
    "ten to six on the {0}th, {1}th, {2}th", "the {0}th, {1}th and {2}th of December from ten to six",
])  # fmt: skip
def test_days_in_a_row_are_one_rental(frame: str, day: int) -> None:
    assert read(frame.format(day, day + 1, day + 2)) == (at(day, 10), at(day + 2, 18))


@pytest.mark.parametrize(
    "frame", ["two days, the {0}th and {1}th, ten to six", "two days, {0}th and {1}th December, ten to six"]
)
def test_two_days_that_are_counted_are_one_rental(frame: str) -> None:
    assert read(frame.format(8, 9)) == (at(8, 10), at(9, 18))


@pytest.mark.parametrize("days", ["8th, 10th and 12th", "8th, 9th and 11th"])
def test_days_that_are_no_row_are_not_joined(days: str) -> None:
    found = read_period(f"the {days}, ten to six", TODAY)
    numbers = [day.number if day else None for day in (found.start_day, found.end_day)]
    assert numbers not in ([8, 12], [8, 11])


@pytest.mark.parametrize(
    ("one", "two", "first"),
    [("Tuesday", "Wednesday", 8), ("Saturday", "Sunday", 12), ("Friday", "Saturday", 11)],
)
def test_the_day_behind_one_of_next_week_is_its_neighbour(one: str, two: str, first: int) -> None:
    assert read(f"next {one} and {two}, ten to six") == (at(first, 10), at(first + 1, 18))


@pytest.mark.parametrize(("day", "number"), DAYS.items())
def test_a_weekday_fortnight_is_two_weeks_on(day: str, number: int) -> None:
    assert read(f"{day} fortnight, ten till six") == (at(number + 14, 10), at(number + 14, 18))


@pytest.mark.parametrize("hour", [2, 3, 5])
@pytest.mark.parametrize("frame", [
    "I'd want it Friday at {0}, and I'd drop it off Sunday, also at {0}",
    "Friday at {0}, to bring back Sunday at {0}",
    "the 4th at {0} pm, two nights, back at {0} pm", "from the 4th to the 6th, {0} pm both days",
])  # fmt: skip
def test_one_hour_may_be_said_for_the_pickup_and_again_for_the_return(frame: str, hour: int) -> None:
    assert read(frame.format(hour)) == (at(4, hour + 12), at(6, hour + 12))


@pytest.mark.parametrize("words", [
    "on the 8th at 10, returning it at 6 the same day", "the 8th at ten and back at six that day",
    "8日の10時に借りて、その日の18時に返します",
])  # fmt: skip
def test_the_same_day_is_that_of_the_pickup_and_of_the_return(words: str) -> None:
    assert read(words) == (at(8, 10), at(8, 18))


@pytest.mark.parametrize(
    "words",
    [
        "arriving at ten on the 8th and leaving at six on the 9th",
        "leaving at ten on the 8th, back at six on the 9th",
    ],
)
def test_who_arrives_leaves_with_the_return(words: str) -> None:
    assert read(words) == (at(8, 10), at(9, 18))


@pytest.mark.parametrize(("of", "saturday"), [(12, 12), (13, 12), (19, 19)])
def test_a_weekend_may_be_told_by_one_of_its_days(of: int, saturday: int) -> None:
    words = f"the weekend of the {of}th, from Saturday at ten to Sunday at six"
    assert read(words) == (at(saturday, 10), at(saturday + 1, 18))


@pytest.mark.parametrize(
    "frame", ["it was going to be the {} but now it's the {}", "we wanted the {} but now the {}"]
)
def test_a_plan_that_changed_is_none(frame: str) -> None:
    assert read(f"{frame.format('9th', '12th')}, ten to six") == (at(12, 10), at(12, 18))


@pytest.mark.parametrize("hour", NUMBERS)
@pytest.mark.parametrize(
    "frame",
    [
        "{}. And I'd bring it back around six.",
        "Um, {}, and, um, back at six",
        "{}, back by six",
        "So {}, and I'd return it at six.",
        "I'll come by at {}, and I'll bring it back at six",
        "I'd pop round about {} and have it back by six",
    ],
)
def test_a_number_by_itself_is_the_pickup_before_its_return(frame: str, hour: int) -> None:
    assert hear_hours(frame.format(NUMBERS[hour])) == (at(8, hour), at(8, 18))


@pytest.mark.parametrize("hour", NUMBERS)
@pytest.mark.parametrize("frame", ["{} for three hours", "{}, for three hours, please"])
def test_a_number_before_how_long_is_the_pickup(frame: str, hour: int) -> None:
    assert hear_hours(frame.format(NUMBERS[hour])) == (at(8, hour), at(8, hour + 3))


@pytest.mark.parametrize("words", ["two till five, or six", "Two till five, or six actually"])
def test_two_returns_are_asked_about(words: str) -> None:
    found = read_period(words, TODAY, asked_time=True)
    assert found.doubt
    assert found.doubt.kind == "choice"


@pytest.mark.parametrize("hour", NUMBERS)
@pytest.mark.parametrize(
    "comes",
    [
        "We can be there by {}",
        "I'll be with you at {}",
        "We'd be able to come by for {}",
        "I could be over by {}",
    ],
)
@pytest.mark.parametrize(
    "goes",
    [
        "and leave it at Tokyo Station by four", "and drop it at Shinagawa by four",
        "and we'll hand it back at four",
        "and I'd run it back by four",
    ],
)  # fmt: skip
def test_who_comes_to_the_shop_comes_for_the_car(comes: str, goes: str, hour: int) -> None:
    assert hear_hours(f"{comes.format(NUMBERS[hour])} {goes}.") == (at(8, hour), at(8, 16))


@pytest.mark.parametrize(
    "goes", ["we'll drop it at {} on the 10th", "it's back {} on the 10th", "back on the 10th {}"]
)
def test_day_of_a_second_sentence_is_its_own(goes: str) -> None:
    """Both days are known, so that the day of return is only said once more."""
    slots = Slots()
    for asked, words in (
        ("when", "From the 8th to the 10th"),
        ("times", f"Eleven. And {goes.format('at four')}."),
    ):
        found = read_period(words.replace("at at", "at"), TODAY, asked_time=asked == "times")
        write_period(slots, found, today=TODAY, asked=asked, hours=HOURS)
    period = resolve_period(slots, HOURS)
    assert (period.start, period.end) == (at(8, 11), at(10, 16))


@pytest.mark.parametrize("words", ["From ten. Until six on Saturday.", "Ten to six on Saturday."])
def test_day_behind_both_hours_is_of_both(words: str) -> None:
    assert read(words) == (at(5, 10), at(5, 18))


@pytest.mark.parametrize(
    "words", ["Friday after work", "on Friday, straight after work", "Friday, after I finish work"]
)
def test_after_work_is_an_hour_to_be_asked_for(words: str) -> None:
    found = read_period(f"{words} until Sunday noon", TODAY)
    assert found.start_day
    assert found.start_day.number == 4
    assert found.start_vague
    assert found.start_vague.hours == (17, 18, 19)
    assert read(f"{words}, say half six, until Sunday noon") == (at(4, 18) + timedelta(minutes=30), at(6, 12))


@pytest.mark.parametrize("where", ["", "新宿店で", "、東京駅前で", "新宿でコンパクトを", "そちらで車を"])
@pytest.mark.parametrize("hour", ["10時に", "の10時に", "の朝10時に"])
@pytest.mark.parametrize("verb", ["借りて", "受け取って", "借りて、"])
def test_a_day_is_of_the_verb_behind_it_whatever_stands_between(where: str, hour: str, verb: str) -> None:
    assert read(f"金曜{hour}{where}{verb}日曜の昼12時に返したいです") == (at(4, 10), at(6, 12))


@pytest.mark.parametrize("mark", ["by", "till", "until"])
@pytest.mark.parametrize("hour", [2, 4, 6])
@pytest.mark.parametrize(("day", "number"), [("Saturday", 5), ("the next day", 5), ("the following day", 5)])
def test_a_number_behind_a_day_and_until_is_an_hour(day: str, number: int, hour: int, mark: str) -> None:
    assert read(f"On Friday at ten, back {day} {mark} {hour}") == (at(4, 10), at(number, 12 + hour))


@pytest.mark.parametrize("nth", ["last", "second"])
def test_weekend_of_a_month_is_in_that_month(nth: str) -> None:
    saturday = {"last": 26, "second": 12}[nth]
    words = f"the {nth} weekend of December, pick up Saturday at one and drop off Sunday at two"
    assert read(words) == (at(saturday, 13), at(saturday + 1, 14))


@pytest.mark.parametrize(("part", "hour"), [("evening", 20), ("morning", 8), ("night", 20)])
@pytest.mark.parametrize(
    "frame", ["at eight on Friday {}", "eight o'clock on Friday {}", "eight on Friday {}"]
)
@pytest.mark.parametrize("back", ["until nine on Sunday morning", "and back by nine on Sunday morning"])
def test_a_half_of_the_day_behind_a_weekday_is_of_the_hour_before_it(
    frame: str, part: str, hour: int, back: str
) -> None:
    """It was of the hour that came next: "until nine on Sunday" was nine in the evening."""
    assert read(f"{frame.format(part)} {back}") == (at(4, hour), at(6, 9))


@pytest.mark.parametrize("answer", ["Eight on {} morning.", "At eight on {} morning, please"])
def test_an_hour_of_a_weekday_morning_answers_when_it_comes_back(answer: str) -> None:
    slots = Slots(start_day=date(2026, 12, 4))
    for asked, words in (("start", "seven in the evening"), ("end", answer.format("Monday"))):
        found = read_period(words, TODAY, asked_time=True)
        write_period(slots, found, today=TODAY, asked=asked, hours=HOURS)
    period = resolve_period(slots, HOURS)
    assert (period.start, period.end) == (at(4, 19), at(7, 8))


@pytest.mark.parametrize("mark", ["back by", "until", "till", "to", "and return it around"])
def test_one_is_an_hour_behind_what_leads_to_an_hour(mark: str) -> None:
    assert read(f"On Friday, eight in the morning {mark} one") == (at(4, 8), at(4, 13))


@pytest.mark.parametrize("saturday", [12, 19, 26])
@pytest.mark.parametrize(
    ("first", "last"), [("Friday", "Sunday"), ("Saturday", "Sunday"), ("Friday", "Monday")]
)
@pytest.mark.parametrize(
    "frame",
    [
        "the weekend of the {0}th, from the {1} at ten to the {2} at five",
        "from the {1} at ten to the {2} at five, the weekend of the {0}th",
    ],
)
def test_days_of_a_weekend_are_its_own(saturday: int, first: str, last: str, frame: str) -> None:
    offset = {"Friday": -1, "Saturday": 0, "Sunday": 1, "Monday": 2}
    told = read(frame.format(saturday, first, last))
    assert told == (at(saturday + offset[first], 10), at(saturday + offset[last], 17))


@pytest.mark.parametrize("saturday", [12, 19, 26])
def test_dates_told_again_by_their_weekdays_stand(saturday: int) -> None:
    words = f"on the {saturday}th and {saturday + 1}th, ten on the Saturday to six on the Sunday"
    assert read(words) == (at(saturday, 10), at(saturday + 1, 18))


@pytest.mark.parametrize(
    "torn", ["で迷ってたんですけど、", "かで悩んでて、", "で迷っていたんですが、", "か迷ってましたが"]
)
def test_of_two_that_one_was_torn_between_the_one_settled_on_stands(torn: str) -> None:
    for first, second in ((14, 15), (15, 14), (9, 22)):
        told = f"{first}日か{second}日{torn}{second}日にします。10時から16時で"
        assert read(told) == (at(second, 10), at(second, 16)), told
    for first, second in ((9, 10), (10, 9)):
        told = f"{first}時か{second}時{torn}{second}時からで、返すのは16時"
        assert hear_hours(told) == (at(8, second), at(8, 16)), told
    assert read_period(f"14日か15日{torn}", TODAY).doubt, torn


@pytest.mark.parametrize("hour", [9, 10, 11])
@pytest.mark.parametrize(
    "frame",
    [
        "{0}時？{0}時からですって、18時まで",
        "え？{0}時？{0}時から18時まで",
        "{0}時、{0}時から18時までだそうです",
    ],
)
def test_an_hour_that_is_wondered_at_counts_once(frame: str, hour: int) -> None:
    assert hear_hours(frame.format(hour)) == (at(8, hour), at(8, 18))
    assert read_period(frame.format(hour).replace("、18時まで", ""), TODAY).end_time in (
        None,
        Clock(18, 0, True),
    )


@pytest.mark.parametrize("frame", ["次の{0}曜日、{1}日", "今度の{0}曜の{1}日", "次の{0}曜、{1}日に"])
def test_the_figure_tells_which_of_the_weekdays_is_meant(frame: str) -> None:
    for weekday, nearest in zip("水木金土日月", range(2, 8), strict=True):
        for day in (nearest, nearest + 7, nearest + 14):
            words = frame.format(weekday, day) + "の10時から18時"
            assert read(words) == (at(day, 10), at(day, 18)), words


@pytest.mark.parametrize("behind", ["9時から{0}18時", "9時から{0}の18時まで", "新宿で、9時から{0}18時"])
@pytest.mark.parametrize(("nights", "next_day"), [(1, "翌日"), (1, "次の日"), (2, "翌々日")])
def test_the_next_day_behind_a_range_is_its_last(behind: str, nights: int, next_day: str) -> None:
    for first in (9, 14, 26):
        for till in ("", "まで"):
            words = f"{first}日から{first + nights}日{till}、{behind.format(next_day)}"
            assert read(words) == (at(first, 9), at(first + nights, 18)), words


@pytest.mark.parametrize("hour", [1, 2, 3, 4, 5])
def test_one_hour_in_two_ways_is_one(hour: int) -> None:
    assert hear_hours(f"13時じゃなくて{hour}時、{hour + 12}時から")[0] == at(8, hour + 12)
    assert hear_hours(f"10時から{hour}時、{hour + 12}時まで") == (at(8, 10), at(8, hour + 12))
    assert hear_hours("8時、20時まで") == (at(8, 8), at(8, 20))

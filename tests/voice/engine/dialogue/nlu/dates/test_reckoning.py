"""Expressions put together at random, in both languages, against an independent reckoning.

The reckoning is plain calendar arithmetic and knows nothing of the grammar: it makes a day or a time first,
and then the words for it.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.processor_time import measure
from tests.soak import size
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.tokens import Clock

pytestmark = [pytest.mark.unit, pytest.mark.long]

SAMPLES = size(200, whole=4000)  # of each kind below
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS_EN = list(calendar.month_name)[1:]
ORDINALS_EN = ["first", "second", "third", "fourth"]
KANJI = "〇一二三四五六七八九"
Said = tuple[list[str], date]
Pick = random.Random


def write_kanji(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if not tens else ("" if tens == 1 else KANJI[tens]) + "十") + (KANJI[units] if units else "")


def write_nth(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def say_date(pick: Pick, today: date) -> Said:
    """A month and a day; without a year the coming one."""
    day = today + timedelta(days=pick.randrange(0, 300))
    month = MONTHS_EN[day.month - 1]
    nth = write_nth(day.day)
    return [
        f"{day.month}月{day.day}日", f"{write_kanji(day.month)}月{write_kanji(day.day)}日",
        f"{day.year}年{day.month}月{day.day}日", f"令和{day.year - 2018}年{day.month}月{day.day}日",
        f"{day.month}月の{day.day}日", f"{day.month}/{day.day}", day.isoformat(), f"{month} {day.day}",
        f"{month} {nth}", f"{nth} of {month}", f"the {nth} of {month}", f"{day.day} {month}",
        f"{month} the {nth}, {day.year}", f"{month[:3]} {day.day}",
        f"{WEEKDAYS_EN[day.weekday()]}, {month} {nth}",
        f"{day.month}月{day.day}日の{WEEKDAYS_JA[day.weekday()]}曜日",
        f"{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})",
    ], day  # fmt: skip


def say_offset(pick: Pick, today: date) -> Said:
    days, weeks = pick.randrange(2, 15), pick.randrange(1, 9)
    if pick.random() < 0.5:
        return [f"{days}日後", f"{write_kanji(days)}日後", f"in {days} days", f"{days} days from today",
                f"{days} days from now", f"{days}日後に"], today + timedelta(days=days)  # fmt: skip
    unit = "week" if weeks == 1 else "weeks"
    return [f"{weeks}週間後", f"in {weeks} {unit}", f"{weeks} {unit} from today",
            f"{weeks} {unit} from now"], today + timedelta(weeks=weeks)  # fmt: skip


def say_near(_pick: Pick, today: date) -> Said:
    choice = _pick.choice([
        (0, ["今日", "本日", "today"]), (1, ["明日", "あした", "tomorrow"]),
        (2, ["明後日", "あさって", "the day after tomorrow", "明日の翌日", "今日の翌々日"]),
        (3, ["しあさって", "明後日の次の日", "3日後"]),
        (8, ["tomorrow week", "a week from tomorrow", "明日の1週間後"]),
    ])  # fmt: skip
    return choice[1], today + timedelta(days=choice[0])


def say_weekday(pick: Pick, today: date) -> Said:
    """In this, the next or a later calendar week, which begins on Monday."""
    weeks, weekday = pick.randrange(1, 3), pick.randrange(7)
    day = monday(today) + timedelta(weeks=weeks, days=weekday)
    ja, en = WEEKDAYS_JA[weekday], WEEKDAYS_EN[weekday]
    if weeks == 1:
        return [f"来週の{ja}曜日", f"来週{ja}曜", f"翌週の{ja}曜", f"next {en}", f"{en} next week",
                f"next week {en}", f"{en} of next week"], day  # fmt: skip
    return [
        f"再来週の{ja}曜日",
        f"さ来週の{ja}曜",
        f"the week after next, {en}",
        f"{en} of the week after next",
    ], day


def say_week_of_day(pick: Pick, today: date) -> Said:
    """A weekday of the week in which a day is; a Sunday's week is another to those who begin it on Sunday."""
    named = today + timedelta(days=pick.randrange(8, 60))
    named -= timedelta(days=named.weekday() == 6)
    weekday = pick.randrange(7)
    ja, en = WEEKDAYS_JA[weekday], WEEKDAYS_EN[weekday]
    said_ja = f"{named.month}月{named.day}日"
    said_en = f"{MONTHS_EN[named.month - 1]} {write_nth(named.day)}"
    return [
        f"{said_ja}の週の{ja}曜", f"{said_ja}からの週の{ja}曜日", f"the week of {said_en}, {en}",
        f"{en} of the week of {said_en}", f"the week starting {said_en}, on {en}",
        f"week commencing {write_nth(named.day)} {MONTHS_EN[named.month - 1]}, {en}",
    ], monday(named) + timedelta(days=weekday)  # fmt: skip


def say_coming(pick: Pick, today: date) -> Said:
    weekday = pick.randrange(7)
    day = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    ja, en = WEEKDAYS_JA[weekday], WEEKDAYS_EN[weekday]
    if pick.random() < 0.5:
        weeks = pick.randrange(1, 5)
        words = [f"{ja}曜の{weeks}週間後", f"今度の{ja}曜日の{weeks}週間後", f"{weeks} weeks from {en}"]
        return words if weeks > 1 else [
            *words,
            f"a week from {en}",
            f"a week on {en}",
            f"{en} week",
        ], day + timedelta(weeks=weeks)
    return [f"{ja}曜日", f"次の{ja}曜", f"今度の{ja}曜日", f"on {en}", f"this coming {en}"], day


def say_nth_weekday(pick: Pick, today: date) -> Said:
    """The second Saturday, counted by going through the month."""
    month = next_month(today)
    for _ in range(pick.randrange(0, 9)):
        month = next_month(month)
    weekday, nth = pick.randrange(7), pick.randrange(1, 5)
    days = [month + timedelta(days=each) for each in range(31)]
    found = [day for day in days if day.month == month.month and day.weekday() == weekday]
    ja, en, name = WEEKDAYS_JA[weekday], WEEKDAYS_EN[weekday], MONTHS_EN[month.month - 1]
    if pick.random() < 0.3:
        words = [
            f"{month.month}月最後の{ja}曜",
            f"{month.month}月の最終{ja}曜日",
            f"the last {en} of {name}",
            f"last {en} in {name}",
        ]
        return words, found[-1]
    return [
        f"{month.month}月の第{nth}{ja}曜日", f"{month.month}月第{write_kanji(nth)}{ja}曜",
        f"{month.month}月の{nth}番目の{ja}曜日",
        f"the {ORDINALS_EN[nth - 1]} {en} of {name}", f"{ORDINALS_EN[nth - 1]} {en} in {name}",
        f"the {write_nth(nth)} {en} of {name}",
    ], found[nth - 1]  # fmt: skip


def say_named_day(pick: Pick, today: date) -> Said:
    month, number, words = pick.choice([
        (12, 24, ["クリスマスイブ", "クリスマスイヴ", "Christmas Eve"]),
        (12, 25, ["クリスマス", "Christmas", "Christmas Day"]),
        (12, 31, ["大晦日", "大みそか", "New Year's Eve"]), (1, 1, ["元日", "元旦", "New Year's Day"]),
        (2, 11, ["建国記念の日", "National Foundation Day"]), (5, 5, ["こどもの日", "Children's Day"]),
        (11, 3, ["文化の日", "Culture Day"]), (4, 29, ["昭和の日", "Showa Day"]),
    ])  # fmt: skip
    day = date(today.year, month, number)
    if day < today:
        day = date(today.year + 1, month, number)
    moved = pick.choice([-1, 0, 0, 1, 2, 3])
    if moved == 1:
        words = [
            *(f"{word}の次の日" for word in words[:1]),
            *(f"the day after {word}" for word in words[-1:]),
        ]
    elif moved == -1:
        words = [*(f"{word}の前日" for word in words[:1]), *(f"the day before {word}" for word in words[-1:])]
    elif moved:
        words = [f"{words[0]}の{moved}日後", f"{moved} days after {words[-1]}"]
    return words, day + timedelta(days=moved)


DAYS: list[Callable[[Pick, date], Said]] = [
    say_date, say_offset, say_near, say_weekday, say_week_of_day, say_coming, say_nth_weekday, say_named_day,
]  # fmt: skip
FRAMES = [
    "{}",
    "{}にお願いします",
    "えーと、{}です",
    "{}で",
    "{} please",
    "I'd like a car on {}",
    "um {}",
    "東京駅前店で{}に",
]


def read_day(words: str, today: date) -> date | None:
    said = read_period(words, today)
    return resolve_day(said.start_day, today) if said.start_day and not said.doubt else None


@pytest.mark.parametrize("say", DAYS, ids=lambda say: say.__name__)
def test_every_day_is_the_one_that_was_reckoned(say: Callable[[Pick, date], Said]) -> None:
    pick = random.Random(f"{say.__name__} of the day")
    wrong = []
    for _ in range(SAMPLES):
        today = date(2026, 1, 1) + timedelta(days=pick.randrange(900))
        texts, day = say(pick, today)
        for text in texts:
            words = pick.choice(FRAMES).format(text)
            if (found := read_day(words, today)) != day:
                wrong.append((today, words, day, found))
    assert not wrong, (len(wrong), wrong[:5])


def say_clock(pick: Pick) -> tuple[list[str], int]:
    """A time beyond doubt, in minutes of the day."""
    hour, minute = pick.randrange(1, 24), pick.choice([0, 15, 30, 45, 10, 5])
    half, twelve = ("午後", "PM") if hour >= 12 else ("午前", "AM"), hour % 12 or 12
    ja = f"{half[0]}{hour if hour == 12 else hour % 12}時"
    words = [
        f"{hour:02}{minute:02} hours",
        f"{twelve}:{minute:02} {half[1]}",
        f"{twelve}:{minute:02}{half[1].lower()}",
    ]
    if minute == 0:
        words += [ja, f"{twelve} {half[1]}", f"{twelve}{half[1].lower()}", f"{twelve} o'clock {half[1]}"]
    else:
        words += [f"{ja}{minute}分", f"{minute} minutes past {twelve} {half[1]}"]
    if minute == 30:
        words += [f"{ja}半", f"half past {twelve} {half[1]}", f"half {twelve} {half[1]}"]
    if minute == 45 and hour < 11:
        words += (
            [f"{half[0]}{hour + 1}時15分前", f"quarter to {twelve + 1} {half[1]}"]
            if hour not in (11, 12, 23)
            else []
        )
    if hour >= 13:
        words += [f"{hour}時{minute}分" if minute else f"{hour}時", f"{hour}:{minute:02}"]
    return words, hour * 60 + minute


def test_every_time_is_the_one_that_was_reckoned() -> None:
    pick, wrong = random.Random("times"), []
    for _ in range(SAMPLES):
        words, minutes = say_clock(pick)
        for text in words:
            said = read_period(
                pick.choice(["{}", "{}にお願いします", "at {}", "{} please"]).format(text), date(2026, 12, 1)
            )
            if said.loose is None or said.loose != Clock(minutes // 60, minutes % 60, sure=True):
                wrong.append((text, minutes, said))
    assert not wrong, (len(wrong), wrong[:5])


def test_every_range_of_days_and_times_is_the_one_that_was_reckoned() -> None:
    """From one day and time to another, the words of each of its own language and kind."""
    pick, wrong = random.Random("ranges"), []
    for _ in range(SAMPLES * 2):
        today = date(2026, 1, 1) + timedelta(days=pick.randrange(900))
        (one, start), (two, end) = say_date(pick, today), say_date(pick, today)
        (early, begin), (late, stop) = say_clock(pick), say_clock(pick)
        ja = [[text for text in texts if not text.isascii()] for texts in (one, early, two, late)]
        en = [[text for text in texts if text.isascii()] for texts in (one, early, two, late)]
        forms = [("{}の{}から{}の{}まで", ja), ("{}、{}に借りて、{}の{}に返します", ja),
                 ("from {} at {} to {} at {}", en),
                 ("pick up on {} at {}, return on {} at {}", en)]  # fmt: skip
        form, parts = pick.choice(forms)
        if not all(parts):
            continue
        words = form.format(*(pick.choice(texts) for texts in parts))
        said = read_period(words, today)
        days = tuple(resolve_day(day, today) if day else None for day in (said.start_day, said.end_day))
        times = tuple(at.hour * 60 + at.minute if at else None for at in (said.start_time, said.end_time))
        if (days, times) != ((start, end), (begin, stop)):
            wrong.append((today, words, days, times))
    assert not wrong, (len(wrong), wrong[:5])


HALVES_EN = {
    "{hour} in the morning": 0, "morning {hour}": 0, "{hour} in morning": 0, "{hour} o'clock morning": 0,
    "{hour} in the afternoon": 12, "evening {hour}": 12, "{hour} in evening": 12, "{hour} in the arvo": 12,
}  # fmt: skip


@pytest.mark.parametrize("first", [form for form, half in HALVES_EN.items() if not half])
@pytest.mark.parametrize("second", [form for form, half in HALVES_EN.items() if half])
@pytest.mark.parametrize("to", ["to", "till", "until"])
def test_a_half_of_the_day_stands_before_its_hour_or_behind_it(first: str, second: str, to: str) -> None:
    for start in (8, 9, 11):
        for end in (2, 5, 7):
            words = f"tomorrow {first.format(hour=start)} {to} {second.format(hour=end)}"
            when = read_period(words, date(2026, 12, 1))
            assert (when.start_time, when.end_time) == (Clock(start, 0, True), Clock(end + 12, 0, True)), (
                words
            )


@pytest.mark.parametrize("form", ["{}ish", "{} ish", "{}-ish"])
def test_an_hour_that_is_only_about_right_is_that_hour(form: str) -> None:
    when = read_period(f"{form.format(9)} to {form.format(5)}", date(2026, 12, 1))
    assert when.start_time
    assert when.end_time
    assert (when.start_time.hour, when.end_time.hour) == (9, 5)


@pytest.mark.parametrize("to", ["to", "till", "until"])
def test_an_hour_without_its_clock_is_no_length(to: str) -> None:
    for start, end in ((9, 17), (11, 19), (10, 16)):
        when = read_period(f"{start} hour {to} {end} hour", date(2026, 12, 1))
        assert when.length is None
        assert when.start_time
        assert when.end_time
        assert (when.start_time.hour, when.end_time.hour) == (start, end)


@pytest.mark.parametrize(
    "words", ["from {} hours to {} hours", "{} hours to {} hours", "between {} hours and {} hours"]
)
def test_hours_before_hours_are_no_minutes_before_one(words: str) -> None:
    for start, end in ((9, 17), (8, 12), (10, 16)):
        when = read_period(f"tomorrow {words.format(start, end)}", date(2026, 12, 1))
        for time in (when.start_time, when.end_time, when.loose):
            assert time is None or (time.hour in (start, end) and time.minute == 0), (words, time)


@pytest.mark.parametrize("nth", ["first", "second", "third", "last"])
@pytest.mark.parametrize("month", ["January", "May", "October"])
def test_hours_behind_the_weekday_of_a_month_are_no_day_of_it(nth: str, month: str) -> None:
    today = date(2026, 12, 1)
    for name in WEEKDAYS_EN:
        alone = read_period(f"the {nth} {name} of {month}", today)
        when = read_period(f"a compact on the {nth} {name} of {month} 9 to 6", today)
        assert when.start_day == alone.start_day
        assert when.end_day is None
        assert when.start_time
        assert when.start_time.hour == 9


def test_a_day_of_the_month_is_read_with_a_shortened_name_and_in_figures() -> None:
    day = read_day("December 15", date(2026, 12, 1))
    for words in ("Dec fifteenth", "dec 15th", "15-12-2026", "15/12/2026", "the fifteenth of December"):
        assert read_day(words, date(2026, 12, 1)) == day, words


@pytest.mark.parametrize("month", range(1, 13))
def test_no_day_that_the_calendar_has_not_is_read_as_another(month: int) -> None:
    for day in range(32, 40):
        assert read_day(f"{month}月{day}日に", date(2026, 12, 1)) is None
    for day in range(calendar.monthrange(2027, month)[1] + 1, 32):
        for words in (
            f"2027年{month}月{day}日",
            f"{MONTHS_EN[month - 1]} {write_nth(day)} 2027",
            f"2027-{month:02}-{day}",
        ):
            said = read_period(words, date(2026, 12, 1))
            assert said.start_day is None
            assert said.doubt is not None
            assert said.doubt.kind == "impossible"


@pytest.mark.parametrize("day", ["{ja}曜日", "{en}"])
@pytest.mark.parametrize(
    ("unknown", "day_of"),
    [
        ("毎週の{}", "ja"),
        ("隔週{}", "ja"),
        ("the penultimate {}", "en"),
        ("every other {}", "en"),
        ("the other {}", "en"),
    ],
)
def test_a_day_beside_a_modifier_that_is_not_known_is_a_doubt(unknown: str, day_of: str, day: str) -> None:
    for ja, en in zip(WEEKDAYS_JA, WEEKDAYS_EN, strict=True):
        words = unknown.format(f"{ja}曜日" if day_of == "ja" else en)
        said = read_period(words, date(2026, 12, 1))
        assert said.start_day is None
        assert said.doubt is not None


@pytest.mark.parametrize(
    "words",
    ["https://example.com/2026-12-05/12", "03-1234-5678", "090-1234-5678", "R-402-7311", "mail a12@5.example",
     "CX-5",
     "5000円", "3人", "2台", "四日市店", "for 5 people", "24/7"],
)  # fmt: skip
def test_figures_that_are_no_dates_say_nothing(words: str) -> None:
    assert not read_period(words, date(2026, 12, 1))


@pytest.mark.parametrize(
    "piece",
    ["12月5日の10時から", "the second saturday of may ", "1 ", "not the 9th, "],
)
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        return measure(lambda: read_period(piece * (length // len(piece)), date(2026, 12, 1)))

    read_period(piece, date(2026, 12, 1))
    assert seconds(40_000) < 40 * max(seconds(2_000), 0.02)


@pytest.mark.parametrize("day", ["3rd", "10th", "21st"])
@pytest.mark.parametrize(
    "frame",
    ["Could you make it the {} instead?", "the {} instead", "Sorry, the {} would suit me better",
     "does the {} work?", "the {} might be better", "I'd prefer the {} really", "the {} seems best",
     "is the {} ok instead"],
)  # fmt: skip
def test_a_day_is_one_whatever_is_said_of_it(frame: str, day: str) -> None:
    """Where it was none, it was dropped, and the day before it booked."""
    found = read_period(frame.format(day), date(2026, 12, 1)).start_day
    assert found is not None
    assert (found.kind, found.number) == ("dom", int(day[:-2]))


@pytest.mark.parametrize("words", ["the 2nd driver is my wife", "I'm the 10th customer", "on the 3rd floor"])
def test_a_number_of_another_thing_is_no_day(words: str) -> None:
    assert read_period(words, date(2026, 12, 1)).start_day is None

"""Two days and two hours, said in any of the usual ways, are the pickup's and the return's."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.dates.rewording import reword_times
from voice.engine.dialogue.nlu.punctuation import spell_out

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
DAYS_JA = {
    "11日/13日": (11, 13), "12月11日/12月13日": (11, 13), "12/11/12/13": (11, 13), "明日/明後日": (2, 3),
    "来週の金曜/日曜": (11, 13),
}  # fmt: skip
RANGES_JA = ["{}から{}", "{}から{}まで", "{}〜{}", "{}に借りて{}に返す", "{}から{}にかけて"]
HOURS_JA = [
    "10時から17時", "10時から17時まで", "10時に借りて17時に返します", "10時〜17時", "行きが10時で帰りが17時",
    "貸出10時、返却17時", "10時に取りに行って17時に戻します",
]  # fmt: skip
JOINTS_JA = ["、", "で、", "。", "、時間は"]
DAYS_EN = {
    "the 11th/the 13th": (11, 13), "December 11/December 13": (11, 13), "Friday/Sunday": (4, 6),
    "tomorrow/Thursday": (2, 3), "Friday the 11th/Sunday the 13th": (11, 13),
}  # fmt: skip
RANGES_EN = ["from {} to {}", "{} till {}", "{} through {}", "pick up {}, return {}", "from {}, back on {}"]
HOURS_EN = [
    "from 10 am to 5 pm", "10 am till 5 pm", "pick up at 10 am, return at 5 pm", "10 am start, 5 pm finish",
    "picking it up at 10 am and back by 5 pm", "pickup 10 am, drop-off 5 pm",
]  # fmt: skip
JOINTS_EN = [", ", ". ", " "]
WAYS = [
    *((DAYS_JA, days, hours, joint) for days, hours, joint in product(RANGES_JA, HOURS_JA, JOINTS_JA)),
    *((DAYS_EN, days, hours, joint) for days, hours, joint in product(RANGES_EN, HOURS_EN, JOINTS_EN)),
]


def read(words: str) -> tuple[date | None, date | None, int | None, int | None]:
    found = read_period(spell_out(reword_times(words, is_known=False), naming=False), TODAY)
    start = resolve_day(found.start_day, TODAY) if found.start_day else None
    end = resolve_day(found.end_day, TODAY, start, end=True) if found.end_day else None
    hours = [clock.hour if clock else None for clock in (found.start_time, found.end_time)]
    return start, end, hours[0], hours[1]


@pytest.mark.parametrize(("named", "days", "hours", "joint"), WAYS)
def test_days_and_then_hours_are_of_both_ends(
    named: dict[str, tuple[int, int]], days: str, hours: str, joint: str
) -> None:
    for pair, (first, last) in named.items():
        middle = len(pair) // 2 if pair.count("/") > 1 else pair.index("/")
        told = days.format(pair[:middle], pair[middle + 1 :]) + joint + hours
        assert read(told) == (date(2026, 12, first), date(2026, 12, last), 10, 17), told


@pytest.mark.parametrize("days", ["11日から13日", "11日から13日まで", "11日〜13日", "11日に借りて13日に返す"])
@pytest.mark.parametrize("hours", ["10時から17時で", "10時から17時まで、", "10時から17時、"])
def test_hours_and_then_days_are_of_both_ends(days: str, hours: str) -> None:
    assert read(hours + days) == (date(2026, 12, 11), date(2026, 12, 13), 10, 17)


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("11日から13日の10時まで", (11, 13, None, 10)),
        ("from ten on December 11 to five on December 13", (11, 13, 10, 5)),
        ("from 9 on Friday to 6 on Sunday", (4, 6, 9, 6)),
        ("10 December 9 to 6", (10, None, 9, 6)),
        ("from ten tomorrow to five", (2, None, 10, 5)),
        ("from ten on December 19 till five", (19, None, 10, 5)),
        ("ten tomorrow to five", (2, None, None, 5)),
        ("from December 19 to 21", (19, 21, None, None)),
        ("20日の10時から22日の17時まで", (20, 22, 10, 17)),
        ("金曜から日曜、来週の、10時から17時", (11, 13, 10, 17)),
    ],
)
def test_a_day_with_its_own_hour_keeps_it(words: str, read_as: tuple[int | None, ...]) -> None:
    start, end, begin, close = read(words)
    assert (start and start.day, end and end.day, begin, close) == read_as


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ("午後2時に友人と合流するので、その1時間前から", "午後2時に友人と合流するので、1時から"),
        ("10時に着くんですが、その2時間後から", "10時に着くんですが、12時から"),
        ("I'm there at two so from an hour before that", "I'm there at two so from 1:00"),
        ("We land at noon, and an hour after that is fine", "We land at noon, and 1:00 is fine"),
    ],
)
def test_an_hour_that_counts_from_an_events_is_written_out(words: str, counted: str) -> None:
    assert reword_times(words, is_known=False) == counted

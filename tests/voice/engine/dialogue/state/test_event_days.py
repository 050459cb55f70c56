"""The car comes back on the day of another event where the words say so; where they may, that is asked."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.tokens import When
from voice.engine.dialogue.state.asides import read_rental_period
from voice.engine.dialogue.state.dialogue import Dialogue

pytestmark = pytest.mark.unit

TODAY = date(2026, 12, 1)
EVENTS_JA = ["{}日の16時に新幹線なので、", "{}日に飛行機に乗るんで、", "{}日は夕方から会議なので、"]
EVENTS_EN = ["My flight is on the {}th at six, ", "I have a meeting on the {}th at five, "]


def read(text: str, language: str = "ja") -> When:
    return read_rental_period(Dialogue(TODAY, language, frozenset()), text)


@pytest.mark.parametrize("event", EVENTS_JA)
@pytest.mark.parametrize(
    "back",
    ["その前に15時に返します", "その前、15時に返します", "当日の15時に返します", "その日の15時に返します"],
)
@pytest.mark.parametrize("day", [9, 10])
def test_what_is_told_by_the_event_is_on_its_day(event: str, back: str, day: int) -> None:
    found = read(f"8日の11時から借りて、{event.format(day)}{back}")
    assert found.start_day, found
    assert found.end_day, found
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 8)
    assert resolve_day(found.end_day, TODAY) == date(2026, 12, day)
    assert found.end_time, found
    assert found.end_time.hour == 15


@pytest.mark.parametrize("event", EVENTS_EN)
@pytest.mark.parametrize("back", ["so I'd return it before that, at three.", "so back by three that day."])
def test_so_it_is_in_english(event: str, back: str) -> None:
    found = read(f"I'd pick it up on the 8th at eleven. {event.format(10)}{back}", "en")
    assert found.end_day, found
    assert resolve_day(found.end_day, TODAY) == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("text", "language"),
    [(f"8日の11時から借りて、{event.format(10)}14時に返します", "ja") for event in EVENTS_JA]
    + [
        (f"I'd pick it up on the 8th at eleven. {event.format(10)}so back by two.", "en")
        for event in EVENTS_EN
    ],
)
def test_on_which_of_the_two_days_it_comes_back_is_asked(text: str, language: str) -> None:
    found = read(text, language)
    assert found.doubt, text
    assert found.doubt.days == (date(2026, 12, 8), date(2026, 12, 10))
    assert found.doubt.role == "end"


TOLD_JA = [
    "20日が娘の誕生日なので、", "20日に法事がありまして、", "試験が20日にあるんです。", "仕事納めが20日で、",
]  # fmt: skip
TOLD_EN = [
    "Our anniversary's on the 20th, so ", "There's a wedding on the 20th, so ", "I'm moving on the 20th. ",
    "My last day at work is the 20th, so ", "The match is on the 20th and ",
]  # fmt: skip
FIRST = {
    "ja": {
        19: ["その前日の10時から、", "前の日の10時に借りて"],
        20: ["当日の10時から、", "その日の10時に借りて"],
    },
    "en": {
        19: ["I'd pick it up the day before at ten", "from ten on the day before"],
        20: ["I need a car that day from ten", "from ten on the day itself"],
        21: ["the day after from ten", "I'd like a car the next day from ten"],
    },
}
LAST = {
    "ja": {None: ["17時まで"], 20: ["当日の17時に返します"], 21: ["翌日の17時に返します"]},
    "en": {
        None: [" till five", ", back at five"],
        20: [" until five on the day", " and bring it back at five on the day itself"],
        21: [" and return it the day after at five"],
    },
}
AROUND = [
    (event, first + last, begin, end or begin)
    for language, events in (("ja", TOLD_JA), ("en", TOLD_EN))
    for event in events
    for begin, firsts in FIRST[language].items()
    for end, lasts in LAST[language].items()
    # "The day after" behind "the day before" may count from either day.
    if end is None or (begin < end and end - begin == 1)
    for first in firsts
    for last in lasts
]


@pytest.mark.parametrize(("event", "words", "begin", "end"), AROUND)
def test_days_around_an_event_count_from_its_own(event: str, words: str, begin: int, end: int) -> None:
    found = read(event + words, "en" if event.isascii() else "ja")
    start = resolve_day(found.start_day, TODAY) if found.start_day else None
    assert start == date(2026, 12, begin), found
    last = resolve_day(found.end_day, TODAY, start, end=True) if found.end_day else start
    assert last == date(2026, 12, end), found
    assert found.start_time, found
    assert found.start_time.hour == 10
    assert found.end_time, found
    assert not found.doubt


@pytest.mark.parametrize(
    "text",
    ["20日に法事があるので、前日の10時に借りて、その日の17時に返します",
     "There's a wedding on the 20th, so from ten the day before and be back by five that day"],
)  # fmt: skip
def test_that_day_behind_the_day_before_is_asked(text: str) -> None:
    found = read(text, "en" if text.isascii() else "ja")
    assert found.doubt, found
    assert found.doubt.days == (date(2026, 12, 19), date(2026, 12, 20))


OUTSIDE = [
    "15日までに返さなきゃいけない荷物があってですね、",
    "15日に戻るんですが、",
    "15日まで東京にいるんですけど、",
    "東京に3日間いるんですけど、",
]


@pytest.mark.parametrize("aside", OUTSIDE)
@pytest.mark.parametrize("wish", ["13日の10時から17時まで", "13日に、10時から17時"])
def test_a_day_outside_the_words_of_the_rental_is_no_end_unasked(aside: str, wish: str) -> None:
    found = read(aside + wish)
    assert found.start_day, found
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 13)
    assert found.doubt, found
    assert found.doubt.days == (date(2026, 12, 13), date(2026, 12, 15))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("15日に返したいんですけど、13日の10時から17時で", 2),
        ("13日の10時から17時まで、返すのは15日に", 2),
        ("2泊で、13日の10時から17時まで", 2),
        ("13日から3日間使いたいです、10時から17時", 2),
        ("20日より前がいいんですが、13日の10時から15日の17時で", 2),
        ("昨日電話で聞いたんですが、13日の10時から17時まで", 0),
    ],
)
def test_what_tells_of_the_return_by_itself_is_its_day(text: str, days: int) -> None:
    found = read(text)
    assert found.doubt is None, found
    begin = resolve_day(found.start_day, TODAY) if found.start_day else None
    assert begin == date(2026, 12, 13)
    last = resolve_day(found.end_day, TODAY, begin, end=True) if found.end_day else None
    nights = found.length.nights if found.length else 0
    assert ((last - begin).days if last else nights) == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("来週の木曜に東京に参りますの、それで翌日の金曜、10時から16時まで", 11),
        ("10日の木曜に休みが取れたんで、木曜の10時から、16時までに返します", 10),
        ("12日の土曜は法事なので、翌日の日曜、10時から16時", 13),
        ("火曜の夜に連絡もらえますか？　日にちは10日で10時から16時なんですけど", 10),
        ("9日は満車って聞いたんですけど10日ならどうですか、10時から16時", 10),
        ("9日はいっぱいらしいので10日の10時から16時", 10),
    ],
)
def test_the_day_of_the_rental_is_found_beside_another(text: str, day: int) -> None:
    found = read(text)
    assert found.start_day, found
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, day)
    assert found.end_day in (None, found.start_day), found


@pytest.mark.parametrize("stay", ["10日から12日まで東京なんですが", "10日に着いて12日に帰るんですけど、"])
@pytest.mark.parametrize(
    "only", ["車は11日だけでいいです、9時から18時", "借りるのは11日の金曜だけ、9時から18時"]
)
def test_a_rental_of_one_day_alone_is_no_stay(stay: str, only: str) -> None:
    found = read(stay + only)
    assert found.start_day, found
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 11)
    assert (found.end_day, found.length, found.doubt) == (None, None, None)


@pytest.mark.parametrize("closed", ["って営業してます？　だめなら", "は開いてますか、だめなら"])
def test_a_day_for_want_of_another_is_asked(closed: str) -> None:
    found = read(f"30日{closed}28日の10時から16時で")
    assert found.doubt, found
    assert found.doubt.kind == "choice"


@pytest.mark.parametrize("event", ["同窓会があって、", "結婚式があるので、", "友達が来るんで、"])
@pytest.mark.parametrize(("weekday", "day"), [("金曜", 11), ("土曜", 12), ("日曜", 13)])
def test_a_weekday_beside_an_event_is_of_its_week(event: str, weekday: str, day: int) -> None:
    found = read(f"来週の土曜に{event}{weekday}の10時から18時")
    assert found.start_day, found
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, day)


@pytest.mark.parametrize(
    "text",
    [
        "8日の11時から16時まで。10日に東京に帰るんで",
        "10日に結婚式があるので、8日の11時から借りて14時に返します",
        "8日の11時から14時に返します。10日は会議なので",
    ],
)
def test_an_event_behind_both_hours_or_before_the_pickup_is_none_of_it(text: str) -> None:
    found = read(text)
    assert found.start_day, text
    assert resolve_day(found.start_day, TODAY) == date(2026, 12, 8)
    assert (found.end_day, found.doubt) == (None, None)

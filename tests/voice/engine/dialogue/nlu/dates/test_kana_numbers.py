"""Days and hours that were written in kana, as telephones and recognisers write them."""

from __future__ import annotations

from datetime import date

import pytest

from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit
TODAY = date(2026, 12, 1)
UNITS = ["", "いち", "に", "さん", "よん", "ご", "ろく", "しち", "はち", "く"]
OF_HOURS = {**dict(enumerate(UNITS)), 4: "よ"}
OWN_DAYS = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
MONTHS = ["いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに"]


def _spell(number: int, units: dict[int, str]) -> str:
    tens, unit = divmod(number, 10)
    ten = "" if not tens else "じゅう" if tens == 1 else f"{UNITS[tens]}じゅう"
    return ten + units[unit]


def _spell_day(number: int) -> str:
    return OWN_DAYS.get(number) or f"{_spell(number, dict(enumerate(UNITS)))}にち"


@pytest.mark.parametrize("month", range(1, 13))
def test_each_day_of_each_month_is_read(month: int) -> None:
    for number in range(1, 29):
        for joined in ("", "の"):
            text = f"{MONTHS[month - 1]}がつ{joined}{_spell_day(number)}に借りたいです"
            found = read_period(text, TODAY).start_day
            assert found, text
            day = resolve_day(found, TODAY)
            assert day, text
            assert (day.month, day.day) == (month, number), text


@pytest.mark.parametrize("breath", ["", "、", "、えっと、"])
def test_each_hour_is_read(breath: str) -> None:
    for hour in range(8, 20):
        for half in ("", "はん"):
            begin, end = (
                f"{_spell(hour, OF_HOURS)}じ{half}",
                f"{_spell((hour + 1) % 12 or 12, OF_HOURS)}じ",
            )
            found = read_period(f"にじゅうごにちの{begin}{breath}から{breath}{end}{breath}まで", TODAY)
            assert found.start_day, begin
            assert resolve_day(found.start_day, TODAY) == date(2026, 12, 25), begin
            assert found.start_time, begin
            assert (found.start_time.hour, found.start_time.minute) == (hour, 30 if half else 0)
            assert found.end_time, end
            assert found.end_time.hour % 12 == (hour + 1) % 12, end


@pytest.mark.parametrize(
    "text",
    ["もくじから", "おしょくじまで", "宝くじで", "だいじに", "そうじのあと", "まいにちの", "なんじから",
     "なんにちまで", "いつかまた", "そうなのかな"],
)  # fmt: skip
def test_other_words_with_these_sounds_are_no_numbers(text: str) -> None:
    assert read_utterance(text).text == text
    found = read_period(text, TODAY)
    assert found.start_day is None
    assert found.start_time is None
    assert found.loose is None

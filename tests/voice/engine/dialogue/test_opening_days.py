"""Which days a shop is open: several days in a row, and then one of them, before anything is booked."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import called
from tests.voice.engine.dialogue.test_side_questions import Counter, held

pytestmark = pytest.mark.unit

HOLIDAYS = {
    "ja": "12月30日水曜日から1月3日日曜日までは年末年始のため、どの店舗もお休みをいただいております。"
    "そのほかの日は9時から12時まで営業しております。",
    "en": "all our shops are closed from Wednesday, December 30 to Sunday, January 3, 年末年始. "
    "On the other days they are open from 9 AM to 12 PM.",
}
ASKS = {
    "ja": ["お正月もやってるんですか？", "年末年始の営業時間教えてください", "年末年始はお休みですか？"],
    "en": ["Are you open over New Year?", "What are your opening hours over the New Year holidays?"],
}
WAYS = [(language, words) for language, all_words in ASKS.items() for words in all_words]
FOLLOWING = {
    "ja": [
        ("2日は？", "1月2日土曜日は年末年始のため"),
        ("じゃあ4日は？", "1月4日月曜日の営業時間は、どの店舗も9時から19時まで"),
    ],
    "en": [
        ("What about the second?", "closed on Saturday, January 2"),
        ("And the 4th?", "On Monday, January 4, all our"),
    ],
}


@pytest.mark.parametrize(("language", "words"), WAYS)
def test_days_in_a_row_are_told_with_those_off(language: str, words: str) -> None:
    rehearsal, said = held(Counter(), words, language=language)
    assert HOLIDAYS[language] in said[-1]
    for further, told in FOLLOWING[language]:
        assert told in rehearsal.say(further), further
    assert len(called(rehearsal, "location_details")) == len(
        {call["locationId"] for call in called(rehearsal, "location_details")}
    )


@pytest.mark.parametrize(
    ("language", "words", "off"),
    [
        ("ja", "新宿店って大晦日やってますか？", "新宿店は12月31日木曜日は年末年始のためお休み"),
        ("ja", "新宿店は元日お休みですか？", "新宿店は1月1日金曜日は年末年始のためお休み"),
        ("en", "Is Shinjuku open on New Year's Eve?", "Shinjuku is closed on Thursday, December 31"),
    ],
)
def test_a_day_off_that_was_asked_about_is_no_pickup(language: str, words: str, off: str) -> None:
    _, said = held(Counter(), words, language=language)
    assert off in said[-1]
    assert {"ja": "ご利用の日にちと", "en": "What day"}[language] in said[-1]


def test_a_day_after_hours_books_once_it_is_wished_for() -> None:
    rehearsal, _ = held(Counter(), "お正月もやってるんですか？", "じゃあ4日は？")
    answer = rehearsal.say("じゃあ4日の10時から18時、新宿店でコンパクト、山田太郎です")
    assert "1月4日月曜日の10時から18時" in answer

"""Who leaves the decision for later has nothing booked, and the day of deciding is none of the rental."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

REQUESTS = {
    "ja": {
        "class": "東京駅前店で12月5日の10時から18時まで",
        "name": "東京駅前店で12月5日の10時から18時までコンパクト",
        "confirm": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
    },
    "en": {
        "class": "Tokyo Station on December 5 from 10 am to 6 pm",
        "name": "A compact at Tokyo Station on December 5 from 10 am to 6 pm",
        "confirm": "A compact at Tokyo Station on December 5 from 10 am to 6 pm, John Smith",
    },
}
LATER = {
    "ja": [
        "今日は予約しません", "今日はやめておきます", "今日は結構です", "今日のところはやめときます",
        "今日決めるつもりはなくて", "今日は聞くだけのつもりだったので",
        "やっぱり今日はいいです",
        "今日予約するつもりじゃなかったんですけど", "明日また考えます", "また今度にします",
        "今回は見送ります",
        "今日中に主人と相談して明日決めます", "来週もう一度電話します", "もう少し検討します",
        "料金だけ聞きたかったので、予約はいいです",
    ],
    "en": [
        "not today", "not today, thanks", "I'm not booking anything today", "I'd rather not book today",
        "I won't book it today", "I'm not ready to book today", "I'll think about it and call tomorrow",
        "let me sleep on it, I'll ring back tomorrow", "I was just asking today", "I'll leave it for today",
        "maybe tomorrow, I need to check first", "not right now, I'll do it next week",
        "I'd like to think about it",
        "I need to run this past my boss first", "we haven't decided yet",
    ],
}  # fmt: skip
OPENINGS = {"ja": ["", "いえ、"], "en": ["", "No, "]}
DROPPED = {"ja": "ご予約はお取りせずにおきます", "en": "I won't make a reservation"}


@pytest.mark.parametrize("asked", ["class", "name", "confirm"])
@pytest.mark.parametrize(("language", "words"), [(lang, each) for lang in LATER for each in LATER[lang]])
def test_nothing_is_booked_and_no_day_is_moved(language: str, words: str, asked: str) -> None:
    for opening in OPENINGS[language]:
        call = Rehearsal(Fleet().run, language)
        call.say(REQUESTS[language][asked])
        looked = len(call.calls)
        assert DROPPED[language] in call.say(opening + words), opening + words
        assert not call.booked
        assert not [each for each in call.calls[looked:] if each.name == "get_availability"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "明日電話しますが、予約はお願いします"),
        ("ja", "今日予約します"),
        ("ja", "今日のところはそれでお願いします"),
        ("en", "I haven't decided on the return yet, but book it for now please"),
        ("en", "I'll call tomorrow about the child seat, but yes, book it"),
    ],
)
def test_who_books_all_the_same_keeps_the_day(language: str, words: str) -> None:
    call = Rehearsal(Fleet().run, language)
    call.say(REQUESTS[language]["confirm"])
    call.say(words)
    if not call.booked:  # it is asked once more
        call.say("はい、お願いします" if language == "ja" else "Yes, please.")
    assert [each["startDate"] for each in call.booked] == ["2026-12-05T10:00:00"]

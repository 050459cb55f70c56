"""What is corrected at the read-back changes just that, in any of the usual ways to say it."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet

pytestmark = pytest.mark.unit

REQUEST = {
    "ja": "東京駅前店で12月5日の10時から18時までコンパクト、山田太郎です",
    "en": "A compact at Tokyo Station on December 5 from 10 am to 6 pm, John Smith",
}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
OPENINGS = {
    "ja": ["", "はい、あ、", "いや、", "すみません、"],
    "en": ["", "Oh, ", "Sorry, ", "Um, actually "],
}
# By what they change: the start, the end, the day, or several of these.
WAYS = {
    "ja": {
        "s": [
            "{s}からにしてください", "やっぱり{s}からで", "出発を{s}にしてもらえますか",
            "{s}出発でお願いします",
            "10時じゃなくて{s}からです", "10時は早いので{s}からで", "10時を{s}に",
            "取りに行くのが{s}になりそうです",
        ],
        "e": [
            "返却を{e}にしてください", "{e}までに変更で", "帰りは{e}で", "18時じゃなくて{e}です",
            "返却時間だけ{e}に変えてください", "18時だと間に合わないので{e}で", "終わりを{e}に",
        ],
        "d": [
            "{d}にしてください", "日にちを{d}に変えてください", "5日じゃなくて{d}です", "{d}の同じ時間で",
            "5日がだめになったので{d}で", "日付だけ{d}にしてもらえます？",
        ],
        "se": [
            "{s}から{e}にしてください", "時間を{s}から{e}に変更", "{s}に借りて{e}に返します", "{s}〜{e}で",
        ],
        "dse": ["{d}の{s}から{e}にしてください", "{d}に変えて、時間は{s}から{e}で"],
    },
    "en": {
        "s": [
            "Could we start at {s}?", "Pickup at {s}, please", "From {s} instead", "Not ten, {s}",
            "Ten's too early, {s} please", "Change the start to {s}", "{s} rather than ten",
        ],
        "e": [
            "Return at {e}, please", "Could I bring it back at {e}?", "Change the return to {e}",
            "Not six, {e}",
            "Until {e} instead", "Six won't work, {e} please", "Make the end {e}",
        ],
        "d": [
            "Make it {d}", "Could we do {d} instead?", "Change the day to {d}", "Actually {d}",
            "The 5th doesn't work any more, so {d}", "It should be {d}",
        ],
        "se": ["{s} to {e}, please", "Change it to {s} till {e}", "Pick up at {s} and return at {e}"],
        "dse": ["{d} from {s} to {e}", "Make that {d}, {s} to {e}", "Move it to {d}, {s} till {e}"],
    },
}  # fmt: skip
VALUES = {
    "ja": [
        {"s": ("11時", "11:00"), "e": ("19時半", "19:30"), "d": ("12月8日", "08")},
        {"s": ("9時半", "09:30"), "e": ("17時", "17:00"), "d": ("翌日", "06")},
    ],
    "en": [
        {"s": ("11 am", "11:00"), "e": ("7:30 pm", "19:30"), "d": ("December 8", "08")},
        {"s": ("9:30", "09:30"), "e": ("5 pm", "17:00"), "d": ("the next day", "06")},
    ],
}


@pytest.mark.parametrize("opening", range(4))
@pytest.mark.parametrize(
    ("language", "changes", "way"),
    [
        (language, *each)
        for language in WAYS
        for changes, ways in WAYS[language].items()
        for each in product([changes], ways)
    ],
)
def test_a_correction_changes_what_it_names(language: str, changes: str, way: str, opening: int) -> None:
    for values in VALUES[language]:
        call = Rehearsal(Fleet().run, language)
        call.say(REQUEST[language])
        words = way.format(**{name: said for name, (said, _) in values.items()})
        call.say(OPENINGS[language][opening] + words)
        call.say(YES[language])
        told = {name: meant for name, (_, meant) in values.items() if name in changes}
        day = told.get("d", "05")
        expected = (
            f"2026-12-{day}T{told.get('s', '10:00')}:00",
            f"2026-12-{day}T{told.get('e', '18:00')}:00",
        )
        assert [(booked["startDate"], booked["endDate"]) for booked in call.booked] == [expected], words


ON_WHICH_WEEKDAY = {
    "ja": ["5日って土曜でしたっけ。", "あれ、5日って土曜ですか。", "5日は土曜か。", "あ、5日は土曜だった。"],
    "en": ["Hm, the 5th's a Saturday? ", "Oh, the 5th is a Saturday. ", "The 5th's a Saturday, right? "],
}
THE_DAY_BEFORE = {
    "ja": ["じゃあ金曜日に", "なら4日で", "じゃあ4日にしてください", "金曜のほうがいいです"],
    "en": ["Make it the Friday then.", "Then the 4th please.", "Let's do the 4th instead."],
}


@pytest.mark.parametrize(
    ("language", "asked", "wish"),
    [(one, *pair) for one in REQUEST for pair in product(ON_WHICH_WEEKDAY[one], THE_DAY_BEFORE[one])],
)
def test_who_hears_on_which_weekday_it_is_may_take_another(language: str, asked: str, wish: str) -> None:
    call = Rehearsal(Fleet().run, language)
    call.say(REQUEST[language])
    call.say(asked + wish)
    call.say(YES[language])
    assert [booked["startDate"] for booked in call.booked] == ["2026-12-04T10:00:00"]


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        ("翌朝", "翌々日の朝", "07"), ("翌日", "翌々日の", "07"), ("6日", "7日の", "07"),
        ("6日", "8日の朝", "08"), ("日曜", "月曜の", "07"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame", ["{old}じゃなくて{new}{hour}にできますか", "すみません、{old}ではなく{new}{hour}で"]
)
@pytest.mark.parametrize(("hour", "meant"), [("9時", "09:00"), ("11時", "11:00"), ("10時半", "10:30")])
def test_the_hour_of_another_day_of_return_is_of_that_day(
    old: str, new: str, day: str, frame: str, hour: str, meant: str
) -> None:
    call = Rehearsal(Fleet().run)
    call.say("東京駅前店で12月5日の17時から6日の朝9時まで、コンパクト、山田太郎です")
    call.say(frame.format(old=old, new=new, hour=hour))
    call.say(YES["ja"])
    assert [(booked["startDate"], booked["endDate"]) for booked in call.booked] == [
        ("2026-12-05T17:00:00", f"2026-12-{day}T{meant}:00")
    ]

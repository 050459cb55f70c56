"""Days that an owner of a booking names, called off for another or added, and one more car of theirs."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, called, play

pytestmark = pytest.mark.unit

PROOF = {"ja": f"{NUMBER}の山田太郎です。", "en": f"{NUMBER}, John Smith. "}
YES = {"ja": "はい", "en": "Yes, please."}
BOOKED = ("12-16T10:00", "12-16T18:00")
# The 16th is called off, and the 23rd is named in its place.
OFF = {
    "ja": [
        "16日行けなくなったんで",
        "16日は行けないので",
        "16日は都合が悪くなって",
        "16日いらなくなったんですけど、",
    ],
    "en": [
        "I can't come on the 16th, ",
        "I won't be coming on the 16th now, ",
        "We don't need it on the 16th, ",
    ],
}
ON = {
    "ja": [
        "23日に",
        "23日にお願いできますか",
        "23日って空いてます？",
        "23日なら行けるんですけど",
        "翌週の水曜に",
    ],
    "en": ["is the 23rd free?", "could it be the 23rd?", "we need it on the 23rd", "how about the 23rd?"],
}
# No other day is the new one.
NO_OTHER_DAY = [
    ("ja", "16日行けなくなりました、23日に電話します"),
    ("ja", "16日に熱が出て行けなくなりました、10時からの予約です"),
    ("ja", "車いらなくなりました、16日の10時からのやつ"),
    ("ja", "16日も17日も行けなくなったので"),
    ("en", "We're not coming on the 16th after all, I'll ring you on the 23rd"),
]
# A day that the car is needed on too, and the times of the booking then.
TOO = [
    ("ja", "17日も使いたいんで、17日の夕方5時まで延長でお願いします", ("12-16T10:00", "12-17T17:00")),
    ("ja", "17日も借りたいんですが", ("12-16T10:00", "12-17T18:00")),
    ("ja", "次の日も乗りたいので翌日の昼12時までにしてください", ("12-16T10:00", "12-17T12:00")),
    ("ja", "前日も使いたいんですが", ("12-15T10:00", "12-16T18:00")),
    ("ja", "15日も借りたい、昼の2時から", ("12-15T14:00", "12-16T18:00")),
    ("en", "I need it on the 17th as well, so till five on the 17th", ("12-16T10:00", "12-17T17:00")),
    ("en", "Can I have it for the 17th as well", ("12-16T10:00", "12-17T18:00")),
    ("en", "I need the car on Thursday as well, back at noon", ("12-16T10:00", "12-17T12:00")),
    ("en", "Could I have it on the 15th too, from two", ("12-15T14:00", "12-16T18:00")),
]
ANOTHER = [
    ("ja", "同じ時間にもう一台コンパクトを借りたいんですけど", "コンパクト", BOOKED),
    ("ja", "同じ時間帯で2台目をお願いします。ミニバンです", "ミニバン", BOOKED),
    ("ja", "母専用の車が要るんです、同じ日の14時から18時で軽", "軽自動車", ("12-16T14:00", "12-16T18:00")),
    ("en", "I need a second car for the same time, another compact", "コンパクト", BOOKED),
    ("en", "My mum's coming on the same day but needs her own car, a kei, from two till six", "軽自動車",
     ("12-16T14:00", "12-16T18:00")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "line"),
    [(language, f"{off}{on}") for language in OFF for off, on in product(OFF[language], ON[language])],
)
def test_a_day_that_is_called_off_for_another_moves_the_booking(language: str, line: str) -> None:
    desk, rehearsal, _ = play(language, f"{PROOF[language]}{line}", YES[language])
    assert desk.times() == ("12-23T10:00", "12-23T18:00")
    assert not called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(("language", "line"), NO_OTHER_DAY)
def test_a_day_that_takes_the_place_of_none_leaves_a_cancellation(language: str, line: str) -> None:
    _, rehearsal, _ = play(language, f"{PROOF[language]}{line}")
    assert called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(("language", "line", "times"), TOO)
def test_a_day_that_the_car_is_needed_on_too_is_added(
    language: str, line: str, times: tuple[str, str]
) -> None:
    desk, _, _ = play(language, f"{PROOF[language]}{line}", YES[language])
    assert desk.times() == times


@pytest.mark.parametrize(("language", "line", "car", "times"), ANOTHER)
def test_one_more_car_is_booked_like_the_first(
    language: str, line: str, car: str, times: tuple[str, str]
) -> None:
    lines = {"ja": ("山田花子です", "はい、お願いします"), "en": ("Ruth Smith.", "Yes, please.")}[language]
    desk, _, said = play(language, f"{PROOF[language]}{line}", *lines)
    assert desk.times() == BOOKED
    made = [each for number, each in desk.known.items() if number != NUMBER]
    assert [(each["shop"], each["start"][5:16], each["end"][5:16], each["car"]) for each in made] == [
        ("tokyo-ekimae", *times, car)
    ], said

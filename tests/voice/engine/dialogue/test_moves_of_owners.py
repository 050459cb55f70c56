"""A booking that is moved in more than one way at once, for a reason, or otherwise than was read out."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, NUMBER, OWNERS, Desk, called, play, row
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS

pytestmark = pytest.mark.unit

PROOF = {"ja": f"{NUMBER}の山田太郎です。", "en": f"{NUMBER}, John Smith. "}
YES = {"ja": "はい", "en": "Yes, please."}


def change(language: str, *lines: str) -> tuple[str, str]:
    """When the booking is from, and until, after `lines` and a yes; as is, it is the 16th from ten to six."""
    first, *others = lines
    desk, rehearsal, _ = play(language, f"{PROOF[language]}{first}", *others, YES[language])
    assert not called(rehearsal, "cancel_reservation")
    return desk.times()


# What moves the day, to the 23rd, and what moves the pickup an hour besides.
BY_DAYS = {
    "ja": ["23日に変えて、", "1週間後にして", "1週間後の23日に、", "一週間後ろにずらして、", "翌週に移して"],
    "en": ["move it to the 23rd and ", "a week later, the 23rd, and ", "put it back a week, and "],
}
BY_HOURS = {
    "ja": [("出発は1時間早く", "09:00"), ("受け取りを1時間遅らせて", "11:00")],
    "en": [("start an hour earlier", "09:00"), ("pick it up an hour later", "11:00")],
}
BOTH = [(x, *pair) for x in BY_DAYS for pair in product(BY_DAYS[x], BY_HOURS[x])]


@pytest.mark.parametrize(("language", "by_days", "by_hours"), BOTH)
def test_a_booking_is_moved_by_days_and_an_end_by_hours(
    language: str, by_days: str, by_hours: tuple[str, str]
) -> None:
    words, hour = by_hours
    assert change(language, f"{by_days}{words}") == (f"12-23T{hour}", "12-23T18:00")


# Something else is cancelled.
REASONS = {
    "ja": [
        "飛行機がキャンセルになったので",
        "会議が急にキャンセルになったんで",
        "ホテルをキャンセルしたので",
    ],
    "en": ["our plane's been cancelled, so ", "The meeting was cancelled. ", "I've cancelled the hotel, so "],
}
REQUESTS = {
    "ja": [("17日に", ("12-17T10:00", "12-17T18:00")), ("2時までで", ("12-16T10:00", "12-16T14:00"))],
    "en": [
        ("can we have it on the 17th?", ("12-17T10:00", "12-17T18:00")),
        ("we'd like it until two", ("12-16T10:00", "12-16T14:00")),
    ],
}


@pytest.mark.parametrize(
    ("language", "reason", "wish"),
    [(x, *pair) for x in REASONS for pair in product(REASONS[x], REQUESTS[x])],
)
def test_what_else_is_cancelled_cancels_no_booking(
    language: str, reason: str, wish: tuple[str, tuple[str, str]]
) -> None:
    words, times = wish
    assert change(language, f"{reason}{words}") == times


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "旅行がキャンセルになったんです"),
        ("ja", "コンサートが中止になったので要らなくなりました"),
        ("en", "Our trip has been cancelled"),
        ("en", "The wedding has been cancelled, so I don't need the car"),
    ],
)
def test_who_has_no_use_for_the_car_any_more_is_asked_whether_to_cancel(language: str, line: str) -> None:
    _, rehearsal, _ = play(language, f"{PROOF[language]}{line}")
    assert called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("language", "lines", "times"),
    [
        ("ja", ("9時から19時に変更", "いえ、違います", "9時半からです"), ("12-16T09:30", "12-16T19:00")),
        ("ja", ("23日に変更して19時まで", "違います", "24日です"), ("12-24T10:00", "12-24T19:00")),
        ("ja", ("19時までに", "いいえ", "出発を11時に"), ("12-16T11:00", "12-16T18:00")),
        ("en", ("start at nine and finish at seven", "No, that's wrong.", "Half past nine for the start."),
         ("12-16T09:30", "12-16T19:00")),
        ("en", ("on the 23rd till seven", "No, that's wrong.", "the 24th"), ("12-24T10:00", "12-24T19:00")),
    ],
)  # fmt: skip
def test_of_a_change_that_is_refused_what_is_not_told_otherwise_is_still_wished(
    language: str, lines: tuple[str, ...], times: tuple[str, str]
) -> None:
    assert change(language, *lines) == times


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "月曜にして、来週の", ("12-07T10:00", "12-07T18:00")),
        ("ja", "来週にしたいんです、木曜の", ("12-10T10:00", "12-10T18:00")),
        ("ja", "翌日の17日に変更", ("12-17T10:00", "12-17T18:00")),
        ("en", "I want it until Thursday the 17th five", ("12-16T10:00", "12-17T17:00")),
        ("en", "until Thursday five please", ("12-16T10:00", "12-17T17:00")),
        ("en", "Could I pick it up the evening before? Say six on the fifteenth. Return as it is.",
         ("12-15T18:00", "12-16T18:00")),
    ],
)  # fmt: skip
def test_days_and_hours_said_in_an_odd_place_count(language: str, line: str, times: tuple[str, str]) -> None:
    assert change(language, line) == times


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "土曜じゃなくて日曜からにしてください"),
        ("ja", "19日からを20日からに変えて"),
        ("ja", "20日からにして、ほかはそのままで"),
        ("en", "from Sunday instead of Saturday"),
        ("en", "not from Saturday, from Sunday"),
        ("en", "can we begin on the 20th"),
    ],
)
def test_a_pickup_that_is_set_against_the_one_booked_leaves_the_return(language: str, line: str) -> None:
    booked = row(name=OWNERS[language], start="2026-12-19T09:00:00", end="2026-12-21T17:00:00")
    free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
    desk = Desk(known={NUMBER: booked}, free=free)
    rehearsal = Rehearsal(desk.run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    rehearsal.start()
    rehearsal.say(f"{PROOF[language]}{line}")
    rehearsal.say(YES[language])
    assert desk.times() == ("12-20T09:00", "12-21T17:00")


@pytest.mark.parametrize(
    "line",
    [
        "返却を19時に延ばせませんか、あとETCカードも追加で",
        "セダンに変えられますか、あとETCカードもお願いします",
        "ETCカードも追加できますか",
    ],
)
def test_an_extra_beside_a_change_that_is_asked_for_is_added(line: str) -> None:
    desk, _, _ = play("ja", f"{PROOF['ja']}{line}", "はい")
    assert desk.known[NUMBER]["extras"] == ["ETCカード"]

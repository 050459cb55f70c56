"""A day of several is called off, and no booking; nor is one where that is only thought of."""

from __future__ import annotations

import pytest

from tests.voice.engine.dialogue.desk import DESK_TOOLS, NUMBER, OWNERS, Desk, called, play, row
from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import CARS, SHOPS

pytestmark = pytest.mark.unit

FIRST, LAST = ("12-19T10:00", "12-20T18:00"), ("12-18T10:00", "12-19T18:00")
# One day of a booking from Friday, December 18, to Sunday, and what is left.
DAYS = {
    "ja": {
        "最後の1日": LAST,
        "最後の日": LAST,
        "最終日": LAST,
        "最終日だけ": LAST,
        "日曜の分だけ": LAST,
        "20日だけ": LAST,
        "初日": FIRST,
        "最初の日の分": FIRST,
        "金曜の分だけ": FIRST,
        "18日だけ": FIRST,
    },
    "en": {
        "the last day": LAST,
        "the final night": LAST,
        "just the Sunday": LAST,
        "only the 20th": LAST,
        "the first day": FIRST,
        "just the first day": FIRST,
        "just the 18th": FIRST,
    },
}
ASKS = {
    "ja": (
        "{}をキャンセルしたいんですが",
        "{}キャンセルで",
        "{}を取り消してください",
        "すみません、{}キャンセルお願いします",
    ),
    "en": ("Could you cancel {}?", "I'd like to cancel {} please.", "Please cancel {}."),
}
PROOF = {"ja": f"{NUMBER}の山田太郎です。", "en": f"{NUMBER}, John Smith. "}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}


def have_days(language: str, *lines: str) -> tuple[Desk, Rehearsal]:
    """The desk and the call after `lines` of the owner of the three days, each change agreed to."""
    free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
    booked = row(name=OWNERS[language], start="2026-12-18T10:00:00", end="2026-12-20T18:00:00")
    desk = Desk(free=free, known={NUMBER: booked}, spoken=language == "ja")
    rehearsal = Rehearsal(desk.run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    rehearsal.start()
    for line in (*lines, YES[language]):
        rehearsal.say(line)
    return desk, rehearsal


@pytest.mark.parametrize(("language", "day"), [(each, day) for each in DAYS for day in DAYS[each]])
def test_one_day_is_cancelled_and_no_booking(language: str, day: str) -> None:
    for asks in ASKS[language]:
        wish = asks.format(day)
        desk, rehearsal = have_days(language, PROOF[language] + wish)
        assert desk.times() == DAYS[language][day], wish
        assert not called(rehearsal, "cancel_reservation"), wish


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        *(
            ("ja", f"{{}}{wish}")
            for wish in ("はもういりません", "が要らなくなりました", "は使わないことになりまして")
        ),
        *(("ja", f"{{}}{wish}") for wish in ("だけいらないです", "の分は不要になりました")),
        *(("en", wish) for wish in ("I don't need the {} any more.", "We won't be needing the {}.")),
        *(("en", wish) for wish in ("I no longer need it on the {}.", "The {} isn't needed.")),
    ],
)
def test_a_day_that_is_needed_no_more_cancels_no_booking(language: str, wish: str) -> None:
    days = {"ja": ("18日", "日曜", "最後の日"), "en": ("18th", "Sunday", "last day")}[language]
    for day, left in zip(days, (FIRST, LAST, LAST), strict=True):
        desk, rehearsal = have_days(language, PROOF[language] + wish.format(day))
        assert desk.times() == left, wish.format(day)
        assert not called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "ja",
            (
                "東京駅前店で12月18日の10時から20日の18時までコンパクトをお願いします。山田太郎です",
                "はい、お願いします",
                "すみません、やっぱり日曜はいらなくなりました",
            ),
        ),
        (
            "en",
            (
                "A compact at Tokyo Station from 10 AM on December 18 until 6 PM on December 20, John Smith.",
                "Yes, please.",
                "Oh, I don't need the Sunday any more.",
            ),
        ),
    ],
)
def test_of_a_booking_just_made_a_day_is_left_out(language: str, lines: tuple[str, ...]) -> None:
    free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
    desk = Desk(free=free, known={}, spoken=language == "ja")
    rehearsal = Rehearsal(desk.run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    rehearsal.start()
    for line in (*lines, YES[language]):
        rehearsal.say(line)
    assert not called(rehearsal, "cancel_reservation")
    assert "12-19T18:00" in str(called(rehearsal, "change_reservation"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "やっぱり16日はいらなくなりました"),
        ("ja", "すみません、水曜の分をキャンセルで"),
        ("ja", "あ、ごめんなさい、やっぱ今のなしで"),
        ("en", "Oh, cancel the Wednesday please."),
        ("en", "Sorry, I don't need the Wednesday any more."),
    ],
)
def test_the_one_day_of_a_booking_just_made_is_all_of_it(language: str, said: str) -> None:
    lines = {
        "ja": "東京駅前店で12月16日の10時から18時までコンパクトをお願いします。山田太郎です",
        "en": "A compact at Tokyo Station on December 16 from 10 AM to 6 PM, John Smith.",
    }
    free = {(shop["id"], car): 9 for shop in SHOPS for car in CARS}
    desk = Desk(free=free, known={}, spoken=language == "ja")
    rehearsal = Rehearsal(desk.run, language, today="2026-12-01 (Tuesday), Asia/Tokyo", tools=DESK_TOOLS)
    rehearsal.start()
    for line in (lines[language], YES[language], said, YES[language]):
        rehearsal.say(line)
    assert called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("ja", "16日はもういりません"),
        ("en", "I don't need the 16th any more."),
        ("ja", "16日だけキャンセルで"),
    ],
)
def test_the_one_day_of_a_booking_is_all_of_it(language: str, wish: str) -> None:
    _, rehearsal, _ = play(language, PROOF[language] + wish, YES[language])
    assert called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("ja", "16日だけキャンセルして17日に変更してください"),
        ("ja", "16日の分をキャンセルして、17日にしたいです"),
        ("en", "Please cancel only the 16th and make it the 17th instead."),
    ],
)
def test_a_day_cancelled_for_another_moves_the_booking(language: str, wish: str) -> None:
    desk, rehearsal, _ = play(language, PROOF[language] + wish, YES[language])
    assert not called(rehearsal, "cancel_reservation")
    assert desk.times() == ("12-17T10:00", "12-17T18:00")


@pytest.mark.parametrize(
    ("language", "wish"),
    [("ja", "土曜の分だけキャンセルしてください"), ("en", "Please cancel just the Saturday.")],
)
def test_a_day_amid_the_others_is_asked_about(language: str, wish: str) -> None:
    desk, rehearsal = have_days(language, PROOF[language] + wish)
    assert desk.times() == ("12-18T10:00", "12-20T18:00")
    assert not called(rehearsal, "cancel_reservation")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ja", ("21日まで延ばしてください", "いえ、最後の日を22日に")),
        ("ja", ("最終日は22日にしてください",)),
        ("en", ("Extend it to the 21st please.", "No, the last day should be the 22nd.")),
        ("en", ("My last day needs to be the 22nd.",)),
    ],
)
def test_the_last_day_is_that_of_the_return(language: str, lines: tuple[str, ...]) -> None:
    desk, _ = have_days(language, PROOF[language] + lines[0], *lines[1:])
    assert desk.times() == ("12-18T10:00", "12-22T18:00")


@pytest.mark.parametrize(
    ("language", "behind"),
    [
        *(
            ("ja", behind)
            for behind in ("、それかもうキャンセルかなあ", "。それともキャンセルしたほうが早いですかね")
        ),
        *(
            ("en", behind)
            for behind in (
                ", or maybe I should just cancel it.",
                " or cancel it?",
                ", or perhaps just cancel.",
            )
        ),
    ],
)
@pytest.mark.parametrize("day", ["", "17"])
def test_cancelling_as_the_other_choice_is_no_wish(language: str, behind: str, day: str) -> None:
    wish = (
        f"{f'{day}日に' if day else ''}変えてもらえますか"
        if language == "ja"
        else f"Could you move it{f' to the {day}th' if day else ''}"
    )
    desk, rehearsal, _ = play(language, PROOF[language] + wish + behind, YES[language])
    assert not called(rehearsal, "cancel_reservation"), wish + behind
    assert desk.times()[0] == f"12-{day or 16}T10:00"


@pytest.mark.parametrize("fetched", [False, True])
@pytest.mark.parametrize("instead", ["じゃなくて", "じゃなく", "ではなくて", "じゃなくて、"])
def test_the_shop_in_the_stead_of_the_one_of_the_return_is_that(instead: str, fetched: bool) -> None:
    end = "取りに行くの" if fetched else "返すの"
    wish = f"{end}東京駅{instead}新宿にできます？"
    desk, _, _ = play("ja", PROOF["ja"] + wish, YES["ja"])
    kept = desk.known[NUMBER]
    assert (kept["shop"], kept["back"]) == (("shinjuku", "") if fetched else ("tokyo-ekimae", "shinjuku")), (
        wish
    )

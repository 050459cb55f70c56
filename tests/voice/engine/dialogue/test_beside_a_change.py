"""What is said beside a wish for a change: how the booking stands, what the shop does, what others have."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.desk import Desk, held, row

pytestmark = pytest.mark.unit

NUMBER, FACT = "R-402-7311", "5678"
YES = {"ja": "はい", "en": "Yes, please."}
# The booking is of the 5th, a Saturday, from 10 to 18.
STANDS = {
    "ja": ("12月5日10時から18時コンパクトの山田太郎ですが、", "5日の10時から18時で取ってるんですけど、"),
    "en": ("compact on the 5th from ten till six, ", "I'm booked on the 5th from ten to six. "),
}
GOES = {
    "ja": ("日だけ8日に変更で", "8日にしたいです"),
    "en": ("just the day needs changing, to the 8th", "could you move it to the 8th"),
}
WHOLE = [(language, *pair) for language in STANDS for pair in product(STANDS[language], GOES[language])]


def change(line: str, language: str) -> tuple[Desk, str]:
    desk = Desk(known={NUMBER: row(end="2026-12-05T18:00:00")})
    _, said = held(desk, f"{NUMBER}. {line}", FACT, YES[language], language=language)
    return desk, said[-1]


@pytest.mark.parametrize(("language", "stands", "goes"), WHOLE)
def test_how_the_booking_stands_is_no_end_of_what_it_becomes(language: str, stands: str, goes: str) -> None:
    desk, _ = change(stands + goes, language)
    assert desk.times() == ("12-08T10:00", "12-08T18:00")


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "5日の10時から借りるんですけど、8日に返したいです", ("12-05T10:00", "12-08T18:00")),
        ("ja", "返す時間、18時のとこを17時でお願いします", ("12-05T10:00", "12-05T17:00")),
        (
            "ja",
            "9時から借りたいんですけどできます？店は8時から開いてますよね",
            ("12-05T09:00", "12-05T18:00"),
        ),
        (
            "ja",
            "営業時間は20時までですよね、返すの19時に変えられますか",
            ("12-05T10:00", "12-05T19:00"),
        ),
        (
            "ja",
            "友達が7日に予約してて私は5日のままで、11時からに変えてください",
            ("12-05T11:00", "12-05T18:00"),
        ),
        ("ja", "妻は6日がいいって言うけど私は8日に変えたいです", ("12-08T10:00", "12-08T18:00")),
        (
            "en",
            "I work until eight on the 5th now, so make it Tuesday the 8th, same hours",
            ("12-08T10:00", "12-08T18:00"),
        ),
        ("en", "it needs postponing till December 8th, same times", ("12-08T10:00", "12-08T18:00")),
        ("en", "can we put it off until the 8th", ("12-08T10:00", "12-08T18:00")),
        ("en", "it needs moving to Tuesday the 8th", ("12-08T10:00", "12-08T18:00")),
        ("en", "can I extend it until the 8th", ("12-05T10:00", "12-08T18:00")),
        (
            "en",
            "my mate's got his on the 7th but mine stays on the 5th, just make it from eleven",
            ("12-05T11:00", "12-05T18:00"),
        ),
    ],
)
def test_what_others_and_the_shop_do_changes_nothing(
    language: str, line: str, times: tuple[str, str]
) -> None:
    desk, said = change(line, language)
    assert desk.times() == times, said

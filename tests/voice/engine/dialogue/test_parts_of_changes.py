"""Each part of a change that is told in one breath, however it is joined: names, extras, corrected hours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, called, play
from tests.voice.engine.dialogue.test_days_called_off import PROOF, YES, have_days

pytestmark = pytest.mark.unit

SEAT = "チャイルドシート"
ELEVEN = {"start": "2026-12-16T11:00:00"}
SEVEN = {"end": "2026-12-16T19:00:00"}
CHANGES: dict[str, dict[str, Any]] = {
    "チャイルドシートと、車もミニバンに変えてほしいです": {"extras": [SEAT], "car": "ミニバン"},
    "チャイルドシートもう一つと車もミニバンに": {"extras": [SEAT], "car": "ミニバン"},
    "名前なんですけど、太郎じゃなくて次郎なんです": {"name": "山田次郎"},
    "名前が間違ってて、太郎じゃなくて次郎です": {"name": "山田次郎"},
    "運転する人が妻に変わりまして、山田花子の名義にしたいのですが": {"name": "山田花子"},
    "I got married, so it should be John Miller now.": {"name": "John Miller"},
    "My surname's changed to Miller.": {"name": "John Miller"},
    "My name's now Jane Smith, I got married.": {"name": "Jane Smith"},
    "I said ten but I meant eleven.": ELEVEN,
    "I said ten but meant eleven, and back by seven.": ELEVEN | SEVEN,
    "10時って言ったんですけど11時の間違いで、返却は19時です": ELEVEN | SEVEN,
}


@pytest.mark.parametrize("wish", CHANGES)
def test_each_part_of_a_change_is_done(wish: str) -> None:
    language = "en" if wish.isascii() else "ja"
    desk, _, _ = play(language, PROOF[language] + wish, YES[language])
    kept = desk.known[NUMBER]
    assert {name: kept[name] for name in CHANGES[wish]} == CHANGES[wish]


@pytest.mark.parametrize(
    ("wish", "end"),
    [
        ("19日からにしてください", "12-20T18:00"),
        ("19日の10時からに変えてください", "12-20T18:00"),
        ("Make it from the 19th instead.", "12-20T18:00"),
        ("We land a day later, so make it from the 19th at ten.", "12-20T18:00"),
    ],
)
def test_a_day_within_the_rental_from_which_it_is_to_be_moves_the_pickup_alone(wish: str, end: str) -> None:
    language = "en" if wish.isascii() else "ja"
    desk, _ = have_days(language, PROOF[language] + wish)
    assert desk.times() == ("12-19T10:00", end)


@pytest.mark.parametrize("joint", ["の", "、"])
def test_a_name_between_its_number_and_the_booking_proves_it(joint: str) -> None:
    _, rehearsal, _ = play("ja", f"{NUMBER}{joint}山田太郎の予約を取り消してください", YES["ja"])
    assert called(rehearsal, "cancel_reservation")

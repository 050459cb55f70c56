"""A booking that is moved by days, with one hour or both named beside: the days are those of both ends."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.desk import NUMBER, Desk, held, row

pytestmark = pytest.mark.unit

NAMES = {"ja": "山田太郎", "en": "Taro Yamada"}
YES = {"ja": "はい、お願いします", "en": "Yes, please."}
# How far, and the day on which it then begins: it stands on the 5th from ten to six.
MOVES = {
    "ja": [
        ("二日後ろにずらして、", 7), ("1日早めて、", 4),
        ("出張が延びたので、一日遅らせて、", 6), ("一週間後にずらして、", 12),
    ],
    "en": [
        ("move it two days later", 7), ("bring it forward a day", 4), ("push it back a week", 12),
        ("my trip got extended so move it a day later", 6),
    ],
}  # fmt: skip
HOURS = {
    "ja": [
        ("時間も11時からにしてください", 11, 18), ("出発を11時に", 11, 18), ("11時開始で", 11, 18),
        ("返すのは17時で", 10, 17), ("時間は11時から17時で", 11, 17),
    ],
    "en": [
        (" and start at eleven", 11, 18), (", and make the pickup eleven", 11, 18),
        (", eleven to five", 11, 17),
        (" and return it at five", 10, 17), (", from eleven to five", 11, 17),
    ],
}  # fmt: skip
WAYS = [(lang, *pair) for lang in MOVES for pair in product(MOVES[lang], HOURS[lang])]


def book_anew(language: str, words: str) -> tuple[str, str]:
    """Start and end of the booking, once the change that `words` wish for is agreed to."""
    desk = Desk()
    desk.known[NUMBER] = row(name=NAMES[language])
    opening = f"{NUMBER}です。" if language == "ja" else f"{NUMBER}. "
    held(desk, opening + words, NAMES[language], YES[language], language=language)
    return desk.known[NUMBER]["start"], desk.known[NUMBER]["end"]


@pytest.mark.parametrize(("language", "move", "hours"), WAYS)
def test_both_ends_move_and_the_hour_is_its_ends(
    language: str, move: tuple[str, int], hours: tuple[str, int, int]
) -> None:
    (moved, day), (told, begin, end) = move, hours
    expected = f"2026-12-{day:02}T{begin}:00:00", f"2026-12-{day:02}T{end}:00:00"
    assert book_anew(language, moved + told) == expected


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "返却を一日遅らせて17時に"),
        ("ja", "返すのを1日延ばして17時でお願いします"),
        ("en", "return it a day later at five"),
        ("en", "keep it a day longer, until five"),
    ],
)
def test_a_shift_of_the_return_moves_it_alone(language: str, words: str) -> None:
    assert book_anew(language, words) == ("2026-12-05T10:00:00", "2026-12-06T17:00:00")


@pytest.mark.parametrize("words", ["two days later please", "Two days later, but pick up at ten"])
def test_a_word_behind_the_number_is_none_of_its_figures(words: str) -> None:
    assert book_anew("en", words) == ("2026-12-07T10:00:00", "2026-12-07T18:00:00")

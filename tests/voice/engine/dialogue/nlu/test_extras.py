"""Extras are taken only where something speaks for them, and dropped where something speaks against them."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu.extras import recognise_extras
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit
SEAT, ETC, COVER, FULL, TYRES = (
    "チャイルドシート",
    "ETCカード",
    "免責補償",
    "免責補償とNOC補償",
    "スタッドレスタイヤ",
)


def read(text: str) -> list[tuple[str, bool]]:
    return [(span.value.name, span.value.wanted) for span in recognise_extras(read_utterance(text))]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("チャイルドシートもお願いします", [SEAT]),
        ("チャイルドシートを1つ付けてください", [SEAT]),
        ("東京駅前店でコンパクト、ETCカード付きで", [ETC]),
        ("ETCも借りたいです", [ETC]),
        ("チャイルドシートとETCカードをお願いします", [SEAT, ETC]),
        ("スタッドレスがほしいんですけど", [TYRES]),
        ("免責補償込みで", [COVER]),
        ("保険も入りたいです", [COVER]),
        ("フルカバーでお願いします", []),
        ("フルカバーの保険をつけてください", [FULL]),
        ("ベビーシートが必要です", [SEAT]),
        ("A compact with a child seat please", [SEAT]),
        ("I need winter tires", [TYRES]),
        ("could you add an ETC card and a booster seat", [ETC, SEAT]),
        ("we'd like full insurance", [FULL]),
        ("a child seat for my daughter", [SEAT]),
    ],
)
def test_what_is_wished_is_taken(said: str, names: list[str]) -> None:
    wished = read(said)
    if names:
        assert wished == [(name, True) for name in names]
    else:
        assert (FULL, False) not in wished


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("チャイルドシートはいりません", SEAT),
        ("やっぱりETCはなしで", ETC),
        ("保険は結構です", COVER),
        ("No child seat, please", SEAT),
        ("I don't need the ETC card", ETC),
        ("without insurance", COVER),
        ("drop the winter tyres", TYRES),
    ],
)
def test_what_is_not_wished_is_dropped(said: str, name: str) -> None:
    assert read(said) == [(name, False)]


@pytest.mark.parametrize(
    "said",
    [
        "チャイルドシートの話なんですけど",
        "保険会社に勤めています",
        "my insurance company",
        "山田太郎です",
        "コンパクトで",
    ],
)
def test_what_is_only_spoken_of_is_no_wish(said: str) -> None:
    assert not any(wanted for _name, wanted in read(said))

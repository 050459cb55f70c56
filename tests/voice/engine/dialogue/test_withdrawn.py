"""A cancellation that is withdrawn in the same breath; and who comes at another hour."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.desk import Desk, held

pytestmark = pytest.mark.unit

FACT = "5678"
CANCELS = {
    "ja": ("予約のR-402-7311を取り消して", "R-402-7311をキャンセルしたいんですけど"),
    "en": ("Cancel R-402-7311", "I want to cancel R-402-7311"),
}
# A turn, and what is wished for behind it.
KEEPS = {
    "ja": (
        "、いや、取り消さんでええわ、時間だけ11時からにして",
        "、いや待って、キャンセルはしなくていいです、11時からに変えてください",
        "。あ、でもやっぱり11時からに変更できます？",
    ),
    "en": (
        "... no wait, don't cancel it, just make it from eleven",
        ", or actually, if you can change it, from eleven would do",
        ". Hang on, could you move the pickup to eleven?",
    ),
}
YES = {"ja": "はい", "en": "Yes, please."}
TURNED = [(language, *pair) for language in CANCELS for pair in product(CANCELS[language], KEEPS[language])]


@pytest.mark.parametrize(("language", "cancels", "keeps"), TURNED)
def test_a_cancellation_that_is_withdrawn_at_once_is_a_change(
    language: str, cancels: str, keeps: str
) -> None:
    desk = Desk()
    held(desk, cancels + keeps, FACT, YES[language], language=language)
    assert desk.status() == "confirmed"
    assert desk.times() == ("12-05T11:00", "12-05T18:00")


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ja", "R-402-7311を11時からに変えて、いや、やっぱりキャンセルで"),
        ("ja", "R-402-7311をキャンセルしたいんです、いや、ほんとすみません"),
        ("ja", "R-402-7311をキャンセルで。でも予定が変更になるかもと言われてて、とにかくキャンセルで"),
        ("en", "Move R-402-7311 to eleven, or no, actually just cancel it"),
        ("en", "I need to cancel R-402-7311, no hurry, my plans are different now"),
        ("en", "cancel R-402-7311, or whatever it is you call it"),
    ],
)
def test_a_cancellation_behind_a_turn_stands(language: str, line: str) -> None:
    desk = Desk()
    held(desk, line, FACT, language=language)
    assert desk.status() == "confirmed"  # until the yes
    desk = Desk()
    held(desk, line, FACT, YES[language], language=language)
    assert desk.status() == "cancelled"


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("ja", "R-402-7311、1時間早く行きたいんですが", ("09:00", "18:00")),
        ("ja", "R-402-7311なんですけど、30分遅く伺ってもいいですか", ("10:30", "18:00")),
        ("en", "It's about R-402-7311, can I come an hour earlier?", ("09:00", "18:00")),
        ("en", "R-402-7311, we could be there half an hour sooner, is that all right?", ("09:30", "18:00")),
        ("en", "R-402-7311, could we come back an hour later?", ("10:00", "19:00")),
    ],
)
def test_who_comes_at_another_hour_moves_that_end_alone(
    language: str, line: str, times: tuple[str, str]
) -> None:
    desk = Desk()
    held(desk, line, FACT, YES[language], language=language)
    assert desk.times() == tuple(f"12-05T{time}" for time in times)


@pytest.mark.parametrize("step", ["もう一週間あとに", "もう一週間後に", "一週間後に", "もう7日あとに"])
@pytest.mark.parametrize("verb", ["ずらして", "移して", "変更して"])
def test_once_more_so_far_makes_nothing_longer_where_it_is_moved(step: str, verb: str) -> None:
    desk = Desk()
    held(desk, f"予約R-402-7311を{step}{verb}ほしいんですが", FACT, YES["ja"])
    assert desk.times() == ("12-12T10:00", "12-12T18:00")

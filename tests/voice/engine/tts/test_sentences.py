"""Where the agent's words are cut: nothing is lost, and the first piece is short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.engine.tts.sentences import cut_sentences, measure_width, take_whole

pytestmark = pytest.mark.unit


@given(st.text(alphabet="あ東京12、。！？ .,!?abR-\n「」"))
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(cut_sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("はい。", ["はい。"]),
        ("かしこまりました。お名前をお願いします。", ["かしこまりました。", "お名前をお願いします。"]),
        ("よろしいですか？はい！", ["よろしいですか？", "はい！"]),
        ("Thank you! How may I help you?", ["Thank you! ", "How may I help you?"]),
        ("Mr. Yamada, it is 10 a.m. in Tokyo. Right?", ["Mr. Yamada, it is 10 a.m. in Tokyo. ", "Right?"]),
        ("It costs 10.5 dollars.", ["It costs 10.5 dollars."]),
        ("「はい。」と言いました。", ["「はい。」", "と言いました。"]),
    ],
)
def test_a_text_is_cut_at_its_sentences(text: str, pieces: list[str]) -> None:
    assert cut_sentences(text) == pieces


def test_a_long_first_sentence_is_cut_at_a_breath() -> None:
    first, *rest = cut_sentences(
        "12月5日土曜日の10時から18時まで、東京駅前店でコンパクトカーを1台お取りしてよろしいでしょうか。"
    )
    assert first == "12月5日土曜日の10時から18時まで、"
    assert rest == ["東京駅前店でコンパクトカーを1台お取りしてよろしいでしょうか。"]


def test_an_english_first_sentence_is_cut_at_a_comma() -> None:
    first = cut_sentences("The Tokyo Station shop has two compact cars, one minivan and a sedan free today.")[
        0
    ]
    assert first == "The Tokyo Station shop has two compact cars, "
    assert measure_width(first) < 50


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Your reservation number is R, four zero two, seven three one five.", "four zero two, seven"),
        ("ご予約番号は、アール、よんぜろに、ななさんいちごでございます。", "に、なな"),
        ("お電話番号は、0 3、1 2 3 4、5 6 7 8でよろしいでしょうか。", "4、5 6"),
    ],
)
def test_a_number_is_said_in_one_breath(text: str, together: str) -> None:
    pieces = cut_sentences(text)
    assert any(together in piece for piece in pieces)
    assert not any(piece.strip().endswith(("R,", "アール、")) for piece in pieces)


WRITTEN = st.text(alphabet="あ東12、。！？ .,!?abMr\n」")


@given(WRITTEN)
def test_whole_sentences_and_the_rest_are_the_text(text: str) -> None:
    whole, rest = take_whole(text)
    assert "".join(whole) + rest == text


@given(WRITTEN, WRITTEN)
def test_what_is_whole_stays_so_however_the_text_goes_on(text: str, more: str) -> None:
    """But for marks and spaces, which nobody hears."""
    now, later = (
        [word for piece in take_whole(written)[0] if (word := piece.strip("。！？!?.」 \n"))]
        for written in (text, f"{text}{more}")
    )
    assert later[: len(now)] == now


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("はい。", ["はい。"]),
        ("はい", []),
        ("It is 10.", []),
        ("It is 10. ", ["It is 10. "]),
        ("It is 10.5 now. Mr. ", ["It is 10.5 now. "]),
        ("Really?", ["Really?"]),
        ("コンパクト\nミニ", ["コンパクト\n"]),
    ],
)
def test_a_sentence_is_whole_when_nothing_can_undo_its_end(text: str, whole: list[str]) -> None:
    assert take_whole(text)[0] == whole

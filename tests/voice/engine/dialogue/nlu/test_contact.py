"""Telephone numbers and addresses as people say and type them; everything else is left to the others."""

from __future__ import annotations

import pytest

from voice.engine.dialogue.nlu.contact import cut_out, declines, group, recognise_contact
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit


def read(text: str) -> tuple[list[tuple[str, object]], str]:
    utterance = read_utterance(text)
    spans = recognise_contact(utterance)
    return [(span.kind, span.value) for span in spans], cut_out(utterance, spans)


@pytest.mark.parametrize(
    ("said", "number", "rest"),
    [
        ("山田太郎です、090-1234-5678です", "09012345678", "山田太郎です"),
        ("山田太郎、電話番号は０９０ー１２３４ー５６７８です", "09012345678", "山田太郎"),
        ("電話は090の1234の5678になります。名前は山田太郎", "09012345678", "名前は山田太郎"),
        ("ぜろきゅうぜろ、いちにさんよん、ごろくななはち", "09012345678", ""),
        ("ゼロ九ゼロの一二三四の五六七八です", "09012345678", ""),
        ("090123。4の5678です。中島亮です", "09012345678", "中島亮です"),
        ("はい、お願いします。電話は080 1111 2222です", "08011112222", "はい、お願いします"),
        ("携帯が(090)1234-5678で、山田です", "09012345678", "で、山田です"),
        ("03-1234-5678", "0312345678", ""),
        ("0120-444-444", "0120444444", ""),
        ("+81 90 1234 5678", "09012345678", ""),
        (
            "It's John Smith, oh nine oh, one two three four, five six seven eight.",
            "09012345678",
            "It's John Smith",
        ),
        ("my number is 080 triple one one double two double two", "08011112222", ""),
        (
            "my name is John Smith and my phone number is 090-1234-5678",
            "09012345678",
            "my name is John Smith",
        ),
        ("John Smith, +1 415 555 0123", "+14155550123", "John Smith"),
        ("plus one four one five five five five zero one two three", "+14155550123", ""),
    ],
)
def test_a_telephone_number_is_read_and_the_rest_is_left(said: str, number: str, rest: str) -> None:
    assert read(said) == ([("phone", number)], rest)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("taro.yamada@example.co.jp です", "taro.yamada@example.co.jp"),
        ("メールは taro@example.com です", "taro@example.com"),
        ("taro アットマーク example ドット コム", "taro@example.com"),
        ("john dot smith at example dot com", "john.smith@example.com"),
        ("it's john underscore smith at my-company dot co dot jp", "john_smith@my-company.co.jp"),
    ],
)
def test_an_address_is_read(said: str, address: str) -> None:
    assert read(said)[0] == [("email", address)]


@pytest.mark.parametrize(
    "said",
    [
        *(
            "電話はありません",
            "電話番号は教えたくないです",
            "携帯は持ってないんです",
            "I don't have a phone.",
            "no phone, sorry",
        ),
        *("I'd rather not say", "メールはありません", "I don't have an e-mail"),
    ],
)
def test_that_there_is_none_is_understood(said: str) -> None:
    assert read(said)[0] == [("no_contact", True)]


def test_one_that_is_there_weighs_more_than_one_that_is_not() -> None:
    assert read("携帯は持ってないんですが、家は03-1234-5678です")[0][-1] == ("phone", "0312345678")


@pytest.mark.parametrize("said", ["ないです", "なしで", "結構です。", "skip", "no, none", "I don't"])
def test_a_bare_no_declines(said: str) -> None:
    assert declines(said)


@pytest.mark.parametrize(
    "said",
    [
        *("12月12日10時から18時", "2026-12-05T10:00:00", "0900 to 1700 hours", "R-402-7311", "7311です"),
        *(
            "December 12 from 10 to 6",
            "meet me at noon",
            "at example dot com",
            "山田です。電話は0901234567",
            "3時間半",
        ),
        *("山田太郎です", "John Smith", "from 10 AM on the 3rd to 5 PM on the 4th", "12,345円"),
    ],
)
def test_nothing_else_is_a_telephone_number(said: str) -> None:
    assert read(said)[0] == []
    assert not declines(said)


def test_numbers_are_read_back_in_the_groups_that_people_use() -> None:
    assert [group(number) for number in ("09012345678", "0312345678", "0451234567", "+14155550123")] == [
        "090-1234-5678",
        "03-1234-5678",
        "045-123-4567",
        "+14155550123",
    ]


@pytest.mark.parametrize("said", ["9-0の1-2-3-4-5-6-7-8です。", "90 1234 5678", "9012345678です"])
def test_a_mobile_number_whose_first_zero_was_not_heard_is_one(said: str) -> None:
    assert [span.value for span in recognise_contact(read_utterance(said))] == ["09012345678"]


@pytest.mark.parametrize(
    "turn",
    [
        "、あ違う、",
        "、いや、",
        "じゃなくて",
        "、間違えました、",
        "です、すみません、下4桁",
        ", sorry, ",
        ", no wait, ",
        ", I mean ",
    ],
)
@pytest.mark.parametrize(("said", "right"), [("3354", "3345"), ("54", "45"), ("8812-3354", "8812-3345")])
def test_the_end_of_a_number_may_be_put_right_in_the_same_breath(turn: str, said: str, right: str) -> None:
    words = f"090-{'' if len(said) > 4 else '8812-' if len(said) == 4 else '8812-33'}{said}{turn}{right}です"
    spans = recognise_contact(read_utterance(words))
    assert [span.value for span in spans] == ["09088123345"], words
    assert cut_out(read_utterance(words), spans) == ""


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("090の、7788の、1123、あ、1122です", "09077881122"),
        ("080-1111-2222、いやすみません、2233です", "08011112233"),
        ("080-1111-2222、いや、すみません、080-1111-2233です", "08011112233"),
    ],
)
def test_the_figures_that_are_said_anew_count(said: str, number: str) -> None:
    assert read(said)[0][-1] == ("phone", number)


@pytest.mark.parametrize("slip", ["あれ、じゃない、", "あ、違う、", "いや、", "すみません、"])
@pytest.mark.parametrize(
    ("begun", "right", "number"),
    [
        ("080の4545の", "6767の1212", "08067671212"),
        ("090-3344-55", "6655", "09033446655"),
        ("03の1234の", "1235の5678", "0312355678"),
    ],
)
def test_a_part_may_be_said_anew_before_the_end(slip: str, begun: str, right: str, number: str) -> None:
    for words in (f"番号は{begun}、{slip}{right}です", f"{begun}…{slip}{right}"):
        (span,) = recognise_contact(read_utterance(words))
        assert (span.kind, span.value) == ("phone", number), words


@pytest.mark.parametrize(
    "said",
    [
        "ゼロハチゼロの、イチイチニイニイの、サンサンヨンヨンです",
        "ぜろはちぜろ、いちいちにいにい、さんさんよんよん",
    ],
)
def test_figures_are_drawn_out(said: str) -> None:
    assert [span.value for span in recognise_contact(read_utterance(said))] == ["08011223344"]

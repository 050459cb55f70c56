"""Japanese names told by how they are written: the name stands behind the description, in either half."""

from __future__ import annotations

from itertools import product

import pytest

from tests.voice.engine.dialogue.nlu.test_names import find, find_sure
from voice.engine.dialogue.nlu.names import recognise_name
from voice.engine.dialogue.nlu.utterance import read_utterance

pytestmark = pytest.mark.unit

FAMILIES = [
    ("佐伯", "{0}です"),
    ("佐伯", "名字は{0}です"),
    ("齋藤", "難しいほうの{0}です"),
    ("齋藤", "難しいほうの{0}に"),
    ("渡邉", "旧字のほうの{0}です"),
    ("朝比奈", "朝日の朝に、比べるの比、奈良の奈で{0}です"),
    ("渡部", "渡辺の渡に部活の部で{0}です"),
    ("中島", "{0}です、中央の中に島国の島で"),
]
GIVENS = [
    ("健郎", "下の名前は健康の健に一郎の郎で{0}です"),
    ("健郎", "下は健康の健に一郎の郎で{0}"),
    ("優子", "ゆうこは優しい子で{0}です"),
    ("美咲", "下は美しい咲くで{0}です"),
    ("彩", "あやは彩りの彩で{0}です"),
    ("浩二", "下は{0}、さんずいに告げる浩に漢数字の二"),
]


@pytest.mark.parametrize(("family", "given"), list(product(FAMILIES, GIVENS)))
def test_both_halves_are_told_by_how_they_are_written(
    family: tuple[str, str], given: tuple[str, str]
) -> None:
    words = f"{family[1].format(family[0])}、{given[1].format(given[0])}"
    assert find_sure(words, "asked") == f"{family[0]}{given[0]}"


@pytest.mark.parametrize("given", GIVENS)
def test_the_given_name_may_be_told_first(given: tuple[str, str]) -> None:
    assert find_sure(f"{given[1].format(given[0])}、名字は佐伯です", "asked") == f"佐伯{given[0]}"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("さとうゆみ、ゆみは由来の由に美しいで由美です", "さとう由美"),
        ("佐藤由美です。下の名前は由実です", "佐藤由実"),
    ],
)
def test_a_half_that_is_named_so_mends_that_half(words: str, name: str) -> None:
    assert find_sure(words, "asked") == name


@pytest.mark.parametrize(
    "words",
    [
        "普通のほうで大丈夫です",
        "字は難しいほうで結構です",
        "ここは駅の前で品川です",
        "わかりやすいほうでいいです",
    ],
)
def test_a_description_without_a_name_gives_none(words: str) -> None:
    assert find(words, "asked") is None


@pytest.mark.parametrize("family", [("森田", "もりた"), ("佐藤", "さとう"), ("山口", "やまぐち")])
@pytest.mark.parametrize(
    ("given", "kana", "how"),
    [
        ("拓也", "たくや", "拓也は開拓の拓になりの也です"),
        ("哲也", "てつや", "哲也は哲学の哲に也です"),
        ("直子", "なおこ", "直子は素直の直に子供の子"),
        ("健一", "けんいち", "健一です"),
    ],
)
def test_a_name_said_in_kana_and_then_written_is_one_name(
    family: tuple[str, str], given: str, kana: str, how: str
) -> None:
    kanji, heard = family
    assert find_sure(f"{kanji}です、{heard}{kana}、{how}", "asked") == f"{kanji}{given}"
    assert find_sure(f"{kanji}です、{heard}{kana}です", "asked") == f"{kanji}{kana}"
    assert find_sure(f"{heard}{kana}", "asked") == f"{heard}{kana}"
    assert find_sure(f"{heard}{kana}、{how}", "asked") == f"{heard}{given}"


@pytest.mark.parametrize("words", ["水木金土日", "月火水木", "水木金土日、日曜だから6日で"])
def test_weekdays_counted_on_the_fingers_are_nobodys_name(words: str) -> None:
    assert find(words, "asked") is None
    assert find(words, "unasked") is None


@pytest.mark.parametrize("given", ["慎也", "修平", "純也", "翔太", "直人", "慎太郎", "薫", "純"])
def test_a_given_name_alone_is_not_cut_in_two(given: str) -> None:
    for words in (f"{given}です", f"下は{given}", f"下の名前が{given}です"):
        (span,) = [one for one in recognise_name(read_utterance(words), "asked") if one.value]
        assert (span.value.text, span.value.is_whole) == (given, False), words
    assert find_sure(f"渡邉です、渡るに、難しいほうの邉。下は{given}", "asked") == f"渡邉{given}"
    assert find_sure(f"中村{given}です", "asked") == f"中村{given}"


@pytest.mark.parametrize("name", ["林太郎", "森進一", "堀健", "林薫"])
def test_a_family_of_one_character_keeps_its_given_name(name: str) -> None:
    (span,) = [one for one in recognise_name(read_utterance(f"{name}です"), "asked") if one.value]
    assert span.value.is_whole, name


def test_how_a_name_is_written_is_no_name() -> None:
    assert find_sure("渡辺と言います、名前はしんや、慎むに也です", "asked") == "渡辺しんや"


@pytest.mark.parametrize("family", ["おだぎり", "いしばし", "たんばら", "くすだ"])
@pytest.mark.parametrize("given", ["みほ", "しょうた", "ゆうこ"])
def test_a_family_unknown_in_kana_before_a_known_given_name_is_asked_about(family: str, given: str) -> None:
    for words in (f"{family}{given}です", f"{family}{given}"):
        (span,) = recognise_name(read_utterance(words), "asked")
        assert span.value.text == f"{family}{given}", words


@pytest.mark.parametrize(
    "words", ["にちようかな", "どうしようかな", "わからないです", "こどもがいます", "だいじょうぶです"]
)
def test_a_sentence_in_kana_is_no_name(words: str) -> None:
    assert not recognise_name(read_utterance(words), "asked")


@pytest.mark.parametrize(
    ("family", "described"),
    [
        ("藤本", "藤の花の藤に、本"),
        ("田中", "田んぼの田に、中"),
        ("高橋", "高低の高と、橋"),
        ("松田", "松の木の松に、田"),
    ],
)
@pytest.mark.parametrize("given", ["健太", "美香", ""])
def test_the_end_of_a_description_is_no_given_name(family: str, described: str, given: str) -> None:
    words = f"{family}です。{described}" + (f"。名前は{given}です" if given else "")
    found = [one.value.text for one in recognise_name(read_utterance(words), "asked") if one.value]
    assert found == [family + given], words

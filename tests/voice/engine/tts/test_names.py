"""How OpenJTalk reads what goes to the Japanese voice: plates, doors of stations, names, titles."""

from __future__ import annotations

import re

import pyopenjtalk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.engine.callers import ENGINE_CACHE
from voice.engine.tts.english import Pronouncer
from voice.engine.tts.latin_names import romaji_to_kana
from voice.engine.tts.open_jtalk import call_without_sudachi, prepare
from voice.engine.tts.read_japanese import read

pytestmark = pytest.mark.engine

FIGURES = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
PLATE_KANA = "あいうえかきくけこさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるれろわを"


@pytest.fixture(scope="module")
def pronouncer() -> Pronouncer:
    return Pronouncer.load(ENGINE_CACHE)


def reading(text: str, pronouncer: Pronouncer) -> str:
    """The kana that the voice says, without its pauses."""
    kana = call_without_sudachi(pyopenjtalk.g2p, prepare(text, pronouncer.list_sounds), kana=True)
    return re.sub("[、。・？]", "", str(kana))


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("横浜駅港南口店", "ヨコハマエキコーナングチテン"),
        ("博多駅博多口の窓口", "ハカタエキハカタグチノマドグチ"),
        ("新宿駅西口店", "シンジュクエキニシグチテン"),
        ("川口市の人口", "カワグチシノジンコー"),
        ("やまだたろう様", "ヤマダタローサマ"),
        ("さとう はなこ 様ですね", "サトーハナコサマデスネ"),
        ("ヤマダタロウ様", "ヤマダタロウサマ"),
        ("山田太郎様", "ヤマダタローサマ"),
        ("お客様、その様なときは皆様に", "オキャクサマソノヨーナトキワミナサマニ"),
        ("John Smith様", "ジョンスミスサマ"),
        ("MICHAEL BROWN 様", "マイケルブラウンサマ"),
        ("Tanaka Hanako様", "タナカハナコサマ"),
        ("Emily様", "エミリーサマ"),
        ("Jennifer Lopez様", "ジェニファーローペズサマ"),
        ("LEE様", "リーサマ"),
        ("Chitose店", "チトセテン"),
        ("Prius、Alphard", "プライアスアルファード"),
        ("SUVとETCカード", "エスユーブイトイーティーシーカード"),
        ("Wi-Fi", "ワイファイ"),
    ],
)
def test_names_are_read_as_people_say_them(pronouncer: Pronouncer, text: str, kana: str) -> None:
    assert reading(text, pronouncer) == kana


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(PLATE_KANA), st.integers(300, 599))
def test_a_plate_is_read_figure_by_figure(
    pronouncer: Pronouncer, first: int, last: int, kana: str, kind: int
) -> None:
    said = [*f"{first:02}", *f"{last:02}"]
    wanted = "".join(FIGURES[int(figure)] for figure in said[:2]) + "ノ"
    wanted += "".join(FIGURES[int(figure)] for figure in said[2:]) + "デス"
    assert reading(f"ナンバーは品川 {kind} {kana} {first:02}-{last:02}です", pronouncer).endswith(wanted)
    assert reading(f"{first:02}-{last:02}です", pronouncer) == wanted


@given(st.text("0123456789", min_size=4, max_size=6))
def test_a_figure_without_a_unit_is_a_number_and_no_quantity(figures: str) -> None:
    spelled = "、".join(figures)
    assert read(f"お車は{figures}です") == f"お車は{spelled}、です"
    assert read(f"ナンバー{figures}") == f"ナンバー{spelled}、"


@given(st.text("0123456789", min_size=8, max_size=8), st.sampled_from(["090", "080", "070", "03", "06"]))
def test_a_telephone_number_is_read_alike_with_and_without_its_hyphens(rest: str, first: str) -> None:
    assert read(first + rest) == read(f"{first}-{rest[:4]}-{rest[4:]}")
    assert [sign for sign in read(first + rest) if sign.isdigit()] == list(first + rest)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10-18時", "10から18時"),
        ("10:00-18:00", "10時から18時"),
        ("12800円", "12800円"),
        ("2026年", "2026年"),
        ("1500キロ", "1500キロ"),
    ],
)
def test_quantities_and_spans_stay_what_they_are(text: str, said: str) -> None:
    assert read(text) == said


@given(st.lists(st.sampled_from(["ka", "shi", "tsu", "nya", "ryo", "n", "kko", "tcha", "fu"]), min_size=1))
def test_romaji_becomes_kana_alone(moras: list[str]) -> None:
    assert re.fullmatch("[ァ-ヶー]+", romaji_to_kana(moras))

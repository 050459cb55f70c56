"""An English caller's words are in Latin letters: a Japanese name by its reading, or not at all."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations.speech import romaji

JAPANESE = re.compile(
    r"[\u3000-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("千歳店", "Chitose"),
        ("駅前店", "Ekimae"),
        ("港南店", "Konan"),
        ("港南口店", "Konanguchi"),
        ("品川港南口店", "Shinagawa Konanguchi"),
        ("新千歳空港店", "Shin-Chitose Kuko"),
        ("東京駅前店", "Tokyo Ekimae"),
        ("新大阪駅前店", "Shin-Osaka Ekimae"),
        ("新宿店", "Shinjuku"),
        ("札幌駅北口店", "Sapporo Eki Kitaguchi"),
        ("那覇空港店", "Naha Kuko"),
        ("国際通り店", "Kokusai Dori"),
        ("三ノ宮", "Sannomiya"),
        ("おもろまち", "Omoromachi"),
        ("JR名古屋駅店", "JR Nagoya Eki"),
        ("関西国際空港Ｔ１", "Kansai Kokusai Kuko T1"),
        ("本町２丁目店", "Honmachi 2 Chome"),
        ("博多駅（筑紫口）店", "Hakata Eki Tsukushiguchi"),
        ("ワゴン", "Wagon"),
        ("北海道", "Hokkaido"),
        ("Tokyo Station", "Tokyo Station"),
        ("Café Zürich", "Café Zürich"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_it_is_read(name: str, written: str) -> None:
    assert romaji.write(name) == written


@pytest.mark.unit
@given(
    st.text(
        alphabet="東京大阪駅前店新千歳空港南口北ノ宮おもろまちワゴンー々〆𠮷・、。「（）１AZ -", max_size=12
    )
)
def test_no_japanese_character_is_left(name: str) -> None:
    assert not JAPANESE.search(romaji.write(name))


@pytest.mark.unit
def test_without_a_reader_of_kanji_kana_are_written_and_kanji_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyopenjtalk", None)
    romaji.write.cache_clear()
    try:
        assert romaji.write("おもろまち店") == "Omoromachi"
        assert romaji.write("港南口店") == "Konanguchi"
        assert romaji.write("千歳店") == ""
        assert romaji.write("Aomori 千歳店") == "Aomori"
    finally:
        romaji.write.cache_clear()

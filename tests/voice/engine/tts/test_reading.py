"""How figures, dates, times and numbers are read aloud in both languages."""

from __future__ import annotations

import pyopenjtalk
import pytest

from voice.engine.tts import english, read_english, read_japanese
from voice.engine.tts.kokoro import join_words, pronounce_kana
from voice.engine.tts.open_jtalk import call_without_sudachi, prepare

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("R-402-7315", "R, four zero two, seven three one five"),
        ("R, 4 0 2, 7 3 1 5.", "R, four zero two, seven three one five."),
        ("Call 03-1234-5678.", "Call zero three, one two three four, five six seven eight."),
        ("+81-3-1234-5678", "plus eight one, three, one two three four, five six seven eight"),
        ("10:00", "ten ay M"),
        ("from 10:00 to 18:30", "from ten ay M to six thirty P M"),
        ("at 10 AM", "at ten ay M"),
        ("6:05 p.m.", "six oh five P M"),
        ("Saturday, December 5", "Saturday, December fifth"),
        ("December 31, 2026", "December thirty first, twenty twenty six"),
        ("Dec. 5", "December fifth"),
        ("5 December", "fifth of December"),
        ("2026-12-05T10:00:00", "December fifth, twenty twenty six at ten ay M"),
        ("¥12,800 (tax included)", "twelve thousand eight hundred yen, tax included"),
        ("12.5%", "twelve point five percent"),
        ("the 21st and the 30th", "the twenty first and the thirtieth"),
        ("007", "zero zero seven"),
        ("The plate is 12-34", "The plate is one two, three four"),
        ("ending in 5678.", "ending in five six seven eight."),
        ("12800 yen, 1500 km", "twelve thousand eight hundred yen, one thousand five hundred km"),
        ("in 2026", "in twenty twenty six"),
        ("1,000,001", "one million one"),
        ("Mr. Smith & Ms. Sato", "Mister Smith and Miz Sato"),
        ("Shin-Osaka", "Shin Osaka"),
        ("Great!! 🚗 Shall we?", "Great! Shall we?"),
    ],
)
def test_english_is_written_out(written: str, read: str) -> None:
    assert read_english.read(written) == read


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2026, "twenty twenty six"),
        (2007, "two thousand seven"),
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
    ],
)
def test_years_are_said_in_pairs(number: int, said: str) -> None:
    assert read_english.write_year(number) == said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ご予約番号はR-402-7315です。", "ご予約番号は、アールの、4、0、2の、7、3、1、5、です。"),
        ("アール、よんぜろに、ななさんいちごです。", "アールの、4、0、2の、7、3、1、5、です。"),
        ("アール、4 0 2、7 3 1 5です。", "アールの、4、0、2の、7、3、1、5、です。"),
        ("03-1234-5678", "0、3の、1、2、3、4の、5、6、7、8、"),
        ("+81-3-1234-5678", "プラス、8、1の、3の、1、2、3、4の、5、6、7、8、"),
        ("2026-12-05T10:00:00から18:30", "2026年12月5日、10時から18時30分"),
        ("12/5の10:00～18:00", "12月5日の10時から18時"),
        ("¥12,800です。", "12800円です。"),
        ("Bクラス（5人乗り）です。", "ビークラス、5人乗り、です。"),
        ("東京駅前店 新宿店", "東京駅前店、新宿店"),
        ("**はい**。", "はい。"),
    ],
)
def test_japanese_is_written_out(written: str, read: str) -> None:
    assert read_japanese.read(written) == read


@pytest.mark.parametrize(
    ("word", "moras"),
    [
        ("shinjuku", ["shi", "n", "ju", "ku"]),
        ("hokkaido", ["ho", "kka", "i", "do"]),
        ("kyoto", ["kyo", "to"]),
        ("matchi", ["ma", "tchi"]),
        ("smith", []),
        ("no", []),
    ],
)
def test_japanese_names_are_told_from_english_words(word: str, moras: list[str]) -> None:
    assert english.find_moras(word) == moras


def test_a_japanese_name_is_stressed_on_the_last_but_one() -> None:
    assert english.pronounce_moras(english.find_moras("umeda")) == "uːmˈeɪdɐ"


@pytest.mark.parametrize(
    ("kana", "said"),
    [("トーキョー", "toːkʲoː"), ("コンパクト", "kompakɯto"), ("シャッター", "ɕaʔtaː"), ("ティー", "tʲiː")],
)
def test_kana_become_the_phonemes_of_kokoro(kana: str, said: str) -> None:
    assert pronounce_kana(kana) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12月22日の10時", "ʥɨːɲiɡaʦɨ ɲiʥɨːɲiɲiʨi no ʥɨːʥi"),
        ("14日、19時", "ʥɨːjoʔka, ʥɨːkɯʥi"),
        ("12,800円です", "iʨimaɴɲiseɴhaʔpʲakɯeɴ desɨ"),
        ("0、9", "ʣeɾo, kʲɨː"),
    ],
)
def test_kokoro_makes_no_pause_within_a_number(text: str, said: str) -> None:
    nodes = call_without_sudachi(pyopenjtalk.run_frontend, prepare(text, lambda word: ""))
    assert join_words(nodes) == said

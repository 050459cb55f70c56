"""How Japanese text sounds, so that homophones of a shop's name find it. OpenJTalk, where it is installed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

KATAKANA_SHIFT = ord("ァ") - ord("ぁ")


@lru_cache(maxsize=4096)
def find_reading(text: str) -> str:
    """Katakana as spoken; without OpenJTalk the text itself, its hiragana as katakana."""
    try:
        import pyopenjtalk
    except ImportError:
        return write_katakana(text)
    # Without the extras: they want a dictionary that is not installed as soon as a kanji is unknown.
    kana = pyopenjtalk.g2p(text, kana=True, use_vanilla=True, use_sudachi_kanji_yomi=False)
    return "".join(c for c in write_katakana(str(kana)) if "ァ" <= c <= "ヺ" or c == "ー")


@dataclass(frozen=True)
class Word:
    """A word of the dictionary: its part of speech (名詞, 助詞 …) and three ever finer groups of it, "*"
    where there is none. Persons' names are 名詞, 固有名詞, 人名, and 姓 or 名."""

    text: str
    part: str
    group: str
    kind: str
    detail: str


@lru_cache(maxsize=4096)
def read_words(text: str) -> tuple[Word, ...]:
    """The words of `text`, which is Japanese without spaces and punctuation; none without OpenJTalk."""
    try:
        import pyopenjtalk
    except ImportError:
        return ()
    found = pyopenjtalk.run_frontend(text, use_vanilla=True, use_sudachi_kanji_yomi=False)
    return tuple(
        Word(word["string"], word["pos"], word["pos_group1"], word["pos_group2"], word["pos_group3"])
        for word in found
    )


def write_katakana(text: str) -> str:
    """Full-width forms made plain, and hiragana written as katakana."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(c) + KATAKANA_SHIFT) if "ぁ" <= c <= "ゖ" else c for c in plain)


def count_edits(part: str, whole: str) -> int:
    """The fewest edits that turn some piece of `whole` into `part`."""
    row = [0] * (len(whole) + 1)
    for i, wanted in enumerate(part, start=1):
        before, row[0] = row[0], i
        for j, got in enumerate(whole, start=1):
            before, row[j] = row[j], min(before + (wanted != got), row[j] + 1, row[j - 1] + 1)
    return min(row)


KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
    "マミムメモヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ"
)
SOUNDS = """
    a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho
    ma mi mu me mo ya yu yo ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do
    ba bi bu be bo pa pi pu pe po vu
""".split()  # noqa: SIM905
SMALL = {"ャ": "a", "ュ": "u", "ョ": "o", "ェ": "e"}
SOFT = {
    "キ": "ky", "シ": "sh", "チ": "ch", "ニ": "ny", "ヒ": "hy", "ミ": "my", "リ": "ry", "ギ": "gy", "ジ": "j",
    "ヂ": "j", "ビ": "by", "ピ": "py",
}  # fmt: skip
LOANED = {
    "ファ": "fa", "フィ": "fi", "フェ": "fe", "フォ": "fo", "ティ": "ti", "ディ": "di", "ウィ": "wi",
    "ウェ": "we", "ウォ": "wo", "ヴァ": "va",
}  # fmt: skip
ROMAJI = {
    **dict(zip(KANA, SOUNDS, strict=True)),
    **{kana + small: latin + vowel for kana, latin in SOFT.items() for small, vowel in SMALL.items()},
    **LOANED,
}
LONG_VOWELS = {"a": "ア", "i": "イ", "u": "ウ", "e": "イ", "o": "ウ"}
# What is written in several ways, and its one spelling here.
SPELLINGS = {"ou": "o", "oo": "o", "oh": "o", "uu": "u", "mb": "nb", "mp": "np", "mm": "nm", "'": ""}


def romanise(katakana: str) -> str:
    """As an English speaker spells it (Hepburn, long vowels short); what has no sound is left out."""
    return fold_romaji(spell_kana(katakana.replace("ー", "")))


def write_long_vowels(katakana: str) -> str:
    """As names are written: ウ or イ for the mark of a long vowel (タロー: タロウ)."""
    written = ""
    for sound in katakana:
        vowel = spell_kana(written[-2:])[-1:] if sound == "ー" else ""
        written += LONG_VOWELS.get(vowel, sound)
    return written


def spell_kana(katakana: str) -> str:
    """Each sound in Latin letters, a long vowel as two; what has no sound is left out."""
    latin, doubled, at = "", False, 0
    while at < len(katakana):
        size = 2 if katakana[at : at + 2] in ROMAJI else 1
        sound = ROMAJI.get(katakana[at : at + size], "")
        if doubled and sound:
            latin += "t" if sound.startswith("ch") else sound[0]
        doubled = katakana[at] == "ッ"
        if katakana[at] == "ー":
            sound = latin[-1:]
        latin, at = latin + sound, at + size
    return latin


def fold_romaji(latin: str) -> str:
    """One spelling of what is written in several ways: "Ōsaka", "Oosaka"; "Shimbashi", "Shinbashi"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", latin) if not unicodedata.combining(c))
    for written, spelling in SPELLINGS.items():
        plain = plain.replace(written, spelling)
    return plain

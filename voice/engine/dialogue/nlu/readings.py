"""How Japanese text sounds, so that homophones of a shop's name find it. OpenJTalk, where it is installed."""

from __future__ import annotations

import unicodedata
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


@lru_cache(maxsize=1024)
def holds_a_persons_name(text: str) -> bool:
    """Whether the dictionary knows a family or given name in `text`."""
    try:
        import pyopenjtalk
    except ImportError:
        return False
    words = pyopenjtalk.run_frontend(text, use_vanilla=True, use_sudachi_kanji_yomi=False)
    return any(word["pos_group2"] == "人名" for word in words)


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

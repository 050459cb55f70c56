"""Japanese names in Latin letters, by their reading: for English speakers, where a shop has no English name.

OpenJTalk reads kanji where it is installed (the extra `engine`); without it only kana can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import jaconv

_JAPANESE = r"\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆〇"
_STRETCH = re.compile(rf"[{_JAPANESE}]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30faー]+")
# Kept whole: words of kana, and what the dictionary joins to the place before it.
_WORD = re.compile(r"\A[\u3041-\u3096\u30a1-\u30faー]+\Z|[\u30a1-\u30faー]{3,}|空港|駅前")
_NOT_LATIN = re.compile(r"[^\w.&'/+-]+")
_PUNCTUATION = re.compile(r"[\u3000-\u303f]")
# "店" is not part of what an English speaker calls a shop.
_SHOP = re.compile(r"(?<=.)(?<!\A本)(?:支店|本店|店)$")
# Said otherwise than the dictionary thinks: exits of stations.
_READINGS = {"港南口": "コウナングチ"}
# Belongs to the word before it, however the dictionary cuts it.
_ENDINGS = {"口": "グチ", "前": "マエ", "通": "ドオリ"}
# Kana that jaconv spells letter by letter.
_LOANED = {"ティ": "ti", "ディ": "di", "トゥ": "tu", "ドゥ": "du", "ヴ": "v"}
_LONG = re.compile(r"o[ou]|uu|-")


@lru_cache(maxsize=8192)
def write(name: str) -> str:
    """`name` without a Japanese character: 新千歳空港店 → Shin-Chitose Kuko; empty if it cannot be read."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if not _STRETCH.search(plain):
        return " ".join(_PUNCTUATION.sub(" ", plain).split())
    latin = _STRETCH.sub(lambda stretch: f" {_latin(stretch[0])} ", _SHOP.sub("", plain).replace("・", " "))
    return " ".join(_NOT_LATIN.sub(" ", latin).split()).strip("./+-")


def _latin(stretch: str) -> str:
    """Empty if any part of it cannot be read: half a name is another name."""
    for written, read in _READINGS.items():
        stretch = stretch.replace(written, f" {read} ")
    words: list[tuple[str, str]] = []  # as written, and as read, in katakana
    for written, read in _words(stretch):
        if words and written in _ENDINGS:
            before, kana = words[-1]
            words[-1] = (before + written, kana + _ENDINGS[written])
        elif _KANA.fullmatch(read):
            words.append((written, read))
        else:
            return ""
    return " ".join(_capital(word, kana) for word, kana in words)


def _words(stretch: str) -> Iterator[tuple[str, str]]:
    start = 0
    for whole in _WORD.finditer(stretch):
        yield from _read(stretch[start : whole.start()])
        yield whole[0], {"空港": "クウコウ", "駅前": "エキマエ"}.get(whole[0], jaconv.hira2kata(whole[0]))
        start = whole.end()
    yield from _read(stretch[start:])


def _read(stretch: str) -> list[tuple[str, str]]:
    if not (stretch := stretch.strip()):
        return []
    try:
        import pyopenjtalk
    except ImportError:
        return [(stretch, "")]
    # Without the extras: they want a dictionary that is not installed as soon as a kanji is unknown.
    words = pyopenjtalk.run_frontend(stretch, use_vanilla=True, use_sudachi_kanji_yomi=False)
    return [(str(word["string"]), str(word["read"]).replace("’", "")) for word in words]


def _capital(written: str, kana: str) -> str:
    """Hepburn without marks for length, as on the signs: Tokyo, Osaka, Konan."""
    if written.startswith("新") and kana.startswith("シン") and len(written) > 2:  # not 新宿
        return f"Shin-{_capital(written[1:], kana[2:])}"
    for sound, letters in _LOANED.items():
        kana = kana.replace(sound, letters)
    spelled = _LONG.sub(lambda long: long[0][0].strip("-"), jaconv.kana2alphabet(jaconv.kata2hira(kana)))
    return re.sub(r"[^a-z']", "", spelled).capitalize()

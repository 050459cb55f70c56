"""Transcripts of silence: what a recogniser, ours or a vendor's, writes where nobody said a word. Pure.

Recognisers fall into loops ("Okay. All right. All right. …") or write the credits of the videos they learnt
from. A loop is found by its measure, not by its words: the same run of tokens over and over, or hardly any
pair of neighbours that is new. Both take time by the length of the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# A token is a word of an alphabet, one figure, or one character of a script without spaces.
_CHARACTERS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[^\W\d_{_CHARACTERS}]+(?:['’][^\W\d_]+)?|\d|[{_CHARACTERS}]")
_UNSPACED = re.compile(rf"[{_CHARACTERS}]")
# Figures come in long runs of their like: 090-0000-0000. Spoken ones count as figures, however spelt.
_SPOKEN_FIGURES = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine)\b"
    r"|ゼロ|ぜろ|れい|レイ|まる|マル|いち|イチ|さん|サン|よん|ヨン|ろく|ロク|なな|ナナ|はち|ハチ|きゅう|キュウ"
    r"|[〇零一二三四五六七八九]"
)
_MOST_FIGURES = 15  # of a telephone number (E.164)
_LONGEST_UNIT = 24  # tokens; what repeats at a longer distance shows in its pairs
# How often in a row a unit is still meant: はいはいはい, もしもし, "no, no, no, no"; a phrase only thrice.
_MEANT_WORD, _MEANT_SHORT, _MEANT_SYLLABLES, _MEANT_PHRASE = 6, 8, 5, 3
_MOST_TOKENS = 10**9
_MOST_OF_IT = 0.5
# From this many pairs on, a text of which so few are new says nothing.
_ENOUGH_PAIRS = {True: 32, False: 16}  # characters, words
_FEW_NEW = 0.34

_CREDITS = re.compile(
    r"ご(視聴|覧)(いただき)?(まして)?(誠に)?ありがとう|チャンネル登録|高評価|字幕|最後までご(視聴|覧)"
    r"|thank(s| you)( so much| very much)? for (watching|listening|viewing)|subscribe|subtitles? by"
    r"|amara ?org|transcri(bed|ption) by|see you (in the )?next (video|time)|次の動画|おやすみなさい[。.!]?$"
)


def is_invented(text: str) -> bool:
    """Whether a transcript is no words of a caller's: a loop, or the credits of a video."""
    return is_loop(text) or is_credit(text)


def is_credit(text: str) -> bool:
    """Whether `text` holds the credits or the farewell of a video."""
    return bool(_CREDITS.search(_plain(text)))


def is_loop(text: str) -> bool:
    """Whether most of `text` is the same words over and over, more often than anybody means them."""
    tokens = _tokens(text)
    return _repeats(tokens) or _says_nothing_new(tokens)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_SPOKEN_FIGURES.sub(" 0 ", _plain(text)))


def _repeats(tokens: list[str]) -> bool:
    """One stretch in which a unit of tokens follows itself too often, and which is most of the text."""
    for size in range(1, min(_LONGEST_UNIT, len(tokens) // 2) + 1):
        run = 0
        for at in range(size, len(tokens) + 1):
            if at < len(tokens) and tokens[at] == tokens[at - size]:
                run += 1
                continue
            length = run + size
            if run and length >= _MOST_OF_IT * len(tokens) and length > _count_meant(tokens[at - size : at]):
                return True
            run = 0
    return False


def _count_meant(unit: list[str]) -> int:
    """How many tokens of this unit in a row may be meant; one more is a loop."""
    size = len(unit)
    if any(size % part == 0 and unit == unit[:part] * (size // part) for part in range(1, size)):
        return _MOST_TOKENS  # a unit of smaller ones: they were judged
    if all(token.isdigit() for token in unit):
        return _MOST_FIGURES
    if all(_UNSPACED.fullmatch(token) for token in unit):
        times = _MEANT_SHORT if size < 3 else _MEANT_SYLLABLES if size < 4 else _MEANT_PHRASE
    else:
        times = _MEANT_WORD if size == 1 else _MEANT_PHRASE
    return size * (times + 1) - 1


def _says_nothing_new(tokens: list[str]) -> bool:
    words = [token for token in tokens if not token.isdigit()]
    pairs = list(pairwise(words))
    unspaced = sum(bool(_UNSPACED.fullmatch(word)) for word in words) * 2 > len(words)
    return len(pairs) >= _ENOUGH_PAIRS[unspaced] and len(set(pairs)) <= _FEW_NEW * len(pairs)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()

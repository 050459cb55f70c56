"""When two spellings name the same person. Pure.

Width, case, spaces, the kind of kana and an honorific make no other person; kanji and kana of one name cannot
be told to be the same, and count as two.
"""

from __future__ import annotations

import re
import unicodedata

import jaconv

HONORIFICS = re.compile(
    r"(?:様|さま|さん|サマ|サン|氏|くん|ちゃん)$|^(?:mr|mrs|ms|miss|dr)\.?(?=\W)", re.IGNORECASE
)


def without_honorific(name: str) -> str:
    """「山田様」: 「山田」. A name that is nothing else stays as it is."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return HONORIFICS.sub("", plain).strip() or plain


def normalise(name: str) -> str:
    """Equal for two spellings of one name. Empty only for a name without letters."""
    plain = HONORIFICS.sub("", unicodedata.normalize("NFKC", name).strip())
    return re.sub(r"[\s・.,\-]+", "", jaconv.hira2kata(plain).casefold())


def is_same(one: str, other: str) -> bool:
    """Do both name one person? Names without letters are compared as they are."""
    first, second = normalise(one), normalise(other)
    return first == second and bool(first or one.strip() == other.strip())

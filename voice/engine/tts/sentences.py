"""Cuts what the agent says where a voice may pause; the first piece is short, so that it is heard soon.

Nothing is lost: the pieces, joined, are the text.
"""

from __future__ import annotations

import re

# An ending and what closes it; in English a space must follow, so that "10.5" and "R-402." stay whole.
_ENDING = re.compile(r"[。！？!?]+[」』）)]*\s*|(?<!\.)\.+[\"')]*(?:\s+|$)|\n\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|vs|etc|a\.m|p\.m|e\.g|i\.e)|\b[A-Z])\.\s*$")
_BREATH = re.compile(r"[、，]\s*|[,;:]\s+")
_FIGURES = re.compile(
    r"[\d０-９〇一二三四五六七八九]|(?:ゼロ|ぜろ|いち|に|さん|よん|ご|ろく|なな|はち|きゅう){2}"
    r"|(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\s(?:zero|oh|one|two|three|four|five|six|seven"
    r"|eight|nine)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?:\b[A-Z]|アール)$")

# Width counts a Japanese character as two Latin letters: about as long to say.
# The first piece is short, so that it is heard soon; longer ones keep the melody of a sentence.
_FIRST, _LEAST, _LONGEST = 44, 12, 160


def measure_width(text: str) -> int:
    """About how long a text takes to say, as a number of Latin letters."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def cut_sentences(text: str) -> list[str]:
    """`text` cut where a voice may pause, nothing lost or added; "" gives none."""
    pieces: list[str] = []
    for sentence in _cut(text):
        limit = _LONGEST if any(piece.strip() for piece in pieces) else _FIRST
        pieces += _shorten(sentence, limit) if measure_width(sentence) > limit else [sentence]
    return _join_short(pieces)


def take_whole(text: str) -> tuple[list[str], str]:
    """Of a text that still grows: its sentences that are whole by now, and the rest. Joined, they are it."""
    found = _cut(text)
    if not found or _is_surely_over(found[-1]):
        return found, ""
    return found[:-1], found[-1]


def _is_surely_over(sentence: str) -> bool:
    """Nothing to come can undo its ending: after "10." there may come a 5, after "10. " none."""
    words = sentence.rstrip()
    closed = words.rstrip("」』）)\"'")
    if closed.endswith(("。", "！", "？", "!", "?")) or "\n" in sentence[len(words) :]:
        return True
    return closed.endswith(".") and len(words) < len(sentence) and not _ABBREVIATION.search(sentence)


def _cut(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for ending in _ENDING.finditer(text):
        if ending[0].startswith(".") and _ABBREVIATION.search(text[start : ending.end()]):
            continue
        found.append(text[start : ending.end()])
        start = ending.end()
    return [*found, text[start:]] if start < len(text) else found


def _shorten(sentence: str, limit: int) -> list[str]:
    """At a breath: the first that is far enough in for `limit`, so neither part is a crumb."""
    for breath in _BREATH.finditer(sentence):
        before, after = sentence[: breath.end()], sentence[breath.end() :]
        if measure_width(before) < _LEAST or measure_width(after) < _LEAST or _between_figures(before, after):
            continue
        if limit == _FIRST or measure_width(before) > limit // 2:
            rest = _shorten(after, _LONGEST) if measure_width(after) > _LONGEST else [after]
            return [before, *rest]
    return [sentence]


def _between_figures(before: str, after: str) -> bool:
    """A number read out in groups is said in one breath: a caller writes it down."""
    last = before.rstrip("、，,;: ")
    return bool(_CODE.search(last) or (_FIGURES.match(after) and _FIGURES.search(last[-12:])))


def _join_short(pieces: list[str]) -> list[str]:
    """Spaces and lone marks belong to the piece before them."""
    kept: list[str] = []
    for piece in pieces:
        if (kept and not re.search(r"\w", piece)) or (kept and not re.search(r"\w", kept[-1])):
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept

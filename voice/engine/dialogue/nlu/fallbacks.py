"""A first choice and what would do instead: 「新宿、なければ品川」, "an SUV if there is no minivan"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.utterance import Span, Utterance

# Of a choice that may be gone: what is named besides would do. A condition may hold the choice itself.
GONE_JA = (
    r"(?:だめ|ダメ|駄目|無理|(?<!じゃ)(?<!では)(?:な|無)(?:い|かった|けれ)|空いて(?:い)?な(?:い|かった|けれ)"
    r"|取れな(?:い|かった|けれ)|埋まって(?:い)?|埋まった|満車|いっぱい|売り切れ|空きがなけれ)"
    r"(?:よう|みたい|ん|の|る|た|だった|でし)?(?:なら|だったら|でしたら|たら|れば|ら|ば|場合|とき|時)"
)
GONE_EN = (
    r"\b(?:if|should|in case|unless)\b[^.;!?]{0,30}?"
    r"(?:\b(?:no|not|none|nothing|gone|taken|full|booked|unavailable|out)\b|n't\b)"
)
# "The compact would do", and not "I'll do the compact".
WOULD_DO_EN = r"(?<!\bi)(?<!\bwe)(?<!\bi )(?<!\bwe )(?:\b(?:would|will)|'ll|'d)(?: also)? do\b"
FALLBACK = re.compile(
    rf"第[一二三123](?:希望|候補)|その次(?:に|は)|次点|次に(?:いい|良い|よい)|{GONE_JA}|{GONE_EN}"
    r"|\botherwise\b|\b(?:or|and) (?:else|then)\b|\bfailing (?:that|which)\b"
    r"|\b(?:first|second|third|next) (?:choice|preference|best|option)\b"
    rf"|\bfall-?back\b|\bback-?up\b|{WOULD_DO_EN}(?! (?:it|that))|\bsettle for\b"
)
# The first choice may be said last: 「コンパクトでもいいです、SUVがだめなら」.
IF_GONE_BEHIND = re.compile(rf"(?:店|クラス|タイプ|の車)?(?:が|は|も)?、?{GONE_JA}")
# Characters between what would do and the condition behind it: "Shinjuku would be fine if they're full".
FAR = 40


def find_marks(utterance: Utterance) -> list[tuple[int, int]]:
    """Where the words tell that something would do instead."""
    return [found.span() for found in FALLBACK.finditer(utterance.plain.lower())]


def rank(utterance: Utterance, spans: Sequence[Span], *, near: bool = False) -> list[Span]:
    """Of spans of one kind those that would do, the best liked first; empty where no order is told. `near`:
    only where the words that tell it are about this kind."""
    plain, marks = utterance.plain.lower(), find_marks(utterance)
    if not spans or not marks or (near and not any(_is_about(mark, spans) for mark in marks)):
        return []
    covered = list(plain)  # what only supposes that a choice is gone does not refuse it
    for start, end in marks:
        covered[start:end] = " " * (end - start)
    standing = settle(replace(utterance, plain="".join(covered)), spans).standing
    return [span for span in standing if _is_supposed_gone(plain, span, marks)] + standing


def _is_about(mark: tuple[int, int], spans: Sequence[Span]) -> bool:
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    holds_one = any(mark[0] < span.start and span.end <= mark[1] for span in spans)
    return holds_one or (first < mark[0] and mark[0] <= last + FAR)


def _is_supposed_gone(plain: str, span: Span, marks: Sequence[tuple[int, int]]) -> bool:
    inside = any(start < span.start and span.end <= end for start, end in marks)
    return inside or IF_GONE_BEHIND.match(plain, span.end) is not None

"""Reads what an utterance says of the rental period: tokens first, then which end each of them means."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from voice.engine.dialogue.nlu import normalise
from voice.engine.dialogue.nlu.dates import days_en, days_ja, times_en, times_ja
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord, Length, Role, Text, Token, When

KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
TURN_JA = re.compile(
    r"いいえ|いえ|いや(?!だ|な)|(?:じゃ|では)なく(?:って|て)?|やっぱり?|違(?:う|った|って"
    r"|います|いました)|訂正|間違え(?:まし)?た"
)
TURN_EN = re.compile(
    r"\bactually\b|\bno,? wait\b|\bwait\b|\bsorry\b|\bi mean\b|\bscratch that\b"
    r"|\bnot\b[^.,]{0,80}\bbut\b|\bmake (?:it|that)\b"
    r"|(?:^|[.,;] ?)no\b|\bchange (?:it|that) to\b"
)
INSTEAD_EN = re.compile(r"\b(?:instead of|rather than)\b[^,.]*|,? not (?:on )?\w+(?=[.!]?$)")
BETWEEN = re.compile(r"[\s,、の\0]*(?:(?:on|at|the|of|is|は|に)[\s\0]*)*")
ADORNED = re.compile(r"[\s,、の(（]*(?:(?:on|the)\s*)*")


def is_japanese(text: str) -> bool:
    return KANA_OR_KANJI.search(text) is not None


def segments(text: str) -> list[str]:
    """The utterance cut where the caller corrects themself, in one spelling; the last piece wins."""
    if is_japanese(text):
        return [part for part in TURN_JA.split(normalise.unify_japanese(text)) if part.strip(" 、。")] or [""]
    plain = INSTEAD_EN.sub("", normalise.unify_english(text))
    return [part for part in TURN_EN.split(plain) if part and part.strip(" ,.")] or [""]


def read_period(text: str, today: date, *, asked_time: bool = False) -> When:
    """All that `text` says of days, times and lengths; `asked_time` lets a bare number be a time."""
    japanese = is_japanese(text)
    found = When()
    for part in segments(text):
        found = found.correct_with(_assign_ends(_tokens(part, today, japanese, asked_time)))
    return found


def _tokens(part: str, today: date, japanese: bool, asked_time: bool) -> list[Token]:
    text = Text(part)
    if japanese:
        days_ja.read_days(text, today)
        times_ja.read_times(text)
    else:
        days_en.read_days(text, today)
        times_en.read_times(text)
    if asked_time:
        (times_ja if japanese else times_en).read_bare_number(text)
    language = times_ja if japanese else times_en
    tokens = sorted(text.tokens, key=lambda token: token.begin)
    marked, free_from = [], 0
    for token in tokens:
        after = text.words[token.end :]
        before = text.words[min(free_from, token.begin) : token.begin]
        marked.append(replace(token, role=token.role or language.role_of(before, after)))
        free_from = token.end + language.marker_length(after)
    return _join_days_and_times(_without_spoken_weekdays(marked, text.words), text.words)


def _without_spoken_weekdays(tokens: list[Token], words: str) -> list[Token]:
    """ "Saturday, December 5" is one day: the weekday only adorns it."""
    kept: list[Token] = []
    for token in tokens:
        before = kept[-1] if kept else None
        if (
            before
            and _is_day(before)
            and _is_day(token)
            and ADORNED.fullmatch(words[before.end : token.begin])
        ):
            if _is_weekday(token) and not _is_weekday(before):
                kept[-1] = replace(before, end=token.end, role=before.role or token.role)
                continue
            if _is_weekday(before) and not _is_weekday(token):
                kept[-1] = replace(token, begin=before.begin, role=before.role or token.role)
                continue
        kept.append(token)
    return kept


def _is_day(token: Token) -> bool:
    return isinstance(token.value, DayWord) and token.value.kind in ("date", "dom", "weekday")


def _is_weekday(token: Token) -> bool:
    return isinstance(token.value, DayWord) and token.value.kind == "weekday"


def _join_days_and_times(tokens: list[Token], words: str) -> list[Token]:
    """A day and a time said in one breath ("the 5th at 10") mean the same end."""
    for i in range(len(tokens) - 1):
        one, two = tokens[i], tokens[i + 1]
        kinds = {type(one.value), type(two.value)}
        if kinds != {DayWord, Clock} or not BETWEEN.fullmatch(words[one.end : two.begin]):
            continue
        if one.role and not two.role:
            tokens[i + 1] = replace(two, role=one.role)
        elif two.role and not one.role:
            tokens[i] = replace(one, role=two.role)
        if one.role == "end" and not two.role and _is_day(two) and _opens_with_time(tokens[:i]):
            tokens[i + 1] = replace(two, role="start")
    return tokens


def _opens_with_time(tokens: list[Token]) -> bool:
    """ "From 10 to 6 on Saturday": the day at the end is the day of it all."""
    return any(isinstance(token.value, Clock) for token in tokens) and not any(map(_is_day, tokens))


def _assign_ends(tokens: list[Token]) -> When:
    times = _ends([token for token in tokens if isinstance(token.value, Clock)])
    days = _ends([token for token in tokens if isinstance(token.value, DayWord)])
    lengths = [token.value for token in tokens if isinstance(token.value, Length)]
    found: dict[str, object] = {}
    for role, clock in times:
        found["loose" if role == "" else f"{role}_time"] = clock
    for role, day in days:
        found[f"{role or 'start'}_day"] = day
    if lengths:
        found["length"] = lengths[-1]
    return When(**found)  # type: ignore[arg-type]


def _ends(tokens: list[Token]) -> list[tuple[Role, Clock | DayWord | Length]]:
    """Unmarked ones in order: the first is the pickup, the next the return, what is left stays loose."""
    taken = {token.role for token in tokens if token.role}
    free = [token for token in tokens if not token.role]
    given: list[tuple[Role, Clock | DayWord | Length]] = [(t.role, t.value) for t in tokens if t.role]
    if len(free) == 1 and len(taken) == 1:
        given.append(("end" if "start" in taken else "start", free[0].value))
    elif len(free) == 1 and not taken:
        given.append(("", free[0].value))
    elif len(free) >= 2 and not taken:
        given += [("start", free[0].value), ("end", free[1].value)]
    return given

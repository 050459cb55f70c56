"""The number of a reservation and the second fact that goes with it, wherever and however they are said."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import digits, names, yes_no
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import TOOLS, Case

LAST_FOUR = re.compile(r"下\s*(?:4|四|よん)|末尾|電話|\bphone\b|\blast four\b|\bending\b|\bends in\b")
LONG_NUMBER = re.compile(r"[rR]?-?\d[\d\-\s・、]{5,}\d(?:の|、)?|\d{7,}(?:の|、)?")
SPOKEN_ON = re.compile(r"(です|申します|言います|いいます)(?:が|けど|けれども?|ので|けども)")
WRONG = re.compile(r"違|ちが|間違|いいえ|いえ|^\W*no\b|\bwrong\b|\bnot\b")
NUMBERS_END = 4  # digits behind the second hyphen


def take_number_and_fact(d: Dialogue, case: Case, text: str) -> set[str]:
    """What was given of them."""
    if case.found or case.own:
        return set()
    # After a refusal either of the two may have been wrong: both are listened for.
    fact_too = d.asked == "fact" or (d.asked == "number" and bool(case.refused))
    four = digits.find_last_four(text) if fact_too or LAST_FOUR.search(text.lower()) else ""
    gave = _take_correction(d, case, text) or _take_number(d, case, text, but=four)
    if gave == {"corrected"}:
        return {"number"}
    name = "" if four else _find_name(d, text, bare=fact_too and not gave)
    if four or name:
        case.last_four, case.name = four, name
        # Of the two that were refused, it was the fact that was wrong.
        case.number = case.number or case.refused
        gave.add("fact")
    if case.identified and failures.has_failed_for_good(d, TOOLS["find"], case.identification):
        case.name = case.last_four = ""  # refused before: another fact is needed
    return gave


def _take_number(d: Dialogue, case: Case, text: str, *, but: str) -> set[str]:
    asked = d.asked in ("number", "rest")
    number, part = digits.find_number(text, case.begun if asked else "")
    if number:
        case.number, case.begun = number, ""
        return {"number"}
    # Four digits that are the end of a telephone number are no part of this one.
    if not part or part == but or not asked or case.number:
        return set()
    case.begun = case.begun + part if len(case.begun + part) < digits.LENGTH else part
    return {"part"}


def _take_correction(d: Dialogue, case: Case, text: str) -> set[str]:
    """ "No, 7320": the end (or the beginning) of the number that was just repeated was wrong."""
    if (
        d.asked != "fact"
        or not case.number
        or yes_no.guess_answer(text) != "no"
        or LAST_FOUR.search(text.lower())
    ):
        return set()
    said = next((run for run in digits.find_runs(text) if len(run) in (3, NUMBERS_END)), "")
    if not said:
        return set()
    letter, head, tail = case.number.split("-")
    whole = (head, said) if len(said) == NUMBERS_END else (said, tail)
    case.number = "-".join((letter, *whole))
    return {"corrected"}


def _find_name(d: Dialogue, text: str, *, bare: bool) -> str:
    plain = SPOKEN_ON.sub(r"\1、", LONG_NUMBER.sub("、", text))
    return names.find_introduced_name(plain) or (names.find_answered_name(plain) if bare else "")

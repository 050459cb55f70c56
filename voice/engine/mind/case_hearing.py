"""What the caller's words change where they are about a reservation that exists already."""

from __future__ import annotations

import re

from voice.engine.mind import answers, casework, classes, digits, failures, grammar, names, shifts
from voice.engine.mind.cases import TOOLS, Case
from voice.engine.mind.dialogue import Dialogue
from voice.engine.mind.wishes import NAME_WORD, set_car, set_period

LOST = re.compile(
    r"わから|分から|忘れ|覚えて(?:い)?な|(?:番号|控え|手元に)(?:は|が|も)?(?:ない|あり?ません)|なくし|無くし|失くし"
    r"|\bdon'?t (?:know|have|remember)\b|\bforgot|\blost\b|\bno idea\b|\bcan'?t (?:find|remember)\b"
)
NEVER_MIND = re.compile(
    r"やめ|止め|そのまま|(?:もう|やっぱり)(?:、)?いい|結構です|けっこうです|大丈夫です"
    r"|\bnever ?mind\b|\bforget it\b|\bleave it\b|\bkeep it\b|\bas it is\b|\bdon'?t\b"
)
LAST_FOUR = re.compile(r"下\s*(?:4|四|よん)|末尾|電話|\bphone\b|\blast four\b|\bending\b|\bends in\b")
LONG_NUMBER = re.compile(r"[rR]?-?\d[\d\-\s・、の]{5,}\d|\d{7,}")
ANOTHER_SHOP = re.compile(
    r"(?:店舗?|場所|受け取り場所)を?(?:変|ちが|違|別)"
    r"|\b(?:another|different|change the) (?:shop|store|branch|location)\b"
)


def hear(d: Dialogue, text: str) -> bool:
    """Fold the words into the case they are about; False where they are about none."""
    if not d.tools & set(TOOLS.values()) or not casework.concerned(d, text):
        return False
    case = d.case
    if case is None:
        return False
    gave = _proof(d, case, text)
    if case.deed == "change" and not gave & {"fact", "part"}:
        gave |= _changes(d, case, text)
    d.turn.gave = frozenset(gave)
    answered = _reply(d, case, text, gave)
    d.turn.progress = bool(gave) or answered
    d.trouble = 0 if d.turn.progress or d.turn.topics - {"question"} else d.trouble + 1
    return True


def reread(d: Dialogue, case: Case) -> None:
    """The reservation was found: what was said of changes before is read now."""
    for text in case.texts:
        _write(d, text)
    case.texts = []


def _proof(d: Dialogue, case: Case, text: str) -> set[str]:
    """The number and the second fact, wherever they are said."""
    gave: set[str] = set()
    if case.kept or case.own:
        return gave
    asked_number = d.asked in ("number", "rest")
    number, part = digits.number_in(text, case.begun if asked_number else "")
    if number:
        case.number, case.begun = number, ""
        gave.add("number")
    elif part and asked_number and not case.number:
        case.begun = case.begun + part if len(case.begun + part) < digits.LENGTH else part
        gave.add("part")
    four = (
        digits.last_four(text) if not number and (d.asked == "fact" or LAST_FOUR.search(text.lower())) else ""
    )
    name = (
        ""
        if four
        else names.introduced(text) or (names.answered(text) if d.asked == "fact" and not number else "")
    )
    if four or name:
        case.last_four, case.name = four, name
        gave.add("fact")
    if case.proven and failures.for_good(d, TOOLS["find"], case.proof):
        case.name = case.last_four = ""  # refused before: another fact is needed
    return gave


def _changes(d: Dialogue, case: Case, text: str) -> set[str]:
    case.elsewhere = ANOTHER_SHOP.search(text.lower()) is not None
    if case.base is None:
        case.texts.append(LONG_NUMBER.sub(" ", text))
        return set()
    gave = _write(d, text)
    if NAME_WORD.search(text) and names.introduced(text):
        case.new_name = names.introduced(text)
        gave.add("name")
    return gave


def _write(d: Dialogue, text: str) -> set[str]:
    """Times and class into the wish, which is the reservation as it would be."""
    gave = set()
    by = shifts.shift(text)
    found = None if by else casework.when(d, text)
    if (by and shifts.moved(d.wish, by, d.shop.hours if d.shop else "")) or (found and set_period(d, found)):
        gave.add("period")
    if set_car(d, text):
        gave.add("car")
    return gave


def _reply(d: Dialogue, case: Case, text: str, gave: set[str]) -> bool:
    """A yes or no, or "I don't know" and "never mind", to what was asked."""
    low, turn = text.lower(), d.turn
    if "wait" in turn.topics and not gave:
        return True
    if d.asked == "agree" and not gave:
        return _agreed(d, case, text)
    if d.asked == "retry" and (turn.answer or gave):
        d.retrying = turn.answer == "yes" or bool(gave)
        return True
    if d.asked == "alternative" and d.alternatives and not gave:
        return casework.alternative(d, turn.answer)
    if gave:
        return False
    if d.asked in ("number", "rest", "fact") and LOST.search(low):
        case.stuck = True
    elif (
        d.asked in ("number", "rest", "fact", "new")
        and NEVER_MIND.search(low)
        and not casework.deed_in(d, text)
    ):
        case.dropped = True
    elif d.asked == "fact" and turn.answer == "no":
        case.number = ""
    elif d.asked == "number" and turn.answer == "no":
        case.stuck = True
    elif d.asked == "new" and turn.answer == "no" and not casework.deed_in(d, text):
        case.dropped = True
    else:
        return False
    return True


def _agreed(d: Dialogue, case: Case, text: str) -> bool:
    said = answers.agreement(text, case.deed)
    if said == "yes" and (grammar.when(text, d.today) or classes.asked_for(text)) and not answers.clear(text):
        said = "again"
    d.turn.answer = said
    quote = d.quote
    heard = quote is not None and quote.token == case.heard
    if quote and heard and (said == "yes" or (said == "again" and case.heard_whole)):
        case.agreed = quote.token
    elif said == "no" and case.deed == "change" and not NEVER_MIND.search(text.lower()):
        case.declined = True
        casework.restore(d)
    elif said == "no":
        case.dropped = True
    return said != ""

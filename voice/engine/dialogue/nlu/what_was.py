"""Leaves out what was, and what was first thought of: neither says anything of a rental to come.

"We had an SUV last winter for ten days", "I called on the thirtieth": the days, lengths and classes of such
a clause are not wished for. In Japanese the readers of asides (`state/asides.py`) find them.
"""

from __future__ import annotations

import re
from datetime import date

from voice.engine.dialogue.nlu.dates.period import read_period

# Where a clause ends, with or without a comma: "…but nobody picked up anyway I want a compact".
_CLAUSES = re.compile(
    r"(?<=[;!?])|(?<=[.,])(?!\d)|(?=\b(?:and|so|but|anyway|this time)\b)"
    r"|(?=\b(?:can|could|may) (?:i|we)\b|\b(?:i|we)(?:'d like| would like|'d need| want| need|'m after)\b)",
    re.IGNORECASE,
)
_WHO = (
    r"\b(?:i|we|he|she|they|you|someone|somebody|nobody"
    r"|(?:an?|my|our|his|her|their|your|the)(?: [a-z'-]{1,20}){1,5}?)"
)
_HOW = r"(?: (?:only|just|already|even|actually|once|both|all|never|always|first))?"
# Who telephoned or tried did so before; "I called about the 9th" tells of this wish.
_TRIED = re.compile(
    rf"{_WHO}{_HOW} (?:called|rang|phoned|e-?mailed|wrote|texted|spoke|talked|tried|told (?:me|us)(?! to))\b"
    r"(?! (?:to|for|about)\b)(?!.{0,60}\b(?:about|regarding|concerning|to book|to rent|to reserve)\b)"
)
_DONE = re.compile(
    rf"{_WHO}{_HOW} (?:rented|hired|had|took|drove|used|got|went|came|stayed|visited|paid|was|were|did)\b"
    r"(?! (?:going|hoping|wondering|thinking|looking|planning|to|in mind)\b)"
)
_OVER = re.compile(
    r"\blast (?:year|month|week|time|spring|summer|autumn|fall|winter|christmas|january|february|march|april"
    r"|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:years?|months?|weeks?|days?|a while|ages) ago\b|\byesterday\b|\bthe other (?:day|week)\b"
    r"|\b(?:back )?in (?:january|february|march|april|june|july|august|september|october|november)\b(?! \d)"
)
# "I was going to say Wednesday, but my wife says Thursday": the first is given up for the second.
_FIRST_THOUGHT = re.compile(
    rf"{_WHO} (?:was|were|am|'m) (?:first |originally |initially )?(?:going|about|meaning|meant) to"
    r" (?:say|ask|take|go|book|have|do)\b"
    rf"|{_WHO} (?:first|originally|initially) (?:thought|wanted|said|planned|asked|had)\b"
    rf"|{_WHO}(?:'d| would)(?: have|'ve) (?:liked|preferred|loved|taken|said|asked for)\b"
    rf"|{_WHO}(?:'d| would) (?:ask for|prefer|love)\b"
)
_GIVEN_UP = re.compile(r",? (?=(?:but|only|except)\b)")


def leave_out_what_was(text: str) -> str:
    """The text without the clauses that tell what somebody did; all of it where nothing else is left."""
    kept = [clause for clause in _CLAUSES.split(text) if not _tells_what_was(clause.lower())]
    left = "".join(kept)
    return left if re.search(r"\w", left) else text


def _tells_what_was(clause: str) -> bool:
    return _TRIED.search(clause) is not None or (_OVER.search(clause) and _DONE.search(clause)) is not None


def leave_out_first_thought(text: str, today: date) -> str:
    """The text without what the caller gives up in the same breath, where the rest has all that it had."""
    found = _FIRST_THOUGHT.search(text.lower())
    turn = _GIVEN_UP.search(text, found.end()) if found else None
    if found is None or turn is None:
        return text
    rest = text[turn.start() :]
    given_up, now = (read_period(each, today) for each in (text[found.start() : turn.start()], rest))
    is_new_day = now.start_day or not (given_up.start_day or given_up.end_day)
    is_new_hour = now.start_time or now.loose or not (given_up.start_time or given_up.loose)
    return text[: found.start()] + rest if is_new_day and is_new_hour else text

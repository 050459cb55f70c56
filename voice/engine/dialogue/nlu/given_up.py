"""A wish that is given up in the same breath: "could it be Shinjuku? No, never mind, leave it as it is".

What was read out stands, and nothing that was said before is wished for.
"""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu.changing import CHANGE
from voice.engine.dialogue.nlu.topics import QUESTIONS, find_topics

_CUT = re.compile(r"(?<=[。、.,!?？…;])(?!\d)|(?=\b(?:never mind|forget it)\b)", re.IGNORECASE)
_MARKS = " 、。,.!…;"
# What leads to it, and what may follow.
_LEAD = re.compile(
    r"(?:no|nah|nope|oh|ah|um|er|uh|well|so|but|and|actually|sorry|wait|you know what|right|ok|okay|then"
    r"|maybe|hmm|on second thoughts?|thinking about it|in that case|let's|let us|just|please|i'll|we'll"
    r"|i think|could you|you can|can you|better|i'd better)[ ,.]"
    r"|(?:いや|いえ|いいえ|あ|うーん|んー|えっと|えーと|すみません|ごめんなさい|まあ|でも|やっぱり?|やはり)"
)
_TAIL = re.compile(r"[ ,](?:then|please|thanks|thank you|for now|after all|actually|sorry|i think|instead)$")
_GIVES_UP = re.compile(
    r"never ?mind(?: (?:it|that))?|forget (?:it|that|(?:that )?i (?:said|asked|mentioned)"
    r"(?: (?:it|that|anything))?)|(?:scratch|strike|ignore|disregard) that|on second thoughts?,? no"
    r"|(?:leave|keep|have) (?:it|that|everything|things|all of it) (?:exactly )?(?:all )?"
    r"(?:as (?:(?:it|they|we|i) (?:is|are|was|were|had it|have it|said)|is|planned|before)"
    r"|(?:the way|how) (?:it|they) (?:is|are|was|were))"
    r"|stay as (?:we|it) (?:are|is|were|was)"
    r"|stick (?:with|to) (?:(?:what|how) (?:i|we|you)(?:'ve|'d)? (?:have|had|got|said|read(?: out)?)"
    r"|the original|how it was)"
)
# These say it only behind a turn: 「11時からで、返却はそのままで」.
_GIVES_UP_TURNED = re.compile(
    r"(?:leave|keep) it"
    r"|(?:(?:さっき|最初|もと|元|今)の)?(?:そのまま|まま)で?(?:いい|良い|大丈夫|お願いし?|結構)?"
    r"(?:です|ます|ください)?[わやよね]?"
)
_TURN = re.compile(
    r"いや|いえ|やっぱ|やはり|ごめん|すみません|まあ|でも|\b(?:no|nah|nope|actually|second thoughts?)\W{0,3}$"
)
# "Is there a real person? No? Fine."
_RESIGNS = re.compile(r"(?:oh,? )?no\?", re.IGNORECASE)


def leave_out_given_up(text: str, *, names_value: bool) -> str:
    """What is left of `text` behind the last clause that gives a wish up; all of it where none does.
    `names_value`: `text` has a value that may be wished for."""
    clauses = [clause for clause in _CUT.split(text) if clause]
    for at in range(len(clauses) - 1, 0, -1):
        turned = _TURN.search(clauses[at - 1].lower()) is not None
        resigns = clauses[at - 1].endswith("?") and _RESIGNS.fullmatch(clauses[at].strip()) is not None
        given_up = resigns or _gives_up(clauses[at], turned=turned)
        if given_up and (names_value or _asks_for_it("".join(clauses[:at]))):
            return "".join(clauses[at + 1 :]).strip()
    return text


def _gives_up(clause: str, *, turned: bool) -> bool:
    words = clause.lower().strip(_MARKS)
    while tail := _TAIL.search(words):
        words = words[: tail.start()].rstrip(_MARKS)
    while not _GIVES_UP.fullmatch(words):
        if turned and _GIVES_UP_TURNED.fullmatch(words):
            return True
        lead = _LEAD.match(words)
        if lead is None:
            return False
        words, turned = words[lead.end() :].lstrip(_MARKS), True
    return True


def _asks_for_it(text: str) -> bool:
    return CHANGE.search(text.lower()) is not None or "にし" in text or bool(find_topics(text) & QUESTIONS)

"""Leaves out what was, and what was first thought of: neither says anything of a rental to come.

"We had an SUV last winter for ten days", "I called on the thirtieth": the days, lengths and classes of such
a clause are not wished for. In Japanese the readers of asides (`state/asides.py`) find all but the rental
that somebody had before.
"""

from __future__ import annotations

import re
from datetime import date

from voice.engine.dialogue.nlu.classes import find_class
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.names_ja import RELATIONS

# "I'd love the minivan, but it's only the two of us, so the compact will do."
_WILL_DO = r"(?:will do|would do|'ll do|it is|is fine|is enough|has to do)"
_LIKED_FIRST = re.compile(
    r"\b(?:i|we)(?:'d| would) (?:love|like|prefer|have (?:liked|loved|preferred))\b[^.;!?]{1,60}?,? but\b"
    rf"(?![^.;!?]{{0,60}}\bif\b)(?=[^;!?]{{1,90}}\b{_WILL_DO}\b)",
    re.IGNORECASE,
)
# Of something, or somebody, that is not the rental: "the course runs from the 7th to the 11th", "my licence
# runs out on the 31st". The nouns that a rental's own days and hours are told by are left out.
_OF_THE_RENTAL = (
    r"pick|collect|return|drop|rental|hire|booking|reserv|cars?\b|vehicle|van\b|minivan|suv|sedan|compact|kei\b"
    r"|days?\b|dates?\b|times?\b|hours?\b|start|end\b|best|earliest|latest|first|second|third|last|only|whole"
    r"|plans?\b|idea|period|choice|preference|trip|holiday|vacation|stay|journey|tour|week|morning|afternoon"
    r"|evening|beginning|rest\b|ones?\b|next|following|same|thing|christmas|xmas|new year|boxing|\w{3,12}th\b"
    r"|\w{3,6}day|\d"
)
_OTHER_SUBJECT = re.compile(
    r"^[\s,]*(?:(?:and|so|but|because|since|as|well|okay|ok|yes|yeah|now|hi|hello|um|uh|er)[\s,]{1,2}){0,3}"
    rf"(?:the|my|our|his|her|their) (?!{_OF_THE_RENTAL})[a-z'-]{{2,20}}"
    rf"(?: (?!{_OF_THE_RENTAL})[a-z'-]{{2,20}}){{0,2}}?"
    r" (?:(?:is|are)(?! (?:gonna|going|coming|in|at)\b)"
    r"|starts?|begins?|kicks? off|ends?|finish(?:es)?|runs?(?: out)?|opens?|closes?|shuts?|expires?"
    r"|departs?|arrives?|lasts?|goes|sails|takes place|stays?|comes?|has|have|fl(?:y|ies)|lands?|meets?"
    r"|moves?|plays?|works?|visits?|gets?)\b"
    r"|\b(?:i|we|he|she|they)(?:'m|'s|'re| am| is| are) (?:off(?: work)?|away|busy|working|abroad|on leave)\b"
    r"|\b(?:i|we|he|she|they)(?:'m| am| are|'re)? (?:get|gets|getting) paid\b"
)
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
    rf"{_WHO}{_HOW} (?:(?:rented|hired|took|drove|went|came|stayed|visited|paid|did"
    r"|booked|reserved|arranged|made)\b"
    r"|(?:had|used|got|was|were)\b(?! (?:going|hoping|wondering|thinking|looking|planning|to|in mind)\b))"
)
# What goes on with it: "we came last year and got the minivan for a week".
_GOES_ON = re.compile(
    r"^[\s,]*(?:and|but) (?:rented|hired|had|took|drove|used|got|went|stayed|visited|paid|loved)\b"
)
_OVER = re.compile(
    r"\blast (?:year|month|week|time|spring|summer|autumn|fall|winter|christmas|january|february|march|april"
    r"|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:years?|months?|weeks?|days?|a while|ages) ago\b|\byesterday\b|\bthe other (?:day|week)\b"
    r"|\b(?:back )?in (?:january|february|march|april|june|july|august|september|october|november)\b(?! \d)"
)
# 「先月も4日間借りたんですけど、14日の9時から」
# 「前回はコンパクトだったんですけど」
_RENTED_BEFORE = re.compile(
    r"(?:前回|先月|先週|去年|昨年|この前|こ(?:の)?(?:間|あいだ|ないだ))[^、。\d]{1,16}?(?:だっ|でし)た(?:ん)?(?:です)?"
    r"(?:けれ?ど(?:も)?|が(?!あ)|ので|んで|から)、?"
    r"|(?:先月|先週|先日|去年|昨年|おととし|前回|以前|この前|こ(?:の)?(?:間|あいだ|ないだ)|(?<![駅店その日])前(?=[にも])|昔)"
    r"[^。]{0,30}?(?:借り|(?:使|乗)(?:っ|い|り|わせ)|利用し|お世話にな[っり])(?:し|てい|て|せてもらっ|まし){0,2}た"
    r"(?:こと|者|もの|とき|時|の?)[^、。\d]{0,14}?(?:けれ?ど(?:も)?|が(?!あ)|ので|んで|て|から|とき|時)、?"
)
# 「4日に別の車を借りてるんですけど」, 「16日にも借りるかもしれないけど」, 「最初20日って言ってたんですけど」
_OF_ANOTHER = re.compile(
    r"[^、。]{0,14}(?:別|ほか|他|よそ)の?(?:車|クルマ|お?店|会社|レンタカー|ところ|とこ)[^、。]{0,6}"
    r"(?:借り|予約し|取っ|押さえ)て(?:い)?(?:る|ます|た|まし)[^、。\d]{0,8}?(?:けれ?ど(?:も)?|が|ので|んで)、?"
    rf"|(?:{RELATIONS}|知り合い|知人|同僚)が[^。]{{0,24}}?(?:借り|使っ|乗っ|行っ)(?:てい|て)?た?[^。\d]{{0,14}}?"
    r"(?:って|と)(?:言[っうい]|聞[いく])[^、。\d]{0,8}?(?:から|ので|んで|けれ?ど(?:も)?)、?"
    r"|\d日にも[^、。\d]{0,12}かもしれ(?:ない|ません)[^、。\d]{0,6}?(?:けれ?ど(?:も)?|が)、?"
    r"|(?:最初|はじめ|さっき|もともと|当初|元々|本当|ほんと)(?:は|に)?、?(?:\d{1,2}月)?\d{1,2}日[^、。\d]{0,8}(?:って|と|で)"
    r"(?:言っ|思っ|考え)(?:て(?:い)?)?(?:た|まし)[^、。\d]{0,8}?(?:けれ?ど(?:も)?|が)、?"
)
# "I was going to say Wednesday, but my wife says Thursday": the first is given up for the second.
_FIRST_THOUGHT = re.compile(
    rf"{_WHO} (?:was|were|am|'m) (?:first |originally |initially )?(?:going|about|meaning|meant) to"
    r" (?:say|ask|take|go|book|have|do)\b"
    rf"|{_WHO} (?:first|originally|initially) (?:thought|wanted|said|planned|asked|had)\b"
    rf"|{_WHO}(?: had|'d)? (?:thought (?:about|of)|considered)\b"
    rf"|{_WHO}(?:'d| would)(?: have|'ve) \w{{2,12}}\b|{_WHO}(?: had|'d)? (?:wanted|planned|hoped for)\b"
    rf"|{_WHO}(?:'d| would) (?:ask for|prefer|love)\b"
)
# What would be done if something else came to pass: "if it rains we'd go on the 17th". What is free, or
# possible, decides about the rental itself.
_OF_A_RENTAL = (
    r"(?:you|that|it(?:'s| is)? (?:possible|free|ok|okay|available)|possible|there|so|not|the \d"
    r"|(?:i|we) (?:could|can|may|might|pick|get|take|book|rent|collect|have|had|bring|return|drop|keep))\b"
)
_SUPPOSED = re.compile(
    rf"(?:\b(?:and|but|well|or),? )?\b(?:if|unless|in case) (?!{_OF_A_RENTAL})[^.;!?]{{3,50}}?,? (?:then )?"
    r"(?:i|we|he|she|they|it|that)(?:'d| would|'ll| will| might| may| could)\b[^.,;!?]{1,40}[.,;]?",
    re.IGNORECASE,
)
# So is what another person thinks or would like: "my wife thinks the 18th, but she's got it wrong".
_OTHERS_THOUGHT = re.compile(
    r"\b(?:my|our|his|her|their) [a-z'-]{2,20} "
    r"(?:thinks?|thought|reckons?|believes?|says?|said|wants?|wanted|prefers?|would (?:prefer|like))\b"
)
_GIVEN_UP = re.compile(r",? (?=(?:but|only|except)\b)")


def leave_out_what_was(text: str) -> str:
    """The text without the clauses that tell what somebody did; all of it where nothing else is left."""
    text = _OF_ANOTHER.sub("、", _RENTED_BEFORE.sub("、", text))
    kept: list[str] = []
    is_over = False
    for clause in _CLAUSES.split(text):
        low = clause.lower()
        is_over = _tells_what_was(low) or (is_over and _GOES_ON.search(low) is not None)
        kept += [] if is_over else [clause]
    left = "".join(kept)
    return left if re.search(r"\w", left) else text


def _tells_what_was(clause: str) -> bool:
    return _TRIED.search(clause) is not None or (_OVER.search(clause) and _DONE.search(clause)) is not None


def leave_out_first_choice(text: str) -> str:
    """The text without the class that would be liked, where another one "will do"."""
    found = _LIKED_FIRST.search(text)
    return text[: found.start()] + text[found.end() :] if found and find_class(text[found.end() :]) else text


def tells_of_another_subject(piece: str) -> bool:
    """Whether a piece, in lower case, says something of a subject that is no rental."""
    return _OTHER_SUBJECT.search(piece) is not None


def _leave_out_supposed(text: str, today: date) -> str:
    """The text without a day of what may come to pass, where the rest names one that is wished for."""
    found = _SUPPOSED.search(text)
    if found is None or not read_period(found[0], today).start_day:
        return text
    rest = f"{text[: found.start()]}, {text[found.end() :]}"
    return rest if read_period(rest, today).start_day else text


def leave_out_first_thought(text: str, today: date) -> str:
    """The text without what the caller gives up in the same breath, or would do if something else came to
    pass, where the rest has all that it had."""
    text = _leave_out_supposed(text, today)
    found = _FIRST_THOUGHT.search(text.lower()) or _OTHERS_THOUGHT.search(text.lower())
    turn = _GIVEN_UP.search(text, found.end()) if found else None
    if found is None or turn is None:
        return text
    rest = text[turn.start() :]
    given_up, now = (read_period(each, today) for each in (text[found.start() : turn.start()], rest))
    if found.re is _OTHERS_THOUGHT:
        now = read_period(text[: found.start()] + rest, today)
    is_new_day = now.start_day or not (given_up.start_day or given_up.end_day)
    is_new_hour = now.start_time or now.loose or not (given_up.start_time or given_up.loose)
    return text[: found.start()] + rest if is_new_day and is_new_hour else text

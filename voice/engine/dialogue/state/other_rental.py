"""A new rental beside one that exists: it waits until that is done with, or is like it in some things."""

from __future__ import annotations

import re
from dataclasses import replace

from voice.engine.dialogue.nlu import digits
from voice.engine.dialogue.nlu.calling_off import CALLS_OFF, CANCEL, ENDS_A_BOOKING, REBOOKS
from voice.engine.dialogue.nlu.changing import CHANGE
from voice.engine.dialogue.nlu.classes import recognise_classes
from voice.engine.dialogue.nlu.dates.period import read_period
from voice.engine.dialogue.nlu.other_rentals import part_by_clauses
from voice.engine.dialogue.nlu.own_bookings import speaks_of_earlier
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state import reservation_steps
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import Case
from voice.engine.dialogue.state.reservation_intent import (
    describes_rental,
    names_somebody,
    says_what_changes,
)

# 「ミニバンも」 means the rest as it was.
LIKE_THE_LAST = re.compile(
    r"同じ|同様|[^\d日時で約件]も(?:、|お願い|予約|借り|追加|頼)|\bsame\b|\btoo\b|\bas well\b"
    r"|\blike (?:it|that one|this one)\b"
)
# Of several that were wished for together.
OTHER_CAR = re.compile(r"もう(?:片方|一方|1台|一台)|残り|[2二]台目|\bthe (?:other|second)(?: one| car)?\b")
SAME_CAR = re.compile(
    r"同じ(?:車|クラス|タイプ|もの|内容|条件|の)"
    r"|\bthe same(?= (?:for|on)\b|[.!]?$)|(?<!not the )\bsame (?:car|class|type|thing|one|again)\b"
    r"|\blike (?:it|that one|this one)\b"
)
# All of it once more, so that it is in the same name too.
SAME_AGAIN = re.compile(
    r"(?:全部|全て|すべて|まったく|全く)同じ|同じ内容"
    r"|\bsame (?:(?:thing|car|one|booking) )?again\b|\b(?:exactly|just) (?:the same|like (?:it|that|this))\b"
    r"|\bsame (?:details|name)\b|\beverything else (?:is )?the same\b"
)
SAME_NAME = re.compile(r"同じ名[前義]|\bsame (?:name|person)\b")
# What begins the second wish: "…, and then I'd also like a minivan", 「それと、28日に…」.
SECOND_REQUEST = re.compile(
    r"(?:\b(?:and|then|also|plus|secondly|after that)[, ]{1,2}){1,3}"
    r"(?:(?:i|we)(?:'d|'ll| would)?(?: also| then)? (?:like|want|need|love)|(?:can|could) (?:i|we)(?: also)?"
    r" (?:have|get|book|rent|hire)|(?:to )?(?:book|rent|reserve|hire))\b"
    r"|(?:それとは別に|それと|あと|それから|それに|ついでに|加えて|もう[一1]つ(?:は)?)、?",
    re.IGNORECASE,
)
# Of a car besides, and not of what was read out: "I'd also like it from ten".
ONE_MORE = re.compile(
    r"\b(?:also|another|second|additional)\b[^.;!?]{0,20}\b(?:an?|another|one)\b|\b(?:too|as well)\b"
    r"|\ban? [^.;!?]{0,30}\bfor (?:my|our) "
)
# Between what is cancelled and another wish.
JOINT = re.compile(
    r"(?<=して)、?|[。、.,;!]\s*(?:(?:and|but|then|so)\s|それと、?|あと、?)?|\s(?:and|but|then|so)\s",
    re.IGNORECASE,
)
# One for the other is no second wish.
IN_PLACE_OF_IT = re.compile(
    r"\b(?:instead|rather|re-?book|move|change|swap)\b|代わり|かわり|じゃなく|ではなく|変更|変え|ずら"
)


def part_other_rental(d: Dialogue, text: str) -> tuple[str, str]:
    """The words about a reservation that exists, and those that wish for another rental besides; "" where
    there are none. In the midst of a case all of the words may be of the other.

    After a booking of this call the other is only left out: the caller is asked for what else there is.
    """
    for found in SECOND_REQUEST.finditer(text) if d.booking is None else ():
        head, tail = text[: found.start()].strip(), text[found.end() :]
        acts = CANCEL.search(head.lower()) or CHANGE.search(head.lower())
        if not ((_tells_of_one(d, head) and acts) or (d.case and not d.case.done and not head)):
            continue
        if not IN_PLACE_OF_IT.search(tail.lower()) and describes_rental(d, tail):
            return head, tail
    if d.case is None and d.booking is None:
        of_case, other = _part_from_the_first(d, text)
        if other:
            return of_case, other
    of_case, other = _part_from_cancellation(d, text) if d.booking is None else (text, "")
    if other:
        return of_case, other
    of_case, other = part_by_clauses(text)
    if other and _tells_of_one(d, of_case) and says_what_changes(d, of_case):
        return of_case, other if d.booking is None else ""
    is_told = digits.find_number(of_case)[0] or (LIKE_THE_LAST.search(other.lower()) and d.case is None)
    if other and not d.booking and is_told and _tells_of_one(d, of_case):
        return of_case, other
    return text, ""


def leave_out_second_rental(d: Dialogue, text: str) -> str:
    """The text without one more rental that is wished for beside what was read out ("yes, and can I get a
    second one, a minivan?"): the first is booked before, and then the caller is asked what else there is."""
    if d.asked != "confirm" or d.case or d.booking or IN_PLACE_OF_IT.search(text.lower()):
        return text
    for found in SECOND_REQUEST.finditer(text):
        one_more = ONE_MORE.search(text[found.start() :].lower())
        if one_more and recognise_classes(read_utterance(text[found.end() :])):
            return text[: found.start()].strip(" ,、")
    kept, other = part_by_clauses(text, whole=True)
    return (
        kept.strip(" ,、")
        if other and (recognise_classes(read_utterance(other)) or read_period(other, d.today))
        else text
    )


def _part_from_the_first(d: Dialogue, text: str) -> tuple[str, str]:
    """ "A compact at Shinjuku on the 11th, ten to six, and could you cancel R-402-7315": a new rental is told
    before the wish for the one that exists."""
    for joint in reversed([*JOINT.finditer(text)]):
        head, tail = text[: joint.start()].strip(), text[joint.end() :]
        if digits.find_number(head)[0] or not digits.find_number(tail)[0]:
            continue
        wished = CANCEL.search(tail.lower()) or says_what_changes(d, tail)
        if wished and describes_rental(d, head) and not speaks_of_earlier(head):
            return tail, head
    return text, ""


def _part_from_cancellation(d: Dialogue, text: str) -> tuple[str, str]:
    """ "Scrap R-402-7311 and get me a minivan on the 8th": what is cancelled, and what is booked besides."""
    if CANCEL.search(text.lower()) and REBOOKS.search(text.lower()):
        return text, ""  # of that one the times and the class change
    for joint in reversed([*JOINT.finditer(text)]):
        head, tail = text[: joint.start()].strip(), text[joint.end() :]
        low = head.lower()
        ends = CANCEL.search(low) or ENDS_A_BOOKING.search(low) or CALLS_OFF.search(low)
        if ends and _tells_of_one(d, head) and describes_rental(d, tail) and not speaks_of_earlier(tail):
            return head, tail
    return text, ""


def _tells_of_one(d: Dialogue, text: str) -> bool:
    """Whether the words are of a reservation that exists."""
    if d.case or d.booking:
        return bool(text)
    return speaks_of_earlier(text) or digits.find_number(text)[0] != ""


def note_likeness(case: Case, text: str) -> None:
    """In what the new rental that waits is to be like the reservation of `case`."""
    low = text.lower()
    case.same_name = SAME_NAME.search(low) is not None
    case.is_alike = LIKE_THE_LAST.search(low) is not None
    case.same_car = (SAME_CAR.search(low) or SAME_AGAIN.search(low)) is not None


def begin_another(d: Dialogue, text: str) -> None:
    """Where the words want another booking than the one just made, or found: with what is to be the same."""
    if "another" not in d.turn.topics:
        return
    if d.booking is None:
        if d.last and d.last.found and not d.begun and LIKE_THE_LAST.search(text.lower()):
            _begin_like_the_found(d, d.last, text)
        return
    d.begin_anew(
        like_the_last=(d.wants_several and bool(d.named_together))
        or LIKE_THE_LAST.search(text.lower()) is not None,
        same_name=SAME_AGAIN.search(text.lower()) is not None and not names_somebody(text),
        same_car=SAME_CAR.search(text.lower()) is not None,
        other_car=OTHER_CAR.search(text.lower()) is not None,
    )


def _begin_like_the_found(d: Dialogue, last: Case, text: str) -> None:
    """A new booking that is like the one found: "another car a week later, same times, same shop"."""
    like, found, low = replace(last), last.found, text.lower()
    reservation_steps.load(d, like)
    keeps_name = SAME_AGAIN.search(low) or SAME_NAME.search(low)
    d.slots = replace(
        d.slots,
        name=found.name if found and keeps_name else "",
        car=d.slots.car if SAME_CAR.search(low) or SAME_AGAIN.search(low) else "",
        extras=(),
        return_shop="",
    )

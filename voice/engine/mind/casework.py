"""Opens and closes a case: whether the caller speaks of a reservation that exists already, and of which."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace

from voice.engine.mind import classes, digits, grammar, shifts, spelling
from voice.engine.mind.cases import TOOLS, Case, Deed
from voice.engine.mind.dialogue import Dialogue, Wish
from voice.engine.mind.facts import Alternative
from voice.engine.mind.moments import When

CANCEL = re.compile(
    r"キャンセル(?!料|ポリシー|規)|取り?消|取りやめ|予約を?(?:やめ|止め)|\bcancel(?!lation fee)"
)
CHANGE = re.compile(
    r"変更|変え|ずらし|ずらす|早め|遅らせ|遅く|早く|延長|延ば|のばし"
    r"|\b(?:change|move|reschedule|modify|extend|postpone|shift|push|make it|alter|amend)\b"
)
FIND = re.compile(
    r"予約.{0,8}(?:確認|見て|調べ|照会|どうなって)|予約の(?:内容|状況)"
    r"|\b(?:check|find|look up|see|confirm|look at|ask about|about) (?:on )?(?:my|an existing|the|a) "
    r"(?:booking|reservation)\b"
)
ABOUT = re.compile(r"予約|\b(?:booking|reservation)\b")
EARLIER = re.compile(
    r"予約した(?!い|ら)|予約して(?:い)?(?:る|ます|た)|予約済|予約番号|(?:前|先日|この前|昨日|先週)(?:の|に).{0,4}予約"
    r"|もう予約|すでに|既に|\bexisting\b|\balready\b|\bearlier\b|\bi (?:have|made|booked)\b"
    r"|\bmy (?:booking|reservation)\b"
    r"|\b(?:booking|reservation) number\b"
)
TIMES = re.compile(
    r"時間|時刻|日にち|日付|日程|日を|車種|クラス|\b(?:time|times|date|day|pick ?up|return|car)\b"
)
ANEW = re.compile(r"やっぱり?|間違え|にして|に直し|でお願い|\bactually\b|\binstead\b|\bmake it\b|\bplease\b")
NOT_AT_ALL = re.compile(
    r"(?:変更|キャンセル|取り?消し)(?:は|も|など|とか)?(?:あ?りません|ない|なし|しません|しない|不要|結構|大丈夫)"
    r"|\b(?:no|not|don'?t|won'?t) (?:\w+ ){0,3}(?:chang|cancel)"
)
BARE_TIMES = ("times", "start", "end")
MOVE_TO = re.compile(
    r"(\b(?:move|change|reschedule|shift|postpone|push)\b[^.]*?\b)to (?=(\d)?)", re.IGNORECASE
)
OF_MINE = re.compile(r" (?:of|for) (?:my|the) (?:booking|reservation|car)\b", re.IGNORECASE)
MAKE_IT = re.compile(r"\bmake (?:it|that)\b")
SHOP = re.compile(r"店|\b(?:shop|store|branch)\b")


def concerned(d: Dialogue, text: str) -> bool:
    """Open, switch or leave a case as the words want it; whether one is open then."""
    deed = deed_in(d, text)
    if d.case is None:
        if deed:
            begin(d, deed)
            d.turn.progress = True
        return d.case is not None
    if "another" in d.turn.topics and not deed and not EARLIER.search(_plain(text)):
        close(d)
        return False
    if deed and deed != d.case.deed and not d.case.done:
        switch(d, d.case, deed)
    return True


def deed_in(d: Dialogue, text: str) -> Deed | None:
    """What the words want done with a reservation that exists."""
    plain = _plain(text)
    if NOT_AT_ALL.search(plain) or "language" in d.turn.topics:
        return None
    about, earlier = bool(ABOUT.search(plain)), bool(EARLIER.search(plain))
    if d.case:
        at_all = d.asked != "agree"
        if CANCEL.search(plain):
            return "cancel"
        return "change" if CHANGE.search(plain) and (at_all or d.case.deed == "change") else None
    if d.begun and not earlier:
        return None
    known = d.booking is not None or d.last is not None
    if CANCEL.search(plain):
        return "cancel"
    changing = about or earlier or known or (TIMES.search(plain) and not SHOP.search(plain))
    if (CHANGE.search(plain) and changing) or (known and ANEW.search(plain) and _new_values(d, text)):
        return "change"
    if "another" in d.turn.topics and not earlier:
        return None
    wants = FIND.search(plain) or (earlier and (about or digits.number_in(text)[0]))
    return "find" if wants and d.booking is None else None


def begin(d: Dialogue, deed: Deed) -> None:
    case = Case(deed, before=d.wish)
    if d.booking:
        case.number, case.own = d.booking.number, True
        case.base, d.wish = copy(d.wish), copy(d.wish)
    elif d.last:
        last = d.last
        case.number, case.name, case.last_four, case.own = last.number, last.name, last.last_four, last.own
        case.kept, case.told = last.kept, True
        load(d, case)
    else:
        d.wish = Wish()
    d.case, d.quote, d.problem, d.alternatives = case, None, None, []


def load(d: Dialogue, case: Case) -> None:
    """The wish becomes the reservation as it stands; what the caller changes of it is the difference."""
    kept = case.kept
    if kept is None:
        return
    d.wish = Wish(shop=kept.shop.id, car=classes.key_of(kept.offer), name=kept.name)
    shifts.settle(d.wish, kept.start, kept.end)
    case.base = copy(d.wish)


def switch(d: Dialogue, case: Case, deed: Deed) -> None:
    restore(d)
    case.deed, case.heard, case.agreed, case.cuts = deed, "", "", 0
    d.alternatives = []


def restore(d: Dialogue) -> None:
    """Nothing of the change that was talked about stands."""
    case = d.case
    d.quote = None
    if case and case.base:
        d.wish = copy(case.base)
        case.new_name, case.unshifted = "", None


def close(d: Dialogue) -> None:
    case, d.case, d.quote, d.alternatives = d.case, None, None, []
    if case is None:
        return
    if case.done == TOOLS["cancel"]:
        d.last = None
        if d.booking and d.booking.number == case.number:
            d.begin_anew()
            return
    elif case.kept:
        d.last = case
    if not (case.own and case.done == TOOLS["change"]):
        d.wish = case.before or Wish()


def alternative(d: Dialogue, answer: str) -> bool:
    """Take or refuse the one that was offered."""
    if answer == "yes":
        _take(d, d.alternatives[0])
    elif answer == "no":
        d.alternatives = d.alternatives[1:]
    return answer != ""


def _take(d: Dialogue, offered: Alternative) -> None:
    d.wish = replace(d.wish, car=classes.key_of(offered.offer))
    shifts.settle(d.wish, offered.start, offered.end)
    d.alternatives = []


def when(d: Dialogue, text: str) -> When:
    """What the words say of the new times; "make it 11" is a time like the answer to "what time?"."""
    bare = d.asked in BARE_TIMES or MAKE_IT.search(text.lower()) is not None
    if not grammar.is_japanese(text) and not re.search(r"\bfrom\b", text.lower()):
        # "Move it to Sunday": what follows is where it goes, not the return.
        text = MOVE_TO.sub(lambda found: f"{found[1]}{'at' if found[2] else 'on'} ", OF_MINE.sub("", text))
    return grammar.when(text, d.today, asked_time=bare)


def _new_values(d: Dialogue, text: str) -> bool:
    return bool(when(d, text) or classes.asked_for(text) or shifts.shift(text))


def _plain(text: str) -> str:
    return spelling.folded(text).lower()

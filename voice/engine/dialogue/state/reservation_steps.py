"""Opens and closes a case: whether the caller speaks of a reservation that exists already, and of which."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from voice.engine.dialogue.facts import Alternative
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.state import reservation_intent
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import TOOLS, Case, Deed
from voice.engine.dialogue.state.slots import Slots, fix_period


def open_or_leave_case(d: Dialogue, text: str) -> bool:
    """Open, switch or leave a case as the words want it; whether one is open then."""
    deed = reservation_intent.find_intent(d, text)
    if d.case is None:
        if deed:
            begin(d, deed, of_another=reservation_intent.is_about_another(d, text))
            d.turn.progress = True
        return d.case is not None
    if "another" in d.turn.topics and not deed and not reservation_intent.speaks_of_earlier(text):
        close(d)
        return False
    if deed and deed != d.case.deed and not d.case.done:
        switch(d, d.case, deed)
    return True


def begin(d: Dialogue, deed: Deed, *, of_another: bool = False) -> None:
    case = Case(deed, before=d.wish)
    if of_another:
        d.wish = Slots()
    elif d.booking:
        case.number, case.own = d.booking.number, True
        case.base, d.wish = copy(d.wish), copy(d.wish)
    elif d.last:
        last = d.last
        case.number, case.name, case.last_four, case.own = last.number, last.name, last.last_four, last.own
        case.kept, case.told = last.kept, True
        load(d, case)
    else:
        d.wish = Slots()
    d.case, d.quote, d.problem, d.alternatives = case, None, None, []


def load(d: Dialogue, case: Case) -> None:
    """The wish becomes the reservation as it stands; what the caller changes of it is the difference."""
    kept = case.kept
    if kept is None:
        return
    d.wish = Slots(shop=kept.shop.id, car=classes.key_of(kept.offer), name=kept.name)
    fix_period(d.wish, kept.start, kept.end)
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
        d.wish = case.before or Slots()


def alternative(d: Dialogue, answer: str) -> bool:
    """Take or refuse the one that was offered."""
    if answer == "yes":
        _take(d, d.alternatives[0])
    elif answer == "no":
        d.alternatives = d.alternatives[1:]
    return answer != ""


def _take(d: Dialogue, offered: Alternative) -> None:
    d.wish = replace(d.wish, car=classes.key_of(offered.offer))
    fix_period(d.wish, offered.start, offered.end)
    d.alternatives = []

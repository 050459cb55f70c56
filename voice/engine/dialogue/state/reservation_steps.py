"""Opens and closes a case: whether the caller speaks of a reservation that exists already, and of which."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace

from voice.engine.dialogue.facts import Alternative
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.nlu.own_bookings import speaks_of_earlier
from voice.engine.dialogue.state import reservation_intent
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import TOOLS, Case, ReservationIntent
from voice.engine.dialogue.state.slots import Slots, fix_period

# Asked where a cancellation waits for its yes: whoever could move the booking need not lose it.
MOVE_INSTEAD = re.compile(
    r"(?:変更|(?:変え|替え|ずら|移|動か)[するせ](?:こと|の)?)(?:って|は|も|とか|なら|だけ|に(?:は)?)?"
    r"(?:でき(?:ま|る|ない)|可能|したい|お願い|し(?:てもら|ていただ))"
    r"|(?:変え|替え|ずら[しせ]|移[しせ]|動か[しせ])(?:られ|ま[すせ]|てもら|ていただ|る|た[いく])[^、。]{0,12}(?:か|\?|？|けど|んです)"
    r"|\b(?:can|could|may|would it be possible to|is it possible to|rather|i'd like to|let me)(?: (?:i|we))?"
    r"(?: (?:just|maybe|perhaps|rather|instead))? (?:change|move|reschedule|postpone|shift) (?:it|that|the)\b"
)


def open_or_leave_case(d: Dialogue, text: str) -> bool:
    """Open, switch or leave a case as the words want it; whether one is open then."""
    intent = reservation_intent.find_intent(d, text)
    if d.case is None:
        if intent:
            made = reservation_intent.find_made_before(d, text)
            begin(d, intent, of_another=reservation_intent.is_about_another(d, text), made_before=made)
            d.turn.progress = True
            d.turn.topics -= {"another"}
        return d.case is not None
    # 「17時まで借りたい」, of how it is to be changed, wishes for no other car.
    is_answer = d.asked in ("new", "agree") and d.case.intent == "change"
    if is_answer and not reservation_intent.adds_another(text):
        d.turn.topics -= {"another"}
    if "another" in d.turn.topics and not intent and not speaks_of_earlier(text):
        close(d)
        return False
    if not intent and d.case.intent == "cancel" and d.asked == "agree" and MOVE_INSTEAD.search(text.lower()):
        intent = "change"
    if intent and intent != d.case.intent and not d.case.done:
        switch(d, d.case, intent)
    return True


def begin(d: Dialogue, intent: ReservationIntent, *, of_another: bool = False, made_before: str = "") -> None:
    """Open a case. What was being booked waits in it; `of_another` asks for a number anew, `made_before` is
    the number of one that was made earlier in this call."""
    case = Case(intent, before=d.slots)
    if made_before:
        case.number, case.own, d.slots = made_before, True, Slots()
    elif of_another:
        d.slots = Slots()
    elif d.booking:
        case.number, case.own = d.booking.number, True
        # What was just said of a telephone is a change already.
        stands = replace(d.slots, phone=d.booking.customer_phone, email=d.booking.customer_email)
        case.before, case.base, d.slots = stands, copy(stands), copy(d.slots)
    elif d.last:
        last = d.last
        case.number, case.name, case.last_four, case.own = last.number, last.name, last.last_four, last.own
        case.found, case.told = last.found, True
        case.code, case.code_sent = last.code, last.code_sent
        load(d, case)
    else:
        d.slots = Slots()
    d.case, d.quote, d.problem, d.alternatives = case, None, None, []


def load(d: Dialogue, case: Case) -> None:
    """The slots become the reservation as it stands; what the caller changes in them is the difference."""
    found = case.found
    if found is None:
        return
    d.slots = Slots(
        shop=found.shop.id,
        car=classes.key_of(found.offer),
        name=found.name,
        extras=found.extras,
        return_shop=found.return_shop,
    )
    fix_period(d.slots, found.start, found.end)
    case.base = copy(d.slots)


def switch(d: Dialogue, case: Case, intent: ReservationIntent) -> None:
    """The same reservation, but something else is to be done with it: no quote or yes is taken over."""
    restore(d)
    case.intent, case.heard, case.agreed, case.cuts = intent, "", "", 0
    d.alternatives = []


def restore(d: Dialogue) -> None:
    """Nothing of the change that was talked about stands."""
    case = d.case
    d.quote = None
    if case and case.base:
        d.slots = copy(case.base)
        case.new_name, case.renames, case.unshifted = "", False, None


def close(d: Dialogue) -> None:
    """Leave the case: what was found is remembered, and what was being booked goes on."""
    case, d.case, d.quote, d.alternatives = d.case, None, None, []
    if case is None:
        return
    if case.done == TOOLS["cancel"]:
        d.last = None
        if d.booking and d.booking.number == case.number:
            d.begin_anew()
            return
    elif case.found:
        d.last = case
    if not (case.own and case.done == TOOLS["change"]):
        d.slots = find_waiting(case)


def find_waiting(case: Case) -> Slots:
    """The booking that waits behind `case`, with what is to be as in its reservation."""
    waiting, found = copy(case.before or Slots()), case.found
    if found is None:
        return waiting
    if case.same_name:
        waiting.name = waiting.name or found.name
    if case.same_car:
        waiting.car = waiting.car or classes.key_of(found.offer)
    if not case.is_alike:
        return waiting
    waiting.shop = waiting.shop or ("" if waiting.region or waiting.among else found.shop.id)
    like = Slots()
    fix_period(like, found.start, found.end)
    if waiting.start_day is None and waiting.doubt is None:
        waiting.start_day, waiting.end_day = like.start_day, waiting.end_day or like.end_day
    if waiting.start_time is None and waiting.end_time is None:
        waiting.start_time, waiting.end_time = like.start_time, like.end_time
    return waiting


def answer_alternative(d: Dialogue, answer: str) -> bool:
    """Take or refuse the one that was offered."""
    if answer == "yes":
        _take_alternative(d, d.alternatives[0])
    elif answer == "no":
        d.alternatives = d.alternatives[1:]
    return answer != ""


def _take_alternative(d: Dialogue, offered: Alternative) -> None:
    d.slots = replace(d.slots, shop=offered.shop_id, car=classes.key_of(offered.offer))
    fix_period(d.slots, offered.start, offered.end)
    d.alternatives = []

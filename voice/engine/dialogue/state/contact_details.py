"""The telephone number and the e-mail address of whoever books."""

from __future__ import annotations

import re

from voice.engine.dialogue.nlu import digits
from voice.engine.dialogue.nlu.contact import (
    cut_out,
    declines,
    find_odd_phone,
    recognise_contact,
)
from voice.engine.dialogue.nlu.new_phone import renews_phone
from voice.engine.dialogue.nlu.phone_corrections import correct_phone, judge_phone
from voice.engine.dialogue.nlu.topics import find_topics
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.slot_filling import ASKING_NAMES


def take_contact(d: Dialogue, text: str) -> tuple[str, set[str]]:
    """Set telephone and e-mail; what was said besides, and {"contact"} where something of it was new.

    An existing reservation is proven by digits too: there they are left to it. A number with a figure too few
    or too many is said back once, and asked for again.
    """
    if d.case or not d.may_say("customerPhone") or (renews_phone(text) and digits.find_number(text)[0]):
        return text, set()
    utterance, w = read_utterance(text), d.slots
    is_due = bool(d.asked_contact) and d.asked in (*ASKING_NAMES, "confirm", "email")
    spans = recognise_contact(utterance, asked=is_due)
    odd = find_odd_phone(utterance, asked=is_due)
    before = (w.phone, w.email, d.has_no_phone)
    gives_up = "quit" in find_topics(text)  # "forget it" is said of the whole, not of the number alone
    if gives_up:  # nor does it say that there is none
        spans = [span for span in spans if span.kind in ("phone", "email")]
    for span in spans:
        if span.kind == "phone":
            w.phone = span.value
        elif span.kind == "email":
            w.email = span.value
        else:
            d.has_no_phone = True
    if not spans and d.asked_contact and d.asked in ASKING_NAMES and declines(text) and not gives_up:
        d.has_no_phone = True
    if spans:
        text = cut_out(utterance, spans)
    elif odd and not w.phone:
        if not d.odd_phone:
            d.odd_phone, d.asked_contact = odd.value, d.asked_contact - {"phone"}
        return cut_out(utterance, [odd]), {"contact"}
    elif w.phone and (corrected := correct_phone(utterance.plain, w.phone)):
        w.phone, text = corrected
    elif w.phone and d.asked in ("confirm", "change"):
        judgement, rest = judge_phone(utterance.plain)
        if judgement == "wrong":  # it is asked for anew
            w.phone, d.asked_contact, text = "", d.asked_contact - {"phone"}, rest
    return text, {"contact"} if before != (w.phone, w.email, d.has_no_phone) else set()


def leave_out_right_phone(d: Dialogue, text: str) -> str:
    """The words without that the telephone number is right, where they say more: it is neither a question for
    ours nor the answer to the whole."""
    if not d.slots.phone or d.case:
        return text
    judgement, rest = judge_phone(read_utterance(text).plain)
    return rest if judgement == "right" and re.search(r"\w", rest) else text

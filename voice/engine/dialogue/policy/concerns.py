"""What the agent does where the caller's concern is no booking: an accident, a complaint, a wish for a human.

Trouble is answered with a telephone number, at once, whatever question stands. Nothing is booked for it.
"""

from __future__ import annotations

import re

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu import places
from voice.engine.dialogue.nlu.concern import ACTS, EMERGENCIES, OF_BOOKINGS, TROUBLE
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.policy import booking, call_flow, shops
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import TOOLS

# Of somebody who says no more than what we are here for.
BARE_REQUEST = re.compile(
    r"(?:レンタカー|お?車|クルマ|新規(?:の)?予約|予約)(?:を|の)?(?:です|お願い(?:します|したい(?:です|んですが)?)|一台|1台)*[。、]*"
    r"|(?:(?:hi|hello|hey|um|uh|er|yes|yeah|ok|okay|so|good morning|good afternoon|good evening)[,. ]+)*"
    r"(?:(?:an?|one|the|some|your|rent|rental|hire|new) )*"
    r"(?:cars?|rentals?|hire|vehicle|book(?:ing)?|reserv(?:e|ation)|rent)"
    r"(?: (?:hire|rental|booking|reservation|for hire|a car|one))?"
    r"(?:,? (?:please|thanks|thank you|ta|cheers))*[.!?… ]*"
)
# What stands around a shop that is named alone, and how long a name of one may be, in characters.
AROUND_A_NAME = re.compile(
    r"^(?:え[えー]?っ?と|あの|はい)[ー、]{0,3}|^(?:(?:in|at|from|the|er|um|uh|well)[ ,]{1,3}){1,3}"
    r"|(?:店|駅)?(?:です|で|がいいです|[をで]お?願いします)[。.!、,]{0,3}$"
    r"|,? (?:please|shop|branch)[.!]{0,3}$|[。.!、,]{1,3}$"
)
LONGEST_NAME = {"ja": 6, "en": 14}


def answer_trouble(d: Dialogue) -> Reply | None:
    """Where the telephone helps and nothing else: says what comes first, then the number to call."""
    concern = _find_trouble(d)
    if not concern:
        return None
    say = wording.concern_phrases(d.language)
    # After the lookup only the number is missing: the rest was said before it.
    lines = [str(say.open_concern(concern, again=concern in d.helped))] if d.turn.text else []
    shop, phone = _find_help(d)
    call = None if phone else shops.build_list_call(d, needed=True)
    if call:
        return Reply([*lines, str(say.finding_phone())], [call], asked="", concern=concern)
    urgent = concern in EMERGENCIES
    name = shop.name_in(d.language) if shop else ""
    lines.append(str(say.call_for_help(name, phone, urgent=urgent)))
    if urgent:
        return Reply(lines, asked="else", concern=concern)
    return _return_to_question(d, lines, concern)


def answer_manners(d: Dialogue) -> Reply | None:
    """Another language, a wrong number, abuse, small talk: a sentence, and the question that stands."""
    say, concerns = wording.concern_phrases(d.language), d.turn.concerns
    if d.turn.gave or (d.turn.answer and d.turn.judged):
        return None
    if "other-language" in concerns:
        return _answer_other_language(d)
    if d.helped[-1:] == ("wrong-number",) and concerns & {"wrong-number", "correction"}:
        return Reply([str(say.goodbye_wrong_number())], asked="else", over=True, concern="wrong-number")
    refused = next((topic for topic in ("injection", "private") if topic in d.turn.topics), "")
    if refused and not (d.begun or d.case or d.booking or concerns & ACTS):
        said = str(getattr(wording.phrases(d.language), refused)())
        return Reply([said, wording.question(d.language, "else")], asked="else", concern=refused)
    if "wrong-number" in concerns and not d.begun and d.case is None:
        return _return_to_question(d, [str(say.wrong_number())], "wrong-number")
    if "abuse" in concerns:
        return _answer_abuse(d)
    if concerns == {"small-talk"} and not d.turn.topics:
        return _return_to_question(d, [str(say.small_talk())], "small-talk")
    return None


def _answer_other_language(d: Dialogue) -> Reply:
    """Which two it can be; then the telephone, where somebody may speak it; then the call ends."""
    say, told = wording.concern_phrases(d.language), d.helped.count("other-language")
    if told == 0 and d.turn.text:
        return _return_to_question(d, [str(say.other_languages(again=False))], "other-language")
    shop, phone = _find_help(d)
    if told > 1 and d.turn.text:
        said = str(wording.phrases(d.language).goodbye(booked=d.booking is not None))
        return Reply([said], asked="else", over=True, concern="other-language")
    call = None if phone else shops.build_list_call(d, needed=True)
    if call:
        return Reply([str(say.finding_phone())], [call], asked="", concern="other-language")
    name = shop.name_in(d.language) if shop else ""
    lines = [str(say.other_languages(again=True)), str(say.call_for_help(name, phone, urgent=False))]
    return Reply([*lines, wording.question(d.language, "else")], asked="else", concern="other-language")


def leave_trouble(d: Dialogue) -> Reply | None:
    """Whoever hangs up after an emergency is not thanked for the call."""
    if d.in_emergency and not d.booking and call_flow.is_leaving(d):
        said = str(wording.concern_phrases(d.language).goodbye_in_trouble())
        return Reply([said], asked="else", over=True)
    return None


def ask_concern(d: Dialogue) -> Reply | None:
    """Nothing was understood, and nothing is begun: asks with choices what the call is about."""
    turn = d.turn
    known = turn.gave or turn.topics or turn.answer or turn.unknown_place or d.matter_known
    known = known or turn.asks_company or BARE_REQUEST.fullmatch(turn.text.lower()) is not None
    if not turn.text or known or d.begun or d.case or d.booking or not d.greeted or d.trouble > 1:
        return None
    if d.asked not in ("place", "when", "else", "matter") or _may_name_a_shop(d):
        return None
    unclear = str(wording.phrases(d.language).UNCLEAR[0])
    return Reply([unclear, str(wording.concern_phrases(d.language).ask_matter())], asked="matter")


def _may_name_a_shop(d: Dialogue) -> bool:
    """「品川です」, where a shop is asked for and none is known yet: the list will tell."""
    name = AROUND_A_NAME.sub("", d.turn.text.lower())
    longest = LONGEST_NAME["ja" if is_japanese(name) else "en"]
    return d.asked in ("place", "when") and not d.shops and 0 < len(name) <= longest


def _find_trouble(d: Dialogue) -> str:
    """The worst trouble that the words are about; the one before, where nothing else was understood."""
    brought_up, changeable = d.turn.concerns, TOOLS["change"] in d.tools
    found = next((concern for concern in TROUBLE if concern in brought_up), "")
    if found in OF_BOOKINGS and (d.begun or d.case or d.booking or changeable):
        found = ""
    # Right after an accident a bare answer, 「新宿です」, tells where it is: it asks for no booking.
    more = [concern for concern in brought_up if not concern.startswith("answer.")]
    lost = d.turn.text and not (more or d.turn.gave or d.turn.topics or d.turn.answer)
    if d.in_emergency and (lost or found == "complaint"):
        return next(concern for concern in reversed(d.helped) if concern in EMERGENCIES)
    return found


def _find_help(d: Dialogue) -> tuple[Shop | None, str]:
    """The shop to call and its number: the one that was named, is meant, or the first that has one."""
    everywhere = list(d.shops.values())
    said = read_utterance(d.turn.text or d.turn.about)
    found = places.recognise_places(said, everywhere, loose=True) if everywhere else []
    named = [d.shops[one] for span in found if span.kind == "shop" for one in span.value]
    regions = {span.value for span in found if span.kind == "region"}
    named += [shop for shop in everywhere if shop.region in regions]
    for shop in (*named, d.shop, *d.nearby, *everywhere):
        if shop and shop.phone:
            return shop, shops.format_national_number(shop.phone)
    return None, shops.find_phone(d)


def _answer_abuse(d: Dialogue) -> Reply:
    say = wording.concern_phrases(d.language)
    if "abuse" not in d.helped:
        return _return_to_question(d, [str(say.calm_down())], "abuse")
    shop, phone = _find_help(d)
    name = shop.name_in(d.language) if shop else ""
    call = str(say.call_for_help(name, phone, urgent=False))
    return _return_to_question(d, [str(say.warn()), call], "abuse")


def _return_to_question(d: Dialogue, lines: list[str], concern: str) -> Reply:
    """The lines, and the question that stood before; "anything else?" where nothing was begun."""
    if d.begun or d.case:
        reply = booking.ask_again(d, lines, trouble=0)
        reply.concern = concern
        return reply
    if concern in TROUBLE:
        return Reply([*lines, wording.question(d.language, "else")], asked="else", concern=concern)
    matter = str(wording.concern_phrases(d.language).ask_matter())
    return Reply([*lines, matter], asked="matter", concern=concern)

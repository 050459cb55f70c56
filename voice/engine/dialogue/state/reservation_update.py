"""What the caller's words change where they are about a reservation that exists already."""

from __future__ import annotations

import re
from dataclasses import replace

from voice.engine.dialogue.nlu import digits, names, normalise, own_bookings, places, shortening, yes_no
from voice.engine.dialogue.nlu.calling_off import leave_out_last_resort, write_out_cancelled_things
from voice.engine.dialogue.nlu.changing import KEEPS_AS_IT_IS, leaves_as_it_was
from voice.engine.dialogue.nlu.contact import cut_out, recognise_contact
from voice.engine.dialogue.nlu.corrections import settle
from voice.engine.dialogue.nlu.dates.calendars import resolve_day
from voice.engine.dialogue.nlu.dates.period import read_period, read_shift
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.new_phone import find_new_phone
from voice.engine.dialogue.nlu.other_events import MISSED
from voice.engine.dialogue.nlu.renaming import corrects_name, find_mended_name, find_new_name, is_renamed
from voice.engine.dialogue.nlu.utterance import read_utterance
from voice.engine.dialogue.state import failures, passing_values, reservation_intent, reservation_steps
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.kept_ends import BROUGHT_BACK
from voice.engine.dialogue.state.new_times import HAS_THE_CAR, write_out_fetching
from voice.engine.dialogue.state.reservation_additions import (
    asks_for_another_return,
    asks_which_return_shop,
    write_additions,
)
from voice.engine.dialogue.state.reservation_case import BY_CUSTOMER, TOOLS, Case
from voice.engine.dialogue.state.reservation_times import keep_unrefused, write_changes
from voice.engine.dialogue.state.slot_filling import NAME_WORD
from voice.engine.dialogue.state.slots import is_at

LOST = re.compile(
    r"(?:わか|分か|知)(?:ら|りませ)|忘れ|(?:覚え|控え|メモし|書い|残し|聞い|見て?)て?(?:い)?な[いくか]|出てこな"
    r"|(?:番号|控え|手元に|メール)(?:は|が|も)?(?:な[いく]|あり?ません|見つから|見当たら)"
    r"|(?:な|無|失)くし|消(?:し|え)ちゃ|消し(?:て|まし)|(?:捨て|飛ばし|とばし)(?:ちゃ|て|まし)"
    r"|\b(?:don'?t|do not|haven'?t|didn'?t) (?:know|have|remember|got|keep|write)\b"
    r"|\bforg[eo]t|\blost\b|\bmis(?:laid|placed)\b"
    r"|\bno idea\b|\b(?:can'?t|cannot|couldn'?t) (?:find|remember|recall)\b|\bdeleted\b"
    r"|\bwithout (?:the|a|my) number\b"
)
NUMBER = re.compile(r"番号|控え|確認メール|予約メール|\b(?:number|confirmation|reference|code|e-?mail)\b")
# Where the words are of a change too, the day beside these is the booking's and no new one.
DAY_OF_BOOKING = re.compile(
    r"(?P<ja>[^、。]{1,20}?)(?:の|に|から)(?:予約|取って|借り|お願い|出発|利用)"
    r"|\b(?:booking|reservation|booked|car)\b[^.;!?]{0,20}?\b(?P<en>(?:on|for) [^.,;!?]{1,30})",
    re.IGNORECASE,
)
NEVER_MIND = re.compile(
    r"やめ|止め|そのまま|残し|のこし|変え(?:ない|ません|なく|ず)|変更(?:しない|しなく|しません|は?(?:あり|ござい)ません|はない)|(?:もう"
    r"|やっぱり)(?:、)?いい|結構です|けっこうです|大丈夫です"
    r"|\bnever ?mind\b|\bforget it\b|\bleave it\b|\bkeep it\b|\bas it is\b|\bdon'?t\b"
)
ANOTHER_SHOP = re.compile(
    r"(?:店舗?|場所|受け取り場所)を?(?:変|ちが|違|別)|(?:店舗?|場所|営業所)[をは][^、。]{1,12}[にへ](?:変|し(?:たい|て)|でき|替)"
    r"|[^、。]{1,10}店で(?:受け取|借り|乗り)(?:り?たい|れ|られ)"
    r"|\b(?:another|different|change the) (?:shop|store|branch|location)\b"
)
NOT_YET = re.compile(
    r"(?:届(?:か|き|いて(?:い)?)|来(?:て(?:い)?)?)(?:な|ませ)"
    r"|\b(?:haven'?t|hasn'?t|didn'?t|don'?t|not|nothing)\b[^.!?]{0,20}"
    r"\b(?:yet|arrived?|come|came|received?|get|got)\b"
)
# The telephone or the mail that a code went to is not at hand.
UNREACHABLE = re.compile(
    r"使(?:え|って(?:い)?)(?:な|ませ)|見(?:ら)?れ(?:な|ませ)|機種|番号(?:が|を)?変(?:わ|え)|解約|手元にな"
    r"|\bno longer\b|\bchanged\b|\b(?:can'?t|cannot) (?:see|read|check|access|get)\b"
    r"|\bold (?:phone|number|address)\b"
)
LAST_FOUR = re.compile(r"下\s*(?:4|四|よん)|末尾|電話|\bphone\b|\blast four\b|\bending\b|\bends in\b")
OF_TELEPHONE = re.compile(r"電話|携帯|下\s*(?:4|四|よん)|\b(?:phone|mobile|telephone|last four)\b")
# Where it is written as such it ends there: 「R-402-7311、1日延ばして」.
LONG_NUMBER = re.compile(
    r"[rR]-?\d{3}[-\s]?\d{4}(?!\d)(?:の|、)?|[rR]?-?\d[\d\-\s・、]{5,}\d(?:の|、)?|\d{7,}(?:の|、)?"
)
IN_FIGURES = re.compile(r"\d{3}[-\s]?\d{4}(?!\d)")
SPOKEN_ON = re.compile(r"(です|申します|言います|いいます)(?:が|けど|けれども?|ので|けども)")
WRONG = re.compile(r"違|ちが|間違|いいえ|いえ|^\W*no\b|\bwrong\b|\bnot\b")
NAME_BY_NUMBER = re.compile(
    r"\d{3}-\d{4}(?:, | and | for )"
    r"((?:[A-Z][\w'-]{1,20} ?){2,4}|[A-Z][\w'-]{1,20}, [A-Z][\w'-]{1,20})(?=[.,;]|$)"
)
NAME_BY_NUMBER_JA = re.compile(r"\d{3}-\d{4}[のでは、]{1,2}([^\s、。\da-zのはがをにで]{2,12})の予約")
NAME_BEFORE_NUMBER = re.compile(r"((?:[A-Z][\w'-]{1,20} ){1,3}[A-Z][\w'-]{1,20}), R-\d{3}-\d{4}\b")
NUMBERS_END = 4  # digits behind the second hyphen


def update_case(d: Dialogue, text: str) -> bool:
    """Take the words into the case they are about; False where they are about none."""
    if passing_values.may_be_of_a_booking(d, text):
        text = shortening.write_out_ends(shortening.write_out_unneeded_day(text))
    text = write_out_cancelled_things(shortening.write_out_shortening(write_out_fetching(text)))
    opens, rest = d.case is None, leave_out_last_resort(text)
    # "Should I move it or cancel it?" is of a booking by its second half alone.
    if rest != text and (d.case or reservation_intent.find_intent(d, rest)):
        text = rest
    if not d.tools & set(TOOLS.values()) or not (
        d.turn.whole or reservation_steps.open_or_leave_case(d, text)
    ):
        return False
    case = d.case
    if case is None:
        return False
    # The new name proves nothing: it is kept apart from the name that the booking has.
    new_name, rest = find_new_name(text)
    new_phone, rest = find_new_phone(rest)
    gave = set() if d.turn.whole else take_number_and_fact(d, case, rest) | _take_customer(d, case, rest)
    gave |= _take_code(d, case, text)
    # The words that open the case may hold the change as well: "R-402-7311, until 7 instead of 6".
    says_how = opens or not gave or new_name or new_phone or reservation_intent.find_intent(d, text)
    noted = len(case.texts)
    if case.intent == "change" and not d.turn.whole and says_how:
        gave |= _take_changes(d, case, text)
    elif opens and case.intent == "find" and case.base is None and "repeat" not in d.turn.topics:
        _note_requests(d, case, rest)
    if new_phone and case.intent == "change" and d.may_say("customerPhone"):
        case.new_phone = new_phone
        _write_new_phone(d, case)
        gave.add("contact")
    d.turn.gave = frozenset(gave)
    answered = _take_reply(d, case, text, gave)
    wished = len(case.texts) > noted and reservation_intent.says_what_changes(d, text)
    d.turn.progress = opens or bool(gave) or answered or wished
    return True


def _take_customer(d: Dialogue, case: Case, text: str) -> set[str]:
    """What was given of the facts that stand in place of the number, and whether the number is lost."""
    if case.found or case.own or BY_CUSTOMER not in d.tools:
        return set()
    low, before = normalise.unify(text).lower(), case.customer
    asked = d.asked == "customer"
    spans = recognise_contact(read_utterance(text))
    said = [span for span in spans if span.kind == "phone"]
    if said:
        case.phone, case.last_four = said[-1].value, "" if case.lost else case.last_four
    elif d.case is not None and case.before and not case.phone:
        case.phone = case.before.phone  # said in the words that opened the case
    rest = cut_out(read_utterance(text), spans)
    if not case.number and (asked or not case.day):
        found = DAY_OF_BOOKING.search(rest) if case.intent == "change" and not asked else None
        when = (
            (found["ja"] or found["en"]) if found else "" if case.intent == "change" and not asked else rest
        )
        start = read_period(when, d.today).start_day if when else None
        case.day = resolve_day(start, d.today, None) if start else case.day
    if name := _find_name(d, rest, bare=asked):
        case.name = name
    if LOST.search(low) and not case.number:
        if asked:
            case.stuck = not said
        elif d.asked in ("number", "rest", "fact") or NUMBER.search(low):
            case.lost = True
    return {"fact"} if case.lost and case.customer != before else set()


def _note_requests(d: Dialogue, case: Case, text: str) -> None:
    """Who only tells that there is a booking, and names a value, may want it so: "I've a car booked for the
    16th, and we'd be back at five"."""
    if own_bookings.FIND.search(own_bookings.ONLY_ABOUT.sub("", text.lower())):
        return
    wishes = passing_values.find_requests(d, _leave_out_spoken_number(LONG_NUMBER.sub(" ", text)))
    if reservation_intent.says_what_changes(d, wishes) or passing_values.names_an_end(wishes):
        case.texts.append(wishes)


def reread_changes(d: Dialogue, case: Case) -> None:
    """The reservation was found: what was said of changes before is read now."""
    texts = [passing_values.leave_out_called_off(d, said) for said in case.texts]
    shifted = [text for text in texts if read_shift(text, d.today)]
    for said, text in zip(case.texts, texts, strict=True):
        if text not in shifted[:-1]:
            write_changes(d, case, text, is_cut=shortening.calls_off_part(said.lower()))
        case.renames = case.renames or is_renamed(said)
        if not _write_new_name(d, case, text) and case.base and corrects_name(said):
            case.new_name = find_mended_name(said, case.base.name)
        _write_other_shop(d, case, text)
        write_additions(d, text)
        case.returns_elsewhere = asks_which_return_shop(d, text)
    _write_new_phone(d, case)
    if case.texts and case.intent == "find" and (d.slots != case.base or case.new_name):
        case.intent = "change"
    case.texts = []


def reread_other_shop(d: Dialogue, case: Case) -> None:
    """The shops are known now: which of them the newest words wish for."""
    if case.base and case.unlisted:
        words, case.unlisted = case.unlisted, ""
        returned = write_additions(d, words)
        case.elsewhere = not _write_other_shop(d, case, words) and not returned and case.elsewhere


def _take_changes(d: Dialogue, case: Case, text: str) -> set[str]:
    if MISSED.search(text.lower()):
        out = BROUGHT_BACK.search(text.lower()) or HAS_THE_CAR.search(text.lower())
        case.missed = "end" if out or _names_the_return(d, case, text) else "start"
    if not asks_for_another_return(text):
        case.elsewhere = case.elsewhere or ANOTHER_SHOP.search(text.lower()) is not None
    if case.base is None:
        case.texts.append(_leave_out_spoken_number(LONG_NUMBER.sub(" ", text)))
        return set()
    gave, text = _write_contact(d, text)
    said, text = text, passing_values.leave_out_called_off(d, text)
    case.unlisted = "" if d.listed else text
    gave |= write_changes(d, case, text, is_cut=shortening.calls_off_part(said.lower()))
    keep_unrefused(d, case)
    if d.asked != "return" and _write_other_shop(d, case, text):
        gave.add("place")
    gave |= write_additions(d, text)
    case.returns_elsewhere = asks_which_return_shop(d, text)
    if is_renamed(said) and not case.renames and not case.new_name:
        case.renames = True
        gave.add("rename")
    if _write_new_name(d, case, text):
        gave.add("name")
    elif mended := find_mended_name(text, case.base.name):
        case.new_name = mended
        gave.add("name")
    elif NAME_WORD.search(text) or d.asked == "new":
        spans = names.recognise_name(read_utterance(text), "mending", names.split_name(case.base.name))
        if spans and spans[0].value.text != case.base.name:
            case.new_name = spans[0].value.text
            gave.add("name")
    return gave


def _write_contact(d: Dialogue, text: str) -> tuple[set[str], str]:
    """Where the customer is to be reached, of a reservation that is known; and what was said besides."""
    utterance, w = read_utterance(text), d.slots
    spans = [span for span in recognise_contact(utterance) if span.kind in ("phone", "email")]
    before = (w.phone, w.email)
    for span in spans:
        d.slots = w = replace(w, **{span.kind: span.value})
    told = {"contact"} if before != (w.phone, w.email) else set()
    return told, cut_out(utterance, spans) if spans else text


def _write_new_phone(d: Dialogue, case: Case) -> None:
    """The number that was told to be the new one, as soon as the reservation is known."""
    if case.base and case.new_phone:
        d.slots, case.new_phone = replace(d.slots, phone=case.new_phone), ""


def _leave_out_spoken_number(text: str) -> str:
    """The text without a number that is told in English words, "R four oh two, seven three double one": none
    of them is an hour."""
    plain = normalise.unify(text)
    if is_japanese(plain):
        return text
    for run, start, end in reversed(digits.find_spoken_runs(plain)):
        if len(run) >= digits.LENGTH:
            written = IN_FIGURES.match(plain, start)  # "402-7311. Two days later": no figure of it is a word
            plain = f"{plain[:start]} {plain[written.end() if written else end :]}"
    return plain


def _names_the_return(d: Dialogue, case: Case, text: str) -> bool:
    """Whether the hour that cannot be kept is that of the return: 「18時だと間に合わないので17時で」."""
    found = MISSED.search(text.lower())
    if found is None or case.base is None:
        return False
    told = read_period(text[: found.end()], d.today)
    clock, stands = told.loose or told.start_time or told.end_time, resolve_period(case.base, "")
    if clock is None or stands.start is None or stands.end is None:
        return False
    return is_at(clock, stands.end) and not is_at(clock, stands.start)


def _write_other_shop(d: Dialogue, case: Case, text: str) -> bool:
    """The shop that the booking is to be at instead, where the words wish for one and the tool moves it."""
    if "locationId" not in d.takes.get(TOOLS["change"], ()):
        return False
    utterance, low = read_utterance(text), text.lower()
    # "I'm staying in Shinjuku now, could I collect it from there?"
    fetched_there = reservation_intent.FETCHES.search(low) and reservation_intent.THERE.search(low)
    wishes = d.asked == "new" or ANOTHER_SHOP.search(low) or fetched_there
    found = [
        span
        for span in places.recognise_places(utterance, list(d.shops.values()), loose=d.asked == "new")
        if span.kind == "shop" and not places.is_for_the_return(utterance, span)
    ]
    leaves = case.base is not None and places.leave_for_others(utterance, found, case.base.shop)
    found = [span for span in found if wishes or leaves or places.is_wished(utterance, span)]
    named = {one for span in settle(utterance, found).standing for one in span.value}
    others = named - {d.slots.shop} if case.base else set()
    if len(others) != 1:
        return False
    d.slots = replace(d.slots, shop=others.pop(), region="")
    case.elsewhere = False
    return True


def _write_new_name(d: Dialogue, case: Case, text: str) -> bool:
    """The name that the booking is to have, where the words say it; half a name mends that half."""
    said = find_new_name(text)[0]
    if not said or case.base is None:
        return False
    spans = names.recognise_name(read_utterance(said), "asked", names.split_name(case.base.name))
    if not spans or spans[0].value.text == case.base.name:
        return False
    case.new_name = spans[0].value.text
    return True


def _take_reply(d: Dialogue, case: Case, text: str, gave: set[str]) -> bool:
    """A yes or no, or "I don't know" and "never mind", to what was asked."""
    low, turn = text.lower(), d.turn
    waits = case.agreed and not d.pending and d.asked != "retry"
    if waits and turn.answer != "yes":
        case.agreed = ""  # a yes, and something else before it was acted upon
    if d.asked == "agree" and case.intent == "change" and not (gave or turn.answer) and _leaves_it(d, text):
        d.turn.topics -= {"wait"}
        case.dropped = True
        return True
    if "wait" in turn.topics and not gave:
        return True
    if d.asked == "code" and not gave:
        return _take_missing_code(d, case, low)
    if d.asked == "agree" and not gave:
        return _take_agreement(d, case, text)
    if d.asked == "retry":
        case.agreed = "" if gave else case.agreed
        d.retrying = turn.answer == "yes" or bool(gave)
        return bool(turn.answer or gave)
    leaves = KEEPS_AS_IT_IS.search(low) or ("quit" in turn.topics and turn.answer != "yes")
    if d.asked == "alternative" and not gave and leaves:
        case.dropped, d.alternatives = True, []
        return True
    if d.asked == "alternative" and d.alternatives and not gave:
        return reservation_steps.answer_alternative(d, turn.answer)
    if gave:
        return False
    if case.lost:
        return True
    if d.asked == "new" and case.renames and d.slots != case.base and _declines(turn.answer, low):
        case.renames = False  # the rest of the change stands
    elif (
        case.found is None
        and not case.own
        and LOST.search(low)
        and (d.asked in ("number", "rest", "fact") or NUMBER.search(low))
    ):
        case.stuck = True
    elif (
        d.asked in ("number", "rest", "fact", "new")
        and NEVER_MIND.search(low)
        and not reservation_intent.find_intent(d, text)
    ):
        case.dropped = True
    elif d.asked == "number" and d.trouble and not re.search(r"\d", read_utterance(text).text):
        _lose_number(d, case)  # asked for twice, and none of it was said: "that's what I'm asking you"
    elif turn.answer != "no" or reservation_intent.find_intent(d, text):
        return False
    elif d.asked == "fact" and WRONG.search(low):
        case.number = ""
    elif d.asked == "number":
        _lose_number(d, case)
    elif d.asked == "new":
        case.dropped = True
    else:
        return False
    return True


def _declines(answer: str, low: str) -> bool:
    return answer == "no" or NEVER_MIND.search(low) is not None


def _lose_number(d: Dialogue, case: Case) -> None:
    """There is no number: other facts stand in place of it, where a tool takes them."""
    case.lost = BY_CUSTOMER in d.tools
    case.stuck = not case.lost


def _take_code(d: Dialogue, case: Case, text: str) -> set[str]:
    """The code that was sent to the customer, or the first part of it."""
    if d.asked != "code":
        return set()
    case.code, part = digits.find_code(text, case.begun)
    case.begun = part or ("" if case.code else case.begun)
    return {"code"} if case.code else {"part"} if part else set()


def _take_missing_code(d: Dialogue, case: Case, low: str) -> bool:
    """That it has not come yet, cannot be read, or is not wanted any more."""
    if NOT_YET.search(low):
        case.missed_codes += 1
        case.code_lost = case.missed_codes > 1
    elif UNREACHABLE.search(low) or LOST.search(low):
        case.code_lost = True
    elif NEVER_MIND.search(low):
        case.dropped = True
    else:
        case.code_lost = d.turn.answer == "no"
    return case.dropped or case.code_lost


def _take_agreement(d: Dialogue, case: Case, text: str) -> bool:
    said, quote = d.turn.answer, d.quote
    heard = quote is not None and quote.token == case.heard
    if quote and heard and (said == "yes" or (said == "again" and case.heard_whole)):
        case.agreed = quote.token
    elif said == "no" and case.intent == "change" and not NEVER_MIND.search(text.lower()):
        case.declined, case.refused_change = True, d.slots
        reservation_steps.restore(d)
    elif said == "no":
        case.dropped = True
    return said != ""


def _leaves_it(d: Dialogue, text: str) -> bool:
    return not d.turn.topics & {"question", "asks"} and leaves_as_it_was(text.lower())


def take_number_and_fact(d: Dialogue, case: Case, text: str) -> set[str]:
    """What was given of them."""
    if case.found or case.own:
        return set()
    # After a refusal either of the two may have been wrong: both are listened for.
    fact_too = d.asked == "fact" or (d.asked == "number" and bool(case.refused))
    if not case.number and case.refused and not OF_TELEPHONE.search(text.lower()):
        case.number = digits.correct_end(case.refused, text)
        if case.number and not failures.has_failed_for_good(d, TOOLS["find"], case.identification):
            return {"number"}
        case.number = ""
    four = digits.find_last_four(text) if fact_too or LAST_FOUR.search(text.lower()) else ""
    gave = _take_correction(d, case, text) or _take_number(d, case, text, but=four)
    if gave == {"corrected"}:
        return {"number"}
    if (
        four
        and fact_too
        and failures.has_failed_for_good(
            d, TOOLS["find"], {"number": case.number or case.refused, "phoneLastFour": four}
        )
    ):
        four = ""  # refused before: the name beside it may be the right one
    name = "" if four else _find_name(d, text, bare=fact_too and not gave) or _find_name_by_number(text)
    if four or name:
        case.last_four, case.name = four, name
        # Of the two that were refused, it was the fact that was wrong.
        case.number = case.number or case.refused
        gave.add("fact")
    if case.identified and failures.has_failed_for_good(d, TOOLS["find"], case.identification):
        case.name = case.last_four = ""  # refused before: another fact is needed
        gave.discard("fact")
    return gave


def _take_number(d: Dialogue, case: Case, text: str, *, but: str) -> set[str]:
    asked = d.asked in ("number", "rest")
    number, part = digits.find_number(text, case.begun if asked else "")
    if number:
        case.number, case.begun = number, ""
        return {"number"}
    # Four digits that are the end of a telephone number are no part of this one.
    if not part or part == but or not asked or case.number:
        return set()
    case.begun = case.begun + part if len(case.begun + part) < digits.LENGTH else part
    return {"part"}


def _take_correction(d: Dialogue, case: Case, text: str) -> set[str]:
    """ "No, 7320": the end (or the beginning) of the number that was just repeated was wrong."""
    if (
        d.asked != "fact"
        or not case.number
        or yes_no.guess_answer(text) != "no"
        or LAST_FOUR.search(text.lower())
    ):
        return set()
    said = next((run for run in digits.find_runs(text) if len(run) in (3, NUMBERS_END)), "")
    if not said:
        return set()
    letter, head, tail = case.number.split("-")
    whole = (head, said) if len(said) == NUMBERS_END else (said, tail)
    case.number = "-".join((letter, *whole))
    return {"corrected"}


def _find_name_by_number(text: str) -> str:
    """A name follows its number without a frame: "R-402-7311, John Smith", 「R-402-7311の山田の予約」."""
    plain = normalise.unify(text)
    found = NAME_BY_NUMBER_JA.search(plain) or NAME_BY_NUMBER.search(plain) or NAME_BEFORE_NUMBER.match(plain)
    return _read_name(found[1], "asked") if found else ""


def _find_name(d: Dialogue, text: str, *, bare: bool) -> str:
    plain = SPOKEN_ON.sub(r"\1、", LONG_NUMBER.sub("、", text))
    return _read_name(plain, "asked" if bare else "unasked")


def _read_name(text: str, situation: names.Situation) -> str:
    spans = names.recognise_name(read_utterance(text), situation)
    return spans[0].value.text if spans else ""

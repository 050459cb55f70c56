"""An existing reservation: asks for its number and a second fact, finds it, then does what is wanted.

A change or a cancellation is quoted by its tool first, and only a yes to the quote is acted upon.
"""

from __future__ import annotations

from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu.dates.resolution import resolve_period
from voice.engine.dialogue.policy import cars, recovery, rental_period, shops, side_questions
from voice.engine.dialogue.policy.found_reservation import (
    describe_as_changed,
    describe_found_once,
    describe_reservation,
    finish_case,
)
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures, quotes
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION, Quote
from voice.engine.dialogue.state.reservation_case import BY_CUSTOMER, TOOLS, Case
from voice.engine.interfaces import Call
from voice.protocol.shapes import Arguments

CHANGE, CANCEL = TOOLS["change"], TOOLS["cancel"]
# What may still be changed. "" comes from a tool of a deployment's own that tells no status.
OPEN_STATUSES = ("", "confirmed", "held", "out")
MUTE = frozenset({"price", "existing", "question", "hello", "classes", "several", "private", "own_phone"})


def answer_about_existing(d: Dialogue) -> Reply | None:
    """The reply where an existing reservation is talked about; None where none is."""
    case, turn = d.case, d.turn
    if case is None or "bye" in turn.topics:
        return _tell_price_of_the_last(d) if case is None else None
    if "wait" in turn.topics and not turn.gave:
        return Reply([str(wording.phrases(d.language).take_your_time())])
    looked_up = shops.look_up_details(d, []) if case.base else None
    answered = [*side_questions.answer_side_questions(d, but=MUTE), *side_questions.tell_news(d)]
    return looked_up or take_step(d, case, answered)


def _tell_price_of_the_last(d: Dialogue) -> Reply | None:
    """ "How much is it?" after a reservation was found or changed is about that one."""
    found = d.last.found if d.last else None
    if found is None or not found.total or "price" not in d.turn.topics or d.begun or d.booking:
        return None
    said = str(wording.phrases(d.language).price_is(found.total))
    return Reply([said, wording.question(d.language, "else")], asked="else")


def take_step(d: Dialogue, case: Case, before: list[str]) -> Reply:
    """The next step, after the sentences `before`."""
    if case.done:
        told = _describe_result(d, case)
        return Reply([*before, told, wording.question(d.language, "else")], asked="else", words=told)
    reply = (
        recovery.handle_reservation_refusal(d, case, before)
        or _end_early(d, case, before)
        or _find(d, case, before)
    )
    if reply:
        return reply
    if case.intent != "find" and case.code_sent and not case.code:
        return recovery.ask_code(d, case, before)
    if case.intent == "cancel":
        return cancel_reservation(d, case, before)
    if case.intent == "change":
        return change_reservation(d, case, before)
    return finish_case(d, [*before, *describe_found_once(d, case, again=True)])


def _describe_result(d: Dialogue, case: Case) -> str:
    say = wording.phrases(d.language)
    own = say.confirm_cancelled() if case.done == TOOLS["cancel"] else say.confirm_changed()
    return wording.select_tool_sentence(case.result, d.language) or str(own)


def _end_early(d: Dialogue, case: Case, before: list[str]) -> Reply | None:
    """The caller has no number, or wants nothing done after all; or the tool for it is not there."""
    say, phone = wording.phrases(d.language), shops.find_phone(d)
    if case.dropped:
        return finish_case(d, [*before, str(say.left_as_it_is())])
    call = str(say.call_the_shop(phone))
    if case.stuck and not phone and (call_list := shops.build_list_call(d, needed=True)):
        return Reply([*before, str(say.checking_shops(""))], [call_list])  # the telephone is in the list
    if case.stuck:
        return finish_case(d, [*before, str(say.without_number()), call])
    if TOOLS[case.intent] not in d.tools:
        return finish_case(d, [*before, str(say.changes_after_booking(phone))])
    return None


def _find(d: Dialogue, case: Case, before: list[str]) -> Reply | None:
    """Towards the reservation; None when it is known. What was made in this conversation is."""
    say, language = wording.phrases(d.language), d.language
    if case.found or (case.own and (case.intent == "cancel" or (case.intent == "change" and case.base))):
        return None
    if case.lost and not case.number:
        return _find_by_customer(d, case, before)
    if case.several and not case.number and d.asked != "number":
        told = wording.select_tool_sentence(case.several, language)
        return Reply([*before, told or wording.question(language, "number")], asked="number")
    if not case.number:
        asked = "rest" if case.begun else "number"
        words = "again" if case.refused and not case.begun else asked
        return Reply([*before, wording.question(language, words, d.trouble)], asked=asked)
    if not case.identified:
        fresh = d.asked != "fact" or "number" in d.turn.gave
        heard = [str(say.number_heard(case.number))] if fresh else []
        return Reply([*before, *heard, wording.question(language, "fact", d.trouble)], asked="fact")
    if (
        case.over
        or TOOLS["find"] not in d.tools
        or not failures.may_be_called(d, TOOLS["find"], case.identification)
    ):
        return recovery.give_up_reservation(d, before)
    calls = [*_list_shops_too(d, case), Call(TOOLS["find"], case.identification)]
    return Reply([*before, str(say.looking_up())], calls, asked="")


def _list_shops_too(d: Dialogue, case: Case) -> list[Call]:
    """The words may wish for another shop: only the list can tell."""
    wishes = case.intent == "change" or case.texts
    call = shops.build_list_call(d, needed=True) if wishes else None
    return [call] if call else []


def _find_by_customer(d: Dialogue, case: Case, before: list[str]) -> Reply:
    """Towards a reservation whose number was lost: three facts are asked for, and all must agree."""
    missing, language = case.missing_facts, d.language
    if missing:
        if d.asked == "customer" and d.trouble >= wording.LAST_TRY:
            return recovery.give_up_reservation(d, before)
        # Two at a time: three are too many to keep in mind.
        return Reply([*before, options.ask_customer(language, missing[:2], d.asked)], asked="customer")
    if not failures.may_be_called(d, BY_CUSTOMER, case.customer):
        return recovery.give_up_reservation(d, before)
    say = wording.phrases(language)
    calls = [*_list_shops_too(d, case), Call(BY_CUSTOMER, case.customer)]
    return Reply([*before, str(say.looking_up())], calls, asked="")


def ask_agreement(d: Dialogue, case: Case, before: list[str], quote: Quote, words: str) -> Reply:
    """Reads out the quote and asks for a yes. `words` are the quote as said; `before` goes first."""
    known = case.heard == quote.token and d.asked == "agree"
    if known and d.trouble and not d.turn.topics & {"repeat", "question", "price"}:
        # What was heard need not be said again: only the answer was not understood.
        unsure = [wording.doubt_answer(d.language, d.turn.text)] if d.turn.text and d.trouble == 1 else []
        again = wording.question(d.language, "agree", d.trouble)
        return Reply([*before, *unsure, again], asked="agree", quote=quote)
    question = "" if quotes.is_question(words) else wording.question(d.language, "agree")
    return Reply([*before, words, question], asked="agree", quote=quote, words=words)


def change_reservation(d: Dialogue, case: Case, before: list[str]) -> Reply:
    """The next step towards a changed reservation: what is new, the tool's quote of it, a yes, the change."""
    say = wording.phrases(d.language)
    if case.found and case.found.status not in OPEN_STATUSES:
        return finish_case(d, [*before, describe_reservation(d, case)])
    unclear = rental_period.ask_period(d, [*before, *describe_found_once(d, case)])
    if unclear:
        return unclear
    if which := shops.ask_return_shop(d, [*before, *describe_found_once(d, case)]):
        return which
    if case.renames and not case.new_name:
        asked = wording.ask_new_name(d.language, d.trouble)
        return Reply([*before, *describe_found_once(d, case), asked], asked="new")
    new = find_differences(d, case)
    if not new:
        return _ask_what_changes(d, case, [*before, *describe_found_once(d, case)])
    wanted = case.proof | new
    quote = d.quote if d.quote and d.quote.answers(CHANGE, wanted) else None
    if quote and case.agreed != quote.token:
        said = wording.select_tool_sentence(quote.spoken, d.language) or str(
            say.would_be(*describe_as_changed(d))
        )
        return ask_agreement(d, case, before, quote, said)
    arguments = wanted | ({CONFIRMATION: quote.token} if quote else {})
    if not failures.may_be_called(d, CHANGE, arguments):
        return recovery.give_up_reservation(d, before)
    doing = say.changing() if quote else say.checking_change()
    return Reply([*before, str(doing)], [Call(CHANGE, arguments)], asked="")


def find_differences(d: Dialogue, case: Case) -> Arguments:
    """What is to be other than it stands, as the tool's arguments."""
    base, period = case.base, d.period
    if base is None:
        return {}
    stands = resolve_period(base, d.shop.hours if d.shop else "")
    new: Arguments = {}
    if period.start and period.end and period != stands:
        # Both ends: a tool that hears of one only might move the other with it.
        new = {"startDate": period.start.isoformat(), "endDate": period.end.isoformat()}
    if d.slots.car != base.car and (car := cars.name_car_for_tools(d)):
        new["vehicleType"] = car  # none where it is too small for them, and the next not yet named
    if d.slots.shop != base.shop:
        new["locationId"] = d.slots.shop
    if case.new_name and case.new_name != base.name:
        new["newCustomerName"] = case.new_name
    if d.slots.phone not in ("", base.phone):
        new["customerPhone"] = d.slots.phone
    if d.slots.email not in ("", base.email):
        new["customerEmail"] = d.slots.email
    if set(d.slots.extras) != set(base.extras):
        new["extras"] = list(d.slots.extras)
    back = d.slots.return_shop or d.slots.shop
    if base.shop == d.slots.shop and back != (base.return_shop or base.shop):
        new["returnLocationId"] = back
    return new


def _ask_what_changes(d: Dialogue, case: Case, lines: list[str]) -> Reply:
    say, lines = wording.phrases(d.language), list(lines)
    if case.declined:
        lines.append(str(say.not_changed_yet()))
    if (case.elsewhere or case.unlisted) and d.may_say("locationId") and (calls := _list_shops_too(d, case)):
        return Reply([*lines, str(say.checking_shops(""))], calls, asked="")
    if case.returns_elsewhere and d.may_say("returnLocationId") and d.shops:
        return Reply([*lines, options.ask_return_shop(d.language, shops.name_others(d))], asked="return")
    if case.elsewhere and d.may_say("locationId"):
        return Reply([*lines, wording.question(d.language, "shop", d.trouble)], asked="new")
    if case.elsewhere:
        lines.append(str(say.another_shop()))
    if case.missed and not d.trouble:
        of_return = case.missed == "end" or (case.found is not None and case.found.status == "out")
        return Reply([*lines, wording.ask_new_hour(d.language, of_return=of_return)], asked="new")
    return Reply([*lines, wording.question(d.language, "new", d.trouble)], asked="new")


def cancel_reservation(d: Dialogue, case: Case, before: list[str]) -> Reply:
    """The next step towards a cancellation: the tool's quote with its fee, a yes, the cancellation."""
    say = wording.phrases(d.language)
    quote = d.quote if d.quote and d.quote.answers(CANCEL, case.proof) else None
    if quote and case.agreed != quote.token:
        words = wording.select_tool_sentence(quote.spoken, d.language) or wording.join_sentences(
            d.language, [*describe_found_once(d, case), str(say.fee(quote.fee))]
        )
        return ask_agreement(d, case, before, quote, words)
    arguments = case.proof | ({CONFIRMATION: quote.token} if quote else {})
    if not failures.may_be_called(d, CANCEL, arguments):
        return recovery.give_up_reservation(d, before)
    said = say.cancelling() if quote else say.checking_fee()
    return Reply([*before, str(said)], [Call(CANCEL, arguments)], asked="")

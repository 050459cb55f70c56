"""After a tool has failed or refused: says why, offers what is possible, then gives the telephone number."""

from __future__ import annotations

from voice.engine.dialogue.facts import Problem
from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.policy import shops
from voice.engine.dialogue.policy.found_reservation import finish_case
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import quotes
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import BY_CUSTOMER, Case

QUESTION_AFTER = {"unknown_reservation": "number", "second_fact_needed": "fact"}


def handle_problem(d: Dialogue, before: list[str]) -> Reply | None:
    """What to say of the problem just met; None where none was, or where the next question solves it."""
    if d.asked == "retry" and d.turn.text and d.turn.answer == "no":
        return give_up(d, before)
    problem = d.problem
    if problem is None:
        if d.asked == "retry" and not d.retrying and not d.turn.gave:
            return Reply([*before, wording.question(d.language, "retry", max(1, d.trouble))], asked="retry")
        return None
    # What is free is unknown now: the flow asks anew and offers that, so that only the reason is told here.
    if problem.code == "no_vehicle_available" and not d.alternatives and d.free is None:
        before.append(explain(d, problem))
        return None
    if d.alternatives:
        return Reply([*before, explain(d, problem), *offer_alternative(d)], asked="alternative")
    if problem.retryable:
        if max(d.failures.values(), default=0) > 1:
            return give_up(d, [*before, explain(d, problem)])
        return Reply([*before, explain(d, problem), wording.question(d.language, "retry")], asked="retry")
    before.append(explain(d, problem))
    return None


def offer_alternative(d: Dialogue) -> list[str]:
    """The offer that stands and its question. Only where `d.alternatives` holds one."""
    say, offered = wording.phrases(d.language), d.alternatives[0]
    shop = offered.shop_en if d.language == "en" and offered.shop_en else offered.shop
    when = say.period(offered.start, offered.end)
    return [
        str(say.alternative(shop, when, offered.offer.name_in(d.language))),
        wording.question(d.language, "alternative", d.trouble if d.asked == "alternative" else 0),
    ]


def explain(d: Dialogue, problem: Problem) -> str:
    """The tool's own sentence where it is in the caller's language and asks nothing itself."""
    spoken = wording.select_tool_sentence(problem.spoken.strip(), d.language)
    if spoken and not quotes.is_question(spoken):
        return spoken
    say = wording.phrases(d.language)
    if problem.code == "outside_opening_hours":
        return str(say.outside_hours(shops.speak_usual_hours(d, d.shop) if d.shop else ""))
    return str(say.trouble(problem.code))


def give_up(d: Dialogue, before: list[str]) -> Reply:
    """Nothing more can be done here: the shop's telephone, and whatever else the caller needs."""
    call = str(wording.phrases(d.language).call_the_shop(shops.find_phone(d)))
    return Reply([*before, call, wording.question(d.language, "else")], asked="else")


def handle_reservation_refusal(d: Dialogue, case: Case, before: list[str]) -> Reply | None:
    """What to say of the refusal just met; None where there was none."""
    if d.asked == "retry" and d.turn.text and d.turn.answer == "no":
        return give_up_reservation(d, before)
    problem = d.problem
    if problem is None:
        return _repeat_standing_question(d, before)
    say = wording.phrases(d.language)
    own = options.explain_code(d.language, problem.code) or str(say.trouble(problem.code))
    words = wording.select_tool_sentence(problem.spoken, d.language) or own
    lines = [*before, words]
    if case.over:
        phone, told = shops.find_phone(d), quotes.cut_last_question(words)
        call = [str(say.call_the_shop(phone))] if phone and phone not in told else []
        return finish_case(d, [*before, told, *call])
    if case.code_sent and not case.code:
        return ask_code(d, case, [*before, quotes.cut_last_question(words)])
    if d.alternatives:
        return Reply([*lines, *offer_alternative(d)], asked="alternative")
    if problem.retryable:
        if max(d.failures.values(), default=0) > 1:
            return give_up_reservation(d, lines)
        return Reply([*lines, wording.question(d.language, "retry")], asked="retry")
    if problem.tool == BY_CUSTOMER and not case.over:
        if case.refusals > 1:
            return give_up_reservation(d, [*before, quotes.cut_last_question(words)])
        question = options.ask_customer_again(d.language)
        return Reply([*before, quotes.cut_last_question(words), question], asked="customer")
    asked = QUESTION_AFTER.get(problem.code, "new")
    question = wording.question(d.language, "again" if asked == "number" else asked)
    if asked != "new":
        # The tool asks for it "once more": ours says what.
        return Reply([*before, quotes.cut_last_question(words), question], asked=asked)
    return Reply([*lines, "" if quotes.is_question(words) else question], asked=asked)


def ask_code(d: Dialogue, case: Case, before: list[str]) -> Reply:
    """Asks for the code that was sent to the customer; gives the telephone to whom it does not reach."""
    if case.code_lost:
        return give_up_reservation(d, before)
    trouble = d.trouble or (0 if case.begun else case.missed_codes)
    question = options.ask_code(d.language, "rest" if case.begun else "", trouble)
    return Reply([*before, question], asked="code")


def _repeat_standing_question(d: Dialogue, before: list[str]) -> Reply | None:
    """The question that a refusal has left."""
    if d.asked == "retry" and not d.retrying and not d.turn.gave:
        return Reply([*before, wording.question(d.language, "retry", max(1, d.trouble))], asked="retry")
    if d.asked == "alternative" and d.alternatives and not d.turn.gave:
        return Reply([*before, *offer_alternative(d)], asked="alternative")
    return None


def give_up_reservation(d: Dialogue, before: list[str]) -> Reply:
    """Nothing more can be done here: the shop's telephone."""
    return finish_case(d, [*before, str(wording.phrases(d.language).call_the_shop(shops.find_phone(d)))])

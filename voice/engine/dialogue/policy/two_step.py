"""Where a reservation is made in two steps: the tool holds the car, its summary is the read-back."""

from __future__ import annotations

from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu.contact import group
from voice.engine.dialogue.policy import cars
from voice.engine.dialogue.policy.cars import name_car
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import quotes
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import Quote
from voice.protocol.shapes import Arguments

TOOL = "create_reservation"


def build_arguments(d: Dialogue) -> Arguments:
    """For `create_reservation`: all that the caller described, in the names of the tool."""
    key = d.key or ("", "", "")
    given = {"locationId": key[0], "startDate": key[1], "endDate": key[2], "customerName": d.slots.name}
    return {**given, "vehicleType": cars.name_car_for_tools(d), **list_options(d)}


def list_options(d: Dialogue) -> Arguments:
    """What was said beside the five details, as far as this session's tool takes it."""
    w = d.slots
    elsewhere = w.return_shop if w.return_shop != w.shop else ""
    said = {
        "customerPhone": w.phone,
        "customerEmail": "" if w.phone else w.email,
        "extras": list(w.extras),
        "returnLocationId": elsewhere,
    }
    return {name: value for name, value in said.items() if value and d.may_say(name)}


def find_hold(d: Dialogue) -> Quote | None:
    """The hold of exactly what the caller now wants."""
    return d.quote if d.quote and d.quote.answers(TOOL, build_arguments(d)) else None


def read_back(d: Dialogue, before: list[str]) -> Reply | None:
    """The summary and its question; None where the car is still to be held, or the yes was given to this."""
    quote = find_hold(d)
    if quote is None or (d.agreed == d.details and d.agreed_words == quote.spoken):
        return None
    summary = choose_summary(d, quote)
    question = "" if quotes.is_question(summary) else wording.question(d.language, "confirm")
    return ask_contact_too(d, Reply([*before, summary, question], asked="confirm", details=d.details))


def ask_contact_too(d: Dialogue, reply: Reply) -> Reply:
    """The same, with a wish for a telephone number before it where none was said: a yes alone will do."""
    if wants_phone(d):
        reply.sentences.insert(0, options.ask_phone_too(d.language))
        reply.contact = "phone"
    return reply


def ask_email(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks whoever has no telephone for an address, once and by itself: no answer to it loses the booking."""
    known = d.slots.phone or d.slots.email or "email" in d.asked_contact
    if not d.has_no_phone or known or not d.may_say("customerEmail"):
        return None
    return Reply([*before, options.ask_email(d.language)], asked="email", contact="email")


def wants_phone(d: Dialogue) -> bool:
    """Whether to ask for a telephone number: once, where the booking takes one."""
    known = d.slots.phone or d.slots.email or d.has_no_phone
    return d.may_say("customerPhone") and not known and "phone" not in d.asked_contact


def choose_summary(d: Dialogue, quote: Quote) -> str:
    """In the tool's words; in ours where the caller has changed the language since."""
    if quotes.is_in_language(quote.spoken, d.language):
        return quote.spoken
    return describe_details(d)


def describe_details(d: Dialogue) -> str:
    """The five details as a sentence of ours; "" while one is missing."""
    period, say = d.period, wording.phrases(d.language)
    if d.shop is None or period.start is None or period.end is None:
        return ""
    when, w = say.period(period.start, period.end), d.slots
    details = str(say.details(d.shop.name_in(d.language), when, name_car(d), w.name))
    back = d.shops.get(w.return_shop) if w.return_shop != w.shop else None
    told = options.describe_options(
        d.language,
        phone=group(w.phone) if w.phone and d.may_say("customerPhone") else "",
        email=w.email if not w.phone else "",
        extras=w.extras,
        return_shop=back.name_in(d.language) if back else "",
    )
    return details + told

"""Where a reservation is made in two steps: the tool holds the car, its summary is the read-back."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
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
    return {**given, "vehicleType": cars.name_car_for_tools(d)}


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
    return Reply([*before, summary, question], asked="confirm", details=d.details)


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
    when = say.period(period.start, period.end)
    return str(say.details(d.shop.name_in(d.language), when, name_car(d), d.slots.name))

"""Tells what it costs: by the tool, once shop and period are known; until then, what it depends on."""

from __future__ import annotations

from voice.engine.dialogue import facts
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import cars
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call
from voice.protocol.shapes import Arguments


def tell_price(d: Dialogue) -> list[str]:
    """The price that was just quoted, or why there is none yet."""
    if d.price:
        # Of the cheapest alone it is told, with the class, once it is known that it is free.
        return [] if d.slots.cheapest else [_describe_price(d)]
    if "price" not in d.turn.topics:
        return []
    if facts.PRICE not in d.tools or (
        d.key and not failures.may_be_called(d, facts.PRICE, build_arguments(d))
    ):
        return [str(wording.phrases(d.language).price())]
    if d.key or (d.shop is None and not d.listed and "list_locations" in d.tools):
        return []  # it is about to be asked for, or the shops are to be looked up first
    return [str(wording.phrases(d.language).price_depends())]


def ask_price(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks the tool, where the caller wants a price and enough is known for one."""
    compared = not d.slots.cheapest or (d.key is not None and d.key in d.prices)
    if (compared and not d.wants_price) or d.key is None or d.period.backwards:
        return None
    call = Call(facts.PRICE, build_arguments(d))
    if call.name not in d.tools or not failures.may_be_called(d, call.name, call.arguments):
        return None
    return Reply([*before, str(wording.phrases(d.language).checking_price())], [call])


def build_arguments(d: Dialogue) -> Arguments:
    """For `quote_price`: shop and period, and the class where there is one."""
    key = d.key or ("", "", "")
    given = {"locationId": key[0], "startDate": key[1], "endDate": key[2]}
    return given | ({"vehicleType": cars.name_car_for_tools(d)} if d.slots.car else {})


def _describe_price(d: Dialogue) -> str:
    price = d.price or facts.Price()
    spoken = wording.select_tool_sentence(price.spoken, d.language)
    if spoken or not price.each:
        return spoken or str(wording.phrases(d.language).price())
    say = wording.phrases(d.language)
    if len(price.each) == 1:
        return str(say.price_is(price.each[0][1]))
    return str(say.prices([(str(say.car(offer.name_in(d.language))), yen) for offer, yen in price.each]))

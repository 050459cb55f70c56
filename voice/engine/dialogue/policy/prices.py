"""Tells what it costs: by the tool, once shop and period are known; until then, an example of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from voice.engine.dialogue import facts
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import cars
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call
from voice.protocol.shapes import Arguments

# An example begins while every shop is open, and is for a day where no length was told.
EXAMPLE_START = time(10)
DAY = 24 * 60  # minutes


@contextmanager
def _as_supposed(d: Dialogue) -> Iterator[None]:
    """The slots of the rental that the price is asked of, where that is not the one that stands."""
    stands, d.slots = d.slots, d.supposed or d.slots
    try:
        yield
    finally:
        d.slots = stands


def tell_price(d: Dialogue) -> list[str]:
    """The price that was just quoted, or why there is none yet."""
    with _as_supposed(d):
        return _tell_price(d)


def _tell_price(d: Dialogue) -> list[str]:
    if d.price and d.price.each and d.price.example_at in d.shops:
        return [_describe_example(d, d.price)]
    if d.price and d.key:
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
    with _as_supposed(d):
        return _ask_price(d, before)


def _ask_price(d: Dialogue, before: list[str]) -> Reply | None:
    compared = not d.slots.cheapest or (d.key is not None and d.key in d.prices)
    if (compared and not d.wants_price) or d.key is None or d.period.backwards:
        return None
    call = Call(facts.PRICE, build_arguments(d))
    if call.name not in d.tools or not failures.may_be_called(d, call.name, call.arguments):
        return None
    return Reply([*before, str(wording.phrases(d.language).checking_price())], [call])


def look_up_example(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks the tool for a price to tell before the caller has said which shop and which times."""
    asks = "price" in d.turn.topics or _asks_of_another(d)
    if not asks or not d.wants_price or d.key or d.price or d.case or not d.shops:
        return None
    call = Call(facts.PRICE, _build_example(d))
    if call.name not in d.tools or not failures.may_be_called(d, call.name, call.arguments):
        return None
    return Reply([*before, str(wording.phrases(d.language).checking_price())], [call])


def _asks_of_another(d: Dialogue) -> bool:
    """ "And an SUV?", "and for two days?", of a caller who has asked the price."""
    return "question" in d.turn.topics and bool(d.turn.gave) and d.turn.gave <= {"car", "period"}


def _build_example(d: Dialogue) -> Arguments:
    """At the shop that is spoken of, else the first; on the day of the rental, else tomorrow."""
    w = d.slots
    shop = d.shop or next(iter(d.nearby or d.shops.values()))
    day = w.start_day if w.start_day and w.start_day > d.today else d.today + timedelta(days=1)
    start = datetime.combine(day, EXAMPLE_START)
    end = start + timedelta(minutes=w.minutes or (w.nights or 1) * DAY)
    given = {"locationId": shop.id, "startDate": start.isoformat(), "endDate": end.isoformat()}
    return given | ({"vehicleType": cars.name_car_for_tools(d)} if w.car else {})


def _describe_example(d: Dialogue, price: facts.Price) -> str:
    name = d.shops[price.example_at].name_in(d.language)
    return str(wording.phrases(d.language).price_example(name, _describe_price(d)))


def build_arguments(d: Dialogue) -> Arguments:
    """For `quote_price`: shop and period, and the class where there is one."""
    key = d.key or ("", "", "")
    given = {"locationId": key[0], "startDate": key[1], "endDate": key[2]}
    if d.slots.return_shop and "returnLocationId" in d.takes.get(facts.PRICE, ()):
        given["returnLocationId"] = d.slots.return_shop
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

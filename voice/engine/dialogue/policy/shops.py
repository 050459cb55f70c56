"""Finds the shop: looks the shops up when they are needed, names them, asks which."""

from __future__ import annotations

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu import places
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call

MANY = 5


def speak_usual_hours(d: Dialogue, shop: Shop) -> str:
    opens, _, closes = shop.hours.partition("-")
    try:
        return str(wording.side_phrases(d.language).span(opens, closes))
    except ValueError:
        return shop.hours


def call_for_shops(d: Dialogue, *, needed: bool = False) -> Call | None:
    """The call that finds shops, unless it has been made, has failed, or there is no such tool."""
    if "list_locations" not in d.tools or d.listed or not (needed or d.wish.region or _named_a_place(d)):
        return None
    return Call("list_locations", {}) if failures.may_be_called(d, "list_locations", {}) else None


def _named_a_place(d: Dialogue) -> bool:
    return (d.asked in ("place", "shop") and d.turn.text != "") or any(
        places.mentions_shop(text) for text in d.texts
    )


def find_shop(d: Dialogue, before: list[str]) -> Reply | None:
    """The next step towards a shop; None when it is known."""
    say, language = wording.booking_phrases(d.language), d.language
    if d.wish.shop:
        if d.settled and d.shop and not d.period.end:
            before.append(str(say.one_shop_here(d.shop.area(language), d.shop.name_in(language))))
        return None
    missing, nearby = d.turn.unknown_place, d.nearby
    call = call_for_shops(d, needed=bool(d.trouble) or bool(d.turn.topics & {"shops", "hours", "where"}))
    if call:
        return Reply([*before, str(say.checking_shops(d.wish.region))], [call], asked="place")
    lines = list(before)
    if missing:
        lines.append(str(say.no_shop_in(missing)))
    if nearby and d.wish.region and d.asked == "shop" and d.turn.gave and not missing:
        return Reply([*lines, str(say.acknowledge()), wording.question(language, "shop")], asked="shop")
    if nearby and d.wish.region:
        if len(nearby) <= MANY or not d.trouble:
            names = [shop.name_in(language) for shop in nearby[:MANY]]
            lines.append(str(say.shops_here(nearby[0].area(language), names)))
        return Reply([*lines, wording.question(language, "shop", d.trouble)], asked="shop")
    if "list_locations" not in d.tools and d.asked == "place" and d.turn.text:
        lines.append(str(wording.side_phrases(language).cannot("list_locations")))
    if d.regions:
        lines.append(str(say.regions(d.regions)))
    return Reply([*lines, wording.question(language, "place", d.trouble)], asked="place")

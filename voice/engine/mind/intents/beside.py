"""Answers what the caller asked beside the booking, from the shops' data or honestly not at all."""

from __future__ import annotations

from voice.engine.mind import wording
from voice.engine.mind.dialogue import Dialogue
from voice.engine.mind.facts import Shop
from voice.engine.mind.intents import listing

REFUSALS = ("driver", "injection", "private", "robot", "price")
NEED_SHOPS = frozenset({"hours", "where", "phone", "shops"})


def remarks(d: Dialogue) -> list[str]:
    """Sentences that answer the newest words' side questions; the booking goes on after them."""
    side, topics = wording.side(d.language), d.turn.topics
    found = [str(getattr(side, topic)()) for topic in REFUSALS if topic in topics]
    phone = phone_of(d)
    if "human" in topics:
        found.append(str(side.human(phone)))
    if "existing" in topics and not d.turn.gave:
        found.append(str(side.existing(phone)))
    found += _about_shops(d)
    if "classes" in topics and not d.free:
        found.append(_classes(d))
    if not found and "question" in topics and not d.turn.progress and "repeat" not in topics and not _odd(d):
        found.append(str(side.unknown()))
    return found


def phone_of(d: Dialogue) -> str:
    if d.booking and d.booking.phone:
        return d.booking.phone
    known = [shop.phone for shop in ([d.shop] if d.shop else d.nearby) if shop.phone]
    return known[0] if known else ""


def _odd(d: Dialogue) -> bool:
    return bool(d.turn.unknown_place) or d.turn.answer != ""


def _about_shops(d: Dialogue) -> list[str]:
    side, topics, language = wording.side(d.language), d.turn.topics, d.language
    shops: list[Shop] = [d.shop] if d.shop else d.nearby
    found = []
    if "hours" in topics:
        hours = {shop.hours for shop in shops}
        if d.shop or len(hours) == 1:
            name = (
                shops[0].called(language)
                if d.shop
                else str(wording.say(language).listed([s.called(language) for s in shops]))
            )
            found.append(str(side.hours(name, listing.hours_spoken(d, shops[0]))))
        else:
            found.append(str(side.usual_hours_differ()))
    if "where" in topics and d.shop:
        found.append(str(side.where(d.shop.called(language), d.shop.address)))
    if "phone" in topics and d.shop:
        found.append(str(side.phone(d.shop.called(language), d.shop.phone)))
    if "shops" in topics and d.regions:
        found.append(str(wording.say(language).regions(d.regions)))
    return found


def _classes(d: Dialogue) -> str:
    from voice.engine.mind import classes

    names = [classes.called(key, d.language) for key in classes.CLASSES]
    return str(wording.side(d.language).classes(wording.say(d.language).listed(names)))

"""Finds a car: checks what is free, offers only that, says so where the wanted class is not."""

from __future__ import annotations

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Offer
from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.policy import recovery
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.car_choice import wants_fleet
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call


def name_car(d: Dialogue) -> str:
    """The class the caller wants, by the name that is said."""
    for offer in d.free or []:
        if classes.key_of(offer) == d.slots.car:
            return offer.name_in(d.language)
    return classes.name_class(d.slots.car, d.language)


def name_car_for_tools(d: Dialogue) -> str:
    """The class as the tools name it."""
    for offer in d.free or []:
        if classes.key_of(offer) == d.slots.car:
            return offer.car
    return classes.name_class(d.slots.car, "ja")


def check_cars(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks which cars are free, once for each shop and period; None where it is known or cannot be asked."""
    key, shop, period = d.key, d.shop, d.period
    if wants_fleet(d):
        fleet = Call(facts.DETAILS, {"locationId": d.slots.shop})
        if failures.may_be_called(d, fleet.name, fleet.arguments):
            return Reply(before, [fleet], asked="")
    if d.free is not None or key is None or shop is None or period.start is None or period.end is None:
        return None
    call = Call("get_availability", {"locationId": key[0], "startDate": key[1], "endDate": key[2]})
    if call.name not in d.tools:
        return None
    if not failures.may_be_called(d, call.name, call.arguments):
        return recovery.give_up(d, before)
    say = wording.phrases(d.language)
    calls = [call]
    if "list_locations" in d.tools and not d.listed and not d.failures:
        # The page's own shop is known by its id alone: its English name, hours and telephone are in the list.
        calls.insert(0, Call("list_locations", {}))
    spoken = say.checking_cars(shop.name_in(d.language), say.period(period.start, period.end))
    return Reply([*before, str(spoken)], calls, asked="")


def choose_car(d: Dialogue, before: list[str]) -> Reply | None:
    """Offers what is free until a class is settled; None once it is, or where any tool may choose."""
    if d.free is None:
        return None if d.slots.car or d.slots.any_car else _ask_blindly(d, before)
    if not d.free:
        return _offer_alternative(d, before)
    offers = d.fitting or d.free
    if d.slots.car and any(classes.key_of(offer) == d.slots.car for offer in offers):
        return None
    if nearby := _offer_nearby(d, before):
        return nearby
    say = wording.phrases(d.language)
    if d.asked == "class" and d.turn.answer == "no" and not d.turn.gave:
        return Reply(
            [*before, str(say.acknowledge()), wording.question(d.language, "change")], asked="change"
        )
    lines = list(before)
    if d.slots.car:
        lines.append(str(say.not_free(classes.name_class(d.slots.car, d.language))))
        if d.trouble:
            lines.append(options.offer_other_shop_or_time(d.language))
    elif not d.fitting and d.slots.people:
        large = next((key for key in classes.SIZES if classes.SEATS[key] >= d.slots.people), "")
        lines += [str(say.not_free(classes.name_class(large, d.language)))] if large else []
    lines.append(str(say.cars(_name_offers(offers, d.language))))
    return Reply([*lines, _ask_which(d, offers)], asked="class")


def _offer_nearby(d: Dialogue, before: list[str]) -> Reply | None:
    """When and where else the class can be had that is out, for who has heard what is free and keeps to it;
    None where that is unknown, or all was refused."""
    key, out = d.key, d.class_out
    if key is None or not out or d.asked not in ("class", "alternative"):
        return None
    near = d.near.get((*key, out))
    if near is None:
        period = {"locationId": key[0], "startDate": key[1], "endDate": key[2]}
        call = Call("get_availability", {**period, "vehicleType": classes.name_class(out, "ja")})
        may_ask = "vehicleType" in d.takes.get(call.name, ())
        if not may_ask or not failures.may_be_called(d, call.name, call.arguments):
            return None
        sorry = str(wording.phrases(d.language).not_free(classes.name_class(out, d.language)))
        return Reply([*before, sorry, options.look_nearby(d.language)], [call])
    if not d.alternatives or d.alternatives[0] not in near:
        return None
    return Reply([*before, *recovery.offer_alternative(d)], asked="alternative")


def _ask_which(d: Dialogue, offers: list[Offer]) -> str:
    if len(offers) == 1:
        return wording.question(d.language, "alternative", d.trouble)
    return wording.question(d.language, "class", d.trouble)


def _name_offers(offers: list[Offer], language: str) -> list[Offer]:
    return [Offer(offer.name_in(language), offer.name_in(language), offer.count) for offer in offers]


def _ask_blindly(d: Dialogue, before: list[str]) -> Reply:
    """No tool tells what is free: the class is asked for, and the booking will tell."""
    names = [classes.name_class(key, d.language) for key in classes.CLASSES]
    say = wording.phrases(d.language)
    said = str(say.classes(say.list_names(names)))
    return Reply([*before, said, wording.question(d.language, "class", d.trouble)], asked="class")


def _offer_alternative(d: Dialogue, before: list[str]) -> Reply:
    say = wording.phrases(d.language)
    lines = list(before)
    if d.asked != "alternative":
        model = d.slots.model or d.turn.model
        lines.append(options.say_nothing_free(d.language, model) if model else str(say.nothing_free()))
    if not d.alternatives:
        return Reply([*lines, wording.question(d.language, "when")], asked="when")
    return Reply([*lines, *recovery.offer_alternative(d)], asked="alternative")

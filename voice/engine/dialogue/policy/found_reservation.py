"""How a reservation that was found is told, and how talking of it ends."""

from __future__ import annotations

from voice.engine.dialogue.nlg import options, wording
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.nlu.contact import group
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import Case


def describe_reservation(d: Dialogue, case: Case) -> str:
    """The reservation as it stands: in the tool's words, or in ours where the language has changed."""
    found = case.found
    if found is None:
        return ""
    if wording.select_tool_sentence(found.spoken, d.language):
        return found.spoken
    say = wording.phrases(d.language)
    when, car = str(say.period(found.start, found.end)), str(say.car(found.offer.name_in(d.language)))
    return str(say.describe_found(found.shop.name_in(d.language), when, car, found.name))


def describe_found_once(d: Dialogue, case: Case, *, again: bool = False) -> list[str]:
    """What was found, once or `again`; and its price, if that was asked for, unless a quote tells of it."""
    said = [] if case.found is None or (case.told and not again) else [describe_reservation(d, case)]
    if "price" in d.turn.topics and case.found and not d.quote:
        say, total = wording.phrases(d.language), case.found.total
        said.append(str(say.price_is(total) if total else say.price()))
    return said


def describe_as_changed(d: Dialogue) -> tuple[str, str]:
    """The period, with the shop where that is another, and the class, with the name where that is new."""
    period, say = d.period, wording.phrases(d.language)
    when = str(say.period(period.start, period.end)) if period.start and period.end else ""
    base = d.case.base if d.case else None
    if d.shop and base and base.shop != d.shop.id:
        when = f"{d.shop.name_in(d.language)}{', ' if d.language == 'en' else '、'}{when}"
    car = str(say.car(classes.name_class(d.slots.car, d.language)))
    if d.case and base and d.case.new_name not in ("", base.name):
        name = d.case.new_name
        car = f"{car}, for {name}" if d.language == "en" else f"{car}、お名前は{name}様"
    if base and d.slots.phone not in ("", base.phone):
        phone = group(d.slots.phone)
        told = ", with the telephone number " if d.language == "en" else "、お電話番号は"
        car = f"{car}{told}{phone}"
    if base and set(d.slots.extras) != set(base.extras):
        car = f"{car}{'、' if d.language == 'ja' else ', '}{options.say_extras(d.language, d.slots.extras)}"
    back = d.shops.get(d.slots.return_shop)
    if base and back and d.slots.return_shop != base.return_shop:
        when = f"{when}{options.say_return(d.language, back.name_in(d.language))}"
    return when, car


def finish_case(d: Dialogue, lines: list[str]) -> Reply:
    """This reservation is done with; whatever else the caller needs."""
    return Reply([*lines, wording.question(d.language, "else")], asked="else", closes=True)

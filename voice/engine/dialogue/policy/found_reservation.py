"""How a reservation that was found is told, and how talking of it ends."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu import classes
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import Case


def describe_reservation(d: Dialogue, case: Case) -> str:
    """The reservation as it stands: in the tool's words, or in ours where the language has changed."""
    kept = case.kept
    if kept is None:
        return ""
    if wording.select_tool_sentence(kept.spoken, d.language):
        return kept.spoken
    say = wording.booking_phrases(d.language)
    when, car = str(say.period(kept.start, kept.end)), str(say.car(kept.offer.name_in(d.language)))
    return str(
        wording.reservation_phrases(d.language).describe_found(
            kept.shop.name_in(d.language), when, car, kept.name
        )
    )


def describe_found_once(d: Dialogue, case: Case) -> list[str]:
    """What was found, once; and its price, if that was asked for. A quote tells of it by itself."""
    said = [] if case.told or case.kept is None else [describe_reservation(d, case)]
    if "price" in d.turn.topics and case.kept and case.kept.total and not d.quote:
        said.append(str(wording.reservation_phrases(d.language).price_is(case.kept.total)))
    return said


def as_wished(d: Dialogue) -> tuple[str, str]:
    """The period and the class as they would be."""
    period, say = d.period, wording.booking_phrases(d.language)
    when = str(say.period(period.start, period.end)) if period.start and period.end else ""
    return when, str(say.car(classes.name_class(d.wish.car, d.language)))


def nothing_more(d: Dialogue, lines: list[str]) -> Reply:
    """This reservation is done with; whatever else the caller needs."""
    return Reply([*lines, wording.question(d.language, "else")], asked="else", closes=True)

"""Sentences about several days in a row: on which a shop is closed, and its hours on the others."""

from __future__ import annotations

from datetime import date

from voice.engine.dialogue.facts import Hours
from voice.engine.dialogue.nlg import wording

Days = tuple[date, date]  # first and last


def tell_days(
    language: str, shop: str, asked: Days, closed: list[Days], hours: Hours | None, reason: str
) -> str:
    """What holds on the days `asked`: `closed` are those off, `hours` those of the others; None where there
    are no others. `shop` is "" where it holds for all of them."""
    say = wording.phrases(language)
    open_hours = str(say.span(*hours)) if hours else ""
    if not closed:
        return _say_open(language, shop, _name_days(language, asked), open_hours)
    days_off = [_name_days(language, days) for days in closed]
    if language == "en":
        who = f"{shop} is" if shop else "all our shops are"
        why = f", {reason}" if reason else ""
        rest = f" On the other days it is open {open_hours}." if shop and hours else ""
        rest = f" On the other days they are open {open_hours}." if hours and not shop else rest
        return f"I'm sorry, {who} closed {' and '.join(days_off)}{why}.{rest}"
    who, why = f"{shop}は" if shop else "どの店舗も", f"{reason}のため" if reason else ""
    rest = f"そのほかの日は{open_hours}営業しております。" if hours else ""
    return f"恐れ入りますが、{'と'.join(days_off)}は{why}、{who}お休みをいただいております。{rest}"


def _say_open(language: str, shop: str, days: str, hours: str) -> str:
    if language == "en":
        return f"{shop + ' is' if shop else 'All our shops are'} open {hours} {days}."
    return f"{days}は、{shop + 'は' if shop else 'どの店舗も'}{hours}営業しております。"


def _name_days(language: str, days: Days) -> str:
    say = wording.phrases(language)
    first, last = (str(say.day(day)) for day in days)
    if language == "en":
        return f"on {first}" if days[0] == days[1] else f"from {first} to {last}"
    return first if days[0] == days[1] else f"{first}から{last}まで"

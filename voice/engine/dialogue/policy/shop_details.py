"""What the caller asks about a shop: its hours on a day, the way there, its telephone; looked up once."""

from __future__ import annotations

from voice.engine.dialogue.facts import Shop
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures, lookups
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.interfaces import Call


def look_up_details(d: Dialogue, before: list[str]) -> Reply | None:
    """Asks the tool, where it is there and the answer is not yet known."""
    if not d.turn.topics & {"hours", "where"} or d.shop is None or d.shop.id in d.about:
        return None
    call = Call(lookups.DETAILS, {"locationId": d.shop.id})
    if call.name not in d.tools or not failures.may_be_called(d, call.name, call.arguments):
        return None
    return Reply([*before, str(wording.reservation_phrases(d.language).checking_shop())], [call])


def speak_hours_on_day(d: Dialogue, shop: Shop) -> str:
    """Of the day that was asked about, or of the day of the rental; "" where nothing is known of it."""
    day = d.turn.day or d.wish.start_day or d.today
    found = d.about[shop.id].hours_on(day) if shop.id in d.about else None
    if found is None:
        return ""
    phrases, name, spoken = (
        wording.reservation_phrases(d.language),
        shop.name_in(d.language),
        wording.booking_phrases(d.language).day(day),
    )
    if not found[0]:
        return str(phrases.closed_on(name, spoken, d.about[shop.id].reason(day, d.language)))
    return str(phrases.open_on(name, spoken, wording.side_phrases(d.language).span(*found)))


def speak_way(d: Dialogue, shop: Shop) -> str:
    """How one gets there, as a sentence."""
    found = d.about[shop.id].way(d.language) if shop.id in d.about else ""
    ends = ("。", ".", "!", "！")
    return found if not found or found.endswith(ends) else f"{found}{'.' if d.language == 'en' else '。'}"

"""After a booking: its number is told first, and nothing more is booked until another is asked for."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import prices, shops, side_questions
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def announce_number(d: Dialogue) -> Reply | None:
    """The number of a reservation just made comes before anything else, again if it was talked over."""
    if d.case or not d.number_due:
        return None
    return answer_after_booking(d)


def answer_after_booking(d: Dialogue) -> Reply | None:
    """Answers while a reservation of this call stands; None where there is none."""
    booking = d.booking
    if booking is None:
        return None
    say, language = wording.phrases(d.language), d.language
    more = wording.question(language, "else")
    aside = None if d.number_due else prices.ask_price(d, []) or shops.look_up_details(d, [])
    if aside:
        return aside
    if d.number_due or "repeat" in d.turn.topics:
        shop = booking.shop_en if language == "en" and booking.shop_en else booking.shop
        told = (
            say.already_booked(booking.number)
            if booking.already
            else say.confirm_booked(booking.number, shop)
        )
        return Reply([str(told), more], asked="else")
    remarks = side_questions.answer_side_questions(d)
    asked_for = d.turn.topics & {"change", "quit", "existing"} or (
        d.asked != "else" and d.turn.answer == "no"
    )
    if asked_for and not d.tools & side_questions.EXISTING:
        return Reply([str(say.changes_after_booking(shops.find_phone(d))), more], asked="else")
    if remarks:
        return Reply([*remarks, more], asked="else")
    return Reply([str(say.number_again(booking.number)), more], asked="else")

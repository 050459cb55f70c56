"""The reservation stands: the number is told, and nothing is booked again until another one is asked for."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import prices, shop_details, side_questions
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue


def answer_after_booking(d: Dialogue) -> Reply | None:
    booking = d.booking
    if booking is None:
        return None
    say, language = wording.booking_phrases(d.language), d.language
    more = wording.question(language, "else")
    aside = None if d.number_due else prices.quote(d, []) or shop_details.look_up_details(d, [])
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
    remarks = side_questions.remarks(d)
    asked_for = d.turn.topics & {"change", "quit", "existing"} or (
        d.asked != "else" and d.turn.answer == "no"
    )
    if asked_for and not d.tools & side_questions.EXISTING:
        return Reply([str(say.changes_after_booking(side_questions.phone_of(d))), more], asked="else")
    if remarks:
        return Reply([*remarks, more], asked="else")
    return Reply([str(say.number_again(booking.number)), more], asked="else")

"""What the receptionist says in English about reservations that exist, and about prices."""

from __future__ import annotations

QUESTIONS: dict[str, tuple[str, str, str]] = {
    "number": (
        "May I have your reservation number?",
        "Could you say the reservation number slowly, digit by digit?",
        "the reservation number",
    ),
    "rest": (
        "And the rest of the number?",
        "Could you tell me the digits that are left?",
        "the reservation number",
    ),
    "again": (
        "Could you tell me the number, the name or the last four digits of your phone number once more?",
        "Could you say the reservation number once more, digit by digit?",
        "the reservation number",
    ),
    "fact": (
        "May I have the name of the booking, or the last four digits of your phone number?",
        "Could you say the name, or the last four digits of your phone number, once more?",
        "the name or the last four digits of your phone number",
    ),
    "new": (
        "How would you like to change it?",
        "Which day, times or class of car would you like instead?",
        "what to change",
    ),
    "agree": ("Is that all right?", "If that is all right, please say yes.", "yes or no"),
}


def holding_car() -> str:
    return "Thank you. Let me hold that car for you."


def number_heard(number: str) -> str:
    return f"Reservation {number}."


def looking_up() -> str:
    return "Thank you. Let me look that up."


def describe_found(shop: str, when: str, car: str, name: str) -> str:
    return f"I have your booking: {shop}, {when}, {car}, in the name of {name}."


def checking_fee() -> str:
    return "Let me check the cancellation fee."


def checking_change() -> str:
    return "Certainly. Let me see whether that is possible."


def fee(yen: int) -> str:
    charged = f"The cancellation fee is {yen:,} yen." if yen else "There is no cancellation fee."
    return f"{charged} Shall I cancel the booking?"


def would_be(when: str, car: str) -> str:
    return f"It would be {when}, {car}. Shall I change it?"


def cancelling() -> str:
    return "Certainly. I'm cancelling the booking."


def changing() -> str:
    return "Certainly. I'm changing the booking."


def confirm_cancelled() -> str:
    return "Your booking is cancelled."


def confirm_changed() -> str:
    return "Your booking is changed."


def left_as_it_is() -> str:
    return "Certainly. I'll leave the booking as it is."


def not_changed_yet() -> str:
    return "Certainly. Nothing is changed yet."


def another_shop() -> str:
    return "I'm sorry, to change the shop, please cancel and book again."


def without_number() -> str:
    return "I'm sorry, without the number only the shop can look it up."


def checking_price() -> str:
    return "Let me check the price."


def price_depends() -> str:
    return "The price depends on the shop and the times."


def price_is(total: int) -> str:
    return f"The price is {total:,} yen, tax included."


def prices(each: list[tuple[str, int]]) -> str:
    said = [f"{total:,} yen for the {car}" for car, total in each]
    return f"With tax it is {', '.join(said)}."


def checking_shop() -> str:
    return "Let me look that up."


def open_on(shop: str, day: str, when: str) -> str:
    return f"On {day}, {shop} is open {when}."


def closed_on(shop: str, day: str, reason: str) -> str:
    return f"I'm sorry, {shop} is closed on {day}{', ' + reason if reason else ''}."

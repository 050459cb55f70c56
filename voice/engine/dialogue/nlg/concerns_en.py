"""What is said in English where the caller's concern is no booking: trouble first, then the manners."""

from __future__ import annotations

# Before the telephone is told, by concern. What saves lives comes first.
OPENINGS = {
    "accident": (
        "Please get to a safe place first. If anyone is hurt, call 119 for an ambulance, "
        "and in any case report the accident to the police on 110."
    ),
    "breakdown": (
        "I'm sorry to hear that. Please stop in a safe place first, "
        "and on a motorway wait behind the guard rail. If anyone is hurt or in danger, call 119 or 110."
    ),
    "late-return": "Thank you for telling us. Please don't rush, and drive safely.",
    "extend": "You would like to keep the car longer. The car's next booking has to be checked for that.",
    "lost-property": "I'm sorry to hear that. The shop's staff will look in the car.",
    "complaint": "I am very sorry for the trouble that we have caused you.",
    "receipt": "Receipts and invoices are issued by the shop.",
    "human": "Certainly.",
    "question.phone": "Certainly.",
}
# Once more in the same matter: the first sentences were heard.
AGAIN = {
    "accident": "I hope that everyone is safe.",
    "breakdown": "Please wait in a safe place.",
    "complaint": "I am sorry once again.",
    "human": "I'm afraid I am an automated assistant and cannot put you through.",
}


def open_concern(concern: str, *, again: bool) -> str:
    return AGAIN.get(concern, "") if again else OPENINGS[concern]


def finding_phone() -> str:
    return "Let me find the telephone number."


def call_for_help(shop: str, phone: str, *, urgent: bool) -> str:
    at_once = "right away " if urgent else ""
    if not phone:
        where = "the number on your rental papers or " if urgent else ""
        return f"Please call {where}the shop that you rent from {at_once}and our staff will help you."
    whose = f"{shop} at " if shop else ""
    return f"Please call {whose}{phone} {at_once}and our staff will help you."


def goodbye_in_trouble() -> str:
    return "Please take care. Goodbye."


def ask_matter() -> str:
    return "Is it about a new booking, a booking that you have, or something else?"


def other_languages(*, again: bool) -> str:
    if again:
        return "In English or in Japanese only, I'm afraid. 日本語か英語でのみ承っております。"
    return "I'm sorry, I can help you in English or Japanese. 日本語か英語でご案内できます。"


def wrong_number() -> str:
    return "This is the automated assistant of a car rental company."


def goodbye_wrong_number() -> str:
    return "No problem at all. Thank you for calling. Goodbye."


def calm_down() -> str:
    return "I'm sorry for the inconvenience. I will do my best to help you."


def warn() -> str:
    return "I'm sorry, but I cannot go on with the call if I am spoken to like that."


def small_talk() -> str:
    return "That's kind of you."

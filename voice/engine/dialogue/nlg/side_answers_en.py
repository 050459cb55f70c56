"""What the receptionist says in English when the caller asks something else, or meets trouble."""

from __future__ import annotations

TROUBLE = {
    "unknown_location": "I'm sorry, I couldn't find that shop.",
    "unknown_vehicle_type": "I'm sorry, we don't have that class of car.",
    "ends_before_start": "The return seems to be before the pickup.",
    "in_the_past": "I'm sorry, that time has already passed.",
    "ambiguous_time": "Let me check the time with you again.",
    "invalid_arguments": "Let me check that with you again.",
    "too_far_ahead": "I'm sorry, that date is too far ahead to book.",
    "too_short": "I'm sorry, that rental is too short.",
    "too_long": "I'm sorry, that rental is too long.",
    "no_vehicle_available": "I'm sorry, that car has just been taken.",
    "unknown_reservation": "I'm sorry, I couldn't find that booking.",
    "second_fact_needed": "I need one more thing to be sure it is your booking.",
    "too_many_attempts": "I'm sorry, I couldn't confirm that booking several times now.",
    "closed_that_day": "I'm sorry, the shop is closed on that day.",
    "too_soon": "I'm sorry, that is too soon for us to get a car ready.",
    "illegal_move": "I'm sorry, that booking can no longer be changed or cancelled.",
    "hold_expired": "I'm sorry, the time to confirm has run out.",
    "busy": "I'm sorry, the system is busy and it didn't go through.",
    "": "I'm sorry, something went wrong on our side and it didn't go through.",
}


def trouble(code: str) -> str:
    return TROUBLE.get(code, TROUBLE[""])


def outside_hours(hours: str) -> str:
    return f"I'm sorry, the shop is open {hours}." if hours else "I'm sorry, the shop is closed at that time."


def span(opens: str, closes: str) -> str:
    return f"from {_clock(opens)} to {_clock(closes)}"


def _clock(text: str) -> str:
    hour, _, minute = text.partition(":")
    minutes = f":{minute}" if int(minute or 0) else ""
    return f"{int(hour) % 12 or 12}{minutes} {'AM' if int(hour) % 24 < 12 else 'PM'}"


def call_the_shop(phone: str) -> str:
    return f"Please call {phone}." if phone else "Please call the shop directly."


def hours(shop: str, when: str) -> str:
    return f"{shop or 'Each shop'} is open {when}."


def hello() -> str:
    return "Hello."


def where(shop: str, address: str) -> str:
    return f"The address of {shop} is {address}." if address else f"You will find {shop} on the screen's map."


def phone(shop: str, number: str) -> str:
    return f"The number of {shop} is {number}." if number else "I'm sorry, I don't have the telephone number."


def usual_hours_differ() -> str:
    return "The opening hours depend on the shop."


def price() -> str:
    return "The price will be told to you at the shop."


def human(phone: str) -> str:
    if phone:
        return f"To talk to a person, please call {phone}."
    return "I'm sorry, I am an automatic receptionist. Our staff can be reached at the shop."


def driver() -> str:
    return "I'm sorry, the law does not allow us to provide a driver. We rent the car only."


def private() -> str:
    return "I'm sorry, I can't tell you about other customers."


def injection() -> str:
    return "I'm sorry, I can't do that. I can help you with a reservation."


def existing(phone: str) -> str:
    return "I'm sorry, I can't look up or change existing reservations here. " + call_the_shop(phone)


def several() -> str:
    return "I take one car per reservation."


def robot() -> str:
    return "Yes, I am an automatic receptionist."


def unknown() -> str:
    return "I'm sorry, I don't know that. Please ask at the shop."


def cannot(tool: str) -> str:
    what = {
        "list_locations": "look up our shops",
        "get_availability": "check which cars are free",
        "create_reservation": "make reservations",
    }.get(tool, "do that")
    return f"I'm sorry, I can't {what} here at the moment."


def classes(names: str) -> str:
    return f"We have these classes: {names}."


def are_you_there() -> str:
    return "Hello? Can you hear me?"

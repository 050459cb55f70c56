"""Every sentence the receptionist says in English. Short, polite, made to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from voice.engine.dialogue.facts import Offer

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def day(moment: date) -> str:
    return f"{WEEKDAYS[moment.weekday()]}, {MONTHS[moment.month - 1]} {moment.day}"


def clock(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "noon"
    half = "AM" if moment.hour < 12 else "PM"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {half}"


def period(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"{day(start)}, from {clock(start)} to {clock(end)}"
    return f"{day(start)} at {clock(start)} until {day(end)} at {clock(end)}"


def car(name: str) -> str:
    short = name if name.isupper() else name.lower()
    return short if short.endswith(("car", "van", "SUV", "sedan", "wagon")) else f"{short} car"


def list_names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def greeting(shop: str) -> str:
    place = f"{shop} car rental" if shop else "the car rental desk"
    return f"Thank you for calling. This is the automatic receptionist of {place}."


def how_can_i_help(*, shop_known: bool) -> str:
    return "When would you like a car?" if shop_known else "Where and when would you like a car?"


def checking_shops(region: str) -> str:
    return f"Certainly. One moment, please. Let me look up our shops{' in ' + region if region else ''}."


def shops_here(region: str, names: Sequence[str]) -> str:
    where = f" in {region}" if region else ""
    return f"We have {len(names)} shops{where}: {list_names(names)}."


def one_shop_here(region: str, name: str) -> str:
    return f"Our shop in {region} is {name}."


def no_shop_in(region: str) -> str:
    return f"I'm sorry, we have no shop in {region}."


def regions(names: Sequence[str]) -> str:
    return f"We have shops in {list_names(names)}."


def checking_cars(shop: str, when: str) -> str:
    return f"{shop}, {when}. Let me check which cars are free."


def cars(offers: Sequence[Offer]) -> str:
    pieces = [f"{offer.count} {car(offer.name_in('en'))}{'s' if offer.count > 1 else ''}" for offer in offers]
    return f"We have {list_names(pieces)} free."


def car_is_free(name: str) -> str:
    return f"Yes, {_a(car(name))} is free."


def not_free(name: str) -> str:
    return f"I'm sorry, there is no {car(name)} free at that time."


def nothing_free() -> str:
    return "I'm sorry, no car is free at that time."


def alternative(shop: str, when: str, name: str) -> str:
    return f"I could offer you {_a(car(name))} at {shop}, {when}."


def details(shop: str, when: str, name: str, customer: str) -> str:
    return f"{shop}, {when}, {_a(car(name))}, in the name of {customer}."


def reading_back() -> str:
    return "Let me read that back."


def booking_now() -> str:
    return "Thank you. I'm making your reservation now."


def confirm_booked(number: str, shop: str) -> str:
    visit = f" We look forward to seeing you at {shop}." if shop else ""
    return f"Your reservation is complete. The number is {number}. Once more: {number}.{visit}"


def number_again(number: str) -> str:
    return f"Your reservation is complete. The number is {number}."


def already_booked(number: str) -> str:
    return (
        f"That booking was already made: the number is {number}. Once more: {number}. Nothing new was booked."
    )


def unsure_of_answer() -> str:
    return "I'm not sure whether that was a yes."


def changes_after_booking(phone: str) -> str:
    return f"I'm sorry, I can't change a finished reservation here. Please call {phone or 'the shop'}."


def still_checking() -> str:
    return "I'm still checking. One moment, please."


def welcome() -> str:
    return "You're welcome."


def acknowledge() -> str:
    return "Certainly."


def goodbye(*, booked: bool) -> str:
    if booked:
        return "Thank you for your reservation. Have a safe trip. Goodbye."
    return "Thank you for calling. Goodbye."


def take_your_time() -> str:
    return "Of course, take your time. Just speak when you are ready."


def confirm_dropped() -> str:
    return "Certainly. I won't make a reservation."


def past_day(when: str) -> str:
    return f"{when} seems to be in the past."


def backwards() -> str:
    return "The return seems to be before the pickup. On what day and at what time will you return it?"


QUESTIONS: dict[str, tuple[str, str, str]] = {
    "place": (
        "Which area or shop would you like?",
        "Could you tell me the city or the shop?",
        "the city or shop",
    ),
    "shop": (
        "Which shop would you like?",
        "Could you say the name of the shop again?",
        "the name of the shop",
    ),
    "when": (
        "What day, and from what time to what time?",
        "When would you like to pick up the car, and when will you return it?",
        "the day and times",
    ),
    "day": ("What day would you like the car?", "On which date would you like to pick it up?", "the date"),
    "times": (
        "From what time to what time?",
        "What time will you pick it up, and what time will you return it?",
        "the times",
    ),
    "start": (
        "What time would you like to pick it up?",
        "At what time do you need the car?",
        "the pickup time",
    ),
    "end": ("What time will you return it?", "At what time will you bring it back?", "the return time"),
    "class": ("Which one would you like?", "Which class of car shall I take?", "the class of car"),
    "name": ("May I have your full name, please?", "Could you say just your name once more?", "your name"),
    "confirm": ("Shall I book it?", "If that is right, please say yes. Shall I book it?", "yes or no"),
    "change": (
        "What would you like to change?",
        "Shall I change the shop, the time, the car or the name?",
        "what to change",
    ),
    "alternative": ("Would that suit you?", "Shall I take that one? Yes or no, please.", "yes or no"),
    "retry": ("Shall I try once more?", "Would you like me to try again?", "yes or no"),
    "else": ("Is there anything else?", "Can I help you with anything else?", "your question"),
}
UNHEARD = (
    "I'm sorry, I didn't catch that.",
    "Sorry, your voice is a little faint.",
    "I'm very sorry, I still can't hear you well.",
)
UNCLEAR = ("Excuse me.", "I'm sorry, I didn't quite understand.", "I'm sorry about this.")


def offer_typing(what: str) -> str:
    return f"You can also type {what} on the screen."


def _a(thing: str) -> str:
    return f"{'an' if thing.startswith(('SUV', 'a', 'e', 'i', 'o')) else 'a'} {thing}"

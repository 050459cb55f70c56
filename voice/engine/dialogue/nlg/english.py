"""Every sentence the receptionist says in English. Short, polite, made to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from voice.engine.dialogue.facts import Offer

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
UNHEARD = (
    "I'm sorry, I didn't catch that.",
    "Sorry, your voice is a little faint.",
    "I'm very sorry, I still can't hear you well.",
)
UNCLEAR = ("Excuse me.", "I'm sorry, I didn't quite understand.", "I'm sorry about this.")
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
    "past_day": "{} seems to be in the past.",
    "impossible": "There is no such date or time as {}.",
    "weekday": "That date is {}.",
    "unclear": 'I\'m not sure what "{}" comes to.',
    "stretch": '"{}": which day exactly?',
    "busy": "I'm sorry, the system is busy and it didn't go through.",
    "": "I'm sorry, something went wrong on our side and it didn't go through.",
}


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


def shops_fitting(names: Sequence[str]) -> str:
    return f"I can offer {list_names(names)}."


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


def ask_for_a_moment() -> str:
    return "One moment, please."


def excuse_the_break() -> str:
    return "Excuse me, let me take that up again."


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


def backwards() -> str:
    return "The return seems to be before the pickup. On what day and at what time will you return it?"


def offer_typing(what: str) -> str:
    return f"You can also type {what} on the screen."


def _open(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _a(thing: str) -> str:
    return f"{'an' if thing.startswith(('SUV', 'a', 'e', 'i', 'o')) else 'a'} {thing}"


def trouble(code: str, words: str = "") -> str:
    return TROUBLE.get(code, TROUBLE[""]).format(words)


def outside_hours(hours: str) -> str:
    return f"I'm sorry, the shop is open {hours}." if hours else "I'm sorry, the shop is closed at that time."


def span(opens: str, closes: str) -> str:
    return "around the clock" if opens == closes else f"from {_clock(opens)} to {_clock(closes)}"


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


def heard_you() -> str:
    return "Yes, I can hear you."


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


def price_example(shop: str, told: str) -> str:
    return f"To give you an idea, at {shop}: {told}"


def cannot_go_on() -> str:
    return "I'm sorry, I can't get any further with this here."


def car_heard(name: str) -> str:
    return f"{_open(_a(car(name)))}, then."


def seats(name: str, people: int) -> str:
    return f"{_open(_a(car(name)))} seats {people} people."


def cheapest(name: str, total: int) -> str:
    return f"The cheapest is {_a(car(name))}, for {total:,} yen."


def price_is(total: int) -> str:
    return f"The price is {total:,} yen, tax included."


def prices(each: list[tuple[str, int]]) -> str:
    said = [f"{total:,} yen for the {car}" for car, total in each]
    return f"With tax it is {', '.join(said)}."


def back_to_booking() -> str:
    return "Now, to go on with your new booking."


def checking_shop() -> str:
    return "Let me look that up."


def open_on(shop: str, day: str, when: str) -> str:
    return f"On {day}, {shop} is open {when}."


def closed_on(shop: str, day: str, reason: str) -> str:
    return f"I'm sorry, {shop} is closed on {day}{', ' + reason if reason else ''}."


def all_open_on(day: str, when: str) -> str:
    return f"On {day}, all our shops are open {when}."


def all_closed_on(day: str, reason: str) -> str:
    return f"I'm sorry, all our shops are closed on {day}{', ' + reason if reason else ''}."

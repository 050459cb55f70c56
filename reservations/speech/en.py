"""What is said in English, as a good clerk says it. The functions are those of speech/interface.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from reservations import vehicle_classes
from reservations.pricing import FeeStep
from reservations.speech.interface import Counts, LocalTimes

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
DAY = 24 * 60
STATES = {
    "held": "is being held",
    "confirmed": "is booked",
    "out": "is on the road",
    "returned": "has been returned",
    "cancelled": "is cancelled",
    "no_show": "was closed, as nobody came",
    "expired": "was held and is no longer",
}


def join(parts: Sequence[str]) -> str:
    return _join_with("and", parts)


def list_names(names: Sequence[str]) -> str:
    return ", ".join(names)


def say_yen(amount: int) -> str:
    """ "6,600 yen" """
    return f"{amount:,} yen"


def say_time(moment: datetime | time) -> str:
    """ "10 AM", "10:30 AM" """
    hour, half = moment.hour % 12 or 12, "AM" if moment.hour < 12 else "PM"
    return f"{hour}:{moment.minute:02} {half}" if moment.minute else f"{hour} {half}"


def say_day(moment: datetime) -> str:
    """ "Saturday, December 5" """
    return f"{WEEKDAYS[moment.weekday()]}, {MONTHS[moment.month - 1]} {moment.day}"


def say_moment(moment: datetime) -> str:
    """ "Saturday, December 5 at 10 AM" """
    return f"{say_day(moment)} at {say_time(moment)}"


def say_period(start: datetime, end: datetime) -> str:
    """ "Saturday, December 5 at 10 AM to 6 PM" """
    last = say_time(end) if start.date() == end.date() else say_moment(end)
    return f"{say_moment(start)} to {last}"


def say_length(minutes: int) -> str:
    """ "2 hours 30 minutes" """
    hours, rest = divmod(minutes, 60)
    parts = [_count(count, word) for count, word in ((hours, "hour"), (rest, "minute")) if count]
    return " ".join(parts) or "0 minutes"


def say_rental_length(minutes: int) -> str:
    """ "24 hours", "2 days", "2 days and 2 hours 30 minutes" """
    days, rest = divmod(minutes, DAY)
    if minutes <= DAY:
        return say_length(minutes)
    return _count(days, "day") + (f" and {say_length(rest)}" if rest else "")


def say_hours(opens_at: time, closes_at: time) -> str:
    """ "from 8 AM to 8 PM", "around the clock" """
    return (
        "around the clock" if opens_at == closes_at else f"from {say_time(opens_at)} to {say_time(closes_at)}"
    )


def say_closing_reason(reason: str) -> str:
    """ " (New Year)" """
    return f" ({reason})" if reason else ""


def say_shops(region: str, names: Sequence[str]) -> str:
    there = f" in {region}" if region else ""
    if not names:
        return f"I'm sorry, we have no shop{there}."
    if len(names) == 1:
        return f"We have one shop{there}: {names[0]}."
    return f"We have {_number(len(names))} shops{there}: {join(names)}. Which one would you like?"


def say_shop(shop: str, hours: str, reason: str, address: str, directions: str) -> str:
    why = say_closing_reason(reason)
    today = f"{shop} is open today {hours}{why}." if hours else f"{shop} is closed today{why}."
    return " ".join(filter(None, [today, address and f"The address is {address}.", directions]))


def say_free(counts: Counts) -> str:
    """ "We have two compact cars and one minivan free. Which would you like?" """
    cars = join([f"{_number(count)} {_car(key, count)}" for key, count in counts])
    return f"We have {cars} free." + (" Which would you like?" if len(counts) > 1 else "")


def say_none_free(shop: str, wished: LocalTimes, vehicle_class: str, offers: Sequence[str]) -> str:
    what = _car(vehicle_class, 2) if vehicle_class else "cars"
    sorry = f"I'm sorry, no {what} are free at {shop} on {say_period(*wished)}."
    return sorry + (f" I could offer {_join_with('or', offers)}." if offers else "")


def say_alternative(
    shop: str, wished: LocalTimes, offered: LocalTimes, vehicle_class: str, *, elsewhere: bool
) -> str:
    """ "a minivan at Shinjuku from 10 AM to 6 PM" """
    when = _other_times(wished, offered)
    return _a_car(vehicle_class) + (f" at {shop}" if elsewhere else "") + (f" {when}" if when else "")


def say_place_and_period(shop: str, period: str, *, return_shop: str) -> str:
    """ "Tokyo Station, Saturday, December 12 at 10 AM to 6 PM, returned to Shinjuku" """
    return f"{shop}, {period}" + (f", returned to {return_shop}" if return_shop else "")


def say_booked(
    shop: str, local_times: LocalTimes, vehicle_class: str, number: str, *, repeated_for: str
) -> str:
    what, period = f"{_capitalise(_a_car(vehicle_class))} at {shop}", say_period(*local_times)
    if repeated_for:
        already = f"{what} is already booked for {period}, in the name of {repeated_for}."
        return f"{already} Nothing new was booked. The reservation number is {number}."
    return f"{what} is booked for {period}. Your reservation number is {number}."


def ask_to_book(
    booking: str,
    vehicle_class: str,
    name: str,
    price: int | None,
    *,
    phone: str,
    email: str,
    included: Sequence[str],
) -> str:
    contact = (f", telephone {phone}" if phone else "") + (f", e-mail {email}" if email else "")
    with_them = f" with {join([_lower_name(each) for each in included])}" if included else ""
    cost = f", {say_yen(price)}{with_them}, including tax" if price is not None else with_them
    what = f"{booking}, {_a_car(vehicle_class)}, for {name}{contact}{cost}"
    return f"Let me confirm: {what}. Shall I book it?"


def say_reservation(booking: str, vehicle_class: str, name: str, status: str, price: int | None) -> str:
    cost = f" The price is {say_yen(price)}." if price is not None else ""
    return f"{_capitalise(_a_car(vehicle_class))} for {name}, {booking}, {STATES[status]}.{cost}"


def say_found(reservation: str, number: str) -> str:
    return f"{reservation} The number is {number}."


def ask_which(found: Sequence[str]) -> str:
    return f"{join(found)} Which of them is it? Please tell me its number."


def ask_to_cancel(booking: str, fee: int) -> str:
    cost = f"The cancellation fee is {say_yen(fee)}." if fee else "There is no cancellation fee."
    return f"Your booking at {booking}. {cost} Shall I cancel it?"


def say_cancelled(booking: str, fee: int) -> str:
    cost = f" The cancellation fee is {say_yen(fee)}." if fee else ""
    return f"Your booking at {booking} is cancelled.{cost}"


def ask_to_change(
    booking: str,
    vehicle_class: str,
    price: int | None,
    more: int | None,
    *,
    name: str,
    phone: str,
    email: str,
    included: Sequence[str] | None,
) -> str:
    parts = [booking, _a_car(vehicle_class)]
    if included is not None:
        parts.append(
            f"with {join([_lower_name(each) for each in included])}" if included else "without extras"
        )
    parts += [f"for {name}"] if name else []
    parts += [f"telephone {phone}"] if phone else []
    parts += [f"e-mail {email}"] if email else []
    cost = f" The price will be {say_yen(price)}{_difference(more)}." if price is not None else ""
    return f"I will change it to {', '.join(parts)}.{cost} Is that all right?"


def say_changed(booking: str, vehicle_class: str, number: str) -> str:
    return f"It is changed: {booking}, {_a_car(vehicle_class)}. Your number stays {number}."


def say_charge(amount: int, *, per_day: bool, most: int | None) -> str:
    """ "550 yen for each 24 hours, at most 1,100 yen, tax included" """
    if not amount:
        return "free of charge"
    unit = "for each 24 hours" if per_day else "for the whole rental"
    return (
        f"{say_yen(amount)} {unit}"
        + (f", at most {say_yen(most)}" if most is not None else "")
        + ", tax included"
    )


def say_amounts(least: int, most: int) -> str:
    """ "between 2,200 yen and 33,000 yen, tax included" """
    if not most:
        return "free of charge"
    between = say_yen(most) if least == most else f"between {say_yen(least)} and {say_yen(most)}"
    return f"{between}, tax included"


def say_cancellation_fees(steps: Sequence[FeeStep]) -> str:
    """ "20 percent of the basic charge from 6 days before the pickup and 50 percent on the day" and so on"""
    charged = [step for step in steps if step.percent]
    if not charged:
        return "nothing"
    caps = {step.cap for step in charged}
    parts = []
    for count, step in enumerate(charged):
        since = f"from {_count(step.days_before, 'day')} before" if step.days_before else "on the day"
        what = "" if count else " of the basic charge"
        pickup = " the pickup" if not count and step.days_before else ""
        cap = f", at most {say_yen(step.cap)}" if step.cap is not None and len(caps) > 1 else ""
        parts.append(f"{step.percent} percent{what} {since}{pickup}{cap}")
    (shared,) = caps if len(caps) == 1 else (None,)
    most = f", at most {say_yen(shared)}" if shared is not None else ""
    return f"{join(parts)}{most}, and nothing before that"


def say_unanswered(shop: str, phone: str) -> str:
    who = f"{shop} at {phone}" if phone else "the shop"
    return f"I'm sorry, I do not know that here. Please ask {who}."


def say_prices(amounts: Sequence[tuple[str, int]], minutes: int, included: Sequence[str]) -> str:
    """ "A compact car for 8 hours is 6,600 yen, tax included." """
    if not amounts:
        return "I'm sorry, I do not have that price here. The shop will be glad to tell you."
    length = say_rental_length(minutes)
    extras = f" with {join([_lower_name(name) for name in included])}" if included else ""
    if len(amounts) == 1:
        kind, amount = amounts[0]
        return f"{_capitalise(_a_car(kind))} for {length} is {say_yen(amount)}{extras}, tax included."
    each = join([f"{_a_car(kind)} is {say_yen(amount)}" for kind, amount in amounts])
    return f"For {length}{extras}, {each}, tax included."


def _car(vehicle_class: str, count: int = 1) -> str:
    return vehicle_classes.in_a_sentence(vehicle_class, "en", count)


def _a_car(vehicle_class: str) -> str:
    """ "an SUV" """
    car = _car(vehicle_class)
    return f"{'an' if car.startswith(('SUV', *'aeiou')) else 'a'} {car}"


def _capitalise(phrase: str) -> str:
    """Only the first letter: "An SUV" stays one."""
    return phrase[:1].upper() + phrase[1:]


def _lower_name(name: str) -> str:
    """A name within a sentence; an abbreviation stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _count(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _join_with(conjunction: str, parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def _other_times(wished: LocalTimes, offered: LocalTimes) -> str:
    """Empty where they are those that were wished; the days are said only where they differ."""
    start, end = offered
    if offered == wished:
        return ""
    if [moment.date() for moment in offered] != [moment.date() for moment in wished]:
        return f"on {say_period(start, end)}"
    return f"from {say_time(start)} to {say_time(end)}"


def _difference(more: int | None) -> str:
    if not more:
        return ""
    return f", {say_yen(abs(more))} {'more' if more > 0 else 'less'}"

"""The words of a message: the facts of a booking by the shop's clock, in the templates of its language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template import Context, engines

from reservations import links, speech, vehicle_classes
from reservations.models import Location, Reservation
from reservations.phones import format_phone
from reservations.values import Rental, Shop

FOLDER = "reservations/messages"


def find_language(reservation: Reservation | Rental) -> str:
    """The language of a booking's messages, "ja" or "en"."""
    return "en" if reservation.language.startswith("en") else "ja"


def render_subject(reservation: Reservation | Rental, kind: str, **more: str) -> str:
    """One line: nothing that a shop is called can end a mail's header."""
    return " ".join(render(reservation, f"{kind}.subject", **more).split())[:200]


def render_body(reservation: Reservation | Rental, kind: str, channel: str, **more: str) -> str:
    """A message's text; of a short message all in one line."""
    text = render(reservation, f"{kind}.{channel}", **more)
    if channel == "sms":
        return " ".join(text.split())
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def render_code(reservation: Reservation, code: str, channel: str, language: str) -> dict[str, str]:
    """The subject and the body of the message with a caller's code, in the language of the call."""
    subject = render(reservation, "code.subject", language) if channel == "email" else ""
    body = render(reservation, f"code.{channel}", language, code=code)
    return {"subject": subject.strip(), "body": " ".join(body.split()) if channel == "sms" else body}


def render(reservation: Reservation | Rental, name: str, language: str = "", **more: str) -> str:
    """The text of the template `name`, in `language` or the booking's own."""
    language = language or find_language(reservation)
    engine = engines["django"].engine  # type: ignore[attr-defined]  # Django's own, not the wrapper's
    template = engine.get_template(f"{FOLDER}/{language}/{name}.txt")
    facts = collect_facts(reservation, language)
    # Plain text: 「A&B店」 is no HTML.
    return str(template.render(Context({**vars(facts), **more}, autoescape=False)))


@dataclass(frozen=True)
class Facts:
    """What a customer reads of a booking, as texts: all that a template of a message, or of the booking's own
    page, may name. "" or None: there is none."""

    number: str
    customer: str
    shop: str
    address: str
    directions: str
    map_url: str
    phone: str  # as one reads it
    return_shop: str  # where the car comes back to another one
    return_address: str
    pickup: str
    back: str  # when the car is returned
    pickup_short: str
    back_short: str
    vehicle_class: str
    price: str | None
    lines: Sequence[tuple[str, str]]  # of the price: what for, and how much
    fee: str | None  # of a cancelled one
    free_of_charge: bool
    link: str  # to its own page


def collect_facts(reservation: Reservation | Rental, language: str) -> Facts:
    """By the clocks of its shops, in `language`: "ja" or "en"."""
    shop, back = reservation.location, reservation.return_location or reservation.location
    start, end = reservation.pickup_local, reservation.return_local
    price, fee = reservation.price, reservation.cancellation_fee
    return Facts(
        number=reservation.number,
        customer=reservation.customer_name,
        shop=shop.name_in(language),
        address=choose_address(shop, language),
        directions=(shop.directions_en if language == "en" else shop.directions),
        map_url=shop.map_url,
        phone=format_phone(shop.phone),
        return_shop=back.name_in(language) if reservation.one_way else "",
        return_address=choose_address(back, language) if reservation.one_way else "",
        pickup=format_long(start, language),
        back=format_long(end, language),
        pickup_short=format_short(start, language),
        back_short=(format_time if start.date() == end.date() else format_short)(end, language),
        vehicle_class=vehicle_classes.name(reservation.vehicle_class, language),
        price=None if price is None else format_yen(price, language),
        lines=[
            (
                line["nameEn"] or line["name"] if language == "en" else line["name"],
                format_yen(line["amount"], language),
            )
            for line in reservation.price_lines
        ],
        fee=None if fee is None else format_yen(fee, language),
        free_of_charge=not fee,
        link=links.make_url(reservation),
    )


def choose_address(shop: Location | Shop, language: str) -> str:
    """The shop's address in the language of a message, or the Japanese one where there is no other."""
    return (shop.address_en or shop.address) if language == "en" else shop.address


def format_yen(amount: int, language: str) -> str:
    """Whole yen as a message writes them, in its own language and not in that of the request."""
    return f"JPY {amount:,}" if language == "en" else f"{amount:,}円"


def format_time(wall: datetime, language: str) -> str:
    """「10:00」; "10:00 AM"."""
    if language != "en":
        return f"{wall.hour}:{wall.minute:02}"
    return f"{wall.hour % 12 or 12}:{wall.minute:02} {'AM' if wall.hour < 12 else 'PM'}"


def format_long(wall: datetime, language: str) -> str:
    """「2026年12月12日 (土) 10:00」; "Saturday, December 12, 2026, 10:00 AM"."""
    if language == "en":
        return f"{speech.en.say_day(wall)}, {wall.year}, {format_time(wall, 'en')}"
    weekday = speech.ja.WEEKDAYS[wall.weekday()]
    return f"{wall.year}年{wall.month}月{wall.day}日 ({weekday}) {format_time(wall, 'ja')}"


def format_short(wall: datetime, language: str) -> str:
    """「12/12(土)10:00」; "Sat Dec 12 10:00 AM"."""
    if language == "en":
        weekday, month = speech.en.WEEKDAYS[wall.weekday()][:3], speech.en.MONTHS[wall.month - 1][:3]
        return f"{weekday} {month} {wall.day} {format_time(wall, 'en')}"
    return f"{wall.month}/{wall.day}({speech.ja.WEEKDAYS[wall.weekday()]}){format_time(wall, 'ja')}"

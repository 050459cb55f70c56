"""The signed link by which a customer opens a booking: `/r/<token>/`. Nothing is stored of it.

Whoever has it may see, change and cancel the booking. It stands for the booking with its present telephone
and mail: where one was misheard and is corrected, or the customer is forgotten, earlier links open nothing.
"""

from __future__ import annotations

import base64
import re
from datetime import timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from reservations import clock, numbers, repositories
from reservations.models import Reservation
from reservations.phones import parse
from reservations.values import ERASED, Rental

SALT = "reservations.links"
MAC_BYTES = 12  # short, for a text message; who guesses is counted (`policy.limit_wrong_link`)
TOKEN = re.compile(r"([0-9]{7}|x[A-Za-z0-9_-]{1,88})-([A-Za-z0-9_-]{16})", re.ASCII)
Status = Reservation.Status
# What is only held, or was never a customer's, has no page.
SHOWN = frozenset({Status.CONFIRMED, Status.OUT, Status.RETURNED, Status.CANCELLED, Status.NO_SHOW})


def make_token(booking: Rental | Reservation) -> str:
    """4027315 and its proof, as the last part of the address."""
    return f"{write_number(booking.number)}-{sign(booking, settings.SECRET_KEY)}"


def write_number(number: str) -> str:
    """The digits of one of ours; another system's may have any character."""
    digits = numbers.digits_of(number)
    if len(digits) == 7 and numbers.format_number(digits) == number:
        return digits
    return f"x{base64.urlsafe_b64encode(number.encode()).decode().rstrip('=')}"


def read_number(written: str) -> str:
    """What `write_number` has written; "" for anything else."""
    if not written.startswith("x"):
        return numbers.format_number(written)
    try:
        number = base64.urlsafe_b64decode(written[1:] + "=" * (-len(written[1:]) % 4)).decode()
    except ValueError:
        return ""
    return number if number.isprintable() and write_number(number) == written else ""


def sign(booking: Rental | Reservation, secret: str) -> str:
    phone = parse(booking.customer_phone)
    called = f"+{phone.country_code}{phone.national_number}" if phone else str(booking.customer_phone or "")
    facts = repr((booking.number, str(booking.id), called, booking.customer_email))
    mac = salted_hmac(SALT, facts, secret=secret, algorithm="sha256").digest()[:MAC_BYTES]
    return base64.urlsafe_b64encode(mac).decode()


def make_path(booking: Rental | Reservation) -> str:
    return f"/r/{make_token(booking)}/"


def make_url(booking: Rental | Reservation) -> str:
    """For a message; "" where the deployment has not said under what address it is reached."""
    return f"{settings.PUBLIC_URL}{make_path(booking)}" if settings.PUBLIC_URL else ""


def find_path(number: str, session_id: str) -> str:
    """The path of the booking with this number, for the conversation that has proven it to be theirs; ""
    where it has none, or where name and number are not proof enough for what can be done there."""
    booking = repositories.current().find_by_number(number)
    if booking is None or not is_shown(booking):
        return ""
    is_proven = settings.BOOKING_IDENTITY == "name" or booking.session_id == session_id
    return make_path(booking) if is_proven else ""


def find(token: str) -> Rental | None:
    """The booking that the link shows, or None: a wrong one, an old one, or of what has no page."""
    parts = TOKEN.fullmatch(token)
    if parts is None:
        return None
    number = read_number(parts[1])
    booking = repositories.current().find_by_number(number) if number else None
    if booking is None or not is_shown(booking):
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    fits = any(constant_time_compare(parts[2], sign(booking, str(secret))) for secret in secrets)
    return booking if fits else None


def is_shown(booking: Rental) -> bool:
    """Until some days after it ended, or would have."""
    ended = max(booking.return_at, booking.returned_at or booking.return_at)
    until = ended + timedelta(days=settings.BOOKING_LINK_DAYS)
    return booking.status in SHOWN and booking.customer_name != ERASED and clock.now() <= until

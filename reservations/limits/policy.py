"""What is limited, by whom it is counted, and how often it may be done: every limit of the product.

A conversation is counted by its own id first, tightly; an address more widely, as an office, or a whole
mobile network, may be behind one. An address is known by its `origin` alone: a keyed hash of it.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.utils.crypto import salted_hmac

from reservations.limits.windows import Limit

MINUTE, HALF_HOUR, HOUR, DAY = 60.0, 1800.0, 3600.0, 86400.0
EVERYONE = 10  # times what one address may start in a minute is what all callers there may start


def name_origin(address: str) -> str:
    """What stands for an address, which itself is kept nowhere; "" where it is not known."""
    return salted_hmac("reservations.limits", address).hexdigest()[:32] if address else ""


def limit_session(origin: str, known_session: str = "") -> list[Limit]:
    """A conversation to be begun; `known_session`: by who shows the token of that earlier one."""
    own = Limit(f"sessions.address.{origin}", settings.SESSIONS_PER_MINUTE, MINUTE)
    if known_session:
        own = Limit(f"sessions.token.{known_session}", settings.SESSIONS_PER_TOKEN, MINUTE)
    return [
        own,
        # Each conversation gives another token: all of them together are bounded too.
        Limit(f"sessions.everyone.{origin}", settings.SESSIONS_PER_MINUTE * EVERYONE, MINUTE),
        Limit(f"sessions.day.{origin}", settings.SESSIONS_PER_DAY, DAY),
    ]


def limit_call(session_id: str, origin: str, *, renewal: bool) -> list[Limit]:
    """A call to be begun: each costs from its first second, however soon it is hung up."""
    limits = [Limit(f"calls.{session_id}", settings.CALLS_PER_MINUTE, MINUTE)]
    if renewal:
        limits.append(Limit(f"renewals.{session_id}", settings.RENEWALS_PER_HOUR, HOUR))
    if origin:
        limits.append(Limit(f"calls.day.{origin}", settings.CALLS_PER_DAY, DAY))
    return limits


def limit_tool_call(session_id: str, origin: str, *, writes: bool) -> list[Limit]:
    """Of a call of a tool: by conversation and, if it writes, by caller (`origin`, "" where unknown)."""
    limits = [Limit(f"tools.{session_id}", settings.TOOL_CALLS_PER_MINUTE, MINUTE)]
    if writes:
        limits.append(Limit(f"writes.{session_id}", settings.WRITES_PER_HOUR, HOUR))
        if origin:
            limits.append(Limit(f"writes.day.{origin}", settings.WRITES_PER_DAY, DAY))
    return limits


def limit_booking(origin: str) -> list[Limit]:
    """A car to be booked from an address, by whatever conversation: new ones are to be had for nothing."""
    return [Limit(f"bookings.day.{origin}", settings.BOOKINGS_PER_DAY, DAY)] if origin else []


def limit_partner_call(
    partner: str, *, calls_a_minute: int, writes_an_hour: int, writes: bool
) -> list[Limit]:
    """A tool to be called with a partner's key, which stands for all of that partner's customers."""
    limits = [Limit(f"partner.calls.{partner}", calls_a_minute, MINUTE)]
    if writes:
        limits.append(Limit(f"partner.writes.{partner}", writes_an_hour, HOUR))
    return limits


def limit_partner_booking(partner: str, bookings_a_day: int) -> Limit:
    """A car to be booked with a partner's key."""
    return Limit(f"partner.bookings.{partner}", bookings_a_day, DAY)


def limit_partner_refusal_noted(partner: str) -> Limit:
    """That a key's limit is met is written down so often: who floods us must not fill the database."""
    return Limit(f"partner.noted.{partner}", 1, MINUTE)


def limit_codes(number: str) -> Limit:
    """A code to be sent to a booking's customer."""
    return Limit(f"codes.{number}", settings.CODES_PER_BOOKING, DAY)


def limit_booking_page(number: str, *, writes: bool) -> list[Limit]:
    """A booking's own page to be opened by its link, or something to be asked for there."""
    limits = [Limit(f"page.views.{number}", settings.BOOKING_PAGE_VIEWS_PER_MINUTE, MINUTE)]
    if writes:
        limits.append(Limit(f"page.writes.{number}", settings.BOOKING_PAGE_WRITES_PER_HOUR, HOUR))
    return limits


def limit_wrong_link(origin: str) -> Limit:
    """A link to a booking that opens nothing."""
    return Limit(f"links.wrong.{origin}", settings.WRONG_LINKS_PER_MINUTE, MINUTE)


def limit_wrong_key(origin: str) -> Limit:
    """A partner's key to be compared; only what was wrong is counted."""
    return Limit(f"keys.wrong.{origin}", settings.WRONG_KEYS_PER_MINUTE, MINUTE)


def limit_guess(number: str, caller: str, origin: str) -> list[Limit]:
    """A second fact to be compared with the booking `number`, by one conversation and by its address.

    Never by the number alone: strangers would lock its customer out.
    """
    limits = [
        Limit(f"guesses.caller.{shorten(caller)}", settings.GUESSES_PER_SESSION, HALF_HOUR),
        Limit(
            f"guesses.number.{shorten(f'{number} {origin or caller}')}",
            settings.GUESSES_PER_SESSION,
            HALF_HOUR,
        ),
    ]
    if origin:
        limits.append(Limit(f"guesses.address.{origin}", settings.GUESSES_PER_HOUR, HOUR))
    return limits


def limit_staff_login(origin: str) -> Limit:
    """A password to be compared, for whatever name; where it was right, it is given back."""
    return Limit(f"staff_logins.{origin}", settings.STAFF_LOGIN_TRIES_PER_ADDRESS, HOUR)


def limit_form(key: str) -> Limit:
    """A form of the staff's to be carried out: once, where it is sent twice at the same time."""
    return Limit(f"forms.{key}", 1, DAY)


def limit_receiver(session_id: str, receiver: tuple[str, str]) -> tuple[Limit, Limit]:
    """Whether a conversation has named this receiver of messages already, and how many it may name."""
    known = f"receiver.{shorten(f'{session_id} {receiver}')}"
    return Limit(known, 1, DAY), Limit(f"receivers.{session_id}", settings.RECEIVERS_PER_SESSION, DAY)


def limit_wrong_guesses() -> list[Limit]:
    """Of everybody together: nobody is refused by it, but staff are told."""
    return [Limit("guesses.everyone", settings.GUESSES_ALARM_PER_HOUR, HOUR)]


def shorten(text: str) -> str:
    """A key of any length and with anything in it, as a window can have it."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]

"""A code sent to the customer, where name and number are not to be enough (BOOKING_IDENTITY=code).

Who calls is a stranger: of a booking that another conversation made, they may know number and name and still
be somebody else. Nothing is stored: the code follows from the booking, its contact, who asks, and the time.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from reservations import clock, messages, numbers, repositories
from reservations.errors import CodeNeeded, CodeNotSent, WrongCode
from reservations.limits import policy, windows
from reservations.messages import receivers
from reservations.models import Message
from reservations.tools import identity
from reservations.tools.tool import Caller
from reservations.values import Rental

SALT = "reservations.caller_code"
DIGITS = 6
ASKED = frozenset({"agent", "partner"})  # staff know whom they serve


def require(row: Rental, code: str, caller: Caller) -> None:
    """Before a change or a cancellation of `row`, which `identity.prove` has found. Does nothing where no
    code is asked for: of the conversation's own booking, or of the one whose link was opened.

    Raises CodeNeeded without a code, after which `send` is to be called, and WrongCode.
    """
    is_known = caller.proven == row.number or identity.is_of_session(row, caller)
    if settings.BOOKING_IDENTITY != "code" or caller.kind not in ASKED or is_known:
        return
    if not code.strip():
        raise CodeNeeded(row.number, receiver=lambda language: describe_receiver(row, language))
    typed = numbers.digits_of(code)
    if not any(constant_time_compare(typed, make_code(row, caller, step)) for step in (0, 1)):
        raise WrongCode(row.number)


def make_code(row: Rental, caller: Caller, steps_ago: int = 0) -> str:
    """Good for this caller and booking alone, until its time and the next one of the same length are over."""
    step = find_step() - steps_ago
    facts = repr((caller.name, str(row.id), str(row.customer_phone), row.customer_email, step))
    return f"{int(salted_hmac(SALT, facts, algorithm='sha256').hexdigest(), 16) % 10**DIGITS:0{DIGITS}}"


def find_step() -> int:
    """Which time of BOOKING_CODE_MINUTES it is."""
    return int(clock.now().timestamp() // timedelta(minutes=settings.BOOKING_CODE_MINUTES).total_seconds())


def find_receiver(row: Rental) -> tuple[str, str] | None:
    """Where the code goes: a telephone that takes short messages before an address."""
    reached = receivers.list_receivers(row.customer_phone, row.customer_email)
    return max(reached, key=lambda receiver: receiver[0] == Message.Channel.SMS, default=None)


def describe_receiver(row: Rental, language: str) -> str:
    """So that the customer knows where to look, and a stranger learns no more than they had to know."""
    receiver = find_receiver(row)
    with override(language):
        if receiver and receiver[0] == Message.Channel.SMS:
            return _("your telephone ending in {digits}").format(digits=receiver[1][-4:])
        return _("your e-mail address")


def send(number: str, caller: Caller) -> None:
    """Write the message with the code; once for each code, however often it is asked for.

    To be called outside the refused operation's transaction, which is rolled back. Raises CodeNotSent where
    the booking has no contact, as many messages were sent as may be, or its row is not there to write about
    (a mirror may be a moment behind): then asking again is worth it.
    """
    row = repositories.current().find_by_number(number)
    receiver = find_receiver(row) if row else None
    if row is None or receiver is None:
        raise CodeNotSent(phone=row.location.phone if row else "")
    key = f"code:{row.id}:{policy.shorten(caller.name)}:{find_step()}"
    if Message.objects.filter(key=key).exists():
        return
    held = receivers.find_reason_to_hold(row.id, "code", receiver[1])
    if held or windows.take(policy.limit_codes(number)):
        raise CodeNotSent(phone=row.location.phone)
    if not messages.write_code(row, receiver, make_code(row, caller), key=key, language=caller.language):
        windows.give_back(policy.limit_codes(number))
        raise CodeNotSent(phone=row.location.phone)

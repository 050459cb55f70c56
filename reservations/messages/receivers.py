"""To whom a conversation may have messages written, and how many: nobody is written to by a stranger's leave.

What a caller gives is not proven to be theirs. So a conversation names few receivers, a booking has few, and
what is written to one of them is bounded by the day.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import phonenumbers
from django.conf import settings
from django.db.models import Count, Q

from reservations import clock
from reservations.errors import TooManyReceivers
from reservations.limits import alarms, policy, windows
from reservations.models import Alarm, Message
from reservations.phones import parse, to_mobile
from reservations.values import Shop

HELD_BACK = "held back"  # how the error of a message begins that was never handed to a sender
Receiver = tuple[str, str]  # the channel, and the address or number


def list_receivers(phone: Any, email: str) -> list[Receiver]:
    """By what, and where, a customer with this contact can be written to."""
    mobile = to_mobile(phone)
    found = [(Message.Channel.EMAIL, email), (Message.Channel.SMS, mobile if is_served(mobile) else "")]
    return [(str(channel), to) for channel, to in found if to]


def is_served(mobile: str) -> bool:
    """Is the number of a country that short messages go to? Others cost much, and pay who asks for them."""
    number = parse(mobile)
    return number is not None and phonenumbers.region_code_for_number(number) in settings.SMS_COUNTRIES


def list_earlier(reservation_id: uuid.UUID) -> set[Receiver]:
    """All to whom a message about this booking was written; one query."""
    return set(Message.objects.filter(reservation=reservation_id).values_list("channel", "to"))


def admit(
    receivers: list[Receiver],
    *,
    session_id: str,
    shop: Shop,
    reservation_id: uuid.UUID | None = None,
    write: bool,
) -> None:
    """Raises TooManyReceivers, where a conversation names more than it may have written to.

    `reservation_id`: of the booking that gets them, where it exists. `write`: they will be written to now, so
    they are counted; call it in the transaction that writes. Staff, who have no session, may name any.
    """
    if not (session_id and receivers):
        return
    if reservation_id is not None:
        every = list_earlier(reservation_id) | set(receivers)
        if len(every) > settings.RECEIVERS_PER_BOOKING:
            raise too_many(settings.RECEIVERS_PER_BOOKING, shop)
    for receiver in receivers:
        known, own = policy.limit_receiver(session_id, receiver)
        if windows.find_wait(known):
            continue
        wait = windows.take(known, own) if write else windows.find_wait(own)
        # Of two writes at once to one receiver the slower one finds it known by now.
        if wait and not windows.find_wait(known):
            raise too_many(settings.RECEIVERS_PER_SESSION, shop)


def too_many(limit: int, shop: Shop) -> TooManyReceivers:
    """The refusal of another receiver, with the shop to call instead."""
    return TooManyReceivers(limit, shop=shop.name_in, phone=shop.phone)


def find_reason_to_hold(reservation_id: uuid.UUID, kind: str, to: str) -> str:
    """Why what a conversation has written is not sent but left to the staff; "" where it is sent.

    A cancellation is one more: a booking has one at most; codes have a limit of their own. Counted without a
    lock, which all who book would wait for; so a few that are written at once may pass.
    """
    day = Message.objects.filter(created_at__gt=clock.now() - timedelta(days=1))
    mine = Q(to=to)
    sent = day.aggregate(
        all=Count("pk"),
        here=Count("pk", filter=mine),
        booking=Count("pk", filter=mine & Q(reservation=reservation_id) & ~Q(kind="code")),
    )
    if kind not in {"cancelled", "code"} and sent["booking"] >= settings.MESSAGES_PER_BOOKING:
        return f"{HELD_BACK}: {settings.MESSAGES_PER_BOOKING} messages about this booking today"
    if sent["here"] >= settings.MESSAGES_PER_RECEIVER:
        return f"{HELD_BACK}: {settings.MESSAGES_PER_RECEIVER} messages to this receiver today"
    if sent["all"] >= settings.MESSAGES_PER_DAY:
        alarms.sound(Alarm.Kind.MESSAGES)
        return f"{HELD_BACK}: {settings.MESSAGES_PER_DAY} messages today"
    return ""

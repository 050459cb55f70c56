"""What a customer reads about an operation: written in the operation's own transaction, for a worker to send.

Knows no mail server: outbox.py sends. The text is of the moment it was written, whatever happens later.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from reservations.changes import tells_customer
from reservations.messages import invitation, receivers, wording
from reservations.models import Location, Message, Reservation
from reservations.values import Rental, Shop

Channel = Message.Channel
# Whose messages are counted: what a caller or a partner's program names is not proven to be theirs. Staff
# know whom they write to, and the page of a booking writes to its own customer alone.
BOUNDED = frozenset({Reservation.Source.AGENT, Reservation.Source.PARTNER})


def enqueue(
    reservation: Reservation,
    kind: str,
    *,
    key: str,
    source: str = "",
    left: Shop | Location | None = None,
) -> None:
    """Write the messages about `kind` ("confirmed", "changed", "cancelled") to whoever can be reached; about
    "restored", that a cancelled booking stands after all, to whoever may have read of its cancellation.

    `key` names the operation: the same key writes the same messages once. `source`: who did it, one of
    Reservation.Source; what is too much of those that are BOUNDED is left to the staff. `left`: the shop that
    it was of before a change, which is named where it is another one. For the stores, inside the transaction
    that wrote the operation: rolled back, it leaves no message.
    """
    if kind == "cancelled" and reservation.hold_expires_at:
        return  # it was only held: nothing was ever promised
    if kind == "restored":
        reached = withdraw_cancellation(reservation)
    else:
        reached = receivers.list_receivers(reservation.customer_phone, reservation.customer_email)
    if not reached:
        return
    # Whoever leaves an address later reads of the booking for the first time when it changes.
    new = set(reached) - receivers.list_earlier(reservation.pk) if kind == "changed" else set()
    rows = []
    for channel, to in reached:
        about = "confirmed" if (channel, to) in new else kind
        row = build_message(reservation, about, Channel(channel), to, f"{key}:{channel}", left)
        if source in BOUNDED and (reason := receivers.find_reason_to_hold(reservation.pk, about, to)):
            row.tries, row.error = Message.TRIES, reason
        rows.append(row)
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def withdraw_cancellation(reservation: Reservation) -> list[receivers.Receiver]:
    """Withdraw what is still to be sent of the last cancellation, and list who may have read of it.

    A message that a worker has once had in hand may have arrived, whatever is known of it.
    """
    about = Message.objects.filter(reservation=reservation)
    last = about.filter(kind="restored").aggregate(last=Max("pk"))["last"] or 0
    # The lock waits for a worker that claims one just now, and shows that it did.
    rows = list(about.filter(kind="cancelled", pk__gt=last).select_for_update(no_key=True, of=("self",)))
    untouched = [row for row in rows if row.sent_at is None and is_untouched(row)]
    Message.objects.filter(pk__in=[row.pk for row in rows if row.sent_at is None]).delete()
    return sorted({(row.channel, row.to) for row in rows if row not in untouched})


def is_untouched(message: Message) -> bool:
    """Was it never handed to a sender?"""
    if message.taken_at is not None:
        return False  # a clerk who sends it again begins the count of its attempts anew
    return message.tries == 0 or message.error.startswith(receivers.HELD_BACK)


def write_code(booking: Rental, receiver: tuple[str, str], code: str, *, key: str, language: str) -> bool:
    """Write the message that tells a customer the code by which a caller proves to be them, once by `key`.

    Nothing is written where the mirror does not show the booking yet; whether something was, is answered.
    """
    channel, to = receiver
    row = Reservation.objects.filter(pk=booking.id).first()
    if row is None:
        return False
    words = wording.render_code(row, code, channel, language)
    message = Message(
        key=key, reservation=row, kind="code", channel=channel, to=to, language=language, **words
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return True


@dataclass(frozen=True)
class Preview:
    """A message as it would be written. channel: of Message.Channel; subject: "" for a short message."""

    channel: str
    to: str
    subject: str
    body: str


def preview_change(before: Rental | Reservation, after: Rental) -> list[Preview]:
    """What a customer will read of a change, without writing it."""
    if not tells_customer(before, after):
        return []
    return [
        Preview(channel, to, *render_texts(after, "changed", Channel(channel), before.location))
        for channel, to in receivers.list_receivers(after.customer_phone, after.customer_email)
    ]


def render_texts(
    reservation: Reservation | Rental, kind: str, channel: Channel, left: Shop | Location | None
) -> tuple[str, str]:
    """Subject, "" for a short message, and body."""
    language = wording.find_language(reservation)
    more = {"left": left.name_in(language)} if left and left.id != reservation.location_id else {}
    subject = wording.render_subject(reservation, kind, **more) if channel == Channel.EMAIL else ""
    return subject, wording.render_body(reservation, kind, channel, **more)


def build_message(
    reservation: Reservation,
    kind: str,
    channel: Channel,
    to: str,
    key: str,
    left: Shop | Location | None = None,
) -> Message:
    """A message, not saved: its texts in the customer's language, with an invitation by mail. `left` is the
    shop that a change moved the booking away from."""
    by_mail = channel == Channel.EMAIL
    subject, body = render_texts(reservation, kind, channel, left)
    return Message(
        key=key,
        reservation=reservation,
        kind=kind,
        channel=channel,
        to=to,
        language=wording.find_language(reservation),
        subject=subject,
        body=body,
        calendar=invitation.render(reservation, kind) if by_mail else "",
    )

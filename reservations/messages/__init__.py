"""What a customer is told about a deed: written down in the deed's own transaction, for a worker to send.

Knows no mail server: outbox.py sends. The text is of the moment it was written, whatever happens later.
"""

from __future__ import annotations

from reservations.messages import invitation, wording
from reservations.messages.receivers import mobile_number
from reservations.models import Message, Reservation

Channel = Message.Channel


def about(reservation: Reservation, kind: str, *, key: str) -> None:
    """Write what is to be told of `kind` ("confirmed", "changed", "cancelled"); once for each `key`."""
    receivers = {
        Channel.EMAIL: reservation.customer_email,
        Channel.SMS: mobile_number(reservation.customer_phone),
    }
    if kind == "cancelled" and reservation.hold_expires_at:
        return  # it was only held: nothing was ever promised
    reached = [(channel, to) for channel, to in receivers.items() if to]
    if not reached:
        return
    new = set(reached) - told(reservation) if kind == "changed" else set()
    rows = [
        written(reservation, "confirmed" if (channel, to) in new else kind, channel, to, f"{key}:{channel}")
        for channel, to in reached
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def told(reservation: Reservation) -> set[tuple[str, str]]:
    """Who has heard of it; to whom gives an address later, the change is the first that they read."""
    return set(Message.objects.filter(reservation=reservation).values_list("channel", "to"))


def written(reservation: Reservation, kind: str, channel: Channel, to: str, key: str) -> Message:
    by_mail = channel == Channel.EMAIL
    return Message(
        key=key,
        reservation=reservation,
        kind=kind,
        channel=channel,
        to=to,
        language=wording.language_of(reservation),
        subject=wording.subject(reservation, kind) if by_mail else "",
        body=wording.text(reservation, kind, channel),
        calendar=invitation.entry(reservation, kind) if by_mail else "",
    )

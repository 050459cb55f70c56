"""What a customer reads about an operation: written in the operation's own transaction, for a worker to send.

Knows no mail server: outbox.py sends. The text is of the moment it was written, whatever happens later.
"""

from __future__ import annotations

from reservations.messages import invitation, wording
from reservations.messages.phones import to_mobile
from reservations.models import Message, Reservation

Channel = Message.Channel


def enqueue(reservation: Reservation, kind: str, *, key: str) -> None:
    """Write the messages about `kind` ("confirmed", "changed", "cancelled") to whoever can be reached.

    `key` names the operation: the same key writes the same messages once. For the stores, inside the
    transaction that wrote the operation: rolled back, it leaves no message.
    """
    addresses = {
        Channel.EMAIL: reservation.customer_email,
        Channel.SMS: to_mobile(reservation.customer_phone),
    }
    if kind == "cancelled" and reservation.hold_expires_at:
        return  # it was only held: nothing was ever promised
    reached = [(channel, to) for channel, to in addresses.items() if to]
    if not reached:
        return
    # Whoever leaves an address later reads of the booking for the first time when it changes.
    new = set(reached) - earlier_addresses(reservation) if kind == "changed" else set()
    rows = [
        build_message(
            reservation, "confirmed" if (channel, to) in new else kind, channel, to, f"{key}:{channel}"
        )
        for channel, to in reached
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def earlier_addresses(reservation: Reservation) -> set[tuple[str, str]]:
    """Every (channel, address) to which a message about this booking was written; one query."""
    return set(Message.objects.filter(reservation=reservation).values_list("channel", "to"))


def build_message(reservation: Reservation, kind: str, channel: Channel, to: str, key: str) -> Message:
    by_mail = channel == Channel.EMAIL
    return Message(
        key=key,
        reservation=reservation,
        kind=kind,
        channel=channel,
        to=to,
        language=wording.language_of(reservation),
        subject=wording.render_subject(reservation, kind) if by_mail else "",
        body=wording.render_body(reservation, kind, channel),
        calendar=invitation.render(reservation, kind) if by_mail else "",
    )

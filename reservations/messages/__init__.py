"""What a customer reads about an operation: written in the operation's own transaction, for a worker to send.

Knows no mail server: outbox.py sends. The text is of the moment it was written, whatever happens later.
"""

from __future__ import annotations

from reservations.messages import invitation, receivers, wording
from reservations.models import Message, Reservation

Channel = Message.Channel


def enqueue(reservation: Reservation, kind: str, *, key: str, by_agent: bool = False) -> None:
    """Write the messages about `kind` ("confirmed", "changed", "cancelled") to whoever can be reached.

    `key` names the operation: the same key writes the same messages once. `by_agent`: a conversation did it,
    and what is too much is left to the staff. For the stores, inside the transaction that wrote the
    operation: rolled back, it leaves no message.
    """
    if kind == "cancelled" and reservation.hold_expires_at:
        return  # it was only held: nothing was ever promised
    reached = receivers.list_receivers(reservation.customer_phone, reservation.customer_email)
    if not reached:
        return
    # Whoever leaves an address later reads of the booking for the first time when it changes.
    new = set(reached) - receivers.list_earlier(reservation.pk) if kind == "changed" else set()
    rows = []
    for channel, to in reached:
        about = "confirmed" if (channel, to) in new else kind
        row = build_message(reservation, about, Channel(channel), to, f"{key}:{channel}")
        if by_agent and (reason := receivers.find_reason_to_hold(reservation.pk, about, to)):
            row.tries, row.error = Message.TRIES, reason
        rows.append(row)
    Message.objects.bulk_create(rows, ignore_conflicts=True)


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

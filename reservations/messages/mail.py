"""A written message as an e-mail, through Django's mail. The same message has the same Message-ID, always."""

from __future__ import annotations

import hashlib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from reservations.models import Message


def send(message: Message) -> None:
    composed(message).send()


def composed(message: Message) -> EmailMessage:
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.MAIL_FROM,
        to=[message.to],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    if message.calendar:
        method = "CANCEL" if message.kind == "cancelled" else "REQUEST"
        mail.attach("reservation.ics", message.calendar, f"text/calendar; method={method}")
    return mail


def message_id(message: Message) -> str:
    """By which a receiver drops the copy that a worker sent who could not know that the first one arrived."""
    # The booking's id is in it because another database counts its keys from one, too.
    digest = hashlib.sha256(f"{message.reservation_id}:{message.key}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"

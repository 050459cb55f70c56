"""Hands a written message to what delivers it: Django's mail, or the class that SMS_SENDER names."""

from __future__ import annotations

import hashlib
import re
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from reservations.models import Message

# RFC 6761: no server has such a name, and none ever will. The demo company's customers have their mail there.
NOWHERE = ".invalid"


def send(message: Message) -> None:
    """Deliver `message` by its channel, or raise whatever its sender raises. For outbox.py, outside of any
    transaction. A message that is sent twice is the same both times, so that a receiver can drop the copy.
    What goes to a name under NOWHERE is handed to nobody."""
    if message.to.endswith(NOWHERE):
        return
    if message.channel == Message.Channel.SMS:
        load_sms_sender().send(message.to, message.body, message.key)
    else:
        build_mail(message).send()


# --- mail


def build_mail(message: Message) -> EmailMessage:
    """A message as Django sends it, with its invitation where it has one."""
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.MAIL_FROM,
        to=[message.to],
        headers={"Message-ID": make_message_id(message), "Auto-Submitted": "auto-generated"},
    )
    if message.calendar:
        method = "CANCEL" if message.kind == "cancelled" else "REQUEST"
        mail.attach("reservation.ics", message.calendar, f"text/calendar; method={method}")
    return mail


def make_message_id(message: Message) -> str:
    """The same for the same message: a worker may die after it has sent, and the next one sends again."""
    # The booking's id is in it because another database counts its keys from one, too.
    digest = hashlib.sha256(f"{message.reservation_id}:{message.key}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"


# --- short messages


class SmsSender(Protocol):
    """What the class that SMS_SENDER names must offer; it is made anew for each message."""

    def send(self, to: str, text: str, key: str) -> None:
        """Send `text` to `to` (E.164), or raise. The same `key` again is the same message: pass it on as
        the vendor's idempotency key."""


class Folder:
    """Short messages as files under VAR_DIR/sms, one for each key: until a vendor is chosen."""

    def send(self, to: str, text: str, key: str) -> None:
        folder = Path(settings.VAR_DIR) / "sms"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w-]", "-", key)
        (folder / f"{name}.txt").write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")


def load_sms_sender() -> SmsSender:
    """A new one of the class that SMS_SENDER names."""
    return cast("SmsSender", import_string(settings.SMS_SENDER)())

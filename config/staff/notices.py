"""Mails to a staff member about their own account: what changed in how it is entered, and from where.

Whoever has got in by a stolen password, and changes it, is thereby told of to its owner. An account without
an e-mail address is told nothing; the log has a line of each.
"""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reservations import clock
from voice.api import addresses

log = logging.getLogger("uketsuke.staff")
NOWHERE = ".invalid"  # RFC 6761: nobody has mail there

WORDS = {
    "password": _("The password of your account was changed."),
    "email": _("Your e-mail address was changed to another one. This mail goes to the one before."),
    "second_step_on": _("The second step of your login was set up."),
    "second_step_off": _("The second step of your login was switched off."),
    "second_step_forgotten": _(
        "The second step of your login was forgotten, because the telephone was said to be lost."
    ),
    "paper_codes": _("New codes on paper were made for your account. Those before are void."),
    "paper_code": _("Somebody logged in to your account with one of your codes on paper."),
    "code_again": _("Somebody showed a code of your app that had been used already. They were not let in."),
}


def notify(user: AbstractBaseUser, event: str, request: HttpRequest | None = None, *, to: str = "") -> None:
    """Tell `user` by mail of the `event`, one of WORDS, once it is certain. `request`: by which it was done;
    None for a command. `to`: another address than theirs. A mail that cannot be sent is logged, no more."""
    address = to or str(getattr(user, "email", ""))
    if not address or address.endswith(NOWHERE):
        return
    mail = EmailMessage(
        subject=gettext("Your account at the desk: {name}").format(name=user.get_username()),
        body=write_body(user, event, request),
        from_email=settings.MAIL_FROM,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    transaction.on_commit(partial(send, mail, user.get_username()))


def write_body(user: AbstractBaseUser, event: str, request: HttpRequest | None) -> str:
    origin = addresses.read_request_address(request) if request else ""
    lines = [
        str(WORDS[event]),
        "",
        gettext("Account: {name}").format(name=user.get_username()),
        gettext("Time: {time:%Y-%m-%d %H:%M %Z}").format(time=timezone.localtime(clock.now())),
        gettext("From the address: {address}").format(address=origin or "-"),
        "",
        gettext("If it was not you, tell the colleague who manages accounts at once."),
    ]
    return "\n".join(lines)


def send(mail: EmailMessage, name: str) -> None:
    try:
        mail.send()
    except Exception:
        log.exception("the account %s was not told of a change", name)


def note_other_address(user: User, before: str, request: HttpRequest) -> None:
    """The account's address is another one now: whoever had the one `before` is told."""
    if before and before != user.email:
        notify(user, "email", request, to=before)

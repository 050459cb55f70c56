"""The staff's login: throttled by name and address, and each attempt written into the log.

Whose address it is, `voice.api.addresses` alone decides. No password is ever logged, nor a name that nobody
has: people type their password into the wrong field.
"""

from __future__ import annotations

import ipaddress
import logging
import math
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice

from config.staff.models import has_to_change_password
from voice.api import addresses

log = logging.getLogger("uketsuke.staff")
MUST_CHANGE_PASSWORD = "must_change_password"  # noqa: S105  (a key of the session)
SECOND_STEP_DUE = "second_step_due"  # who has a device has not shown its code yet
# What a session keeps of its login, for its owner to know it again (config/staff/logins.py).
BEGAN_AT, ADDRESS, AGENT = "login_began_at", "login_address", "login_agent"
AGENT_LENGTH = 300
NAME_LENGTH = 150  # of Django's user names


def read_address(request: HttpRequest) -> str | None:
    """The client's address, for django-axes: of IPv6 that of its /64 network, which is one line's.

    None where it is not known (a Unix socket without a proxy).
    """
    group = addresses.group_address(addresses.read_request_address(request))
    try:
        return str(ipaddress.ip_network(group).network_address)
    except ValueError:
        return None


def write_log(outcome: str, request: HttpRequest | None, name: str, level: int = logging.INFO) -> None:
    """One line of `key=value`, each also a field of the record for logs that are collected."""
    fields = {
        "outcome": outcome,
        "user": name if is_known(name) else "unknown",
        "address": (addresses.read_request_address(request) if request else "") or "-",
    }
    words = " ".join(f"{key}={value}" for key, value in fields.items())
    log.log(level, "staff login: %s", words, extra={"staff_login": fields})


def is_known(name: str) -> bool:
    if not name or len(name) > NAME_LENGTH or "\0" in name:
        return False
    return get_user_model().objects.filter(username=name).exists()


def show_lockout(request: HttpRequest, *_given: Any, **_named: Any) -> HttpResponse:
    """The page that says how long a name is shut at this address."""
    latest = (
        AccessAttempt.objects.filter(
            username=str(request.POST.get("username", "")), ip_address=read_address(request)
        )
        .order_by("-attempt_time")
        .first()
    )
    waits = timedelta(minutes=settings.STAFF_LOGIN_WAIT_MINUTES)
    since = latest.attempt_time if latest else read_time()
    return render_lockout(request, (since + waits - read_time()).total_seconds())


def read_time() -> Any:
    """The real time, by which django-axes counts: our clock may be pinned."""
    return timezone.now()  # noqa: TID251


def render_lockout(request: HttpRequest, seconds: float) -> HttpResponse:
    """429, with the whole minutes after which to try again."""
    minutes = max(math.ceil(seconds / 60), 1)
    reason = ngettext(
        "The password was wrong several times. For safety nobody can log in under this name from here for "
        "another minute.",
        "The password was wrong several times. For safety nobody can log in under this name from here for "
        "another %(minutes)s minutes.",
        minutes,
    )
    context = {**admin.site.each_context(request), "reason": reason % {"minutes": minutes}}
    response = render(request, "admin/staff/locked.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


@receiver(user_logged_in)
def note_login(sender: Any, request: HttpRequest | None, user: AbstractBaseUser, **_given: Any) -> None:
    if request is None:
        return
    write_log("success", request, user.get_username())
    request.session[BEGAN_AT] = read_time().isoformat()
    request.session[ADDRESS] = addresses.read_request_address(request) or ""
    request.session[AGENT] = request.headers.get("User-Agent", "")[:AGENT_LENGTH]
    request.session[MUST_CHANGE_PASSWORD] = has_to_change_password(user)
    has_device = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()
    request.session[SECOND_STEP_DUE] = settings.STAFF_TOTP != "off" and has_device


@receiver(user_login_failed)
def note_failure(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_given: Any
) -> None:
    write_log("failure", request, str(credentials.get("username", "")), logging.WARNING)


@receiver(user_locked_out)
def note_lockout(
    sender: Any, request: HttpRequest | None = None, username: str | None = None, **_given: Any
) -> None:
    write_log("locked_out", request, username or "", logging.ERROR)


@receiver(user_logged_out)
def note_logout(
    sender: Any, request: HttpRequest | None, user: AbstractBaseUser | None, **_given: Any
) -> None:
    if user is not None:
        write_log("logout", request, user.get_username())

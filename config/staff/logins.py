"""Where somebody of the staff is logged in, shown to themselves. Each login but this one can be ended."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, authenticate
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.staff import login

OTHERS = "others"  # all logins but this one
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
# In this order: Edge calls itself Chrome too, and Chrome calls itself Safari.
BROWSERS = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}


@dataclass(frozen=True)
class Login:
    """One session that is open under an account."""

    reference: str  # of the form; the session's key would let its reader in
    key: str
    began_at: datetime | None
    address: str
    device: str  # "Windows, Firefox"; "" where the browser does not say
    is_this: bool


class EndForm(forms.Form):
    """Asks for the password again: who found an open screen shall not log its owner out elsewhere."""

    login = forms.CharField(max_length=64, widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Your password"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def list_logins(request: HttpRequest, user: AbstractBaseUser) -> list[Login]:
    """This one first, then the latest. One that a change of the password has ended is none."""
    found = list(read_logins(request, user))
    found.sort(key=lambda each: each.began_at.timestamp() if each.began_at else 0, reverse=True)
    return sorted(found, key=lambda each: not each.is_this)


def read_logins(request: HttpRequest, user: AbstractBaseUser) -> Iterator[Login]:
    for row in Session.objects.filter(expire_date__gt=login.read_time()):
        kept = row.get_decoded()
        if kept.get(SESSION_KEY) != str(user.pk) or BACKEND_SESSION_KEY not in kept:
            continue
        if not hmac.compare_digest(str(kept.get(HASH_SESSION_KEY, "")), user.get_session_auth_hash()):
            continue
        yield Login(
            reference=salted_hmac("staff login", row.session_key).hexdigest()[:32],
            key=row.session_key,
            began_at=parse_datetime(str(kept.get(login.BEGAN_AT, ""))),
            address=str(kept.get(login.ADDRESS, "")),
            device=describe_device(str(kept.get(login.AGENT, ""))),
            is_this=row.session_key == request.session.session_key,
        )


def describe_device(agent: str) -> str:
    """The system and the browser that a User-Agent names."""
    system = next((name for name in SYSTEMS if name in agent), "")
    browser = next((name for word, name in BROWSERS.items() if word in agent), "")
    return ", ".join(part for part in (system.replace("Macintosh", "Mac"), browser) if part)


def show_logins(request: HttpRequest, user: AbstractBaseUser, context: dict[str, Any]) -> HttpResponse:
    form = EndForm(request.POST or None)
    if form.is_valid():
        # As at the login: wrong passwords are counted and logged, and too many shut the name here.
        if authenticate(request, username=user.get_username(), password=form.cleaned_data["password"]):
            count = end_logins(request, user, form.cleaned_data["login"])
            said = ngettext("%(count)d login was ended.", "%(count)d logins were ended.", count)
            messages.success(request, said % {"count": count})
            return redirect("admin:staff_logins")
        form.add_error("password", _("That is not your password."))
    context = {
        **context,
        "form": form,
        "logins": list_logins(request, user),
        "others": OTHERS,
        "title": _("Where you are logged in"),
    }
    return render(request, "admin/staff/logins.html", context)


def end_logins(request: HttpRequest, user: AbstractBaseUser, which: str) -> int:
    """End the login of that reference, or OTHERS; how many were ended. Never this one, nor anybody else's."""
    others = [each for each in read_logins(request, user) if not each.is_this]
    keys = [each.key for each in others if which in {OTHERS, each.reference}]
    Session.objects.filter(session_key__in=keys).delete()
    for _key in keys:
        login.write_log("ended_elsewhere", request, user.get_username())
    return len(keys)

"""The second step of the login: a code of an authenticator app (TOTP), or one of ten for when that is lost.

`STAFF_TOTP` says whether it is not asked for, anybody's own choice, or required of all.
"""

from __future__ import annotations

from base64 import b32encode
from typing import Any, cast
from urllib.parse import urlencode

import django_otp
import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django_otp.oath import hotp
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from config.staff import login, notices, paper_codes

Anyone = AbstractBaseUser | AnonymousUser
DIGITS = 6


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """As it is compared: people write it with spaces, and codes of paper in capitals."""
        return "".join(str(self.cleaned_data["code"]).split()).replace("-", "").lower()


def has_device(user: Anyone) -> bool:
    return (
        settings.STAFF_TOTP != "off" and TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists()
    )


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has shown a code; by django-otp's middleware."""
    return getattr(request.user, "otp_device", None) is not None


def has_to_show_code(request: HttpRequest) -> bool:
    """Whether somebody with a device has come in by their password alone."""
    if settings.STAFF_TOTP == "off" or is_verified(request):
        return False
    # Where it is anybody's choice, the session knows since the login, and the table is not asked each time.
    return bool(request.session.get(login.SECOND_STEP_DUE)) or (
        settings.STAFF_TOTP == "required" and has_device(request.user)
    )


def has_to_enrol(request: HttpRequest) -> bool:
    return settings.STAFF_TOTP == "required" and not is_verified(request)


def show_verification(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Asks for the code; whoever has none to show goes on to where they wanted."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("admin:index")
    if not has_to_show_code(request):
        return redirect(target)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = match_code(request.user, form.cleaned_data["code"])
        if device is not None:
            finish(request, device)
            return redirect(target)
        login.write_log("second_step_failure", request, request.user.get_username())
        if was_used(request.user, form.cleaned_data["code"]):
            notices.notify(as_user(request), "code_again", request)
        form.add_error("code", describe_refusal(request.user))
    return render(request, "admin/staff/verify.html", {**context, "form": form, "title": _("Second step")})


def match_code(user: Anyone, code: str) -> Any:
    """The device of `user` that accepts `code`; None if none does, or it is too soon after a wrong one."""
    kind = TOTPDevice if len(code) == DIGITS and code.isascii() and code.isdigit() else StaticDevice
    for device in kind.objects.filter(user_id=user.pk, confirmed=True):
        token = paper_codes.hash_code(code, device.name) if kind is StaticDevice else code
        if (found := django_otp.verify_token(user, device.persistent_id, token)) is not None:
            return found
    return None


def was_used(user: Anyone, code: str) -> bool:
    """Whether it is the code with which somebody came in last: it was looked at, or read on its way."""
    if not (len(code) == DIGITS and code.isascii() and code.isdigit()):
        return False
    devices = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True, last_t__gte=0)
    return any(hotp(device.bin_key, device.last_t, digits=device.digits) == int(code) for device in devices)


def as_user(request: HttpRequest) -> AbstractBaseUser:
    """Who is logged in; for pages that nobody else sees."""
    return cast("AbstractBaseUser", request.user)


def describe_refusal(user: Anyone) -> str:
    devices = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True)
    if any(device.throttling_failure_count > 1 for device in devices):
        return translate(
            "This code is not right. Wait a moment before the next try: each wrong code doubles the wait."
        )
    return translate("This code is not right, or has been used. Please enter the one that is shown now.")


def finish(request: HttpRequest, device: Any) -> None:
    """From now on this session has shown its code; it gets another id, as at a login."""
    request.session.pop(login.SECOND_STEP_DUE, None)
    request.session.cycle_key()
    django_otp.login(request, device)
    login.write_log("second_step", request, request.user.get_username())
    if isinstance(device, StaticDevice):
        notices.notify(as_user(request), "paper_code", request)


def show_enrolment(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Sets the second step up; for who has it, new codes, or the way to give it up."""
    context = {**context, "title": _("Two-step login"), "is_required": settings.STAFF_TOTP == "required"}
    if settings.STAFF_TOTP == "off":
        return redirect("admin:index")
    if has_device(request.user):
        return show_present(request, context)
    given = {"user_id": request.user.pk, "confirmed": False, "name": "authenticator"}
    device = TOTPDevice.objects.filter(**given).order_by("pk").first() or TOTPDevice.objects.create(**given)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if django_otp.verify_token(request.user, device.persistent_id, form.cleaned_data["code"]):
            TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
            device.refresh_from_db()
            finish(request, device)
            notices.notify(as_user(request), "second_step_on", request)
            return show_codes(request, context)
        form.add_error("code", translate("This code is not right. Please enter the one that is shown now."))
    secret = b32encode(device.bin_key).decode()
    picture = segno.make(device.config_url, error="m").svg_inline(scale=5, light="#fff")
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    page = {**context, "form": form, "picture": SafeString(picture), "secret": grouped}
    return render(request, "admin/staff/enrol.html", page)


def show_present(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    if not is_verified(request):
        # An older session, from before the device was set up: it shall not be able to take it away.
        request.session[login.SECOND_STEP_DUE] = True
        return redirect(f"{reverse('admin:staff_verify')}?{urlencode({'next': request.path})}")
    if request.method == "POST" and "codes" in request.POST:
        notices.notify(as_user(request), "paper_codes", request)
        return show_codes(request, context)
    if request.method == "POST" and "off" in request.POST and settings.STAFF_TOTP != "required":
        remove_devices(request.user)
        login.write_log("second_step_off", request, request.user.get_username())
        notices.notify(as_user(request), "second_step_off", request)
        messages.success(request, _("From now on your password alone lets you in."))
        return redirect("admin:index")
    left = paper_codes.count_left(as_user(request))
    return render(request, "admin/staff/enrolled.html", {**context, "left": left})


def show_codes(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Ten new codes, each good once, shown this once; those before are void."""
    codes = paper_codes.make_codes(as_user(request))
    return render(request, "admin/staff/codes.html", {**context, "codes": codes})


def remove_devices(user: Anyone) -> None:
    """Forget the second step of `user`, whose device is lost: the password alone lets them in."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user_id=user.pk).delete()

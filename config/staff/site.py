"""The admin's site: who has to show a code, or to choose a password, sees nothing else first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import update_wrapper
from http import HTTPStatus
from itertools import chain
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from config.staff import login, logins, notices, second_step
from config.staff.models import has_to_change_password, require_new_password
from reservations.limits import policy, windows
from voice.api import addresses

View = Callable[..., HttpResponseBase]
# What is open to whoever has still something to do before the rest.
ALWAYS_OPEN = {"logout", "jsi18n"}


class OwnPasswordForm(AdminPasswordChangeForm):
    """One's own password: another than the present one, which somebody else may know."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        old, new = self.cleaned_data.get("old_password"), self.cleaned_data.get("new_password1")
        if old and old == new:
            raise forms.ValidationError(
                _("That is the password you have now. Please choose another one."), code="password_unchanged"
            )
        return cleaned

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit=commit)
        require_new_password(user, is_required=False)
        return user


class LoginForm(AdminAuthenticationForm):
    def clean_username(self) -> str:
        """Django's own form does not bound it, and PostgreSQL refuses to count what is too long."""
        name = str(self.cleaned_data["username"])
        if len(name) > login.NAME_LENGTH:
            raise self.get_invalid_login_error()
        return name


def refuse_unstorable(asked: Iterable[Any]) -> None:
    """PostgreSQL refuses to look for NUL, which an address may have, as an id or in its query. Raises
    Http404."""
    if any("\x00" in str(each) for each in asked):
        raise Http404


class StaffSite(AdminSite):
    login_form = LoginForm
    site_header = "受付 Uketsuke"
    site_title = "Uketsuke"
    enable_nav_sidebar = False  # the bar has the places; what is left stands behind its settings

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method != "POST":
            return super().login(request, extra_context)
        # Counted before the password is compared: of many at once no more are compared than may be.
        limit = policy.limit_staff_login(addresses.read_origin(request))
        if wait := windows.take(limit):
            login.write_log("address_shut", request, str(request.POST.get("username", "")))
            return login.render_lockout(request, wait)
        response = super().login(request, extra_context)
        if response.status_code == HTTPStatus.FOUND:  # the page's user may be who logged in before
            windows.give_back(limit)
        return response

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        from reservations.admin import places

        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_unstorable([*kwargs.values(), *chain(*dict(request.GET).values())])
            elsewhere = self.lead_away(request)
            # A script could not tell the way to the login from that to what was saved.
            if places.is_by_script(request) and (elsewhere or not self.has_permission(request)):
                return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
            return elsewhere or guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def lead_away(self, request: HttpRequest) -> HttpResponse | None:
        """To what has to be done before anything else; None where there is nothing."""
        match = request.resolver_match
        if not self.has_permission(request) or match is None or match.url_name in ALWAYS_OPEN:
            return None
        step = self.find_next_step(request)
        if not step or match.url_name == step:
            return None
        query = urlencode({"next": request.get_full_path()}) if step == "staff_verify" else ""
        return redirect(f"{reverse(f'admin:{step}', current_app=self.name)}{'?' if query else ''}{query}")

    def find_next_step(self, request: HttpRequest) -> str:
        """The name of the page that has to come first; "" where none has. The code comes before the password:
        who knows the password alone shall not be able to change it."""
        if second_step.has_to_show_code(request):
            return "staff_verify"
        # The session says so since the login; only then is the table asked.
        if request.session.get(login.MUST_CHANGE_PASSWORD) and has_to_change_password(request.user):
            return "password_change"
        return "staff_enrol" if second_step.has_to_enrol(request) else ""

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from reservations.admin import places  # its package registers tables with this site, which must exist

        own = [
            path("second-step/", self.admin_view(self.show_verification), name="staff_verify"),
            path("second-step/own/", self.admin_view(self.show_enrolment), name="staff_enrol"),
            path("logins/", self.admin_view(self.show_logins), name="staff_logins"),
            path("settings/", self.admin_view(self.show_settings), name="settings"),
        ]
        beside = [
            path(place.route, self.admin_view(places.guard(place)), name=place.name)
            for place in places.list_places()
        ]
        return [*own, *beside, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from reservations.admin import places

        return {
            **super().each_context(request),
            "offers_second_step": settings.STAFF_TOTP != "off",
            "places": places.list_links(request) if self.has_permission(request) else [],
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Today at the clerk's shop; for whoever may not see bookings, the tables."""
        from reservations.admin.counter import today

        if not request.user.has_perm("reservations.view_reservation"):
            return self.show_settings(request)
        return today.show_day(request, {**self.each_context(request), **(extra_context or {})})

    def show_settings(self, request: HttpRequest) -> TemplateResponse:
        """Every table that is registered, as Django's own first page lists them: tariff, hours, users."""
        return super().index(request, {"title": _("Settings"), "subtitle": None})

    def show_verification(self, request: HttpRequest) -> HttpResponse:
        return second_step.show_verification(request, self.each_context(request))

    def show_enrolment(self, request: HttpRequest) -> HttpResponse:
        return second_step.show_enrolment(request, self.each_context(request))

    def show_logins(self, request: HttpRequest) -> HttpResponse:
        return logins.show_logins(request, second_step.as_user(request), self.each_context(request))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        must = bool(request.session.get(login.MUST_CHANGE_PASSWORD)) and has_to_change_password(request.user)
        request.current_app = self.name
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:index" if must else "admin:password_change_done"),
            extra_context={**self.each_context(request), "must_change": must, **(extra_context or {})},
        )
        response = view(request)
        if response.status_code == HTTPStatus.FOUND:
            notices.notify(cast("AbstractBaseUser", request.user), "password", request)
            if must:
                messages.success(request, _("Your new password holds from now on."))
        return cast("TemplateResponse", response)  # or a redirect, as Django's own does

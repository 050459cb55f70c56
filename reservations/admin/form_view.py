"""Answers the form of a page whose check writes: without the transaction that Django puts around a page.

booking.py begins a transaction of its own, and begins it anew when a rival was sooner. It cannot do so inside
of another one, so such a page answers a POST with answer_form() and leaves the rest to Django.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from reservations.admin.mirror import NotShown
from reservations.limits import policy, windows
from reservations.limits.windows import Limit

Row = TypeVar("Row", bound=Model)
# The field of the form of a new row that tells a form which is sent twice from another one.
FORM_KEY = "form_key"


def answer_form(
    page: ModelAdmin[Row],
    request: HttpRequest,
    object_id: str | None,
    *,
    form_url: str,
    extra: Mapping[str, Any] | None,
) -> HttpResponse:
    """What `page` answers to a POST in place of ModelAdmin.changeform_view, whose arguments these are: the
    form again with its errors, or a redirect. For a page without inlines whose form writes as it is checked.
    A new row is written once, however often its form is sent.

    Raises PermissionDenied, and whatever the form raises that is no ValidationError.
    """
    only = [] if object_id else list_limits(request)
    if windows.take(*only):
        text = gettext("This form was sent already. What it entered will stand here in a moment.")
        messages.info(request, text)
        return HttpResponseRedirect(reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist"))
    try:
        answer = check_form(page, request, object_id, form_url=form_url, extra=extra)
    except NotShown:
        raise  # it is written
    except Exception:
        windows.give_back(*only)
        raise
    if not isinstance(answer, HttpResponseRedirect):
        windows.give_back(*only)
    return answer


def open_key(request: HttpRequest) -> str:
    """What the form of a new row carries as FORM_KEY: one that comes back with a refusal is the same form."""
    return request.POST.get(FORM_KEY) or str(uuid.uuid4())


def list_limits(request: HttpRequest) -> list[Limit]:
    """That its form is carried out once; none for what carries no key."""
    with suppress(ValueError):
        return [policy.limit_form(str(uuid.UUID(request.POST.get(FORM_KEY, ""))))]
    return []


def check_form(
    page: ModelAdmin[Row],
    request: HttpRequest,
    object_id: str | None,
    *,
    form_url: str,
    extra: Mapping[str, Any] | None,
) -> HttpResponse:
    """As answer_form, each time that it is sent."""
    row = page.get_object(request, unquote(object_id)) if object_id else None
    if object_id and row is None:
        return HttpResponseRedirect(
            request.get_full_path()
        )  # Django's answer to the GET says that it is gone
    change = row is not None
    if not (page.has_change_permission(request, row) if change else page.has_add_permission(request)):
        raise PermissionDenied
    to_field = request.POST.get(TO_FIELD_VAR)
    if to_field and not page.to_field_allowed(request, to_field):
        raise DisallowedModelAdminToField(f"The field {to_field} cannot be referenced.")
    fields = flatten_fieldsets(page.get_fieldsets(request, row))
    # Any: the stubs of Django's admin disagree with each other about the types of forms and fieldsets.
    form: Any = page.get_form(request, row, change=change, fields=fields)(request.POST, instance=row)
    if not form.is_valid():
        context = {**form_context(page, request, row, form), "object_id": object_id, "to_field": to_field}
        return page.render_change_form(
            request, {**context, **(extra or {})}, add=not change, change=change, form_url=form_url, obj=row
        )
    written = page.save_form(request, form, change)
    page.save_model(request, written, form, change)
    message = page.construct_change_message(request, form, [], add=not change)
    if change:
        page.log_change(request, written, message)
        return page.response_change(request, written)
    page.log_addition(request, written, message)
    return page.response_add(request, written)


def form_context(page: ModelAdmin[Row], request: HttpRequest, row: Row | None, form: Any) -> dict[str, Any]:
    """What the template of a page shows around its form, under Django's names."""
    title = gettext("Add %s") if row is None else gettext("Change %s")
    fieldsets: Any = page.get_fieldsets(request, row)
    shown = helpers.AdminForm(
        form,
        list(fieldsets),
        page.get_prepopulated_fields(request, row),
        page.get_readonly_fields(request, row),
        model_admin=page,
    )
    return {
        **page.admin_site.each_context(request),
        "title": title % page.opts.verbose_name,
        "subtitle": str(row) if row else None,
        "adminform": shown,
        "original": row,
        "is_popup": IS_POPUP_VAR in request.POST,
        "media": page.media + shown.media,
        "inline_admin_formsets": [],
        "errors": helpers.AdminErrorList(form, []),
        "preserved_filters": page.get_preserved_filters(request),
    }

"""Change forms of tables that have no version of their own: shops, cars, the tariff, answers, keys, accounts.

A form is sent whole, however old it is, and would write each field that it shows. So it carries a fingerprint
of what it showed, rows below it included; one that is not what is there by now is refused, and the page shows
what is there. Bookings and blocks have the version of their store instead (mirror.py), and the fields in the
rows of a list each what they showed (list_rows.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import models, transaction
from django.http import HttpRequest

from reservations.admin import mirror
from reservations.errors import ChangedMeanwhile

if TYPE_CHECKING:  # generic for mypy alone
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = object

# The field of a form that carries the fingerprint of what it showed as the page was opened.
SHOWN = "shown"


class StaleFormMixin(ModelAdmin):
    """Of an admin whose rows are changed in Django's own form: of two who open it, the second to save looks
    again. A form without a fingerprint, which no page of ours sends, is saved as it is."""

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("obj"):
            formsets = [each.formset for each in context["inline_admin_formsets"]]
            context[SHOWN] = request.POST.get(SHOWN) or take_fingerprint(context["adminform"].form, formsets)
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        shown = request.POST.get(SHOWN)
        if object_id is None or not shown:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if self.lock_row(request, object_id) and shown != self.read_present(request, object_id):
                return mirror.reopen(request, None, ChangedMeanwhile())
            return super().changeform_view(request, object_id, form_url, extra_context)

    def lock_row(self, request: HttpRequest, object_id: str) -> bool:
        """Whether the row is there and the user's; until the transaction ends nobody else saves its form, or
        one of the rows below it: a car is changed on its own page as well as below its shop."""
        row = self.get_object(request, unquote(object_id))
        # By the table alone: a list's query may sum, and a sum cannot be locked.
        if row is None or not lock_in_order(self.model._default_manager.filter(pk=row.pk)):
            return False
        below: Any = self.get_formsets_with_inlines(request, row)
        for kind, _inline in below:
            lock_in_order(kind.model._default_manager.filter(**{kind.fk.name: row}))
        return True

    def read_present(self, request: HttpRequest, object_id: str) -> str:
        """The fingerprint of the form as it would be shown now."""
        row = self.get_object(request, unquote(object_id))
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        # Any: the stubs of Django's admin disagree with each other about the types of forms and fieldsets.
        form: Any = self.get_form(request, row, change=True, fields=fields)
        below: Any = self.get_formsets_with_inlines(request, row)
        formsets = [kind(instance=row, queryset=inline.get_queryset(request)) for kind, inline in below]
        return take_fingerprint(form(instance=row), formsets)


def lock_in_order(rows: models.QuerySet[Any]) -> list[Any]:
    """Lock `rows` in the one order in which everybody does, as a booking its cars; their keys."""
    return list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def take_fingerprint(form: Any, formsets: Iterable[Any]) -> str:
    """Of the values that a form and the rows below it were made with, not of what was typed into them."""
    below = [
        {str(row.instance.pk): list_written(row) for row in formset.initial_forms} for formset in formsets
    ]
    text = json.dumps([list_written(form), below], default=make_plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def list_written(form: Any) -> dict[str, Any]:
    """What saving the form would write; not what it only shows, as the kind of a password's hash."""
    return {name: form.initial.get(name) for name, field in form.fields.items() if not field.disabled}


def make_plain(value: Any) -> str:
    return str(value.pk) if isinstance(value, models.Model) else str(value)

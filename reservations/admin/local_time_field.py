"""A form field for a time by the clock at a shop: which instant it means is known once the shop is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError

from reservations import times
from reservations.admin.formats import current_language
from reservations.errors import AmbiguousTime, DateOutOfRange


class LocalTimeWidget(AdminSplitDateTime):
    """Shows hours and minutes: nobody rents by the second."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"


class LocalTimeField(forms.SplitDateTimeField):
    """Its value is a naive datetime, just as it was typed: Django's own would be taken for server time."""

    widget = LocalTimeWidget

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list or None in data_list:
            return None
        return datetime.combine(*data_list)


def read_instant(form: forms.BaseForm, name: str, zone: str) -> datetime | None:
    """The instant at which a clock in `zone` shows what was typed into the field `name` of `form`; None, and
    an error at the field, where there is no such instant or there are two. For `clean` of the form."""
    try:
        return times.from_wall(form.cleaned_data[name], zone)
    except (AmbiguousTime, DateOutOfRange) as error:
        refusal = error.as_problem(current_language())["detail"]
        form.add_error(name, ValidationError(refusal, code=error.code))
        return None

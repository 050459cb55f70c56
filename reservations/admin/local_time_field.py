"""A form field for a time by the clock at a shop: which instant it means is known once the shop is."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reservations import times
from reservations.admin.formats import current_language
from reservations.errors import AmbiguousTime, DateOutOfRange


class LocalTimeWidget(AdminSplitDateTime):
    """Shows hours and minutes: nobody rents by the second."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"

    def decompress(self, value: Any) -> tuple[date | None, time | None]:
        """An address may fill it in: `?pickup=2026-12-05T10:00`. What cannot be read fills in nothing."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value).replace(tzinfo=None)
            except ValueError:
                value = None
        return super().decompress(value)


class LocalTimeField(forms.SplitDateTimeField):
    """Its value is a naive datetime, just as it was typed: Django's own would be taken for server time."""

    widget = LocalTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The label of the page stands at neither of the two inputs: each is named for itself.
        for part, name in zip(self.widget.widgets, (_("day"), _("time")), strict=True):
            part.attrs["aria-label"] = format_lazy("{} {}", self.label, name)

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

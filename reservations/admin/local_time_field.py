"""A form field for a time by the clock at a shop: which instant it means is known once the shop is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

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


def to_instant(local: datetime, zone: str) -> tuple[datetime | None, str]:
    """The instant at which a clock in `zone` shows `local`, and ""; or None, and why there is no such one."""
    try:
        return times.from_wall(local, zone), ""
    except (AmbiguousTime, DateOutOfRange) as error:
        return None, str(error.as_problem(current_language())["detail"])

"""A form field for a time by the clock on a shop's wall: which instant it means is known once the shop is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

from reservations import times
from reservations.admin.words import language
from reservations.errors import AmbiguousTime, DateOutOfRange


class WallClock(AdminSplitDateTime):
    """Nobody rents by the second."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"


class WallClockField(forms.SplitDateTimeField):
    """Keeps what was typed as it is."""

    widget = WallClock

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list or None in data_list:
            return None
        return datetime.combine(*data_list)


def instant_of(wall: datetime, zone: str) -> tuple[datetime | None, str]:
    """The instant, or why there is none, or no single one."""
    try:
        return times.from_wall(wall, zone), ""
    except (AmbiguousTime, DateOutOfRange) as error:
        return None, str(error.as_problem(language())["detail"])

"""A shop's week and special dates as documents have them, in the shape that location_details answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import time

from reservations.imports.fields import Reader, list_objects
from reservations.models import DatedHours, WeeklyHours
from reservations.values import Columns, Document


@dataclass(frozen=True)
class Opening:
    """None: the document says nothing of it, and what is there stays."""

    week: tuple[Columns, ...] | None
    dates: tuple[Columns, ...] | None


def read_opening(reader: Reader) -> Opening:
    """The week and the dates of a shop, as far as its document names them. Raises Malformed."""
    week = dates = None
    if "weeklyHours" in reader.document:
        week = tuple(read_weekday(*item) for item in read_list(reader, "weeklyHours"))
        twice = [day for day, count in Counter(row["weekday"] for row in week).items() if count > 1]
        if twice:
            raise reader.bad("weeklyHours", f"has weekday {twice[0]} twice")
    if "exceptions" in reader.document:
        dates = tuple(read_special_days(*item) for item in read_list(reader, "exceptions"))
    return Opening(week, dates)


def read_list(reader: Reader, name: str) -> list[tuple[str, Document]]:
    """The objects of a field, each with its path. Raises Malformed."""
    reader.known.add(name)
    return list_objects(reader.document[name], f"{reader.path}.{name}")


def read_weekday(path: str, document: Document) -> Columns:
    """A weekday's row, 0 being Monday. Raises Malformed."""
    reader = Reader(document, path)
    day = reader.read_whole("weekday", 7)
    if day > 6:
        raise reader.bad("weekday", "must be 0 (Monday) to 6 (Sunday)")
    return {"weekday": day, **read_span(reader)}


def read_special_days(path: str, document: Document) -> Columns:
    """The row of dates that differ. Raises Malformed."""
    reader = Reader(document, path)
    first, last = reader.read_day("firstDay"), reader.read_day("lastDay")
    if last < first:
        raise reader.bad("lastDay", "is before firstDay")
    reasons = {
        "reason": reader.read_text("reason", longest=100, default=""),
        "reason_en": reader.read_text("reasonEn", longest=100, default=""),
    }
    return {"first_day": first, "last_day": last, **reasons, **read_span(reader)}


def read_span(reader: Reader) -> dict[str, time | None]:
    """When it opens and closes; None, twice, where it is closed. Raises Malformed."""
    if reader.document.get("closed") is True:
        return {"opens_at": None, "closes_at": None}
    return {"opens_at": reader.read_time_of_day("opens"), "closes_at": reader.read_time_of_day("closes")}


def save_hours(location_id: str, opening: Opening) -> None:
    """What the document says replaces what was there."""
    if opening.week is not None:
        WeeklyHours.objects.filter(location=location_id).delete()
        WeeklyHours.objects.bulk_create(WeeklyHours(location_id=location_id, **row) for row in opening.week)
    if opening.dates is not None:
        DatedHours.objects.filter(location=location_id).delete()
        DatedHours.objects.bulk_create(DatedHours(location_id=location_id, **row) for row in opening.dates)

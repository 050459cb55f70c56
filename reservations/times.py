"""Between what is written or said at a shop and instants: the only reader of a time that a caller sent."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from reservations import speech
from reservations.errors import AmbiguousTime, DateOutOfRange, InvalidArguments, TwoReadings

# A longer way from the calendar's edges (1 and 9999) than anything that is added to a time: a turnaround, a
# shop's longest rental, the days in which others are looked for.
FIRST_YEAR, LAST_YEAR = 1900, 2999
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.IGNORECASE)


def read_instant(text: str, zone: str, field: str = "startDate") -> datetime:
    """The instant that `text` means on the wall of a shop in `zone`, in UTC. `field` is named in refusals.

    Raises InvalidArguments, DateOutOfRange, AmbiguousTime and TwoReadings.

    A model that means "10 by the clock there" often writes a Z after it; literally, that would be hours off.
    So Z is never guessed at, and an offset must be the shop's own.
    """
    try:
        if not MOMENT.match(text.strip()):
            raise ValueError(text)
        said = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        what = "must be a local date and time such as 2026-12-05T10:00:00"
        raise InvalidArguments(f"{field} {what}", errors=[{"field": field, "message": what}]) from None
    wall = said.replace(tzinfo=None)
    refuse_out_of_range(wall, text)
    literal = said.astimezone(ZoneInfo(zone)) if said.tzinfo else None
    if literal and (text.strip().upper().endswith("Z") or literal.replace(tzinfo=None) != wall):
        raise describe_two_readings(wall, literal, text)
    return from_wall(wall, zone, said.utcoffset(), text)


def read_day(text: str, field: str) -> date:
    """The day that `text` names, with a time or without; raises InvalidArguments or DateOutOfRange."""
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError:
        what = _("A day as 2026-12-05 is needed.")
        raise InvalidArguments(what, errors=[{"field": field, "message": str(what)}]) from None
    refuse_out_of_range(said.replace(tzinfo=None), text)
    return said.date()


def parse_day(text: str) -> date | None:
    """The day that a page's address names, as "2026-12-24"; None for what is no day, and for one at the
    calendar's edges, where there is no day before or after."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def describe_two_readings(wall: datetime, literal: datetime, text: str) -> AmbiguousTime:
    """The clock that was said, and the instant that was written: which did the caller mean?"""
    if literal.replace(tzinfo=None) == wall:  # a shop in Iceland: both mean the same, and yet it was a Z
        return AmbiguousTime(AmbiguousTime.detail, text=text)
    return TwoReadings(
        TwoReadings.detail,
        text=text,
        said=lambda language: speech.of(language).say_moment(wall),
        literal=lambda language: speech.of(language).say_moment(literal),
    )


def from_wall(wall: datetime, zone: str, offset: timedelta | None = None, text: str = "") -> datetime:
    """The one instant at which the clock in `zone` shows `wall`; no or two such instants are ambiguous.

    Between FIRST_YEAR and LAST_YEAR, or DateOutOfRange: years around may then be added without a care.
    """
    refuse_out_of_range(wall, text)
    readings = {wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    there = [
        moment
        for moment in readings
        if (shown := moment.astimezone(ZoneInfo(zone))).replace(tzinfo=None) == wall
        and offset in {None, shown.utcoffset()}
    ]
    if len(there) != 1:
        raise AmbiguousTime(AmbiguousTime.detail, text=text or wall.isoformat())
    return there[0]


def refuse_out_of_range(wall: datetime, text: str = "") -> None:
    """Raises DateOutOfRange for years that no time may be in; `text` is what was written."""
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        said = text or wall.isoformat()
        raise DateOutOfRange(DateOutOfRange.detail, text=said, first=FIRST_YEAR, last=LAST_YEAR)


def later(moment: datetime, by: timedelta) -> datetime:
    """`moment` and `by` of elapsed time; DateOutOfRange where the calendar ends before."""
    try:
        shifted = moment + by
    except OverflowError:
        shifted = datetime.max.replace(tzinfo=UTC)
    refuse_out_of_range(shifted)
    return shifted

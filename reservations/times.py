"""Between what is written or said at a shop and instants: the only reader of a time that a caller sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reservations.errors import AmbiguousTime, DateOutOfRange, InvalidArguments, TwoReadings

DAYS_JA = "月火水木金土日"
DAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS_EN = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
# A longer way from the calendar's edges (1 and 9999) than anything that is added to a time: a turnaround, a
# shop's longest rental, the days in which others are looked for.
FIRST_YEAR, LAST_YEAR = 1900, 2999
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.IGNORECASE)


def instant(text: str, zone: str, field: str = "startDate") -> datetime:
    """The instant that `text` means on the wall of a shop in `zone`.

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
        raise two_readings(wall, literal, text)
    return from_wall(wall, zone, said.utcoffset(), text)


def two_readings(wall: datetime, literal: datetime, text: str) -> AmbiguousTime:
    """The clock that was said, and the instant that was written: which did the caller mean?"""
    if literal.replace(tzinfo=None) == wall:  # a shop in Iceland: both mean the same, and yet it was a Z
        return AmbiguousTime(AmbiguousTime.detail, text=text)
    return TwoReadings(
        TwoReadings.detail,
        text=text,
        said=lambda language: say(wall, language),
        literal=lambda language: say(literal, language),
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


def say_time(wall: datetime, language: str) -> str:
    """「10時」「10時30分」; "10 AM", "10:30 AM"."""
    if language != "en":
        return f"{wall.hour}時" + (f"{wall.minute}分" if wall.minute else "")
    hour, half = wall.hour % 12 or 12, "AM" if wall.hour < 12 else "PM"
    return f"{hour}:{wall.minute:02} {half}" if wall.minute else f"{hour} {half}"


def say_day(wall: datetime, language: str) -> str:
    """「12月5日土曜日」; "Saturday, December 5"."""
    if language != "en":
        return f"{wall.month}月{wall.day}日{DAYS_JA[wall.weekday()]}曜日"
    return f"{DAYS_EN[wall.weekday()]}, {MONTHS_EN[wall.month - 1]} {wall.day}"


def say(wall: datetime, language: str) -> str:
    """「12月5日土曜日の10時」; "Saturday, December 5 at 10 AM"."""
    joint = " at " if language == "en" else "の"
    return say_day(wall, language) + joint + say_time(wall, language)


def say_period(start: datetime, end: datetime, language: str) -> str:
    """「12月5日土曜日の10時から18時」: the day is said once where both are on it."""
    last = say_time(end, language) if start.date() == end.date() else say(end, language)
    if language == "en":
        return f"{say(start, language)} to {last}"
    return f"{say(start, language)}から{last}"


def say_length(minutes: int, language: str) -> str:
    """「2時間30分」; "2 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    if language != "en":
        return (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((hours, "hour"), (rest, "minute"))
    ]
    return " ".join(part for part in parts if not part.startswith("0 ")) or "0 minutes"


def say_hours(opens_at: time, closes_at: time, language: str) -> str:
    """「8時から20時」; "8 AM to 8 PM"."""
    day = datetime(2000, 1, 1)  # noqa: DTZ001  (only its clock is read)
    opens, closes = (say_time(datetime.combine(day, at), language) for at in (opens_at, closes_at))
    return f"{opens} to {closes}" if language == "en" else f"{opens}から{closes}"

"""When a shop's door is open, by the clock on its wall: a usual day, a week, and dates that differ. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Span:
    """Closing time still counts; equal times: always open; closing before opening: past midnight."""

    opens_at: time
    closes_at: time

    @property
    def past_midnight(self) -> bool:
        return self.closes_at < self.opens_at

    def holds(self, at: time) -> bool:
        """Is `at` in the part of the span that lies on the day on which it begins?"""
        if self.opens_at == self.closes_at:
            return True
        return at >= self.opens_at and (self.past_midnight or at <= self.closes_at)

    def __str__(self) -> str:
        return say_hours(self.opens_at, self.closes_at)


@dataclass(frozen=True)
class SpecialDays:
    """Dates on which the week does not count; without a span the shop is closed. Reasons by language."""

    first_day: date
    last_day: date
    span: Span | None
    reasons: Mapping[str, str] = field(default_factory=dict)

    def reason(self, language: str) -> str:
        return self.reasons.get(language) or self.reasons.get("ja", "")


@dataclass(frozen=True)
class Hours:
    """`week` has the weekdays (Monday is 0) that differ from `usual`; None: closed on that day."""

    usual: Span
    week: Mapping[int, Span | None] = field(default_factory=dict)
    exceptions: Sequence[SpecialDays] = ()

    def on(self, day: date) -> Span | None:
        if special := self.exception(day):
            return special.span
        return self.week.get(day.weekday(), self.usual)

    def exception(self, day: date) -> SpecialDays | None:
        """Of two that hold a day, the later begun one."""
        holding = [each for each in self.exceptions if each.first_day <= day <= each.last_day]
        return max(holding, key=lambda each: each.first_day, default=None)

    def open_at(self, wall: datetime) -> bool:
        """May a car be fetched or brought at `wall`? The evening before may reach past midnight."""
        today, evening = self.on(wall.date()), self.on(wall.date() - timedelta(days=1))
        if today and today.holds(wall.time()):
            return True
        return bool(evening and evening.past_midnight and wall.time() <= evening.closes_at)


def say_hours(opens_at: time, closes_at: time) -> str:
    """As list_locations tells them and documents have them: "08:00-20:00"."""
    return f"{opens_at:%H:%M}-{closes_at:%H:%M}"

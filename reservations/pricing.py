"""What a rental costs: whole yen, tax included, reckoned by elapsed time. docs/pricing.md has the rules.

Pure: the tariff comes in as values (tariff.py reads them from the tables), nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
BASE, DROP_OFF = "base", "drop_off"


@dataclass(frozen=True)
class Charges:
    """A class's basic charge: three bands, then whole further days and begun extra hours."""

    hours_6: int
    hours_12: int
    hours_24: int
    further_day: int
    extra_hour: int


@dataclass(frozen=True)
class Addition:
    """An extra: for each 24 hours begun, or once for the rental; `cap` is the most it costs."""

    key: str
    name: str
    name_en: str
    amount: int
    per_day: bool = True
    cap: int | None = None


@dataclass(frozen=True)
class FeeStep:
    """From `days_before` days before the pickup's day on, `percent` of the basic charge, at most `cap`."""

    days_before: int
    percent: int
    cap: int | None = None


@dataclass(frozen=True)
class Line:
    """One line of a price, in yen, with its name in both languages."""

    key: str
    name: str
    name_en: str
    amount: int

    def as_document(self) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "nameEn": self.name_en, "amount": self.amount}


@dataclass(frozen=True)
class Quote:
    """A price, line by line."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    def as_document(self) -> dict[str, Any]:
        lines = [line.as_document() for line in self.lines]
        return {"total": self.total, "currency": "JPY", "taxIncluded": True, "lines": lines}


def reckon(
    charges: Charges,
    pickup_at: datetime,
    return_at: datetime,
    additions: Iterable[Addition] = (),
    drop_off: int | None = None,
) -> Quote:
    """The price, line by line; raises ValueError for a return that is not after the pickup.

    `drop_off`: the fee where the car comes back to another shop, 0 too; None where it does not."""
    length = measure_length(pickup_at, return_at)
    lines = [reckon_base_line(charges, length)]
    lines += [Line(each.key, each.name, each.name_en, price_addition(each, length)) for each in additions]
    if drop_off is not None:
        lines.append(Line(DROP_OFF, "乗り捨て料金", "One-way fee", drop_off))
    return Quote(tuple(lines))


def measure_length(pickup_at: datetime, return_at: datetime) -> timedelta:
    """How long a rental lasts; raises ValueError where it does not end after it begins. Real time: the wall
    clocks of one zone, subtracted, would lie by an hour when its clocks change."""
    length = return_at.astimezone(UTC) - pickup_at.astimezone(UTC)
    if length <= timedelta():
        raise ValueError("The return is not after the pickup")
    return length


def count_begun(length: timedelta, unit: timedelta) -> int:
    """How many units have begun: what is begun counts whole."""
    return -(-length // unit)


def reckon_base_line(charges: Charges, length: timedelta) -> Line:
    """The basic charge for `length`, as its line."""
    for hours, amount in ((6, charges.hours_6), (12, charges.hours_12), (24, charges.hours_24)):
        if length <= hours * HOUR:
            return make_base_line(f"{hours}時間まで", f"up to {hours} hours", amount)
    days, rest = divmod(length, DAY)
    hours = count_begun(rest, HOUR)
    if hours * charges.extra_hour >= charges.further_day and hours:
        days, hours = days + 1, 0
    amount = charges.hours_24 + (days - 1) * charges.further_day + hours * charges.extra_hour
    more = (f"と{hours}時間", f" and {write_count(hours, 'hour')}") if hours else ("", "")
    return make_base_line(f"{days}日間{more[0]}", f"{write_count(days, 'day')}{more[1]}", amount)


def make_base_line(length: str, length_en: str, amount: int) -> Line:
    return Line(BASE, f"基本料金（{length}）", f"Basic charge ({length_en})", amount)


def write_count(count: int, word: str) -> str:
    """ "1 hour", "2 hours"."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def price_addition(extra: Addition, length: timedelta) -> int:
    """What an extra costs for `length`, in yen."""
    amount = extra.amount * (count_begun(length, DAY) if extra.per_day else 1)
    return amount if extra.cap is None else min(amount, extra.cap)


def reckon_cancellation_fee(base: int, today: date, pickup_day: date, steps: Iterable[FeeStep]) -> int:
    """The fee in yen, of the basic charge `base`, by the days left as the shop's calendar counts them; the
    yen that a percentage breaks is let go."""
    left = max((pickup_day - today).days, 0)
    reached = [step for step in steps if step.days_before >= left]
    if not reached:
        return 0
    step = min(reached, key=lambda each: each.days_before)
    fee = base * step.percent // 100
    return fee if step.cap is None else min(fee, step.cap)

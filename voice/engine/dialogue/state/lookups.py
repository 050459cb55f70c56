"""What `quote_price` and `location_details` have answered, and when they are worth asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Offer

if TYPE_CHECKING:
    from voice.engine.dialogue.state.dialogue import Dialogue

PRICE, DETAILS = "quote_price", "location_details"
LOOKUPS = frozenset({PRICE, DETAILS})
Hours = tuple[str, str]  # opens, closes; both empty where it is closed


@dataclass(frozen=True)
class Price:
    """`each` class with its total in yen; nothing where no price could be had."""

    spoken: str = ""
    each: tuple[tuple[Offer, int], ...] = ()


@dataclass(frozen=True)
class Exceptional:
    first: str
    last: str
    hours: Hours
    reason: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class ShopDetails:
    weekly: dict[int, Hours] = field(default_factory=dict)
    exceptions: tuple[Exceptional, ...] = ()
    directions: str = ""
    directions_en: str = ""

    def hours_on(self, day: date) -> Hours | None:
        """None where nothing is known of that day."""
        special = self.special(day)
        return special.hours if special else self.weekly.get(day.weekday())

    def reason(self, day: date, language: str) -> str:
        special = self.special(day)
        if special is None:
            return ""
        return special.reason_en if language == "en" and special.reason_en else special.reason

    def special(self, day: date) -> Exceptional | None:
        """Of two exceptions the later begun one counts."""
        dated = [one for one in self.exceptions if one.first <= day.isoformat() <= one.last]
        return max(dated, key=lambda one: one.first, default=None)

    def way(self, language: str) -> str:
        return self.directions_en if language == "en" and self.directions_en else self.directions


def learn_lookup(d: Dialogue, name: str, arguments: dict[str, Any], output: dict[str, Any]) -> None:
    if name == DETAILS:
        d.about[str(arguments.get("locationId"))] = read_shop_details(output)
        return
    d.price, d.wants_price = read_price(output), False


def handle_lookup_refusal(d: Dialogue, name: str, arguments: dict[str, Any], code: str) -> bool:
    """Whether the refusal is dealt with here: these questions hold nothing up."""
    if name == DETAILS:
        d.about[str(arguments.get("locationId"))] = ShopDetails()
        return True
    d.wants_price = code in facts.ABOUT_THE_PERIOD
    d.price = None if d.wants_price else Price()
    return not d.wants_price


def read_price(output: dict[str, Any]) -> Price:
    each = []
    for quote in facts.documents(output, "quotes"):
        told = quote.get("price")
        total = told.get("total") if isinstance(told, dict) else None
        car, car_en = quote.get("vehicleType"), quote.get("vehicleTypeEn")
        if isinstance(total, int) and isinstance(car, str):
            each.append((Offer(car, car_en if isinstance(car_en, str) else "", 1), total))
    spoken = output.get("spoken")
    return Price(spoken.strip() if isinstance(spoken, str) else "", tuple(each))


def read_shop_details(output: dict[str, Any]) -> ShopDetails:
    weekly = {
        day["weekday"]: _hours_of(day)
        for day in facts.documents(output, "weeklyHours")
        if isinstance(day.get("weekday"), int)
    }
    exceptions = tuple(
        Exceptional(
            first=_stripped_text(day, "firstDay"),
            last=_stripped_text(day, "lastDay"),
            hours=_hours_of(day),
            reason=_stripped_text(day, "reason"),
            reason_en=_stripped_text(day, "reasonEn"),
        )
        for day in facts.documents(output, "exceptions")
    )
    return ShopDetails(
        weekly, exceptions, _stripped_text(output, "directions"), _stripped_text(output, "directionsEn")
    )


def _stripped_text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    return value.strip() if isinstance(value, str) else ""


def _hours_of(day: dict[str, Any]) -> Hours:
    opens, closes = day.get("opens"), day.get("closes")
    return (opens[:5], closes[:5]) if isinstance(opens, str) and isinstance(closes, str) else ("", "")

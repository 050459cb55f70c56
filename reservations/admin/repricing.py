"""What a clerk is asked before a change with another price is saved: the old and the new, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reservations import confirmation
from reservations.admin.words import language, yen
from reservations.models import Reservation
from reservations.records import Rental

# The field that the answer carries: the token of the price that was shown.
AGREED_PRICE = "agreed_price"


@dataclass(frozen=True)
class Line:
    name: str
    before: str
    after: str
    changes: bool


@dataclass(frozen=True)
class PriceQuestion:
    """`token`: stands for just this price, line by line. `again`: another price was agreed to before."""

    token: str
    lines: Sequence[Line]
    before: str
    after: str
    difference: str
    again: bool

    @classmethod
    def of(cls, row: Reservation, after: Rental, *, again: bool) -> PriceQuestion | None:
        """None where the customer pays what was agreed. `row`: as the page shows it."""
        if row.price == after.price:
            return None
        known = row.price is not None and after.price is not None
        return cls(
            token=confirmation.token("price", row.pk, after.price, list(map(dict, after.price_lines))),
            lines=compared(row.price_lines, after.price_lines),
            before=yen(row.price),
            after=yen(after.price),
            difference=signed((after.price or 0) - (row.price or 0)) if known else "",
            again=again,
        )


def compared(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Each line of either price, in the order of the new one; those that fall away come last."""
    old, new = ({line["key"]: line for line in lines} for lines in (before, after))
    named = "nameEn" if language() == "en" else "name"
    lines = []
    for key, line in {**new, **{key: line for key, line in old.items() if key not in new}}.items():
        was, becomes = (yen(side[key]["amount"]) if key in side else "—" for side in (old, new))
        lines.append(Line(str(line[named]), was, becomes, changes=was != becomes))
    return lines


def signed(amount: int) -> str:
    return f"{'+' if amount > 0 else '−'}{yen(abs(amount))}"

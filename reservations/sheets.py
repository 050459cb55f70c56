"""What is noted when a car is handed over, and when it is taken back: the two sheets of a rental. Pure.

A sheet is kept with the rental under the step that it belongs to. The audit log keeps what can be counted;
what staff wrote freely of a damage stays erasable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reservations.values import Document, Rental

# The steps that have a sheet, and those that take it away again.
OF_STEPS = ("out", "returned")
UNDOES = {"hand_over_undone": "out", "return_undone": "returned"}
FULL_TANK = 8


@dataclass(frozen=True)
class Sheet:
    """mileage: in km; fuel: in eighths of the tank; licence_seen: was the driver's licence looked at?
    paid, late_charge: in yen; damage: in the words of the clerk. None, or "": not noted."""

    mileage: int | None = None
    fuel: int | None = None
    licence_seen: bool | None = None
    paid: int | None = None
    late_charge: int | None = None
    damage: str = ""

    def as_document(self) -> Document:
        """What was noted, in the names of the documents."""
        noted = {
            "mileageKm": self.mileage,
            "fuelEighths": self.fuel,
            "licenceSeen": self.licence_seen,
            "paidYen": self.paid,
            "lateChargeYen": self.late_charge,
            "damage": self.damage or None,
        }
        return {name: value for name, value in noted.items() if value is not None}


def note_sheet(rental: Rental, step: str, sheet: Sheet | None) -> Rental:
    """The rental after `step` with its sheet; a step that undoes another takes the sheet of that one away."""
    if step in UNDOES:
        kept = {name: each for name, each in rental.sheets.items() if name != UNDOES[step]}
        return replace(rental, sheets=kept)
    if sheet is None or step not in OF_STEPS:
        return rental
    return replace(rental, sheets={**rental.sheets, step: sheet.as_document()})


def log_facts(sheet: Sheet | None) -> Document:
    """What a line of the audit log says of the sheet: of a damage only that there is one."""
    if sheet is None or not (facts := sheet.as_document()):
        return {}
    return {"sheet": {name: True if name == "damage" else value for name, value in facts.items()}}


def erase_words(sheets: Mapping[str, Mapping[str, Any]]) -> dict[str, Document]:
    """The sheets of an erased rental: without what staff wrote freely."""
    return {
        step: {name: value for name, value in sheet.items() if name != "damage"}
        for step, sheet in sheets.items()
    }


def count_late_minutes(rental_return_at: datetime, now: datetime) -> int:
    """How many whole minutes `now` is past the agreed return; 0 if it is not."""
    return max(int((now - rental_return_at).total_seconds() // 60), 0)

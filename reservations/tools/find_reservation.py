"""The tool `find_reservation`: a reservation for somebody who can prove that it is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from reservations import speech
from reservations.tools import identity, results
from reservations.tools.identity import Identified
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels


@dataclass(frozen=True, kw_only=True)
class FindReservation(Identified):
    about: ClassVar[str] = "A number alone reveals nothing: name or telephone prove whose it is."


def find_reservation(given: FindReservation, caller: Caller, _key: str) -> ToolAnswer:
    """The booking of a number and a second fact; raises what `identity.prove` does."""
    row = identity.prove(given, caller)
    text_spoken = speech.of(caller.language).say_reservation(
        results.say_place_and_period(row, caller.language),
        row.vehicle_class,
        row.customer_name,
        row.status,
        row.price,
    )
    return {**results.describe_rental(row), "spoken": text_spoken}


TOOL = Tool(
    "find_reservation",
    _("Look up a reservation by its number and the caller's name or telephone"),
    FindReservation,
    find_reservation,
    labels(
        _("Looking up the reservation"),
        _("Looked up the reservation"),
        _("Could not find the reservation"),
    ),
    title=_("Look up a reservation"),
)

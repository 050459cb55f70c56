"""Each tool's name, words, input and function. tools.py runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reservations import arguments, desk

Declared = type[serializers.Serializer[Any]]


@dataclass(frozen=True)
class Tool:
    """`two_steps`: what it takes instead where BOOKING_CONFIRMATION is required."""

    name: str
    description: Any
    takes: Declared
    function: Callable[..., dict[str, Any]]
    labels: dict[str, Any]
    writes: bool = False
    two_steps: Declared | None = None

    @property
    def arguments(self) -> Declared:
        required = settings.BOOKING_CONFIRMATION == "required"
        return self.two_steps if self.two_steps and required else self.takes


def labels(running: Any, done: Any, failed: Any) -> dict[str, Any]:
    return {"running": running, "done": done, "failed": failed}


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "list_locations",
            _("List the rental-car shops"),
            arguments.ListLocations,
            desk.list_locations,
            labels(_("Looking up our shops"), _("Looked up our shops"), _("Could not look up our shops")),
        ),
        Tool(
            "get_availability",
            _("Check which vehicles are free at a shop for a period"),
            arguments.GetAvailability,
            desk.get_availability,
            labels(
                _("Checking which cars are free"),
                _("Checked which cars are free"),
                _("Could not check which cars are free"),
            ),
        ),
        Tool(
            "create_reservation",
            _("Make the reservation, once the caller has agreed to shop, times, class and name"),
            arguments.CreateReservation,
            desk.create_reservation,
            labels(
                _("Making the reservation"), _("Made the reservation"), _("Could not make the reservation")
            ),
            writes=True,
            two_steps=arguments.ConfirmedReservation,
        ),
        Tool(
            "find_reservation",
            _("Look up a reservation by its number and the caller's name or telephone"),
            arguments.FindReservation,
            desk.find_reservation,
            labels(
                _("Looking up the reservation"),
                _("Looked up the reservation"),
                _("Could not find the reservation"),
            ),
        ),
        Tool(
            "change_reservation",
            _(
                "Change a reservation. The first call answers with what it would become and cost; only after "
                "the caller agreed, call again with the same arguments and its confirmationToken"
            ),
            arguments.ChangeReservation,
            desk.change_reservation,
            labels(
                _("Changing the reservation"),
                _("Changed the reservation"),
                _("Could not change the reservation"),
            ),
            writes=True,
        ),
        Tool(
            "cancel_reservation",
            _(
                "Cancel a reservation. The first call answers with the fee; only after the caller agreed, "
                "call again with its confirmationToken"
            ),
            arguments.CancelReservation,
            desk.cancel_reservation,
            labels(
                _("Cancelling the reservation"),
                _("Cancelled the reservation"),
                _("Could not cancel the reservation"),
            ),
            writes=True,
        ),
        Tool(
            "quote_price",
            _("Work out what a rental costs, tax included; never say a price without it"),
            arguments.QuotePrice,
            desk.quote_price,
            labels(_("Working out the price"), _("Worked out the price"), _("Could not work out the price")),
        ),
        Tool(
            "location_details",
            _("Tell a shop's opening hours, closed days, address, directions and telephone"),
            arguments.LocationDetails,
            desk.location_details,
            labels(_("Looking up the shop"), _("Looked up the shop"), _("Could not look up the shop")),
        ),
    )
}

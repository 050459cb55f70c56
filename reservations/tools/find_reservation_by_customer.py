"""The tool `find_reservation_by_customer`: for a caller who has lost the number of a reservation.

Three facts stand in its place: the name, the whole telephone number and the day of pickup. Only where all of
them agree is anything told; a wrong one is answered as if there were no such customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar

from django.utils.translation import gettext_lazy as _

from reservations import repositories, speech, times
from reservations.errors import NoReservationOfCustomer, OnlyOwnBookings, UnreadablePhone
from reservations.tools import identity, results
from reservations.tools.arguments import Text
from reservations.tools.contact import read_phone
from reservations.tools.identity import Proof
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels
from reservations.values import Rental

# What a customer still has, and what he may ask after when he has it no more.
LIVE, OVER = ("confirmed", "out"), ("cancelled", "returned", "no_show")
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class FindReservationByCustomer(Proof):
    about: ClassVar[str] = "All three facts must agree; a wrong one is answered as if there were no customer."

    customer_name: Annotated[str, Text(_("The name on the booking, as the caller says it"))]
    customer_phone: Annotated[str, Text(_("The whole telephone number on the booking"), longest=40)]
    pickup_day: Annotated[
        str, Text(_("The day of pickup by the clock at the shop, ISO 8601, such as 2026-12-05"), longest=40)
    ]

    @property
    def guessed(self) -> str:
        try:
            return read_phone(self.customer_phone)
        except UnreadablePhone:
            return self.customer_phone


def find_reservation_by_customer(given: FindReservationByCustomer, caller: Caller, _key: str) -> ToolAnswer:
    phone, day = read_phone(given.customer_phone), times.read_day(given.pickup_day, "pickupDay")
    if caller.only_own:
        raise OnlyOwnBookings
    found = [
        row
        for row in repositories.current().find_by_phone(phone, *surround(day))
        if row.pickup_at.astimezone(row.location.zone).date() == day
        and identity.is_same_name(given.customer_name, row)
    ]
    told = [row for row in found if row.status in LIVE] or [row for row in found if row.status in OVER]
    if not told:
        raise NoReservationOfCustomer(phone)
    return describe(sorted(told, key=lambda row: (row.pickup_at, row.number)), caller.language)


def surround(day: date) -> tuple[datetime, datetime]:
    """Instants before and after which it is that day nowhere."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    return midnight - DAY, midnight + 2 * DAY


def describe(rows: Sequence[Rental], language: str) -> ToolAnswer:
    say = speech.of(language)
    spoken = [
        say.say_found(
            say.say_reservation(
                results.say_place_and_period(row, language),
                row.vehicle_class,
                row.customer_name,
                row.status,
                row.price,
            ),
            row.number,
        )
        for row in rows
    ]
    if len(rows) == 1:
        return {**results.describe_rental(rows[0]), "spoken": spoken[0]}
    return {
        "success": True,
        "reservations": [results.describe_rental(row) for row in rows],
        "spoken": say.ask_which(spoken),
    }


TOOL = Tool(
    "find_reservation_by_customer",
    _(
        "Look up a reservation for a caller who has lost its number: by the name, the whole telephone number "
        "and the day of pickup, all three of which must agree"
    ),
    FindReservationByCustomer,
    find_reservation_by_customer,
    labels(
        _("Looking up the reservation"),
        _("Looked up the reservation"),
        _("Could not find the reservation"),
    ),
    title=_("Look up a reservation without its number"),
)

"""The tool `change_reservation`: tells what it would become and cost; a call with that token changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reservations import booking, changes, lookup, speech, tariff, times
from reservations.errors import InvalidArguments, NoVehicleAvailable, PeriodError
from reservations.messages import receivers
from reservations.phones import format_phone
from reservations.tools import caller_code, confirmation, identity, results
from reservations.tools.arguments import Code, Text, Texts, Token
from reservations.tools.contact import read_email, read_name, read_phone
from reservations.tools.identity import Identified
from reservations.tools.rental_request import RentalRequest, RequestRefused
from reservations.tools.tool import Caller, Tool, ToolAnswer, labels
from reservations.values import Change, Customer, Rental


@dataclass(frozen=True, kw_only=True)
class ChangeReservation(Identified):
    start_date: Annotated[
        str | None, Text(_("New pickup, if it changes; as in create_reservation"), longest=40)
    ] = None
    end_date: Annotated[
        str | None, Text(_("New return, if it changes; as in create_reservation"), longest=40)
    ] = None
    vehicle_type: Annotated[str | None, Text(_("New vehicle class, if it changes"))] = None
    new_customer_name: Annotated[str | None, Text(_("The name as it should be, if it changes"))] = None
    customer_phone: Annotated[
        str | None, Text(_("Telephone number to add or change; a message goes there"), longest=40)
    ] = None
    customer_email: Annotated[
        str | None, Text(_("E-mail address to add or change; a message goes there"), longest=254)
    ] = None
    location_id: Annotated[
        str | None, Text(_("The new pickup shop by id or name, if the booking moves to another shop"))
    ] = None
    return_location_id: Annotated[
        str | None,
        Text(_("The new return shop by id or name, if another shop than before takes the car back")),
    ] = None
    extras: Annotated[
        tuple[str, ...] | None, Texts(_("All extras that the booking should have; an empty list for none"))
    ] = None
    confirmation_token: Token = None
    identity_code: Code = None


@dataclass(frozen=True)
class Wanted:
    """The whole booking as it shall be. `location_id`: the shop of the pickup, `return_location_id` that of
    the return, which may be the same."""

    location_id: str
    return_location_id: str
    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    customer: Customer
    extras: tuple[str, ...]

    def as_change(self, row: Rental) -> Change:
        """What it takes to make this of `row`."""
        back = row.return_shop.id
        return Change(
            self.pickup_at,
            self.return_at,
            location_id=self.location_id if self.location_id != row.location_id else None,
            return_location_id=self.return_location_id if self.return_location_id != back else None,
            vehicle_class=self.vehicle_class,
            customer=self.customer,
            extras=self.extras,
        )


def change_reservation(given: ChangeReservation, caller: Caller, key: str) -> ToolAnswer:
    """The first call answers with the booking as it would be and a token, the second changes it. Raises what
    `identity.prove` and `caller_code.require` do, InvalidArguments where nothing would change, and
    RequestRefused where the wish cannot be met."""
    row = identity.prove(given, caller)
    caller_code.require(row, given.identity_code or "", caller)
    here = changes.move_to_shops(row, given.location_id, given.return_location_id, lookup.find_shop)
    wanted = read_wanted(given, here)
    if wanted == as_wanted(row):
        if given.confirmation_token:  # the same yes once more
            return {**describe_changed(row, caller), "alreadyChanged": True}
        raise InvalidArguments(
            _("Say what should change: times, shop, return shop, class, extras, name, telephone or e-mail.")
        )
    try:
        return ask_or_change(given, row, here, wanted, caller, key)
    except (NoVehicleAvailable, PeriodError) as error:
        # At another shop the car that was chosen at the first one is nobody's wish.
        there = here if here is row else replace(here, pinned=False)
        request = RentalRequest(
            there.location, wanted.vehicle_class, wanted.pickup_at, wanted.return_at, there
        )
        raise RequestRefused(error, request) from error


def read_wanted(given: ChangeReservation, row: Rental) -> Wanted:
    """What was not sent stays as it is. Raises what is wrong about that which was.

    `row`: at the shops already that are to hire it out and to take it back.
    """
    zone, back_zone = row.location.timezone, row.return_shop.timezone
    start, end = given.start_date, given.end_date
    pickup_at = times.read_instant(start, zone, "startDate") if start else row.pickup_at
    # Who only comes earlier or later keeps the length; who says a new end means it.
    return_at = (
        times.read_instant(end, back_zone, "endDate")
        if end
        else times.later(row.return_at, pickup_at - row.pickup_at)
    )
    return Wanted(
        row.location_id,
        row.return_shop.id,
        pickup_at,
        return_at,
        lookup.find_vehicle_class(given.vehicle_type) if given.vehicle_type else row.vehicle_class,
        Customer(
            read_name(given.new_customer_name, "newCustomerName")
            if given.new_customer_name
            else row.customer_name,
            # The old reading would be another person's.
            "" if given.new_customer_name else row.customer_kana,
            read_phone(given.customer_phone) if given.customer_phone else row.customer_phone,
            read_email(given.customer_email) if given.customer_email else row.customer_email,
            row.notes,  # the clerks' own, which no caller changes
        ),
        tuple(row.extras) if given.extras is None else tuple(tariff.find_extra_keys(given.extras)),
    )


def as_wanted(row: Rental) -> Wanted:
    """A rental as the wish that it fulfils."""
    customer = Customer(
        row.customer_name, row.customer_kana, row.customer_phone, row.customer_email, row.notes
    )
    return Wanted(
        row.location_id,
        row.return_shop.id,
        row.pickup_at,
        row.return_at,
        row.vehicle_class,
        customer,
        tuple(row.extras),
    )


def ask_or_change(
    given: ChangeReservation, row: Rental, here: Rental, wanted: Wanted, caller: Caller, key: str
) -> ToolAnswer:
    """Only the attempt tells whether it can be and what it costs; it is done if just that was agreed.

    `here`: `row`, at the shop that is to have it.
    """

    def list_agreed(after: Rental) -> tuple[object, ...]:
        # When it was last changed, too: if staff change it before the caller agrees, they are asked again.
        return ("change", caller.name, row.id, row.updated_at, wanted, after.price)

    def is_agreed(after: Rental) -> bool:
        agreed = confirmation.is_token_of(given.confirmation_token or "", *list_agreed(after))
        # Counted only once they are written to: who asks may correct a number that was misheard.
        receivers.admit(
            named, session_id=caller.session_id, shop=here.location, reservation_id=row.id, write=agreed
        )
        return agreed

    before = receivers.list_receivers(row.customer_phone, row.customer_email)
    wanted_now = receivers.list_receivers(wanted.customer.phone, wanted.customer.email)
    named = [receiver for receiver in wanted_now if receiver not in before]
    changed = booking.change_if_agreed(
        row, wanted.as_change(row), actor=caller.as_actor(key), agreed=is_agreed
    )
    if changed.done:
        return describe_changed(changed.rental, caller)
    token = confirmation.make_token(*list_agreed(changed.rental))
    return ask_to_confirm(changed.rental, row, token, caller)


def describe_changed(row: Rental, caller: Caller) -> ToolAnswer:
    """A booking as it is after its change."""
    place_and_period = results.say_place_and_period(row, caller.language)
    text_spoken = speech.of(caller.language).say_changed(place_and_period, row.vehicle_class, row.number)
    return {**results.describe_rental(row), "spoken": text_spoken}


def ask_to_confirm(after: Rental, row: Rental, token: str, caller: Caller) -> ToolAnswer:
    """`after`: what `row` would become. All that changes is said: a name or a telephone may be misheard."""
    more = None if after.price is None or row.price is None else after.price - row.price

    def find_new(name: str) -> str:
        was, becomes = (str(getattr(rental, name) or "") for rental in (row, after))
        return becomes if becomes != was else ""

    additions = results.name_additions(after, caller.language)
    new_fee = after.return_location_id != row.return_location_id and bool(additions)
    tells_additions = new_fee or sorted(after.extras) != sorted(row.extras)
    return {
        **results.describe_rental(after),
        **({} if more is None else {"priceDifference": more}),
        "needsConfirmation": True,
        "confirmationToken": token,
        "spoken": speech.of(caller.language).ask_to_change(
            results.say_place_and_period(after, caller.language),
            after.vehicle_class,
            after.price,
            more,
            name=find_new("customer_name"),
            phone=format_phone(find_new("customer_phone")),
            email=find_new("customer_email"),
            included=additions if tells_additions else None,
        ),
    }


TOOL = Tool(
    "change_reservation",
    _(
        "Change a reservation. The first call answers with what it would become and cost; only after "
        "the caller agreed, call again with the same arguments and its confirmationToken"
    ),
    ChangeReservation,
    change_reservation,
    labels(
        _("Changing the reservation"),
        _("Changed the reservation"),
        _("Could not change the reservation"),
    ),
    title=_("Change a reservation"),
    writes=True,
    overwrites=True,
)

"""The tool `create_reservation`: books at once, or holds a car until the caller agrees to its summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reservations import booking, clock, person_names, repositories, speech, tariff
from reservations.errors import HoldExpired, NoVehicleAvailable, PeriodError
from reservations.messages import receivers
from reservations.models import Reservation
from reservations.phones import format_phone
from reservations.tools import confirmation, results
from reservations.tools.arguments import Text, Token, VehicleClass
from reservations.tools.contact import Email, Phone, read_email, read_name, read_phone
from reservations.tools.rental_request import (
    Extras,
    RequestArguments,
    RequestRefused,
    ReturnShop,
    period_of,
    read_request,
)
from reservations.tools.tool import Caller, Tool, ToolAnswer, TwoSteps, labels
from reservations.values import Customer, Rental, Shop

Status = Reservation.Status


@dataclass(frozen=True, kw_only=True)
class CreateReservation(RequestArguments):
    customer_name: Annotated[
        str, Text(_("The customer's name, as the caller said it; ask for it, never invent it"))
    ]
    vehicle_type: VehicleClass = None
    customer_phone: Phone = None
    customer_email: Email = None
    extras: Extras = None
    return_location_id: ReturnShop = None


@dataclass(frozen=True, kw_only=True)
class ConfirmedReservation(CreateReservation):
    """What it takes where writes take two steps."""

    about: ClassVar[str] = "Where writes take two steps: the second carries the token of the first."
    confirmation_token: Token = None


def create_reservation(given: CreateReservation, caller: Caller, key: str) -> ToolAnswer:
    """Books a car, or, for a caller of two steps, holds it and asks; with the token of that answer it
    confirms. Raises RequestRefused where nothing is free or the shop does not hire so."""
    if isinstance(given, ConfirmedReservation) and given.confirmation_token:
        return confirm_held(given, given.confirmation_token, caller, key)
    request = read_request(given, given.vehicle_type, given.return_location_id)
    customer = read_customer(given)
    extras = tariff.find_extra_keys(given.extras or ())
    if not caller.has_two_steps:
        admit_receivers(customer.phone, customer.email, request.location, caller)
    try:
        booked = booking.create(
            request.location,
            pickup_at=request.pickup_at,
            return_at=request.return_at,
            customer=customer,
            actor=caller.as_actor(key),
            vehicle_class=request.vehicle_class,
            return_location=request.return_location,
            extras=extras,
            language=caller.message_language or caller.language,
            hold_for=timedelta(minutes=settings.HOLD_MINUTES) if caller.has_two_steps else None,
        )
    except (NoVehicleAvailable, PeriodError) as error:
        raise RequestRefused(error, request) from error
    row = booked.rental
    answer = describe_booked(row, request.location, given, caller.language, repeated=booked.repeated)
    if row.status == Status.HELD:
        return {**answer, **ask_to_confirm(row, request.location, caller)}
    return {**answer, "alreadyBooked": True} if booked.repeated else answer


def read_customer(given: CreateReservation) -> Customer:
    """Raises UnreadableName, UnreadablePhone or UnreadableEmail."""
    phone = read_phone(given.customer_phone) if given.customer_phone else ""
    email = read_email(given.customer_email) if given.customer_email else ""
    return Customer(read_name(given.customer_name, "customerName"), phone=phone, email=email)


def admit_receivers(phone: object, email: str, shop: Shop, caller: Caller) -> None:
    """Raises TooManyReceivers, where the conversation may have nobody else written to."""
    named = receivers.list_receivers(phone, email)
    receivers.admit(named, session_id=caller.session_id, shop=shop, write=True)


def confirm_held(given: CreateReservation, token: str, caller: Caller, key: str) -> ToolAnswer:
    """The yes to a summary: the token must fit a hold of this session, the words be those that were read."""
    for row in repositories.current().find_by_session(caller.session_id):
        fits = confirmation.is_token_of(token, *list_agreed(row, caller))
        if fits and is_as_read(row, given):
            if row.status == Status.CONFIRMED:  # the same yes once more
                answer = describe_booked(row, row.location, given, caller.language, repeated=True)
                return {**answer, "alreadyBooked": True}
            # It ran out or was cancelled, and no other booking has this token.
            if row.status != Status.HELD:
                break
            admit_receivers(row.customer_phone, row.customer_email, row.location, caller)
            row = booking.confirm(row, actor=caller.as_actor(key))
            return describe_booked(row, row.location, given, caller.language, repeated=False)
    raise HoldExpired


def list_agreed(row: Rental, caller: Caller) -> tuple[object, ...]:
    """What the caller says yes to."""
    return (
        "create",
        caller.name,
        row.id,
        row.customer_name,
        row.vehicle_class,
        row.pickup_at,
        row.return_at,
        row.price,
    )


def is_as_read(row: Rental, given: CreateReservation) -> bool:
    """What is confirmed must be what was read to the caller; what may be left out is then as it was read."""
    request = read_request(given, given.vehicle_type, given.return_location_id)
    customer = read_customer(given)
    back = request.return_location.id if request.return_location else None
    return (
        (row.location_id, row.pickup_at, row.return_at)
        == (request.location.id, request.pickup_at, request.return_at)
        and request.vehicle_class in {None, row.vehicle_class}
        and person_names.is_same(row.customer_name, given.customer_name)
        and customer.phone in {"", str(row.customer_phone)}
        and customer.email in {"", row.customer_email}
        and (given.extras is None or sorted(tariff.find_extra_keys(given.extras)) == sorted(row.extras))
        and (given.return_location_id is None or back == row.return_location_id)
    )


def ask_to_confirm(row: Rental, location: Shop, caller: Caller) -> ToolAnswer:
    """What the first of two steps adds to its answer: the token, how long the car is held, and the
    summary."""
    until = row.hold_expires_at or clock.now()
    return {
        "needsConfirmation": True,
        "confirmationToken": confirmation.make_token(*list_agreed(row, caller)),
        "expiresAt": clock.local(until, location.timezone).isoformat(timespec="seconds"),
        "spoken": speech.of(caller.language).ask_to_book(
            results.say_place_and_period(row, caller.language),
            row.vehicle_class,
            row.customer_name,
            row.price,
            phone=format_phone(str(row.customer_phone)),
            email=row.customer_email,
            included=results.name_additions(row, caller.language),
        ),
    }


def describe_booked(
    row: Rental, location: Shop, given: CreateReservation, language: str, *, repeated: bool
) -> ToolAnswer:
    """`repeated`: it was booked before, and nothing new was."""
    text_spoken = speech.of(language).say_booked(
        location.name_in(language),
        (row.pickup_local, row.return_local),
        row.vehicle_class,
        row.number,
        repeated_for=person_names.without_honorific(row.customer_name) if repeated else "",
    )
    return {**results.describe_reservation(row, location, period_of(given)), "spoken": text_spoken}


TOOL = Tool(
    "create_reservation",
    _("Make the reservation, once the caller has agreed to shop, times, class and name"),
    CreateReservation,
    create_reservation,
    labels(_("Making the reservation"), _("Made the reservation"), _("Could not make the reservation")),
    title=_("Make a reservation"),
    writes=True,
    two_steps=TwoSteps[CreateReservation](
        ConfirmedReservation,
        _(
            "Make the reservation, in two steps. Call it as soon as shop, times, class and name are known: "
            "it holds a car, books nothing, and answers with the summary to say, price included. Only after "
            "the caller agreed to that summary, call again with the same arguments and its confirmationToken"
        ),
    ),
)

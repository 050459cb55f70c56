"""Changes a reservation: first what it would become and cost is told; a call with its token does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber, to_python

from reservations import booking, confirmation, identity, places, spoken_bookings, tariff, times
from reservations.desk.bookings import actor_of
from reservations.desk.finding import as_it_is, named
from reservations.desk.wishes import CarWish, refuse
from reservations.errors import InvalidArguments, NoVehicleAvailable, PeriodError
from reservations.receipts import Caller
from reservations.records import Change, Customer, Rental


@dataclass(frozen=True)
class Wanted:
    """The whole booking as it shall be."""

    pickup_at: datetime
    return_at: datetime
    vehicle_class: str
    customer: Customer
    extras: tuple[str, ...]

    def as_change(self) -> Change:
        return Change(
            self.pickup_at,
            self.return_at,
            vehicle_class=self.vehicle_class,
            customer=self.customer,
            extras=self.extras,
        )


def change_reservation(given: dict[str, Any], caller: Caller, key: str) -> dict[str, Any]:
    row = identity.prove(given, caller)
    wanted = wanted_of(given, row)
    if wanted == as_wanted(row):
        if "confirmationToken" in given:  # the same yes once more
            return {**told(row, caller), "alreadyChanged": True}
        raise InvalidArguments(_("Say what shall change: times, class, extras, name, telephone or e-mail."))
    try:
        return asked_or_done(given, row, wanted, caller, key)
    except (NoVehicleAvailable, PeriodError) as error:
        wish = CarWish(row.location, wanted.vehicle_class, wanted.pickup_at, wanted.return_at)
        refuse(error, wish, caller, row)
        raise


def wanted_of(given: dict[str, Any], row: Rental) -> Wanted:
    zone, back_zone = row.location.timezone, (row.return_location or row.location).timezone
    start, end = given.get("startDate"), given.get("endDate")
    pickup_at = times.instant(start, zone, "startDate") if start else row.pickup_at
    # Who only comes earlier or later keeps the length; who says a new end means it.
    return_at = (
        times.instant(end, back_zone, "endDate")
        if end
        else times.later(row.return_at, pickup_at - row.pickup_at)
    )
    kind, extras = given.get("vehicleType"), given.get("extras")
    return Wanted(
        pickup_at,
        return_at,
        places.vehicle_class(kind) if kind else row.vehicle_class,
        Customer(
            given.get("newCustomerName", row.customer_name),
            "" if "newCustomerName" in given else row.customer_kana,
            phone(given["customerPhone"]) if "customerPhone" in given else row.customer_phone,
            mail(given["customerEmail"]) if "customerEmail" in given else row.customer_email,
            row.notes,
        ),
        tuple(tariff.extra_keys(extras)) if extras is not None else tuple(row.extras),
    )


def as_wanted(row: Rental) -> Wanted:
    customer = Customer(
        row.customer_name, row.customer_kana, row.customer_phone, row.customer_email, row.notes
    )
    return Wanted(row.pickup_at, row.return_at, row.vehicle_class, customer, tuple(row.extras))


def phone(said: str) -> str:
    """E.164, as it is stored."""
    number = to_python(said)
    if not (isinstance(number, PhoneNumber) and number.is_valid()):
        what = "is not a telephone number"
        raise InvalidArguments(f"customerPhone {what}", errors=[{"field": "customerPhone", "message": what}])
    return str(number.as_e164)


def mail(said: str) -> str:
    try:
        validate_email(said)
    except ValidationError:
        what = "is not an e-mail address"
        raise InvalidArguments(
            f"customerEmail {what}", errors=[{"field": "customerEmail", "message": what}]
        ) from None
    return said


def asked_or_done(
    given: dict[str, Any], row: Rental, wanted: Wanted, caller: Caller, key: str
) -> dict[str, Any]:
    """Only the attempt tells whether it can be and what it costs; it is done if just that was agreed."""

    def agreed(after: Rental) -> tuple[object, ...]:
        return ("change", caller.name, row.id, row.updated_at, wanted, after.price)

    def is_agreed(after: Rental) -> bool:
        return confirmation.fits(given.get("confirmationToken", ""), *agreed(after))

    changed = booking.change_if_agreed(row, wanted.as_change(), actor=actor_of(caller, key), agreed=is_agreed)
    if changed.done:
        return told(changed.rental, caller)
    return question(changed.rental, row, confirmation.token(*agreed(changed.rental)), caller)


def told(row: Rental, caller: Caller) -> dict[str, Any]:
    said = spoken_bookings.changed(
        named(row, caller.language), row.vehicle_class, row.number, caller.language
    )
    return {**as_it_is(row), "spoken": said}


def question(after: Rental, row: Rental, token: str, caller: Caller) -> dict[str, Any]:
    more = None if after.price is None or row.price is None else after.price - row.price
    return {
        **as_it_is(after),
        **({} if more is None else {"priceDifference": more}),
        "needsConfirmation": True,
        "confirmationToken": token,
        "spoken": spoken_bookings.change_question(
            named(after, caller.language), after.vehicle_class, after.price, more, caller.language
        ),
    }

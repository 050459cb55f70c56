"""Why a hand-over is asked about before it is done: its day or hour, a time that is over, the inspection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext

from reservations import clock
from reservations.admin.formats import format_day
from reservations.models import Reservation

# A hand-over sooner before its pickup is asked about first.
DUE_WITHIN = timedelta(hours=2)


def is_for_another_day(row: Reservation) -> bool:
    """Is its pickup on another day than today, by the calendar of its shop?"""
    return row.pickup_local.date() != clock.local(clock.now(), row.location.timezone).date()


def is_out_of_turn(row: Reservation) -> bool:
    """Is its pickup on another day than today, or more than two hours ahead?"""
    return is_for_another_day(row) or row.pickup_at > clock.now() + DUE_WITHIN


def is_over(row: Reservation) -> bool:
    """Is the time that was booked over before the car has left? It would be late at once."""
    return row.return_at <= clock.now()


def outlives_inspection(row: Reservation) -> bool:
    """Does the inspection of its car (車検) end before it is back? The law then lets it not drive."""
    until = row.vehicle.inspection_until
    return until is not None and until < row.return_local.date()


def is_doubtful(row: Reservation) -> bool:
    """Should a clerk be asked before its car is handed over now?"""
    return is_out_of_turn(row) or is_over(row) or outlives_inspection(row)


def title_of_question(unusual: Sequence[Reservation]) -> str:
    if any(map(outlives_inspection, unusual)):
        return gettext("The inspection ends first")
    if any(map(is_for_another_day, unusual)):
        return gettext("Not booked for today")
    return (
        gettext("The booked time is over")
        if any(map(is_over, unusual))
        else gettext("Booked for later today")
    )


def question_about(unusual: Sequence[Reservation]) -> str:
    """What to ask before a hand-over, by the gravest reason; `unusual`: at least one, all that are."""
    if len(unusual) > 1:
        if any(map(outlives_inspection, unusual)):
            return gettext(
                "The inspection of some of these cars ends before their return. "
                "Hand over the cars now anyway?"
            )
        if any(map(is_for_another_day, unusual)):
            return gettext("Some of these bookings are not for today. Hand over the cars now anyway?")
        if any(map(is_over, unusual)):
            return gettext(
                "The booked time of some of these bookings has ended: the cars would be late at once. "
                "Hand over the cars now anyway?"
            )
        return gettext("Some of these bookings are for later today. Hand over the cars now anyway?")
    (row,) = unusual
    until = row.vehicle.inspection_until
    if until is not None and outlives_inspection(row):
        text = gettext(
            "The inspection of {car} ends on {day}, before the return. Hand over the car now anyway?"
        )
        return text.format(car=row.vehicle.plate, day=date_format(until, "Y/m/d", use_l10n=False))
    if is_over(row) and not is_for_another_day(row):
        text = gettext(
            "The time that {customer} booked ended at {time}: the car would be late at once. "
            "Hand over the car now anyway?"
        )
        return text.format(customer=row.customer_name, time=row.return_local.strftime("%H:%M"))
    if not is_for_another_day(row):
        text = gettext("The booking of {customer} is for {time} today. Hand over the car now anyway?")
        return text.format(customer=row.customer_name, time=row.pickup_local.strftime("%H:%M"))
    text = gettext("The booking of {customer} is for {day}. Hand over the car now anyway?")
    return text.format(customer=row.customer_name, day=format_day(row.pickup_local))

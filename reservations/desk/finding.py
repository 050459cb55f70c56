"""Looks up a reservation for somebody who can prove that it is theirs."""

from __future__ import annotations

from typing import Any

from reservations import answers, identity, spoken_bookings, times
from reservations.receipts import Caller
from reservations.records import Rental


def find_reservation(given: dict[str, Any], caller: Caller, _key: str) -> dict[str, Any]:
    row = identity.prove(given, caller)
    return {**as_it_is(row), "spoken": said(row, caller.language)}


def as_it_is(row: Rental) -> dict[str, Any]:
    period = {
        "startDate": answers.local_text(row.pickup_at, row.location),
        "endDate": answers.local_text(row.return_at, row.return_location or row.location),
    }
    return answers.reservation(row, row.location, period)


def named(row: Rental, language: str) -> str:
    """「東京駅前店、12月12日土曜日の10時から18時」"""
    period = times.say_period(row.pickup_local, row.return_local, language)
    return spoken_bookings.at_and_when(row.location.called(language), period, language)


def said(row: Rental, language: str) -> str:
    return spoken_bookings.found(
        named(row, language), row.vehicle_class, row.customer_name, row.status, row.price, language
    )

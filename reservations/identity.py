"""Whose reservation is it? A number alone proves nothing: the name or the telephone must fit too.

Wrong answers are counted per number and per caller, so that neither can be tried out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reservations import clock, numbers, repositories
from reservations.errors import NoReservation, SecondFactNeeded, TooManyAttempts
from reservations.models import FailedLookup
from reservations.person_names import normalise
from reservations.receipts import Caller
from reservations.records import Rental

AT_MOST = 5
WITHIN = timedelta(minutes=30)


def prove(given: dict[str, Any], caller: Caller) -> Rental:
    """The reservation that `given` names, if it is the caller's to know of."""
    number = numbers.parse(given["number"]) or given["number"].strip()
    row = repositories.current().by_number(number)
    if row and caller.session_id and row.session_id == caller.session_id:
        return row
    name, phone = given.get("customerName", ""), given.get("phoneLastFour", "")
    if not (name or phone):
        raise SecondFactNeeded
    if tried_too_often(number, caller):
        raise TooManyAttempts(TooManyAttempts.detail, minutes=WITHIN // timedelta(minutes=1))
    if row is None or not fits(row, name, phone):
        raise NoReservation(number)
    return row


def fits(row: Rental, name: str, phone: str) -> bool:
    """What was said must fit; of two facts, both."""
    if phone and not str(row.customer_phone or "").endswith(numbers.digits_of(phone)[-4:].rjust(4, "x")):
        return False
    return not name or same_name(name, row)


def same_name(said: str, row: Rental) -> bool:
    """In kanji, kana or Latin letters; a family name alone will do, as it does at a counter."""
    wanted = normalise(said)
    known = {normalise(row.customer_name), normalise(row.customer_kana)} - {""}
    parts = {normalise(part) for text in (row.customer_name, row.customer_kana) for part in text.split()}
    family = {name[: len(wanted)] for name in known if len(wanted) >= 2 and not name.isascii()}
    return bool(wanted) and wanted in known | (parts - {""}) | family


def tried_too_often(number: str, caller: Caller) -> bool:
    recent = FailedLookup.objects.filter(at__gt=clock.now() - WITHIN)
    return (
        recent.filter(number=number).count() >= AT_MOST
        or recent.filter(caller=caller.name).count() >= AT_MOST
    )


def note_failure(number: str, caller: Caller) -> None:
    """Kept outside the transaction of the refused attempt, which rolls back."""
    FailedLookup.objects.create(number=number[:16], caller=caller.name[:100], at=clock.now())

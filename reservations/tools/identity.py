"""Whose reservation is it? A number alone proves nothing: the name or the telephone must fit too.

Wrong answers are counted by conversation, by address, and by number and address together: numbers cannot be
tried out, and whoever tries does not shut out the customer whose number it is.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reservations import numbers, repositories
from reservations.errors import NoReservation, OnlyOwnBookings, SecondFactNeeded, TooManyAttempts
from reservations.limits import alarms, policy, windows
from reservations.limits.windows import Limit
from reservations.models import Alarm
from reservations.person_names import normalise
from reservations.tools.arguments import Arguments, Text
from reservations.tools.tool import Caller
from reservations.values import Rental


@dataclass(frozen=True, kw_only=True)
class Proof(Arguments, ABC):
    """Arguments that hold what only the customer knows."""

    @property
    @abstractmethod
    def guessed(self) -> str:
        """What somebody who does not know the rest would try out facts for; "" where no fact is told."""


@dataclass(frozen=True, kw_only=True)
class Identified(Proof):
    """Names a reservation, and proves whose it is."""

    number: Annotated[str, Text(_("The reservation number, such as R-402-7315"), longest=40)]
    customer_name: Annotated[str | None, Text(_("The name on the booking, as the caller says it"))] = None
    phone_last_four: Annotated[
        str | None, Text(_("The last four digits of the telephone number on the booking"), longest=40)
    ] = None

    @property
    def guessed(self) -> str:
        told = self.customer_name or self.phone_last_four
        return numbers.parse(self.number) or self.number.strip() if told else ""


def prove(given: Identified, caller: Caller) -> Rental:
    """The reservation that `given` names, if it is the caller's to know of.

    A conversation knows what it has booked itself, a page the booking of its link. Anybody else needs a
    second fact: raises SecondFactNeeded without one, OnlyOwnBookings where none would do, NoReservation if
    the number or the fact is wrong.
    `begin_guess` has counted it.
    """
    number = numbers.parse(given.number) or given.number.strip()
    row = repositories.current().find_by_number(number)
    if row and (row.number == caller.proven or is_of_session(row, caller)):
        return row
    name, phone = given.customer_name or "", given.phone_last_four or ""
    if caller.only_own:
        raise OnlyOwnBookings
    if not (name or phone):
        raise SecondFactNeeded
    if row is None or not matches(row, name, phone):
        raise NoReservation(number)
    return row


def is_of_session(row: Rental, caller: Caller) -> bool:
    """Did the conversation book it itself?"""
    return bool(caller.session_id) and row.session_id == caller.session_id


def matches(row: Rental, name: str, phone: str) -> bool:
    """Does what was said fit the rental? Of two facts, both must."""
    # Fewer than four digits are filled up with "x", which no telephone number has.
    if phone and not str(row.customer_phone or "").endswith(numbers.digits_of(phone)[-4:].rjust(4, "x")):
        return False
    return not name or is_same_name(name, row)


def is_same_name(spoken: str, row: Rental) -> bool:
    """In kanji, kana or Latin letters; a family name alone will do, as it does at a counter."""
    wanted = normalise(spoken)
    known = {normalise(row.customer_name), normalise(row.customer_kana)} - {""}
    parts = {normalise(part) for text in (row.customer_name, row.customer_kana) for part in text.split()}
    # Written in kanji or kana without a space, a family name is the beginning of the whole.
    family = {name[: len(wanted)] for name in known if len(wanted) >= 2 and not name.isascii()}
    return bool(wanted) and wanted in known | (parts - {""}) | family


def begin_guess(given: object, caller: Caller) -> list[Limit]:
    """Count what is to prove whose a reservation is before it is compared, so that of any number at once
    only so many are.

    Call it outside the transaction that compares, which is rolled back where the fact is wrong. Empty where
    there is none to compare. Raises TooManyAttempts.
    """
    if not isinstance(given, Proof) or not given.guessed:
        return []
    guess = policy.limit_guess(given.guessed, caller.name, caller.origin)
    if wait := windows.take(*guess):
        raise TooManyAttempts(minutes=math.ceil(wait / 60))
    return guess


def note_wrong_guess() -> None:
    """Staff are told when so many are wrong that somebody tries numbers out, from wherever."""
    if windows.take(*policy.limit_wrong_guesses()):
        alarms.sound(Alarm.Kind.GUESSES)

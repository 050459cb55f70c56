"""Why a shop does not rent for a period."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reservations.errors.base import ReservationError


class PeriodError(ReservationError):
    status = 422


class EndsBeforeStart(PeriodError):
    code = "ends_before_start"
    title = _("The return is not after the pickup")
    out_of_service = _("The time out of service must end after it begins.")
    spoken = _("The return needs to be after the pickup. When would you like to return the car?")


class DateOutOfRange(PeriodError):
    """At the calendar's edges no clock of a shop could show it, and nothing could be added to it."""

    code = "date_out_of_range"
    title = _("That date is out of range")
    detail = _("“{text}” is not between the years {first} and {last}.")
    spoken = _("I'm sorry, I cannot book for that year. When would you like the car?")


class InThePast(PeriodError):
    code = "in_the_past"
    title = _("The pickup is in the past")
    spoken = _("I'm sorry, that time has already passed. When would you like to pick up the car?")


class AmbiguousTime(PeriodError):
    code = "ambiguous_time"
    title = _("The time can be read in two ways")
    detail = _("“{text}” can be read in two ways. Send the shop's local time without an offset.")
    spoken = _("Just to be sure: at what time, by the clock at the shop?")


class TwoReadings(AmbiguousTime):
    """An offset that is not the shop's: the clock that was said and the instant that was written differ."""

    spoken = _("Just to be sure: do you mean {said}, or {literal}, by the clock at the shop?")


class OutsideOpeningHours(PeriodError):
    code = "outside_opening_hours"
    title = _("The shop is closed at that time")
    detail = _("{shop} is open from {opens} to {closes}.")
    spoken = _("I'm sorry, {shop} is open from {opens} to {closes}. Which time would suit you?")


class ClosedThatDay(PeriodError):
    """`reason` is empty or ends so that the sentence goes on."""

    code = "closed_that_day"
    title = _("The shop is closed on that day")
    detail = _("{shop} is closed on {day}{reason}.")
    spoken = _("I'm sorry, {shop} is closed on {day}{reason}. Which day would suit you?")


class TooSoon(PeriodError):
    code = "too_soon"
    title = _("That is too soon")
    detail = _("A pickup needs at least {notice} of notice.")
    spoken = _("I'm sorry, we need at least {notice} to get a car ready. Could it be a little later?")


class TooFarAhead(PeriodError):
    code = "too_far_ahead"
    title = _("That is too far ahead")
    detail = _("Bookings are taken up to {days} days ahead.")
    spoken = _("I'm sorry, we take bookings up to {days} days ahead. Is there an earlier date?")


class TooShort(PeriodError):
    code = "too_short"
    title = _("That is too short")
    detail = _("The shortest rental is {minutes} minutes.")
    spoken = _("I'm sorry, the shortest rental is {minutes} minutes. Could it be longer?")


class TooLong(PeriodError):
    code = "too_long"
    title = _("That is too long")
    detail = _("The longest rental is {days} days.")
    spoken = _("I'm sorry, the longest rental is {days} days. Could it be shorter?")

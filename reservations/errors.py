"""What can go wrong, as one tree; HTTP, the toolbox and the admin all render `as_problem`.

ReservationError
├── MalformedJson, InvalidArguments                                       400
├── MissingToken, InvalidToken                                            401
├── UnknownTool, UnknownLocation                                          404
├── UnknownVehicleType, UnknownExtra, NoReservation                       422, 422, 404
├── PeriodError: EndsBeforeStart, InThePast, AmbiguousTime, OutsideOpeningHours,
│                ClosedThatDay, TooSoon, TooFarAhead, TooShort, TooLong   422
├── SecondFactNeeded, TooManyAttempts                                     422, 429
├── NoVehicleAvailable: CarTaken; NoDropOff, KeyReused, HoldExpired       409
├── IllegalMove: CarStillOut, TooEarly                                    409
├── Busy                                                                  503
└── Internal                                                              500
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
SORRY = _("I'm sorry, something went wrong on our side. Please try once more.")


class ReservationError(Exception):
    """`title` and `detail` are for people who read; `spoken` is what a good clerk would say aloud.

    `said` replaces it where somebody who knew more has put it better.
    """

    code = "internal"
    status = 500
    title: Text = _("Something went wrong on our side")
    detail: Text = ""
    spoken: Text = SORRY
    said: str = ""

    def __init__(self, detail: Text = "", **facts: Any) -> None:
        super().__init__(str(detail) or self.code)
        self.detail = detail or self.detail
        self.facts = facts
        self.alternatives: Sequence[dict[str, Any]] = ()

    def as_problem(self, language: str | None = None) -> dict[str, Any]:
        with translation.override(language or translation.get_language()):
            facts = {name: self._said(value) for name, value in self.facts.items()}
            title, detail, spoken = (filled(text, facts) for text in (self.title, self.detail, self.spoken))
            return {
                "success": False,
                "type": f"/problems/{self.code}",
                "title": title,
                "status": self.status,
                "detail": detail or title,
                "code": self.code,
                "error": detail or title,
                "spoken": self.said or spoken,
                "alternatives": list(self.alternatives),
            }

    @staticmethod
    def _said(value: Any) -> str:
        """A fact may be a function of the language, as spoken dates are."""
        return str(value(translation.get_language()) if callable(value) else value)


def filled(text: Text, facts: dict[str, str]) -> str:
    """Without facts, braces are a text's own."""
    return str(text).format(**facts) if facts else str(text)


class MalformedJson(ReservationError):
    code = "malformed_json"
    status = 400
    title = _("The request is not valid JSON")
    spoken = _("I'm sorry, I could not read that. Could you say it once more?")


class InvalidArguments(ReservationError):
    """`errors` names each field that is wrong."""

    code = "invalid_arguments"
    status = 400
    title = _("Some arguments are missing or wrong")
    spoken = _("I'm sorry, I am still missing something. Could you tell me once more?")

    def __init__(self, detail: Text = "", *, errors: Sequence[dict[str, str]] = ()) -> None:
        super().__init__(detail)
        self.errors = errors

    def as_problem(self, language: str | None = None) -> dict[str, Any]:
        return {**super().as_problem(language), "errors": list(self.errors)}


class MissingToken(ReservationError):
    code = "missing_token"
    status = 401
    title = _("A session token is needed")
    detail = _("Start a session first and send its token in the X-Session-Token header.")


class InvalidToken(ReservationError):
    code = "invalid_token"
    status = 401
    title = _("The session token is not valid")
    detail = _("The session token is unknown or has expired. Start a new session.")


class UnknownTool(ReservationError):
    code = "unknown_tool"
    status = 404
    title = _("There is no such tool")
    spoken = _("I'm sorry, that is something I cannot do here.")

    def __init__(self, name: str) -> None:
        super().__init__(_("There is no tool named “{name}”."), name=name)


class UnknownLocation(ReservationError):
    code = "unknown_location"
    status = 404
    title = _("There is no such shop")
    spoken = _("I'm sorry, we have no shop of that name. Which shop would you like?")

    def __init__(self, name: str) -> None:
        super().__init__(_("There is no shop “{name}”."), name=name)


class UnknownVehicleType(ReservationError):
    code = "unknown_vehicle_type"
    status = 422
    title = _("There is no such vehicle class")
    spoken = _("I'm sorry, we do not have that class. We have {classes}. Which would you like?")

    def __init__(self, name: str, classes: Any) -> None:
        super().__init__(_("There is no vehicle class “{name}”."), name=name, classes=classes)


class UnknownExtra(ReservationError):
    """`listed` tells in a language what is offered; None where nothing is."""

    code = "unknown_extra"
    status = 422
    title = _("There is no such extra")
    spoken = _("I'm sorry, we do not have that. We can add {extras}. Which would you like?")

    def __init__(self, name: str, listed: Any = None) -> None:
        super().__init__(_("There is no extra “{name}”."), name=name, extras=listed or "")
        if listed is None:
            self.spoken = _("I'm sorry, we have no extras to add. Shall I go on without?")


class NoDropOff(ReservationError):
    code = "no_drop_off"
    status = 409
    title = _("The car cannot be returned at that shop")
    detail = _("A car from {origin} cannot be returned at {destination}.")
    spoken = _(
        "I'm sorry, a car from {origin} cannot be returned at {destination}. "
        "Would you like to bring it back to {origin}?"
    )

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.detail, **facts)


class NoReservation(ReservationError):
    """Wrong number or wrong second fact: the answer does not tell which."""

    code = "unknown_reservation"
    status = 404
    title = _("There is no such reservation")
    detail = _("No reservation has this number together with this name or telephone.")
    spoken = _("I'm sorry, I cannot find a booking with that number and name. Could you tell me once more?")

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


class PeriodError(ReservationError):
    status = 422


class EndsBeforeStart(PeriodError):
    code = "ends_before_start"
    title = _("The return is not after the pickup")
    spoken = _("The return needs to be after the pickup. When would you like to return the car?")


class InThePast(PeriodError):
    code = "in_the_past"
    title = _("The pickup is in the past")
    spoken = _("I'm sorry, that time has already passed. When would you like to pick up the car?")


class AmbiguousTime(PeriodError):
    code = "ambiguous_time"
    title = _("The time can be read in two ways")
    detail = _("“{text}” can be read in two ways. Send the shop's local time without an offset.")
    spoken = _("Just to be sure: at what time, by the clock at the shop?")


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


class NoVehicleAvailable(ReservationError):
    code = "no_vehicle_available"
    status = 409
    title = _("No vehicle is free for that period")
    spoken = _("I'm sorry, there is no car free then.")


class CarTaken(NoVehicleAvailable):
    code = "car_taken"
    title = _("The car is taken")
    detail = _("{car} is taken by {number}. Move or cancel that first.")


class SecondFactNeeded(ReservationError):
    code = "second_fact_needed"
    status = 422
    title = _("A second fact is needed beside the number")
    detail = _("Send customerName or phoneLastFour with the number.")
    spoken = _("May I have the name of the booking, or the last four digits of your telephone number?")


class TooManyAttempts(ReservationError):
    code = "too_many_attempts"
    status = 429
    title = _("Too many wrong attempts")
    detail = _("This number cannot be looked up for {minutes} minutes.")
    spoken = _("I'm sorry, I could not confirm that booking several times now. Please call the shop.")


class HoldExpired(ReservationError):
    code = "hold_expired"
    status = 409
    title = _("The held car was given free again")
    detail = _("The hold has expired. Hold a car anew, without confirmationToken.")
    spoken = _("I'm sorry, the time to confirm has run out. Let me check once more.")


class KeyReused(ReservationError):
    code = "key_reused"
    status = 409
    title = _("The key was used for another request")
    detail = _("This idempotency key already belongs to a request with other arguments.")


class IllegalMove(ReservationError):
    code = "illegal_move"
    status = 409
    title = _("The reservation cannot change that way")
    detail = _("A reservation that is {before} cannot become {after}.")
    spoken = _("I'm sorry, that is no longer possible for this reservation.")


class CarStillOut(IllegalMove):
    code = "car_still_out"
    title = _("The car is not back yet")
    detail = _("{car} is still on the road with {number}. Give another car, or take it back first.")


class TooEarly(IllegalMove):
    code = "too_early"
    title = _("It is too early for that")
    detail = _("A customer may still come until {time}.")


class Busy(ReservationError):
    code = "busy"
    status = 503
    title = _("Many people are booking at this moment")
    spoken = _("I'm sorry, it is very busy just now. One moment, and I will try again.")


class Internal(ReservationError):
    """Anything we did not foresee; its cause is in the log, not in the answer."""

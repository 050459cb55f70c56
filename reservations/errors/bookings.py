"""What stands in the way of booking, finding, changing and cancelling."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from reservations.errors.base import ReservationError


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


class UnknownVehicle(ReservationError):
    code = "unknown_vehicle"
    status = 404
    title = _("There is no such car")

    def __init__(self, vehicle_id: str) -> None:
        super().__init__(_("There is no car “{vehicle}”."), vehicle=vehicle_id)


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


class NoReservationOfCustomer(NoReservation):
    """A wrong name, telephone or day: the answer does not tell which, nor that any of them is known."""

    detail = _("No reservation has this name, this telephone number and this day together.")
    spoken = _("I'm sorry, I cannot find a booking with these three. Could you tell me once more?")


class NoVehicleAvailable(ReservationError):
    code = "no_vehicle_available"
    status = 409
    title = _("No vehicle is free for that period")
    spoken = _("I'm sorry, there is no car free then.")


class CarTaken(NoVehicleAvailable):
    code = "car_taken"
    title = _("The car is taken")
    detail = _("{car} is taken by {number}. Move or cancel that booking first.")


class TooManyBookings(ReservationError):
    """`limit`: how many bookings one conversation may have; `shop`: its name by language."""

    code = "too_many_bookings"
    status = 409
    title = _("This conversation has as many bookings as it may have")
    detail = _("One conversation may have {limit} bookings at a time. Call {shop} for more.")
    detail_with_phone = _(
        "One conversation may have {limit} bookings at a time. Call {shop} ({phone}) for more."
    )
    spoken = _(
        "I'm sorry, in one conversation I can take {limit} bookings at most. For more, please call {shop}."
    )
    spoken_with_phone = _(
        "I'm sorry, in one conversation I can take {limit} bookings at most. "
        "For more, please call {shop} at {phone}."
    )

    def __init__(self, limit: int, *, shop: Any, phone: str) -> None:
        super().__init__(limit=limit, shop=shop, phone=phone)


class TooManyReceivers(ReservationError):
    """`limit`: to how many a conversation, or a booking, may have messages written; `shop` as above."""

    code = "too_many_receivers"
    status = 409
    title = _("Messages go to as many telephones and addresses as they may")
    detail = _("Messages go to {limit} telephones and addresses at most. Call {shop} for another.")
    detail_with_phone = _(
        "Messages go to {limit} telephones and addresses at most. Call {shop} ({phone}) for another."
    )
    spoken = _(
        "I'm sorry, I cannot take another telephone number or e-mail address here. "
        "Please call {shop}; they will gladly help."
    )
    spoken_with_phone = _(
        "I'm sorry, I cannot take another telephone number or e-mail address here. "
        "Please call {shop} at {phone}; they will gladly help."
    )

    def __init__(self, limit: int, *, shop: Any, phone: str) -> None:
        super().__init__(limit=limit, shop=shop, phone=phone)


class OnlyOwnBookings(ReservationError):
    """Who asks is shown what it booked itself, and nothing on proof."""

    code = "only_own_bookings"
    status = 403
    title = _("Only this conversation's own bookings are shown")
    detail = _("This conversation has ended: it shows what was booked in it, and no other booking.")
    spoken = _(
        "I'm sorry, this call has ended, so I can only show what was booked in it. Please start a new call, "
        "or telephone the shop."
    )


class SecondFactNeeded(ReservationError):
    code = "second_fact_needed"
    status = 422
    title = _("A second detail is needed besides the number")
    detail = _("Send customerName or phoneLastFour with the number.")
    spoken = _("May I have the name on the booking, or the last four digits of your telephone number?")


class CodeNeeded(ReservationError):
    """`receiver`: by language, where the code was sent; `number`: of the booking."""

    code = "code_needed"
    status = 403
    title = _("A code is needed besides")
    detail = _("A code was sent to {receiver}. Call again with the same arguments and it as identityCode.")
    spoken = _(
        "To be sure that it is you, I have sent a code of six digits to {receiver}. "
        "Could you read it to me, please?"
    )

    def __init__(self, number: str, *, receiver: Any) -> None:
        super().__init__(receiver=receiver)
        self.number = number


class WrongCode(NoReservation):
    """Counted as a wrong name is."""

    code = "wrong_code"
    status = 403
    title = _("The code is not the one that was sent")
    detail = _("The code is wrong or too old. Without a code, another one is sent.")
    spoken = _("I'm sorry, that is not the code. Could you read it to me once more?")


class CodeNotSent(ReservationError):
    """The booking has no telephone or mail, or has had as many codes as it may."""

    code = "code_not_sent"
    status = 409
    title = _("No code can be sent")
    detail = _("The booking has no contact for a code, or has had too many. A person at the shop can help.")
    spoken = _("I'm sorry, I cannot change that booking here. Please call the shop; they will gladly help.")
    spoken_with_phone = _(
        "I'm sorry, I cannot change that booking here. "
        "Please call the shop at {phone}; they will gladly help."
    )

    def __init__(self, *, phone: str) -> None:
        super().__init__(phone=phone)


class TooManyAttempts(ReservationError):
    """Of guessing whose a booking is. `minutes`: after so many another try is taken."""

    code = "too_many_attempts"
    status = 429
    title = _("Too many wrong attempts")
    detail = _("Too many wrong names or telephones were given. Try again in {minutes} minutes.")
    # Neither the shop nor its telephone: whoever guesses numbers would learn that this one exists, and where.
    spoken = _("I'm sorry, I could not confirm that booking several times now. Please call the shop.")

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes=minutes)


class HoldExpired(ReservationError):
    code = "hold_expired"
    status = 409
    title = _("The hold has expired")
    detail = _("The hold has expired. Hold a car again, without confirmationToken.")
    spoken = _("I'm sorry, the time to confirm has run out. Let me check once more.")


class CarElsewhere(ReservationError):
    """A booking stays at its shop: only a car that is for hire there can be given to it."""

    code = "car_elsewhere"
    status = 409
    title = _("This car is not for hire at the shop of the booking")
    detail = _(
        "This car is not for hire at the shop of the booking. Choose one of that shop's cars, "
        "or book at the other shop and cancel here."
    )
    spoken = _("I'm sorry, that car is at another shop. Shall I look for one here?")


class ChangedMeanwhile(ReservationError):
    """Somebody wrote it after it was read; who read it must look again."""

    code = "changed_meanwhile"
    status = 409
    title = _("Somebody else has changed this in the meantime")
    detail = _("Somebody else has changed this in the meantime. Check how it is now, and try again.")
    spoken = _("I'm sorry, this booking was changed just now. Let me look at it again.")


class IllegalMove(ReservationError):
    code = "illegal_move"
    status = 409
    title = _("The reservation cannot change that way")
    detail = _("A booking that is {before} cannot become {after}.")
    unchangeable = _("A booking that is {before} cannot be changed that way any more.")
    spoken = _("I'm sorry, that is no longer possible for this reservation.")


class CarStillOut(IllegalMove):
    code = "car_still_out"
    title = _("The car is not back yet")
    detail = _("{car} is still out with {number}. Assign another car, or record its return first.")


class UndoTooLate(IllegalMove):
    code = "undo_too_late"
    title = _("It is too late to undo that")
    detail = _(
        "The car was handed over on {time}, which can be undone only for {minutes} minutes. "
        "If it is still here, take it back."
    )
    # By what the rental is.
    details: ClassVar = {
        "out": detail,
        "returned": _(
            "The car came back on {time}. That can be undone only for {minutes} minutes, and never where "
            "it came back to another shop."
        ),
        "no_show": _("The no-show was noted on {time}, which can be undone only for {minutes} minutes."),
        "cancelled": _("It was cancelled on {time}, which can be undone only for {minutes} minutes."),
    }


class TooEarly(IllegalMove):
    code = "too_early"
    title = _("It is too early for that")
    detail = _("A customer may still come until {time}.")

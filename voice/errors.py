"""What can go wrong between a caller and a realtime model: the talking half of the error tree.

ReservationError
├── MalformedJson         400
├── InvalidOffer          400  what was posted is not an SDP offer
├── MissingToken          401
├── InvalidToken          401
├── MissingKey, WrongKey  401  a partner's key
├── ReadOnlyKey           403  a partner's key that only looks up is to write
├── CrossSite             403  another site's page asks in its visitor's name
├── MethodNotAllowed      405
├── SessionEnded          409
│   └── CallIsOver        409  a tool is to write for a conversation that has ended
├── ToolsOnServer         409  a page tells what the server hears itself
│   └── WrittenInTheCall  409  a tool is to write by HTTP, in whose conversation the server runs the tools
├── RequestTooLarge       413
├── RecordFull            413  a page tells more than a conversation can hold
├── TooManySessions       429  (with `retry_after`, in seconds, as TooManyCalls)
├── TooManyCalls          429
├── TooManyLiveCalls      429
├── TooManyToolCalls      429  (its `phone` is the shop's)
├── TooManyBookingsHere   429
├── TooManyMinutes        429
├── KeyLimitMet           429  a partner's key was used as often as it may be
├── TooManyWrongKeys      429
├── BudgetSpent           503  all that calls may cost for now is spent
├── ServerLeaving         503  this process is about to end: another one answers the next try
└── ProviderUnavailable   502  (503 when it passes) the model cannot be reached, or refuses us
"""

from __future__ import annotations

import math

from django.utils.translation import gettext_lazy as _

from reservations.errors import ReservationError
from reservations.errors.base import Text
from reservations.phones import format_phone
from voice.protocol.shapes import JsonObject

WORTH_WAITING = 120  # seconds: whoever is to wait longer is given the telephone


class MalformedJson(ReservationError):
    code = "malformed_json"
    status = 400
    title = _("The request is not valid JSON")
    spoken = _("I'm sorry, I could not read that. Could you say it once more?")


class InvalidOffer(ReservationError):
    code = "invalid_offer"
    status = 400
    title = _("No offer")
    detail = _("The body must be an SDP offer of at most 64 KiB.")


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


class MissingKey(ReservationError):
    code = "missing_key"
    status = 401
    title = _("A partner's key is needed")
    detail = _("Send the key that the company gave you in the header “Authorization: Bearer …”.")


class WrongKey(ReservationError):
    code = "wrong_key"
    status = 401
    title = _("The key is not valid")
    detail = _("The key is unknown, was withdrawn, or has expired. Ask the company for another one.")


class ReadOnlyKey(ReservationError):
    code = "read_only_key"
    status = 403
    title = _("This key only looks up")
    detail = _("This key may look up but not book, change or cancel. Ask the company for one that may.")
    spoken = _("I am sorry, I can look that up for you, but not book or change it from here.")


class CrossSite(ReservationError):
    code = "cross_site"
    status = 403
    title = _("Asked by another site")
    detail = _("A conversation is started from our own page, or by a program that is no browser.")


class MethodNotAllowed(ReservationError):
    code = "method_not_allowed"
    status = 405
    title = _("Method not allowed")
    detail = _("This address does not answer that method.")


class SessionEnded(ReservationError):
    code = "session_ended"
    status = 409
    title = _("Conversation is over")
    detail = _("This conversation has ended. Start a new one.")


class CallIsOver(SessionEnded):
    """Reading goes on; what would be written is not."""

    detail = _("This conversation has ended, so nothing was booked or changed. Start a new one.")
    spoken = _(
        "I am sorry, this call has ended, so I have not booked or changed anything. Please start a new call, "
        "or telephone the shop."
    )
    spoken_with_phone = _(
        "I am sorry, this call has ended, so I have not booked or changed anything. Please start a "
        "new call, or telephone the shop at {phone}."
    )

    def __init__(self, phone: str = "") -> None:
        """`phone`: the shop's, where it is known which one."""
        super().__init__(phone=phone)


class ToolsOnServer(ReservationError):
    code = "tools_on_server"
    status = 409
    title = _("The server listens itself")
    detail = _("Only the page of a conversation whose tools run in the browser tells what was said.")


class WrittenInTheCall(ToolsOnServer):
    """Who holds the token has not heard the caller: the call itself has."""

    title = _("Booked in the call itself")
    detail = _("Where the server runs the tools, a booking is made or changed in the call, not posted.")
    spoken = _(
        "I am sorry, that can only be booked or changed by talking with us here. Please say it in the call, "
        "or telephone the shop."
    )
    spoken_with_phone = _(
        "I am sorry, that can only be booked or changed by talking with us here. Please say it in "
        "the call, or telephone the shop at {phone}."
    )

    def __init__(self, phone: str = "") -> None:
        """`phone`: the shop's, where it is known which one."""
        super().__init__(phone=phone)


class RequestTooLarge(ReservationError):
    code = "request_too_large"
    status = 413
    title = _("The request is too large")
    detail = _("The request is larger than this server reads. Send only the declared fields.")
    spoken = _("I'm sorry, that was too long. Could you say it in fewer words?")


class RecordFull(ReservationError):
    code = "record_full"
    status = 413
    title = _("Too much was told")
    detail = _("The record of this conversation is full.")


class TooMany(ReservationError):
    """Of something in its time: `sorry` says of what. `retry_after`: in whole seconds another one may be had.

    `phone`: where a person answers; "" where nobody does.
    """

    status = 429
    sorry: Text
    spoken = _("{sorry} {advice}")

    def __init__(self, wait: float, phone: str = "") -> None:
        self.retry_after = max(1, math.ceil(wait))
        self.phone = format_phone(phone)
        super().__init__(seconds=self.retry_after, sorry=self.sorry, advice=self.advise)

    def advise(self, _language: str) -> str:
        if self.retry_after > WORTH_WAITING:
            by_phone = _("Please telephone {phone}: a person will help you.")
            advice = by_phone if self.phone else _("Please try again later.")
        elif self.phone:
            advice = _("Please try again in {seconds} seconds, or telephone {phone}.")
        else:
            advice = _("Please try again in {seconds} seconds.")
        return str(advice).format(seconds=self.retry_after, phone=self.phone)

    def as_problem(self, language: str | None = None) -> JsonObject:
        return {**super().as_problem(language), "retryAfter": self.retry_after}


class TooManySessions(TooMany):
    code = "too_many_sessions"
    title = _("Too many conversations")
    detail = _("Too many conversations were started from this address. Try again in {seconds} seconds.")
    sorry = _("I am sorry, very many people are calling just now.")


class TooManyCalls(TooMany):
    code = "too_many_calls"
    title = _("Too many calls")
    detail = _("Too many calls were begun in this conversation. Try again in {seconds} seconds.")
    sorry = _("I am sorry, the connection was made too often just now.")


class TooManyLiveCalls(TooMany):
    code = "too_many_live_calls"
    title = _("All lines are in use")
    detail = _("As many calls are live from this address as may be. Try again in {seconds} seconds.")
    sorry = _("I am sorry, as many calls are live from where you are as may be.")


class TooManyToolCalls(TooMany):
    """Whoever talks to us never asks so much; a program that holds a token does."""

    code = "too_many_tool_calls"
    title = _("Too much was asked at once")
    detail = _("Too many calls of tools were made in this conversation. Try again in {seconds} seconds.")
    sorry = _("I am sorry, that was too much at once.")


class TooManyBookingsHere(TooMany):
    code = "too_many_bookings_here"
    title = _("Many bookings from one address")
    detail = _("As many cars were booked from this address today as may be. Telephone the shop for more.")
    sorry = _("I am sorry, so many cars were booked from here today that I cannot book another.")


class TooManyMinutes(TooMany):
    code = "too_many_minutes"
    title = _("Very long calls")
    detail = _("The calls from this address have lasted very long today. Telephone a shop, or try later.")
    sorry = _("I am sorry, I cannot take another call from you today.")


class KeyLimitMet(TooMany):
    code = "key_limit_met"
    title = _("The key's limit is met")
    detail = _("This key was used as often as it may be. Try again in {seconds} seconds.")
    sorry = _("I am sorry, that was too much at once.")


class TooManyWrongKeys(TooMany):
    code = "too_many_wrong_keys"
    title = _("Too many wrong keys")
    detail = _("Too many wrong keys were shown from this address. Try again in {seconds} seconds.")
    sorry = _("I am sorry, that was too much at once.")


class BudgetSpent(ReservationError):
    """`phone`: where a person answers. `retry_after`: whole seconds until midnight."""

    code = "budget_spent"
    status = 503
    title = _("No more calls for now")
    detail = _("All calls that may be taken for now are taken. Telephone a shop instead.")
    spoken = _(
        "I am sorry, I cannot take your call just now. Please telephone a shop: a person will help you."
    )

    spoken_with_phone = _(
        "I am sorry, I cannot take your call just now. Please telephone {phone}: a person will help you."
    )

    def __init__(self, retry_after: int, phone: str = "") -> None:
        super().__init__(phone=phone)
        self.retry_after = retry_after

    def as_problem(self, language: str | None = None) -> JsonObject:
        return {**super().as_problem(language), "retryAfter": self.retry_after}


class ServerLeaving(ReservationError):
    """`phone`: where a person answers. Behind a proxy the next try reaches another process."""

    code = "server_leaving"
    status = 503
    title = _("This server is being replaced")
    detail = _("This server is about to stop, and begins no new conversation. Try again in some seconds.")
    spoken = _("I am sorry, we are changing over just now. Please try again in a moment.")
    spoken_with_phone = _(
        "I am sorry, we are changing over just now. Please try again in a moment, or telephone {phone}."
    )
    retry_after = 5

    def __init__(self, phone: str = "") -> None:
        super().__init__(phone=phone)

    def as_problem(self, language: str | None = None) -> JsonObject:
        return {**super().as_problem(language), "retryAfter": self.retry_after}


class ProviderUnavailable(ReservationError):
    """The details are an operator's business, and in the log."""

    code = "provider_unavailable"
    status = 502
    title = _("The voice service is unavailable")
    detail = _("The voice service cannot be reached at the moment.")
    spoken = _("I am sorry, we cannot take your call at the moment. Please try again shortly.")

    def __init__(self, *, passing: bool) -> None:
        super().__init__()
        self.status = 503 if passing else 502

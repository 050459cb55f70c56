"""What can go wrong between a caller and a realtime model: the talking half of the error tree.

ReservationError
├── InvalidOffer          400  what was posted is not an SDP offer
├── MethodNotAllowed      405
├── SessionEnded          409
├── ToolsOnServer         409  a page tells what the server hears itself
├── RecordFull            413  a page tells more than a conversation can hold
├── TooManySessions       429
└── ProviderUnavailable   502  (503 when it passes) the model cannot be reached, or refuses us
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reservations.errors import ReservationError


class InvalidOffer(ReservationError):
    code = "invalid_offer"
    status = 400
    title = _("No offer")
    detail = _("The body must be an SDP offer of at most 64 KiB.")


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


class ToolsOnServer(ReservationError):
    code = "tools_on_server"
    status = 409
    title = _("The server listens itself")
    detail = _("Only the page of a conversation whose tools run in the browser tells what was said.")


class RecordFull(ReservationError):
    code = "record_full"
    status = 413
    title = _("Too much was told")
    detail = _("The record of this conversation is full.")


class TooManySessions(ReservationError):
    code = "too_many_sessions"
    status = 429
    title = _("Too many conversations")
    detail = _("Too many conversations were started from this address. Try again in a minute.")


class ProviderUnavailable(ReservationError):
    """The details are an operator's business, and in the log."""

    code = "provider_unavailable"
    status = 502
    title = _("The voice service is unavailable")
    detail = _("The voice service cannot be reached at the moment.")
    spoken = _(
        "I am sorry, we cannot take your call at the moment. Please try again shortly, or call the shop."
    )

    def __init__(self, *, passing: bool) -> None:
        super().__init__()
        self.status = 503 if passing else 502

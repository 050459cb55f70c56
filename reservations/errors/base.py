"""What every error can say, those that anything may end in, and requests that cannot be understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reservations.phones import format_phone

Text = str | Promise
# The database does not answer, or not in time; whatever else it says is about a value, or a fault of ours.
DATABASE_AWAY = (OperationalError, InterfaceError)
SORRY = _("I'm sorry, something went wrong on our side. Please try once more.")


class ReservationError(Exception):
    """`title` and `detail` are for people who read; `spoken` is what a good clerk would say aloud.

    `facts` fill the braces in them. Where the fact `phone` is known, `detail_with_phone`, `spoken_with_phone`
    stand in their place, with the number as one dials it here. Inert: it looks for nothing, and nothing is
    kept open for it.
    """

    code = "internal"
    status = 500
    title: Text = _("Something went wrong on our side")
    detail: Text = ""
    spoken: Text = SORRY
    detail_with_phone: Text = ""
    spoken_with_phone: Text = ""

    def __init__(self, detail: Text = "", **facts: Any) -> None:
        if phone := facts.get("phone"):
            facts["phone"] = format_phone(phone)
            detail = detail or self.detail_with_phone
            self.spoken = self.spoken_with_phone or self.spoken
        super().__init__(str(detail) or self.code)
        self.detail = detail or self.detail
        self.facts = facts

    def as_problem(self, language: str | None = None) -> dict[str, Any]:
        """The problem object (RFC 9457) in `language`; None: in the language of the present request.

        `alternatives` is for whoever finds some.
        """
        with translation.override(language or translation.get_language()):
            facts = {name: self._in_language(value) for name, value in self.facts.items()}
            title, detail, spoken = (fill(text, facts) for text in (self.title, self.detail, self.spoken))
            return {
                "success": False,
                "type": f"/problems/{self.code}",
                "title": title,
                "status": self.status,
                "detail": detail or title,
                "code": self.code,
                "error": detail or title,
                "spoken": spoken,
                "alternatives": [],
            }

    @staticmethod
    def _in_language(value: Any) -> str:
        """A fact may be a function of the language, as spoken dates are."""
        return str(value(translation.get_language()) if callable(value) else value)


def fill(text: Text, facts: dict[str, str]) -> str:
    """Without facts, braces are a text's own."""
    return str(text).format(**facts) if facts else str(text)


class Busy(ReservationError):
    code = "busy"
    status = 503
    title = _("Many people are booking at this moment")
    spoken = _("I'm sorry, it is very busy just now. One moment, and I will try again.")


class StoreUnavailable(ReservationError):
    """Where reservations are kept cannot serve us. `cause` and `remedy` are for the log and the operator."""

    code = "store_unavailable"
    status = 503
    title = _("Reservations cannot be reached at this moment")
    spoken = _("I'm sorry, our booking system does not answer just now. Please try again in a few minutes.")

    def __init__(self, cause: str = "", *, remedy: str = "") -> None:
        super().__init__()
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}".strip() or self.code


class Internal(ReservationError):
    """Anything we did not foresee; its cause is in the log, not in the answer."""


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


class UnreadableContact(InvalidArguments):
    """One field of an otherwise sound request: `field`, as the wire names it."""

    what = ""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} {self.what}", errors=[{"field": field, "message": self.what}])


class UnreadableName(UnreadableContact):
    what = "is not a name: it has an address of the web or a control character"
    spoken = _("I'm sorry, I could not take that as a name. Could you tell me the name once more?")


class UnreadablePhone(UnreadableContact):
    what = "is not a telephone number"
    spoken = _("I'm sorry, that does not seem to be a whole telephone number. Could you tell me once more?")


class UnreadableEmail(UnreadableContact):
    what = "is not an e-mail address"
    spoken = _("I'm sorry, that does not seem to be an e-mail address. Could you tell me once more?")


class UnknownTool(ReservationError):
    code = "unknown_tool"
    status = 404
    title = _("There is no such tool")
    spoken = _("I'm sorry, that is something I cannot do here.")

    def __init__(self, name: str) -> None:
        super().__init__(_("There is no tool named “{name}”."), name=name)


class KeyReused(ReservationError):
    code = "key_reused"
    status = 409
    title = _("The key was used for another request")
    detail = _("This idempotency key already belongs to a request with other arguments.")

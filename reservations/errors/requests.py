"""Requests for no tool, with wrong arguments, or under a key that means something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from reservations.errors.base import ReservationError, Text


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

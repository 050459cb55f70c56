"""The token that a second call carries: it stands for what was read to the caller, and for nothing else.

Keyed, so that it cannot be made up. Nothing is stored: the second call works out anew what would be done, and
if that has changed meanwhile the token does not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext, gettext_noop

from reservations.tools.arguments import Arguments
from reservations.tools.tool import Caller, ToolAnswer

# Short, as models copy long ones wrongly; a wrong guess is only answered with the question once more.
DIGITS = 8
UNHEARD = gettext_noop(
    "Nothing was done, because the caller has not answered since this was last said to its end. Say it once "
    "more, wait for the answer, and only after a clear yes call again with this confirmationToken."
)


def make_token(*agreed: object) -> str:
    """The token for these facts. Each is told apart by its `str`; their order counts."""
    return salted_hmac("reservations.confirmation", repr(tuple(map(str, agreed)))).hexdigest()[:DIGITS]


def is_token_of(given: str, *agreed: object) -> bool:
    """Does the token that a caller sent stand for just these facts?"""
    return constant_time_compare(given.strip().lower(), make_token(*agreed))


def ask_without_consent(
    function: Callable[[Any, Caller, str], ToolAnswer], given: Arguments, caller: Caller, key: str
) -> ToolAnswer:
    """The tool's answer. A token is none where the caller's consent is needed and was not seen: what was to
    be done is asked (anew), and the answer says why."""
    token = getattr(given, "confirmation_token", None)
    if not token or not caller.needs_consent or caller.consent:
        return function(given, caller, key)
    asked = function(replace(given, confirmation_token=None), caller, key)  # type: ignore[call-arg]  # it has one
    if not asked.get("needsConfirmation"):
        return asked
    with translation.override(caller.language):
        return {**asked, "notDone": gettext(UNHEARD)}

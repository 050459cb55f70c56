"""The token that a second call carries: it stands for what was read to the caller, and for nothing else.

Keyed, so that it cannot be made up. Nothing is stored: the second call works out anew what would be done, and
if that has changed meanwhile the token does not fit.
"""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

# Short, as models copy long ones wrongly; a wrong guess is only answered with the question once more.
DIGITS = 8


def make_token(*agreed: object) -> str:
    """The token for these facts. Each is told apart by its `str`; their order counts."""
    return salted_hmac("reservations.confirmation", repr(tuple(map(str, agreed)))).hexdigest()[:DIGITS]


def is_token_of(given: str, *agreed: object) -> bool:
    """Does the token that a caller sent stand for just these facts?"""
    return constant_time_compare(given.strip().lower(), make_token(*agreed))

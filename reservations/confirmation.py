"""The token that a second call carries: it stands for what was read to the caller, and for nothing else.

Short, as models copy long ones wrongly; keyed, so that it cannot be made up. Nothing is stored: the second
call reckons anew what would be done, and if that has changed meanwhile the token does not fit.
"""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 8


def token(*agreed: object) -> str:
    return salted_hmac("reservations.confirmation", repr(tuple(map(str, agreed)))).hexdigest()[:DIGITS]


def fits(given: str, *agreed: object) -> bool:
    return constant_time_compare(given.strip().lower(), token(*agreed))

"""Session tokens: what a page shows to prove which conversation it holds. Signed, never stored."""

from __future__ import annotations

from django.core import signing

from reservations.tools import Caller
from voice.errors import InvalidToken

SALT = "voice.session"
LIFETIME_SECONDS = 2 * 3600


def issue(session_id: str, language: str) -> str:
    return signing.dumps({"s": session_id, "l": language}, salt=SALT)


def read(token: str) -> Caller:
    try:
        held = signing.loads(token, salt=SALT, max_age=LIFETIME_SECONDS)
        return Caller(kind="agent", session_id=str(held["s"]), language=str(held["l"]))
    except (signing.BadSignature, KeyError, TypeError) as error:
        raise InvalidToken from error

"""Ids as the vendors shape them: a prefix that tells the kind, then something that nobody can guess."""

from __future__ import annotations

import secrets

SECRET = "ek_"  # what a client secret begins with  # noqa: S105


def new(kind: str) -> str:
    """`kind` is the prefix: `item`, `resp`, `sess`, `call`, `conv`, `event` or `rtc`."""
    return f"{kind}_{secrets.token_hex(12)}"


def new_secret() -> str:
    """A client secret: as good as a password, so from the system's randomness."""
    return f"{SECRET}{secrets.token_urlsafe(32)}"

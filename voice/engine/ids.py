"""Ids as the vendors shape them: a prefix that tells the kind, then something that nobody can guess."""

from __future__ import annotations

import secrets

SECRET = "ek_"  # what a client secret begins with  # noqa: S105


def make_id(kind: str) -> str:
    """A new id. `kind` is its prefix: `item`, `resp`, `sess`, `call`, `conv`, `event` or `rtc`."""
    return f"{kind}_{secrets.token_hex(12)}"


def make_secret() -> str:
    """A new client secret: as good as a password, so from the system's randomness."""
    return f"{SECRET}{secrets.token_urlsafe(32)}"

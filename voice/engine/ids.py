"""Ids as the vendors shape them: a prefix that tells the kind, then something that nobody can guess."""

from __future__ import annotations

import secrets


def new(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(12)}"


def new_secret() -> str:
    return f"ek_{secrets.token_urlsafe(32)}"

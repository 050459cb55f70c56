"""Makes partners' keys, and finds the one that a program shows."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.crypto import constant_time_compare

from reservations import clock
from reservations.limits import policy, windows
from voice.errors import MissingKey, TooManyWrongKeys, WrongKey
from voice.mcp.models import PartnerKey
from voice.models import ALPHABET

MARK = "ukp"  # what finds leaked secrets in repositories and logs knows ours by it
PUBLIC_LENGTH = 8
LONGEST = 200


def issue(key: PartnerKey, *, by: str = "") -> str:
    """Save `key` as a new one, made by the clerk `by`; its secret, which nobody can be shown again."""
    public_id = "".join(secrets.choice(ALPHABET) for _i in range(PUBLIC_LENGTH))
    secret = f"{MARK}_{public_id}_{secrets.token_urlsafe(32)}"
    key.public_id, key.secret_hash = public_id, hash_secret(secret)
    key.created_at, key.created_by = clock.now(), by
    key.save(force_insert=True)
    return secret


def withdraw(key: PartnerKey) -> None:
    """From now on nobody is served by it; what it did stays known."""
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])


def find_valid(secret: str) -> PartnerKey | None:
    """The key whose secret this is, if it may be used now."""
    parts = secret.split("_", 2) if len(secret) <= LONGEST else []
    if len(parts) != 3 or parts[0] != MARK:
        return None
    key = PartnerKey.objects.filter(public_id=parts[1]).first()
    if key is None or not constant_time_compare(key.secret_hash, hash_secret(secret)):
        return None
    return key if key.is_valid else None


def authenticate(authorization: str, origin: str) -> PartnerKey:
    """The key of an Authorization header. `origin`: of whose address (`policy.name_origin`).

    Raises MissingKey, WrongKey, and TooManyWrongKeys for an address that tries many. A right one is served
    whatever strangers behind the same address try.
    """
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise MissingKey
    if key := find_valid(secret.strip()):
        return key
    if origin and (wait := windows.take(policy.limit_wrong_key(origin))):
        raise TooManyWrongKeys(wait)
    raise WrongKey


def hash_secret(secret: str) -> str:
    """A secret has 256 bits of its own: no slow hash makes it harder to guess."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()

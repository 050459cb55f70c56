"""Once only: the same key answers the same again, and never means two things.

A receipt is written in the deed's own transaction, so an attempt that rolled back leaves none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reservations import clock
from reservations.errors import KeyReused, ReservationError
from reservations.models import Receipt

KEY_LENGTH = Receipt._meta.get_field("key").max_length or 0


@dataclass(frozen=True)
class Caller:
    """Who asks: an agent's conversation, a page, or staff."""

    kind: str
    session_id: str
    language: str = "ja"

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.session_id}"


def once(
    caller: Caller, key: str | None, request: dict[str, Any], deed: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    if not key:
        return deed()
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    if (told := told_before(caller, key, digest)) is not None:
        return told
    try:
        answer = in_one_order(deed())
    except ReservationError:
        # Sent twice at once, the slower one must not be refused for what the quicker one has done.
        if (told := told_before(caller, key, digest)) is not None:
            return told
        raise
    Receipt.objects.create(
        caller=caller.name, key=key, arguments_hash=digest, answer=answer, created_at=clock.now()
    )
    return answer


def told_before(caller: Caller, key: str, digest: str) -> dict[str, Any] | None:
    receipt = Receipt.objects.filter(caller=caller.name, key=key).first()
    if receipt is None:
        return None
    if receipt.arguments_hash != digest:
        raise KeyReused
    return in_one_order(receipt.answer)


def in_one_order(answer: dict[str, Any]) -> dict[str, Any]:
    """As it is written down: PostgreSQL keeps no order of names, and a replay is the answer to the byte."""
    ordered: dict[str, Any] = json.loads(json.dumps(answer, sort_keys=True))
    return ordered

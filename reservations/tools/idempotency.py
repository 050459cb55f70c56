"""Idempotency keys: the same key answers the same again, and never means two things.

A receipt is written in the operation's own transaction, so an attempt that rolled back leaves none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from reservations import clock
from reservations.errors import KeyReused, ReservationError
from reservations.models import Receipt
from reservations.tools.tool import Caller, ToolAnswer

KEY_LENGTH = Receipt._meta.get_field("key").max_length or 0


def answer_once(
    caller: Caller, key: str | None, request: ToolAnswer, operation: Callable[[], ToolAnswer]
) -> ToolAnswer:
    """The recorded answer to `request` under `key`, or else that of `operation`, which is then recorded.

    `request` is what the key stands for: under the same key, another one raises KeyReused. Without a key,
    nothing is recorded. Call it inside the transaction of the operation.
    """
    if not key:
        return operation()
    digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    if (recorded := find_answer(caller, key, digest)) is not None:
        return recorded
    try:
        answer = sort_names(operation())
    except ReservationError:
        # Sent twice at once, the slower one must not be refused for what the quicker one has done.
        if (recorded := find_answer(caller, key, digest)) is not None:
            return recorded
        raise
    Receipt.objects.create(
        caller=caller.name, key=key, arguments_hash=digest, answer=answer, created_at=clock.now()
    )
    return answer


def is_answered(caller: Caller, key: str | None) -> bool:
    """Was something answered under this key? It is answered again, whatever was done meanwhile."""
    return bool(key) and Receipt.objects.filter(caller=caller.name, key=key).exists()


def find_answer(caller: Caller, key: str, digest: str) -> ToolAnswer | None:
    receipt = Receipt.objects.filter(caller=caller.name, key=key).first()
    if receipt is None:
        return None
    if receipt.arguments_hash != digest:
        raise KeyReused
    return sort_names(receipt.answer)


def sort_names(answer: ToolAnswer) -> ToolAnswer:
    """As it is written down: PostgreSQL keeps no order of names, and a replay is the answer to the byte."""
    ordered: ToolAnswer = json.loads(json.dumps(answer, sort_keys=True))
    return ordered

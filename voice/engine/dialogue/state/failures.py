"""How often a tool has refused the same call: what failed for good is not asked of it again."""

from __future__ import annotations

import json

from voice.engine.dialogue.facts import Problem
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.protocol.shapes import Arguments

# One retry: what fails twice with the same arguments fails a third time, and the caller is waiting.
FOR_GOOD = 2


def name_call(name: str, arguments: Arguments) -> str:
    """One name for a call and its arguments, whatever their order."""
    return f"{name} {json.dumps(arguments, sort_keys=True, ensure_ascii=False)}"


def count_failure(d: Dialogue, name: str, arguments: Arguments, problem: Problem) -> None:
    """Note that a call was refused; what cannot be tried again counts as failed for good."""
    key = name_call(name, arguments)
    d.failures[key] = d.failures.get(key, 0) + 1 if problem.retryable else FOR_GOOD


def count_as_failed(d: Dialogue, name: str, arguments: str) -> None:
    """Note that a call was never answered: it is not made again. `arguments` are JSON, as they were sent."""
    try:
        given = json.loads(arguments)
    except ValueError:
        given = {}
    d.failures[name_call(name, given if isinstance(given, dict) else {})] = FOR_GOOD


def has_failed_for_good(d: Dialogue, name: str, arguments: Arguments) -> bool:
    """Whether this call will never be made again in this conversation."""
    return d.failures.get(name_call(name, arguments), 0) >= FOR_GOOD


def may_be_called(d: Dialogue, name: str, arguments: Arguments) -> bool:
    """Whether this call may be made now: never failed, or failed once and the caller wants a retry."""
    failures = d.failures.get(name_call(name, arguments), 0)
    return failures == 0 or (failures == 1 and d.retrying)

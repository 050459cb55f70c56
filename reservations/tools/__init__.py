"""The one door to the tools: `run` answers each (caller, key) once; `definitions` tells a model of them.

Knows nothing of who asks: a voice session, a page and a clerk are all a Caller.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import django.db
from django.db import IntegrityError

from reservations import booking
from reservations.errors import (
    Busy,
    CodeNeeded,
    Internal,
    InvalidArguments,
    NoReservation,
    NoVehicleAvailable,
    ReservationError,
    TooManyAttempts,
    UnknownTool,
)
from reservations.limits import windows
from reservations.tools import alternatives, caller_code, confirmation, idempotency, identity, results
from reservations.tools import arguments as wire
from reservations.tools.registry import TOOLS, definitions, labels, vocabulary
from reservations.tools.rental_request import RequestRefused
from reservations.tools.tool import Authorise, Caller, Tool, ToolAnswer

__all__ = ["TOOLS", "Authorise", "Caller", "Tool", "definitions", "labels", "run", "vocabulary"]
log = logging.getLogger(__name__)
# PostgreSQL refuses NUL, and UTF-8 has no half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def run(
    name: str,
    arguments: Any,
    *,
    caller: Caller,
    key: str | None = None,
    authorise: Authorise | None = None,
) -> dict[str, Any]:
    """The answer of the tool `name`; what went wrong is an answer too, as a problem object. Never raises.

    `arguments`: the JSON that the caller sent, unchecked. `key`: its idempotency key; the same key of the
    same caller is answered once. `authorise` refuses those who may not use the tool. It is asked in a
    write's own transaction, where the store has one, and not for what was answered before under this key.
    """
    try:
        return run_or_find_alternatives(name, arguments, caller, key, authorise)
    except ReservationError as error:
        return error.as_problem(caller.language)
    except django.db.Error:  # one of a connection that was closed under us, too
        log.exception("the database refused %s", name)
        return Busy().as_problem(caller.language)
    except Exception:
        log.exception("%s failed", name)
        return Internal().as_problem(caller.language)


def run_or_find_alternatives(
    name: str, arguments: Any, caller: Caller, key: str | None, authorise: Authorise | None
) -> ToolAnswer:
    """The answer; of a request that was refused, the problem with what could be had instead."""
    try:
        return run_once(name, arguments, caller, key, authorise)
    except RequestRefused as refused:
        problem: ToolAnswer = refused.reason.as_problem(caller.language)
        try:
            near = alternatives.find(refused.request, caller.session_id)
        except (ReservationError, django.db.Error):
            # The refusal stands: its reason matters more to the caller than that the search failed.
            log.warning("%s: nothing could be looked for instead", name, exc_info=True)
            return problem
        if isinstance(refused.reason, NoVehicleAvailable):
            problem["spoken"] = results.say_none_free(refused.request, near, caller.language)
        return {**problem, "alternatives": [results.describe_alternative(each) for each in near]}


def run_once(
    name: str, arguments: Any, caller: Caller, key: str | None, authorise: Authorise | None
) -> ToolAnswer:
    """The answer, or the one that was given before under this key; raises what went wrong."""
    if name not in TOOLS:
        raise UnknownTool(UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", name))
    check_key(key or "")
    tool = TOOLS[name]
    given = wire.read(tool.get_arguments(two_steps=caller.has_two_steps), arguments, caller.language)

    def operate() -> ToolAnswer:
        allowed = authorise(tool, caller) if authorise else caller
        return confirmation.ask_without_consent(tool.function, given, allowed, key or "")

    def operate_once() -> ToolAnswer:
        return idempotency.answer_once(caller, key, {"tool": name, **wire.write(given)}, operate)

    try:
        guess = identity.begin_guess(given, caller)
    except TooManyAttempts:
        if not idempotency.is_answered(caller, key):
            raise
        guess = []
    try:
        answer = booking.run_together(operate_once) if tool.writes else read(operate_once)
    except CodeNeeded as needed:
        windows.give_back(*guess)
        # Outside the refused operation's transaction, which takes back what it wrote.
        caller_code.send(needed.number, caller)
        raise
    except NoReservation:
        # Only here: inside the refused operation's transaction the note would be rolled back with it.
        identity.note_wrong_guess()
        raise
    except ReservationError:
        windows.give_back(*guess)
        raise
    windows.give_back(*guess)
    return answer


def check_key(key: str) -> None:
    """Raises InvalidArguments for an idempotency key that is too long, or that no table keeps."""
    what = ""
    if len(key) > idempotency.KEY_LENGTH:
        what = f"has more than {idempotency.KEY_LENGTH} characters"
    elif UNSTORABLE.search(key):
        what = "has a character that cannot be kept"
    if what:
        raise InvalidArguments(
            f"Idempotency-Key {what}", errors=[{"field": "Idempotency-Key", "message": what}]
        )


def read(operation: Callable[[], ToolAnswer]) -> ToolAnswer:
    """Run it without a transaction around it."""
    try:
        return operation()
    except IntegrityError:
        # Two requests under one key came at once: the slower one now finds the receipt of the quicker one.
        return operation()

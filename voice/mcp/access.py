"""Runs a tool for a partner's key: what it may, how often, in whose name, and what is kept of it."""

from __future__ import annotations

import hashlib
import json
import logging
import time

import django.db
from django.utils.crypto import salted_hmac

from reservations import clock, numbers, person_names, tools
from reservations.errors import Busy
from reservations.limits import policy, windows
from reservations.tools import Caller
from voice import metrics
from voice.errors import KeyLimitMet, ReadOnlyKey
from voice.mcp.models import PartnerCall, PartnerKey
from voice.protocol.shapes import Arguments, ToolOutput
from voice.tool_access import find_phone, is_new_booking

log = logging.getLogger(__name__)
LIMIT_MET = KeyLimitMet.code


def run_tool(key: PartnerKey, name: str, arguments: Arguments, *, sent_key: str = "") -> ToolOutput:
    """The answer of the tool `name`, which must be one of `tools.TOOLS`, within the rights of `key`.

    `sent_key`: the idempotency key that the program sent, "" without one. Never raises; what it did is kept.
    """
    began = time.perf_counter()
    caller = build_caller(key, arguments)
    try:
        result = run_within_limits(key, name, arguments, caller, sent_key)
    except django.db.Error:
        log.exception("the database did not count %s", name)
        result = Busy().as_problem(caller.language)
    seconds = time.perf_counter() - began
    metrics.TOOL_CALLS.labels(name, "ok" if result["success"] else str(result["code"])).inc()
    metrics.TOOL_SECONDS.labels(name).observe(seconds)
    try:
        keep_call(key, name, result, round(seconds * 1000))
    except django.db.Error:
        # What was booked is booked: its answer does not depend on the record.
        log.exception("the database did not keep a call of %s", name)
    return result


def run_within_limits(
    key: PartnerKey, name: str, arguments: Arguments, caller: Caller, sent_key: str
) -> ToolOutput:
    writes = tools.TOOLS[name].writes
    counted = policy.limit_partner_call(
        key.public_id,
        calls_a_minute=key.most_calls,
        writes_an_hour=key.most_writes,
        writes=writes and key.may_write,
    )
    if wait := windows.take(*counted):
        return refuse(wait, arguments, caller)
    if writes and not key.may_write:
        return ReadOnlyKey().as_problem(caller.language)
    booking = (
        [policy.limit_partner_booking(key.public_id, key.most_bookings)]
        if name == "create_reservation"
        else []
    )
    # Counted before, so that of many at once only so many are made; given back where none was.
    if wait := windows.take(*booking):
        return refuse(wait, arguments, caller)
    result = tools.run(name, arguments, caller=caller, key=choose_key(name, arguments, sent_key))
    if not is_new_booking(result):
        windows.give_back(*booking)
    return result


def refuse(wait: float, arguments: Arguments, caller: Caller) -> ToolOutput:
    return KeyLimitMet(wait, find_phone(caller, str(arguments.get("locationId") or ""))).as_problem(
        caller.language
    )


def build_caller(key: PartnerKey, arguments: Arguments) -> Caller:
    """In whose name a tool runs. All customers of a key are counted together, and know nothing of each other.

    A booking belongs to the conversation that made it, which then needs no second fact. A key has no
    conversations, and many customers behind it: so each customer (of a new booking) and each reservation
    number is one of its own. Both steps of a write name the same; who knows only a number is asked for the
    name or the telephone, as any stranger is.
    """
    return Caller(
        "partner",
        name_conversation(key, arguments),
        key.language,
        origin=policy.name_origin(f"partner {key.public_id}"),
        asks_first=True,
    )


def name_conversation(key: PartnerKey, arguments: Arguments) -> str:
    """By a keyed hash: it stays with the booking when the customer is erased."""
    number, name, phone = (
        str(arguments.get(field) or "") for field in ("number", "customerName", "customerPhone")
    )
    if number:
        subject = f"number {numbers.parse(number) or number.strip()}"
    elif name:
        subject = f"customer {person_names.normalise(name)} {numbers.digits_of(phone)}"
    else:
        return key.public_id
    return f"{key.public_id}-{salted_hmac('voice.mcp.conversation', subject).hexdigest()[:24]}"


def choose_key(name: str, arguments: Arguments, sent_key: str) -> str | None:
    """The idempotency key of a call: that which was sent, else for a second step its own arguments.

    A confirmationToken stands for one state of one booking, so the same arguments with it mean the same act.
    Without one they may be meant anew: what was held an hour ago has run out.
    """
    if sent_key or not arguments.get("confirmationToken"):
        return sent_key or None
    canonical = json.dumps([name, arguments], sort_keys=True, default=str)
    return f"mcp-{hashlib.sha256(canonical.encode(errors='replace')).hexdigest()[:40]}"


def keep_call(key: PartnerKey, name: str, result: ToolOutput, milliseconds: int) -> None:
    """Which key called which tool, when, with what outcome: no argument, and no customer."""
    outcome = describe_outcome(result)
    if outcome == LIMIT_MET and windows.take(policy.limit_partner_refusal_noted(key.public_id)):
        return
    number = str(result.get("number") or "")
    PartnerCall.objects.create(
        key=key, at=clock.now(), tool=name, outcome=outcome, number=number, milliseconds=milliseconds
    )
    log.info("partner key %s: %s, %s", key.public_id, name, outcome)


def describe_outcome(result: ToolOutput) -> str:
    if not result["success"]:
        return str(result.get("code") or "failed")
    return "asked" if result.get("needsConfirmation") else "done"

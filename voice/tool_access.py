"""Who may run a tool in a conversation, how often, and whom to telephone where they may not."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from functools import partial
from typing import Any

import django.db
from django.db import transaction
from structlog.contextvars import bound_contextvars

from reservations import links, tools, tracing
from reservations.errors import Busy, ReservationError
from reservations.limits import policy, windows
from reservations.tools import Caller, Tool
from voice import metrics
from voice.errors import CallIsOver, TooManyBookingsHere, TooManyToolCalls, WrittenInTheCall
from voice.models import Session
from voice.protocol.shapes import ToolOutput

log = logging.getLogger(__name__)


def run_tool(
    name: str, arguments: Any, *, caller: Caller, key: str | None, by_http: bool = False
) -> ToolOutput:
    """`tools.run` for a conversation, within its limits: the one way to the tools from a call or a token.

    `by_http`: as `authorise` has it. Never raises.
    """
    began = time.perf_counter()
    known = name if name in tools.TOOLS else "unknown"
    with tracing.span(f"tool {known}", session=caller.session_id) as span:
        result = run_within_limits(name, arguments, caller=caller, key=key, by_http=by_http)
        outcome = "ok" if result["success"] else str(result["code"])
        if span:
            span.set_attribute("uketsuke.outcome", outcome)
    seconds = time.perf_counter() - began
    metrics.TOOL_CALLS.labels(known, outcome).inc()
    metrics.TOOL_SECONDS.labels(known).observe(seconds)
    about = {"session": caller.session_id, "booking": result.get("reservationId")}
    with bound_contextvars(**{name: value for name, value in about.items() if value}):
        log.info("tool %s: %s, %.0f ms", known, outcome, seconds * 1000)
    return result


def run_within_limits(
    name: str, arguments: Any, *, caller: Caller, key: str | None, by_http: bool
) -> ToolOutput:
    shop_id = str(arguments.get("locationId") or "") if isinstance(arguments, dict) else ""
    writes = name in tools.TOOLS and tools.TOOLS[name].writes
    booking = policy.limit_booking(caller.origin) if name == "create_reservation" else []
    try:
        if wait := windows.take(*policy.limit_tool_call(caller.session_id, caller.origin, writes=writes)):
            return TooManyToolCalls(wait, find_phone(caller, shop_id)).as_problem(caller.language)
        # Counted before, so that of many at once only so many are made; given back where none was.
        if wait := windows.take(*booking):
            return TooManyBookingsHere(wait, find_phone(caller, shop_id)).as_problem(caller.language)
        allow = partial(authorise, shop_id=shop_id, by_http=by_http)
        result = tools.run(name, arguments, caller=caller, key=key, authorise=allow)
        if not is_new_booking(result):
            windows.give_back(*booking)
    except django.db.Error:
        log.exception("the database did not count %s", name)
        return Busy().as_problem(caller.language)
    return result


def is_new_booking(result: ToolOutput) -> bool:
    """Was a car booked by this answer of `create_reservation`: neither held, nor booked before?"""
    return bool(result["success"]) and not (result.get("needsConfirmation") or result.get("alreadyBooked"))


def tells_of_booking(result: ToolOutput) -> bool:
    """Does a tool's answer name a booking, which is neither only held nor only asked for?"""
    return bool(result.get("success") and result.get("number")) and not result.get("needsConfirmation")


def find_booking_link(result: ToolOutput, session_id: str) -> str:
    """The path of the page of the booking that a tool has told the conversation of, or ""; never raises.

    Not for what is only held or asked, which is no booking yet; nor part of the tool's answer: the model has
    no use for it, and would read it aloud.
    """
    if not tells_of_booking(result):
        return ""
    try:
        return links.find_path(str(result["number"]), session_id)
    except (ReservationError, django.db.Error):
        log.warning("the link of a booking was not found", exc_info=True)
        return ""


def authorise(tool: Tool[Any], caller: Caller, *, shop_id: str = "", by_http: bool = False) -> Caller:
    """Who may run `tool` in the conversation of `caller`, as `tools.run` asks: in a write's transaction.

    Writing takes a conversation that goes on; its row stays locked until that transaction ends, so who hangs
    up meanwhile waits for it, or comes first. `by_http`: a token asks, not the call. It writes only where a
    page runs the tools, and after the end it is shown what the conversation booked. Raises CallIsOver,
    WrittenInTheCall.
    """
    if not (tool.writes or by_http):
        return caller
    sessions = Session.objects.filter(pk=caller.session_id)
    if tool.writes:
        with transaction.atomic():
            session = sessions.select_for_update().first()
    else:
        session = sessions.first()
    if session is None or not session.may_go_on:
        if tool.name == "find_reservation":
            return replace(caller, only_own=True)
        raise CallIsOver(find_phone(caller, shop_id or (session.location_id if session else "")))
    if tool.writes and by_http and session.tool_mode == Session.ToolMode.SERVER:
        raise WrittenInTheCall(find_phone(caller, shop_id or session.location_id))
    # What was said, not the page that was open, tells in which language a message will be understood.
    return replace(caller, message_language=session.heard_language)


def find_phone(caller: Caller, shop_id: str = "") -> str:
    """Where a person answers: at the shop of this id or name, else at the first that can be called; or ""."""
    if shop_id:
        details = tools.run("location_details", {"locationId": shop_id}, caller=caller)
        if phone := details.get("phone"):
            return str(phone)
    listed = tools.run("list_locations", {}, caller=caller).get("locations") or []
    return next((str(shop["phone"]) for shop in listed if shop["phone"]), "")

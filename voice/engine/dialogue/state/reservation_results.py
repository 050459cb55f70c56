"""What the tools for existing reservations have answered: found, quoted, done, or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from voice.engine.dialogue import facts
from voice.engine.dialogue.facts import Offer, Problem, Shop, read_stripped_text
from voice.engine.dialogue.nlu.extras import find_extra
from voice.engine.dialogue.nlu.shortening import cancels_named_day
from voice.engine.dialogue.state import failures, reservation_steps, reservation_update
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION, read_quote
from voice.engine.dialogue.state.reservation_case import (
    BY_CUSTOMER,
    CODE_TRIES,
    TOOLS,
    Case,
    FoundReservation,
)
from voice.protocol.shapes import Arguments, ToolOutput

RESERVATION_TOOLS = frozenset({*TOOLS.values(), BY_CUSTOMER})
FINAL = ("too_many_attempts", "code_not_sent", "illegal_move", "car_still_out", "too_early")


def learn_reservation_result(d: Dialogue, name: str, arguments: Arguments, output: ToolOutput) -> None:
    """Take in what find, change or cancel answered: the reservation, a quote, or that it is done."""
    case = d.case
    if case is None:
        return
    if name in (TOOLS["find"], BY_CUSTOMER):
        case.found = read_reservation(output) or case.found
        if name == BY_CUSTOMER and not case.found and facts.read_documents(output, "reservations"):
            case.lost, case.several = False, read_stripped_text(output, "spoken")
        elif case.found:
            case.number = case.found.number
            reservation_steps.load(d, case)
            if (
                case.base
                and case.base.start_day == case.base.end_day
                and any(map(cancels_named_day, case.texts))
            ):
                case.intent, case.texts = "cancel", []  # no other day of it is left
            reservation_update.reread_changes(d, case)
        else:
            case.over = True
        return
    d.quote = read_quote(name, arguments, output)
    case.agreed = ""
    if d.quote is None:
        case.done, case.result = name, read_stripped_text(output, "spoken")
        if name == TOOLS["change"]:
            case.found = read_reservation(output) or case.found
            if d.booking and d.booking.number == case.number:
                d.booking = replace(d.booking, customer_phone=d.slots.phone, customer_email=d.slots.email)


def handle_refusal(d: Dialogue, name: str, arguments: Arguments, output: ToolOutput) -> None:
    """Take in why find, change or cancel was refused, and forget what was wrong."""
    case, problem = d.case, facts.read_problem(name, output)
    if case is None:
        return
    if problem.code == "hold_expired" and d.quote:  # without a quote it would be asked for without end
        d.quote, case.agreed = None, ""  # quoted anew, and asked about anew
        return
    if problem.code in ("code_needed", "wrong_code"):
        _handle_code(d, case, problem, arguments)
        return
    d.problem = problem
    failures.count_failure(d, name, arguments, problem)
    if problem.retryable:
        return
    case.agreed = ""
    if name == BY_CUSTOMER and problem.code in ("unknown_reservation", "invalid_arguments"):
        case.refusals += 1
    elif problem.code == "unknown_reservation":
        case.refused, case.number, case.own, case.found = case.number, "", False, None
    elif problem.code == "second_fact_needed":
        case.name = case.last_four = ""
        case.own = False
    elif problem.code in FINAL or case.intent != "change":
        case.over = True
    else:
        _handle_refused_change(d, case, output)


def _handle_code(d: Dialogue, case: Case, problem: Problem, arguments: Arguments) -> None:
    """A code was sent to the customer, or what the caller told is not it."""
    expired = problem.code == "wrong_code" and case.code and CONFIRMATION in arguments
    if expired:  # it was right when this was quoted: another one is sent, and nobody is told of a mistake
        case.code, case.code_sent = "", False
    else:
        case.wrong_codes += bool(case.code)
        case.over = case.wrong_codes > CODE_TRIES
        case.code, case.code_sent, d.problem = "", True, problem
    case.begun = case.agreed = ""
    d.quote = None


def _handle_refused_change(d: Dialogue, case: Case, output: ToolOutput) -> None:
    """The reservation stays as it stands; what is offered instead is at the shop that was wished for."""
    wished = d.slots.shop
    reservation_steps.restore(d)
    found = facts.read_alternatives(output)
    d.alternatives = [one for one in found if case.base is None or one.shop_id == wished]


def read_reservation(output: ToolOutput) -> FoundReservation | None:
    """The reservation in a tool's output, in local time; None where it has no period."""
    period, price = output.get("period"), output.get("price")
    if not isinstance(period, dict):
        return None
    try:
        start, end = (
            datetime.fromisoformat(read_stripped_text(period, name)).replace(tzinfo=None)
            for name in ("startDate", "endDate")
        )
    except ValueError:
        return None
    total = price.get("total") if isinstance(price, dict) else 0
    return FoundReservation(
        number=read_stripped_text(output, "number"),
        status=read_stripped_text(output, "status"),
        shop=Shop(
            id=read_stripped_text(output, "locationId"),
            name=read_stripped_text(output, "locationName"),
            name_en=read_stripped_text(output, "locationNameEn"),
            address=read_stripped_text(output, "address"),
            phone=read_stripped_text(output, "phone"),
        ),
        start=start,
        end=end,
        offer=Offer(
            read_stripped_text(output, "vehicleType"),
            read_stripped_text(output, "vehicleTypeEn"),
            1,
        ),
        name=read_stripped_text(output, "customerName"),
        extras=_read_extras(output),
        return_shop=read_stripped_text(output, "returnLocationId"),
        total=total if isinstance(total, int) else 0,
        spoken=read_stripped_text(output, "spoken"),
    )


def _read_extras(output: ToolOutput) -> tuple[str, ...]:
    """The tool tells them by key; by what they are called in the price, callers speak of them."""
    price, keys = output.get("price"), output.get("extras")
    lines = facts.read_documents(price, "lines") if isinstance(price, dict) else []
    names = {read_stripped_text(line, "key"): read_stripped_text(line, "name") for line in lines}
    said = [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
    return tuple(find_extra(names.get(key, "")) or find_extra(key.replace("-", " ")) or key for key in said)

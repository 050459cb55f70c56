"""Changes a reservation: what is new is asked, quoted by the tool, and done after a yes."""

from __future__ import annotations

from typing import Any

from voice.engine.mind import failures, wording
from voice.engine.mind.cases import TOOLS, Case
from voice.engine.mind.dialogue import Dialogue
from voice.engine.mind.intents import agreeing, choosing, refusing, timing
from voice.engine.mind.intents.kept import as_wished, found
from voice.engine.mind.period import resolved
from voice.engine.mind.quotes import CONFIRMATION
from voice.engine.mind.reply import Reply
from voice.engine.ports import Call

TOOL = TOOLS["change"]


def step(d: Dialogue, case: Case, before: list[str]) -> Reply:
    desk = wording.desk(d.language)
    lines = [*before, *found(d, case)]
    unclear = timing.ask_period(d, lines)
    if unclear:
        return unclear
    new = differences(d, case)
    if not new:
        return _ask(d, case, lines)
    wanted = case.proof | new
    quote = d.quote if d.quote and d.quote.answers(TOOL, wanted) else None
    if quote and case.agreed != quote.token:
        words = wording.told(quote.spoken, d.language) or str(desk.would_be(*as_wished(d)))
        return agreeing.ask(d, case, lines, quote, words)
    arguments = wanted | ({CONFIRMATION: quote.token} if quote else {})
    if not failures.may_be_called(d, TOOL, arguments):
        return refusing.give_up(d, lines)
    said = desk.changing() if quote else desk.checking_change()
    return Reply([*lines, str(said)], [Call(TOOL, arguments)], asked="")


def differences(d: Dialogue, case: Case) -> dict[str, Any]:
    """What is to be other than it stands, as the tool's arguments."""
    base, period = case.base, d.period
    if base is None:
        return {}
    stands = resolved(base, d.shop.hours if d.shop else "")
    new: dict[str, Any] = {}
    if period.start and period.start != stands.start:
        new["startDate"] = period.start.isoformat()
    if period.end and period.end != stands.end:
        new["endDate"] = period.end.isoformat()
    if d.wish.car != base.car:
        new["vehicleType"] = choosing.car_argument(d)
    if case.new_name and case.new_name != base.name:
        new["newCustomerName"] = case.new_name
    return new


def _ask(d: Dialogue, case: Case, lines: list[str]) -> Reply:
    desk, lines = wording.desk(d.language), list(lines)
    if case.declined:
        lines.append(str(desk.not_changed_yet()))
    if case.elsewhere:
        lines.append(str(desk.another_shop()))
    return Reply([*lines, wording.question(d.language, "new", d.trouble)], asked="new")

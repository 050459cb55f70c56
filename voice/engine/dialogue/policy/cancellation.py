"""Cancels a reservation: the fee is quoted first, and nothing is cancelled without a yes to it."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import agreement, reservation_recovery
from voice.engine.dialogue.policy.found_reservation import found
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION
from voice.engine.dialogue.state.reservation_case import TOOLS, Case
from voice.engine.interfaces import Call

TOOL = TOOLS["cancel"]


def step(d: Dialogue, case: Case, before: list[str]) -> Reply:
    desk = wording.desk(d.language)
    quote = d.quote if d.quote and d.quote.answers(TOOL, case.proof) else None
    if quote and case.agreed != quote.token:
        words = wording.told(quote.spoken, d.language) or wording.joined(
            d.language, [*found(d, case), str(desk.fee(quote.fee))]
        )
        return agreement.ask(d, case, before, quote, words)
    arguments = case.proof | ({CONFIRMATION: quote.token} if quote else {})
    if not failures.may_be_called(d, TOOL, arguments):
        return reservation_recovery.give_up(d, before)
    said = desk.cancelling() if quote else desk.checking_fee()
    return Reply([*before, str(said)], [Call(TOOL, arguments)], asked="")

"""Cancels a reservation: the fee is quoted first, and nothing is cancelled without a yes to it."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import agreement, reservation_recovery
from voice.engine.dialogue.policy.found_reservation import describe_found_once
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.quotes import CONFIRMATION
from voice.engine.dialogue.state.reservation_case import TOOLS, Case
from voice.engine.interfaces import Call

CANCEL = TOOLS["cancel"]


def cancel(d: Dialogue, case: Case, before: list[str]) -> Reply:
    phrases = wording.reservation_phrases(d.language)
    quote = d.quote if d.quote and d.quote.answers(CANCEL, case.proof) else None
    if quote and case.agreed != quote.token:
        words = wording.select_tool_sentence(quote.spoken, d.language) or wording.join_sentences(
            d.language, [*describe_found_once(d, case), str(phrases.fee(quote.fee))]
        )
        return agreement.ask_agreement(d, case, before, quote, words)
    arguments = case.proof | ({CONFIRMATION: quote.token} if quote else {})
    if not failures.may_be_called(d, CANCEL, arguments):
        return reservation_recovery.give_up_reservation(d, before)
    said = phrases.cancelling() if quote else phrases.checking_fee()
    return Reply([*before, str(said)], [Call(CANCEL, arguments)], asked="")

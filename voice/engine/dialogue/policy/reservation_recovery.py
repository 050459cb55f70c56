"""A tool has refused to find, change or cancel: its own words, what is possible instead, or the telephone."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import recovery, side_questions
from voice.engine.dialogue.policy.found_reservation import nothing_more
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import quotes
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import Case

QUESTION_AFTER = {"unknown_reservation": "number", "second_fact_needed": "fact"}


def after_refusal(d: Dialogue, case: Case, before: list[str]) -> Reply | None:
    """What to say of the refusal just met; None where there was none."""
    if d.asked == "retry" and d.turn.text and d.turn.answer == "no":
        return give_up_reservation(d, before)
    problem = d.problem
    if problem is None:
        return _standing_question(d, before)
    side = wording.side_phrases(d.language)
    words = wording.select_tool_sentence(problem.spoken, d.language) or str(side.trouble(problem.code))
    lines = [*before, words]
    if case.over:
        phone = side_questions.phone_of(d)
        return nothing_more(d, [*lines, str(side.call_the_shop(phone))] if phone else lines)
    if d.alternatives:
        return Reply([*lines, *recovery.alternative(d)], asked="alternative")
    if problem.retryable:
        if max(d.failures.values(), default=0) > 1:
            return give_up_reservation(d, lines)
        return Reply([*lines, wording.question(d.language, "retry")], asked="retry")
    asked = QUESTION_AFTER.get(problem.code, "new")
    question = wording.question(d.language, "again" if asked == "number" else asked)
    return Reply([*lines, "" if quotes.asks(words) else question], asked=asked)


def _standing_question(d: Dialogue, before: list[str]) -> Reply | None:
    """The question that a refusal has left."""
    if d.asked == "retry" and not d.retrying and not d.turn.gave:
        return Reply([*before, wording.question(d.language, "retry", max(1, d.trouble))], asked="retry")
    if d.asked == "alternative" and d.alternatives and not d.turn.gave:
        return Reply([*before, *recovery.alternative(d)], asked="alternative")
    return None


def give_up_reservation(d: Dialogue, before: list[str]) -> Reply:
    """Nothing more can be done here: the shop's telephone."""
    return nothing_more(
        d, [*before, str(wording.side_phrases(d.language).call_the_shop(side_questions.phone_of(d)))]
    )

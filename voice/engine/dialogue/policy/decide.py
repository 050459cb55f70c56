"""What to do next: the first intent that has an answer gives it.

An intent is `(Dialogue) -> Reply | None`. One that needs a tool looks for it in `dialogue.tools`, and answers
None where it is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import booking, call_flow, concerns, existing, recovery, side_questions
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state.dialogue import Dialogue, Turn
from voice.engine.dialogue.state.reservation_steps import find_waiting

Intent = Callable[[Dialogue], Reply | None]
# The order is the policy: trouble comes before anything, then a number that is due, an open case before a new
# booking.
INTENTS: tuple[Intent, ...] = (
    call_flow.open_or_resume,
    concerns.answer_trouble,
    call_flow.ask_to_wait,
    booking.announce_number,
    call_flow.ask_again_after_noise,
    concerns.answer_manners,
    side_questions.look_up_answer,
    existing.answer_about_existing,
    concerns.leave_trouble,
    call_flow.pause_or_leave,
    booking.answer_after_booking,
    concerns.ask_concern,
    booking.continue_booking,
)


def decide(dialogue: Dialogue) -> Reply:
    """What the receptionist says and does next. It changes nothing in `dialogue`; the replay asks it too."""
    reply = first_answer(dialogue)
    if dialogue.spoken_to and not dialogue.greeted:  # greeted with the answer, whatever it is
        reply.sentences.insert(0, call_flow.greet(dialogue))
    return reply


def leave_circle(dialogue: Dialogue, reply: Reply) -> Reply:
    """`reply`; or the telephone, where it would ask what was asked in vain in every way.

    A question is asked twice, the second time otherwise; then the keyboard is offered; then this. A noise is
    not the caller's fault, and a read-back that was not heard whole was not asked in vain.
    """
    again = reply.asked == dialogue.asked and reply.asked not in ("", "else")
    unheard = dialogue.turn.unheard or (reply.details and dialogue.read_back != dialogue.details)
    if dialogue.trouble <= wording.LAST_TRY + bool(unheard) or not again or reply.calls:
        return reply
    sorry = str(wording.phrases(dialogue.language).cannot_go_on())
    if dialogue.case:
        return recovery.give_up_reservation(dialogue, [sorry])
    return recovery.give_up(dialogue, [sorry])


def go_on_with_waiting(dialogue: Dialogue, reply: Reply) -> Reply:
    """`reply`; where it ends the talk of an existing reservation, and a booking waits, the next step of that
    in place of "anything else?"."""
    case = dialogue.case
    ends = case is not None and (case.done or reply.closes) and not reply.calls and reply.asked == "else"
    if case is None or not ends or not case.before or dialogue.booking:
        return reply
    waiting = find_waiting(case)
    rest = replace(
        dialogue, case=None, last=case, slots=waiting, quote=None, asked="", turn=Turn(), trouble=0
    )
    if not rest.begun:
        return reply
    back = str(wording.phrases(dialogue.language).back_to_booking())
    going = booking.take_step(rest, [*reply.sentences[:-1], back])
    return replace(going, words=reply.words, closes=True)


def first_answer(dialogue: Dialogue) -> Reply:
    """The reply of the first intent that has one, without the greeting."""
    for intent in INTENTS:
        reply = intent(dialogue)
        if reply is not None:
            return leave_circle(dialogue, go_on_with_waiting(dialogue, reply))
    return Reply([wording.question(dialogue.language, "else")], asked="else")

"""An existing reservation: asks for its number and a second fact, finds it, then does what is wanted."""

from __future__ import annotations

from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.policy import change_and_cancel, recovery, shops, side_questions
from voice.engine.dialogue.policy.found_reservation import describe_reservation, finish_case
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.state import failures
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.reservation_case import TOOLS, Case
from voice.engine.interfaces import Call

MUTE = frozenset({"price", "existing", "question", "hello", "classes", "several", "private"})


def answer_about_existing(d: Dialogue) -> Reply | None:
    """The reply where an existing reservation is talked about; None where none is."""
    case, turn = d.case, d.turn
    if case is None or "bye" in turn.topics:
        return _tell_price_of_the_last(d) if case is None else None
    if "wait" in turn.topics and not turn.gave:
        return Reply([str(wording.phrases(d.language).take_your_time())])
    looked_up = shops.look_up_details(d, []) if case.base else None
    return looked_up or take_step(d, case, side_questions.answer_side_questions(d, but=MUTE))


def _tell_price_of_the_last(d: Dialogue) -> Reply | None:
    """ "How much is it?" after a reservation was found or changed is about that one."""
    found = d.last.found if d.last else None
    if found is None or not found.total or "price" not in d.turn.topics or d.begun or d.booking:
        return None
    said = str(wording.phrases(d.language).price_is(found.total))
    return Reply([said, wording.question(d.language, "else")], asked="else")


def take_step(d: Dialogue, case: Case, before: list[str]) -> Reply:
    """The next step, after the sentences `before`."""
    if case.done:
        told = _describe_result(d, case)
        return Reply([*before, told, wording.question(d.language, "else")], asked="else", words=told)
    reply = (
        recovery.handle_reservation_refusal(d, case, before)
        or _end_early(d, case, before)
        or _find(d, case, before)
    )
    if reply:
        return reply
    if case.intent == "cancel":
        return change_and_cancel.cancel(d, case, before)
    if case.intent == "change":
        return change_and_cancel.change(d, case, before)
    return finish_case(d, [*before, describe_reservation(d, case)])


def _describe_result(d: Dialogue, case: Case) -> str:
    say = wording.phrases(d.language)
    own = say.confirm_cancelled() if case.done == TOOLS["cancel"] else say.confirm_changed()
    return wording.select_tool_sentence(case.result, d.language) or str(own)


def _end_early(d: Dialogue, case: Case, before: list[str]) -> Reply | None:
    """The caller has no number, or wants nothing done after all; or the tool for it is not there."""
    say, phone = wording.phrases(d.language), shops.find_phone(d)
    if case.dropped:
        return finish_case(d, [*before, str(say.left_as_it_is())])
    call = str(say.call_the_shop(phone))
    if case.stuck:
        return finish_case(d, [*before, str(say.without_number()), call])
    if TOOLS[case.intent] not in d.tools:
        return finish_case(d, [*before, str(say.changes_after_booking(phone))])
    return None


def _find(d: Dialogue, case: Case, before: list[str]) -> Reply | None:
    """Towards the reservation; None when it is known. What was made in this conversation is."""
    say, language = wording.phrases(d.language), d.language
    if case.found or (case.own and case.intent != "find"):
        return None
    if not case.number:
        asked = "rest" if case.begun else "number"
        words = "again" if case.refused and not case.begun else asked
        return Reply([*before, wording.question(language, words, d.trouble)], asked=asked)
    if not case.identified:
        fresh = d.asked != "fact" or "number" in d.turn.gave
        heard = [str(say.number_heard(case.number))] if fresh else []
        return Reply([*before, *heard, wording.question(language, "fact", d.trouble)], asked="fact")
    if (
        case.over
        or TOOLS["find"] not in d.tools
        or not failures.may_be_called(d, TOOLS["find"], case.identification)
    ):
        return recovery.give_up_reservation(d, before)
    return Reply([*before, str(say.looking_up())], [Call(TOOLS["find"], case.identification)], asked="")

"""The dialogue of the embedded engine: a rule-based receptionist in Japanese and English.

`respond` is a pure function of what a realtime model would see. It knows the tools only by the session's
definitions and their answers; neither the reservations nor the voice exist here.
"""

from __future__ import annotations

from pathlib import Path

from voice.engine.dialogue import other_tools
from voice.engine.dialogue.expectation import describe_expectation
from voice.engine.dialogue.nlg import wording
from voice.engine.dialogue.nlu import concern, consent
from voice.engine.dialogue.nlu.names import split_name
from voice.engine.dialogue.nlu.readings import find_reading
from voice.engine.dialogue.policy.decide import decide
from voice.engine.dialogue.replay import replay
from voice.engine.dialogue.state.session_facts import open_dialogue
from voice.engine.interfaces import NOTHING_EXPECTED, Call, Expectation, Prompt, Say

__all__ = ["expect", "respond", "warm"]


def respond(prompt: Prompt) -> list[Say | Call]:
    """What is said and done next: by the receptionist, or as a session with other tools wants it."""
    if other_tools.has_only_other_tools(prompt):
        return other_tools.respond(prompt)
    exchange = other_tools.read_exchange(prompt.items)
    decided = _receive(other_tools.leave_out_other_tools(prompt))
    if call := other_tools.find_forced_call(prompt, exchange, decided):
        return [call]
    return [*other_tools.speak_results(exchange, prompt.language), *decided]


def expect(prompt: Prompt) -> Expectation:
    """What recognition may expect of the caller's next words, by the question that stands; also pure."""
    if other_tools.has_only_other_tools(prompt):
        return NOTHING_EXPECTED
    ours = other_tools.leave_out_other_tools(prompt)
    return describe_expectation(replay(open_dialogue(ours), ours.items, decide))


def _receive(prompt: Prompt) -> list[Say | Call]:
    """What the receptionist says and does next."""
    dialogue = replay(open_dialogue(prompt), prompt.items, decide)
    reply = decide(dialogue)
    text = wording.join_sentences(dialogue.language, reply.sentences)
    calls = [] if prompt.tool_choice == "none" else reply.calls
    spoken: list[Say | Call] = [Say(text, dialogue.language)] if text else []
    return [*spoken, *calls]


def warm(cache: Path | None = None) -> None:
    """Load the readings, the phrases of consent and the classifier now, not while the first caller waits.

    `cache` is where is noted that model files were checked; None is the user's own.
    """
    concern.warm(cache)
    find_reading("東京駅前店")
    split_name("山田太郎")
    consent.judge("はい", consent.Question("book"))

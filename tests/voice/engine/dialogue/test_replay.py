"""A turn is answered from what the turns before it came to, and just as if all were read anew."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.voice.engine.dialogue.dialogue import Rehearsal
from tests.voice.engine.dialogue.fleet import Fleet
from tests.voice.engine.dialogue.two_steps import TwoStepFleet
from voice.engine.dialogue.policy.decide import decide
from voice.engine.dialogue.policy.reply import Reply
from voice.engine.dialogue.replay import replay
from voice.engine.dialogue.state.dialogue import Dialogue
from voice.engine.dialogue.state.session_facts import open_dialogue
from voice.engine.interfaces import Prompt

pytestmark = pytest.mark.unit

CALLS = {
    "ja": [
        "もしもし",
        "東京駅前店で12月5日に借りたいんですけど",
        "10時から18時まで",
        "コンパクトでお願いします",
        "チャイルドシートはありますか",
        "それもお願いします",
        "山田太郎です、090-1234-5678です",
        "はい、でも11時からで",
        "はい、お願いします",
        "いえ、大丈夫です",
    ],
    "en": [
        "Hello?",
        "I'd like a car at Tokyo Station on December 5.",
        "Ten to six.",
        "A compact, please.",
        "Do you have child seats?",
        "I'll take one of those.",
        "John Smith, 090 1234 5678.",
        "Yes, but from eleven.",
        "Yes, please.",
        "No, that's all.",
    ],
}


def rehearse(language: str, *, two_steps: bool) -> Rehearsal:
    run = (TwoStepFleet() if two_steps else Fleet()).run
    return Rehearsal(run, language, two_steps=two_steps)


def read_anew(rehearsal: Rehearsal) -> Dialogue:
    """Read from the first item on: nothing is remembered for a policy that was never asked before."""

    def never_asked_before(dialogue: Dialogue) -> Reply:
        return decide(dialogue)

    return read_on(rehearsal, never_asked_before)


def read_on(rehearsal: Rehearsal, policy: object = decide) -> Dialogue:
    definitions = [rehearsal.definition(name) for name in rehearsal.tools]
    prompt = Prompt(rehearsal.instructions, definitions, rehearsal.items, rehearsal.language)
    return replay(open_dialogue(prompt), deepcopy(rehearsal.items), policy)  # type: ignore[arg-type]


@pytest.mark.parametrize("two_steps", [False, True])
@pytest.mark.parametrize("language", CALLS)
def test_every_turn_comes_to_what_it_does_read_anew(language: str, two_steps: bool) -> None:
    rehearsal = rehearse(language, two_steps=two_steps)
    for line in CALLS[language]:
        rehearsal.say(line)
        assert read_on(rehearsal) == read_anew(rehearsal), line
    assert rehearsal.booked


@pytest.mark.parametrize("heard", [0, 5, 40])
def test_an_answer_that_was_cut_is_not_remembered_whole(heard: int) -> None:
    rehearsal = rehearse("en", two_steps=False)
    for line in CALLS["en"]:
        rehearsal.say(line)
        rehearsal.interrupt(heard)
        assert read_on(rehearsal) == read_anew(rehearsal), line


def test_what_was_given_out_changes_nothing_that_is_remembered() -> None:
    rehearsal = rehearse("ja", two_steps=False)
    for line in CALLS["ja"][:4]:
        rehearsal.say(line)
    known = read_on(rehearsal)
    known.slots.name, known.asked = "somebody else", ""
    known.texts.clear()
    known.shops.clear()
    assert read_on(rehearsal) == read_anew(rehearsal)


def test_a_turn_of_a_long_call_reads_its_own_words_alone() -> None:
    rehearsal = rehearse("en", two_steps=False)
    asked: list[Dialogue] = []

    def count(dialogue: Dialogue) -> Reply:
        asked.append(dialogue)
        return decide(dialogue)

    for line in CALLS["en"][:6]:
        rehearsal.say(line)
        read_on(rehearsal, count)
    asked.clear()
    rehearsal.say(CALLS["en"][6])
    read_on(rehearsal, count)
    spoken = [item for item in rehearsal.items if item.get("role") == "assistant"]
    assert 0 < len(asked) < len(spoken) / 2

"""Callers who are heard as fast as they can be, in tones, by an ear that hears tones as words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.voice.engine.fakes import WORDS, ToneSpeechToText, tone
from voice.engine.interfaces import TTS_RATE, Pcm
from voice.evaluation import voices
from voice.evaluation.heard_player import HeardPlayer
from voice.evaluation.mouth import Conditions
from voice.evaluation.scenario import Line, Scenario
from voice.evaluation.spoken_player import TRIES

pytestmark = [pytest.mark.db, pytest.mark.either]

SCENARIO = Scenario("en/x", "x", "en", Path("x"), 1, (Line("hello"),))
HELLO, BOOK, WANTS_MORE, MUMBLED = "hello", "book a car", "I would like to go from", ""
A_SECOND = np.zeros(TTS_RATE, np.int16)


def whistle(words: str) -> Pcm:
    return tone(next(hz for hz, heard in WORDS.items() if heard == words), 0.6, TTS_RATE)


Call = Callable[..., HeardPlayer]


@pytest.fixture
def call(db: None, tmp_path: Path) -> Call:
    """Opens a call whose caller has recordings of what he says: tones."""

    def begin(conditions: dict[str, object] | None = None, **recordings: Pcm) -> HeardPlayer:
        player = HeardPlayer(
            SCENARIO,
            "session",
            Conditions(folder=tmp_path, weights=tmp_path, **(conditions or {})),  # type: ignore[arg-type]
            ToneSpeechToText(),
        )
        for text, sound in {HELLO: whistle(HELLO), BOOK: whistle(BOOK), **recordings}.items():
            voices.keep(player.mouth.voices.find_file(text, "en"), sound)
        player.greet()
        return player

    return begin


@pytest.mark.parametrize("is_telephone", [False, True])
def test_a_line_goes_through_the_ear_and_is_answered(call: Call, is_telephone: bool) -> None:
    reply = call({"is_telephone": is_telephone}).say(BOOK)
    [utterance] = reply.utterances
    assert utterance.heard == (BOOK,)
    assert "shops" in reply.spoken
    assert "list_locations" in [made.name for made in reply.calls]


def test_two_sentences_with_a_pause_are_two_turns(call: Call) -> None:
    player = call(both=np.concatenate([whistle(HELLO), A_SECOND, whistle(BOOK)]))
    [utterance] = player.say("both").utterances
    assert utterance.heard == (HELLO, BOOK)


def test_who_pauses_within_a_sentence_is_heard_out(call: Call) -> None:
    player = call(paused=np.concatenate([whistle(WANTS_MORE), A_SECOND, whistle(WANTS_MORE)]))
    [utterance] = player.say("paused").utterances
    assert utterance.heard == (WANTS_MORE,)


def test_what_was_not_heard_is_said_again(call: Call) -> None:
    player = call(unheard=whistle(MUMBLED))
    reply = player.say("unheard")
    first, *others = reply.utterances
    assert first.heard == ("",)
    assert 1 <= len(others) < TRIES
    assert "catch" in reply.spoken


def test_a_line_is_heard_through_the_street(call: Call, tmp_path: Path) -> None:
    passers_by = voices.choose_voices("0 passers-by", folder=tmp_path, weights=tmp_path)
    for said in voices.BABBLE["en"]:
        voices.keep(passers_by.find_file(said, "en"), tone(300, 1.0, TTS_RATE))
    player = call({"noise": 15.0})
    [utterance] = player.say(BOOK).utterances
    assert utterance.heard == (BOOK,)
    assert player.at

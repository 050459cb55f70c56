"""Callers who speak, in tones, to an engine that hears tones as words."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.voice.engine.callers import ENGINE_CACHE
from tests.voice.engine.conftest import Server, serving
from tests.voice.engine.fakes import WORDS, tone
from voice.engine.interfaces import TTS_RATE, Pcm
from voice.evaluation import report, spoken_player, voices
from voice.evaluation.mouth import Conditions
from voice.evaluation.player import PlayerFailed
from voice.evaluation.scenario import Line, Scenario
from voice.evaluation.spoken_player import SpokenPlayer
from voice.evaluation.telephone import AgentsSound
from voice.management.commands.evaluate import evaluate, reach_provider
from voice.providers import base

pytestmark = [pytest.mark.engine, pytest.mark.db, pytest.mark.either, pytest.mark.long]

SCENARIO = Scenario("en/x", "x", "en", Path("x"), 1, (Line("hello"),))
HELLO, BOOK = "hello", "book a car"


@pytest.fixture(scope="module")
def engine() -> Iterator[Server]:
    with serving() as running:
        yield running


def whistle(words: str) -> Pcm:
    hz = next(hz for hz, heard in WORDS.items() if heard == words)
    return tone(hz, 0.6, TTS_RATE)


Call = Callable[..., SpokenPlayer]


@pytest.fixture
def call(db: None, engine: Server, settings: Settings, tmp_path: Path) -> Iterator[Call]:
    """Opens a call whose caller has recordings of what he says: tones."""
    settings.VOICE_PROVIDER = "embedded"
    settings.ENGINE_URL, settings.ENGINE_API_KEY = engine.url, engine.key
    opened: list[SpokenPlayer] = []

    def begin(conditions: dict[str, object] | None = None, **recordings: Pcm) -> SpokenPlayer:
        said = {HELLO: whistle(HELLO), BOOK: whistle(BOOK), **recordings}
        player = SpokenPlayer(
            SCENARIO,
            "session",
            Conditions(folder=tmp_path, weights=tmp_path, **(conditions or {})),  # type: ignore[arg-type]
        )
        opened.append(player)
        for text, sound in said.items():
            voices.keep(player.mouth.voices.find_file(text, "en"), sound)
        return player

    yield begin
    for player in opened:
        player.hang_up()
    asyncio.run(base.close_client())


def test_a_line_is_heard_and_answered_after_the_agent_was_heard_out(call: Call) -> None:
    player = call()
    assert player.greet().spoken == "Welcome to the shop. How can I help you?"
    greeting_ends = player.line.sound.ends_at
    reply = player.say(HELLO)
    assert reply.spoken == "You said hello."
    [utterance] = reply.utterances
    assert utterance.heard == ("hello",)
    assert utterance.is_exact
    assert not utterance.barged_in
    assert player.line.line_began_at >= greeting_ends
    # The caller speaks in real time, and no answer comes before the silence that ends a turn.
    assert player.line.line_ended_at - player.line.line_began_at >= 0.5
    assert utterance.wait is not None
    assert utterance.wait > 0.4
    assert reply.seconds == utterance.wait


def test_who_interrupts_is_heard_and_the_agent_falls_silent(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spoken_player, "INTO_THE_REPLY_SECONDS", 0.3)  # of a greeting of 1.6 s
    player = call({"interrupts": True})
    player.greet()
    began = player.line.sound.began_at
    [utterance] = player.say(HELLO).utterances
    assert utterance.barged_in
    assert player.line.line_began_at - began < spoken_player.INTO_THE_REPLY_SECONDS + 0.3
    assert utterance.silence is not None
    assert 0 < utterance.silence < 1
    assert utterance.heard == ("hello",)


def test_a_long_pause_on_a_telephone_in_the_street_makes_two_turns(call: Call, tmp_path: Path) -> None:
    passers_by = voices.choose_voices("0 passers-by", folder=tmp_path, weights=tmp_path)
    for said in voices.BABBLE["en"]:
        voices.keep(passers_by.find_file(said, "en"), tone(300, 1.0, TTS_RATE))
    conditions = {"is_telephone": True, "noise": 25.0, "pause": 1.2}
    recordings = {"Hello to you, ": whistle(HELLO), "and hello again.": whistle(HELLO)}
    player = call(conditions, **recordings)
    player.greet()
    [utterance] = player.say("Hello to you, and hello again.").utterances
    assert utterance.heard == ("hello", "hello")
    assert utterance.is_split
    assert player.tools.turns == 2


def test_what_is_not_heard_is_said_again(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken_player, "UNANSWERED_SECONDS", 0.8)
    monkeypatch.setattr(spoken_player, "TRIES", 2)
    player = call(psst=tone(1320, 0.2, TTS_RATE))
    greeting = player.greet().spoken
    reply = player.say("psst")
    assert len(reply.utterances) == 2
    assert all(utterance.is_unheard and utterance.wait is None for utterance in reply.utterances)
    assert reply.spoken == greeting  # a caller who hears nothing is still where the agent was


def test_tools_are_run_before_the_caller_speaks_again(call: Call) -> None:
    player = call()
    reply = player.say(BOOK)
    [done] = reply.calls
    assert dict(done.arguments) == {"place": "東京"}
    assert done.result["success"] is True
    assert reply.spoken.startswith("One moment.\nThe answer is {")
    assert player.tools.words == BOOK


def test_what_the_provider_refuses_fails_the_call(call: Call) -> None:
    player = call()
    player.line.send({"type": "no.such.event"})
    with pytest.raises(PlayerFailed, match=r"the provider refused: .*no\.such\.event"):
        player.say(HELLO)


def test_an_agent_that_is_stopped_tells_how_much_of_it_was_heard() -> None:
    sound = AgentsSound(bytes_a_second=48_000)
    assert sound.add("first", 48_000, now=100.0) == 100.0
    assert sound.add("second", 24_000, now=100.1) == 101.0
    assert sound.add("second", 24_000, now=102.0) == 102.0  # half a second late
    assert sound.began_at == 102.0
    assert sound.stop(102.25) == [("second", 750)]
    assert sound.ends_at == 102.25
    assert sound.stop(102.25) == []


def test_a_real_voice_is_heard_by_the_real_engine(db: None, settings: Settings, tmp_path: Path) -> None:
    """Whose engine is started for the evaluation; the caller does not wait for the end of the greeting."""
    settings.VOICE_PROVIDER, settings.ENGINE_IN_PROCESS = "embedded", True
    settings.ENGINE_CACHE_DIR = ENGINE_CACHE
    said = "I would like to speak to a person, please."
    scenario = replace(SCENARIO, lines=(Line(said),))
    conditions = Conditions(folder=tmp_path, weights=ENGINE_CACHE, interrupts=True)
    with reach_provider():
        found = evaluate([scenario], partial(SpokenPlayer, conditions=conditions), max_latency=0.0)
    [utterance] = found.results[0].outcomes[0].exchanges[1].reply.utterances
    assert utterance.barged_in
    assert utterance.errors[0] <= 2, utterance.heard
    assert "Spoken en: " in report.write_table(found)
    [aloud] = report.write_json(found)["scenarios"][0]["plays"][0]["dialogue"][1]["aloud"]
    assert aloud["heard"] == list(utterance.heard)
    assert utterance.heard[0] in html.unescape(report.write_html(found))

"""Whose voice begins a turn: the caller's, not the room's, and not the agent's own that comes back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.soak import size
from tests.voice.engine.callers import ENGINE_CACHE, NOT_PLAYED, caller_speech, converted
from tests.voice.engine.fakes import ToneSpeechToText
from voice.engine import session_config
from voice.engine.audio import Decoder, Encoder, make_silence
from voice.engine.commands import Client
from voice.engine.interfaces import (
    STT_RATE,
    TTS_RATE,
    Pcm,
    Prompt,
    Say,
    SpeechStarted,
    SpeechStopped,
    TurnDetector,
    TurnEvent,
)
from voice.engine.models.pool import ModelPool
from voice.engine.session import Session
from voice.engine.settings import EngineSettings
from voice.engine.tts import local as tts
from voice.engine.vad.endpointing import Endpointer
from voice.engine.vad.foreground import PLAYED
from voice.engine.vad.voice_activity import VoiceActivity
from voice.protocol.shapes import AudioFormat, Event

pytestmark = [pytest.mark.engine, pytest.mark.long]

Wave = npt.NDArray[np.float64]
Greeting = Callable[[str], Wave]  # of a language
GREETING = {
    "ja": "お電話ありがとうございます。レンタカー予約受付です。ご希望の日時と店舗をお聞かせください。",
    "en": "Thank you for calling. This is the rental car desk. Which day, and from which shop, please?",
}
# Said by callers in other tests too, so that their recordings are there.
LINES = {
    "ja": [
        "来週の土曜日に東京でレンタカーを借りたいのですが",
        "コンパクトカーでお願いします",
        "山田太郎です",
    ],
    "en": ["I would like to rent a car in Tokyo next Saturday.", "A compact car, please.", "Yes, please."],
}
OTHER = {"ja": "en", "en": "ja"}
STEP = STT_RATE // 50
LANGUAGES = ["ja", "en"]


@pytest.fixture(scope="module")
def agent() -> tts.LocalTextToSpeech:
    return tts.build("openjtalk", "piper", ENGINE_CACHE)


@pytest.fixture(scope="module")
def activity() -> VoiceActivity:
    return VoiceActivity.load()


def detector_of(activity: VoiceActivity) -> Endpointer:
    return Endpointer(activity.make_listener(), threshold=0.5, prefix_padding_ms=300, silence_duration_ms=500)


@pytest.fixture(scope="module")
def greeting(agent: tts.LocalTextToSpeech) -> Greeting:
    @cache
    def speak(language: str) -> Wave:
        said = [
            agent.speak(sentence, language=language) for sentence in agent.cut_sentences(GREETING[language])
        ]
        return wave(converted(np.concatenate(said), TTS_RATE, STT_RATE))

    return speak


def wave(pcm: Pcm) -> Wave:
    return np.asarray(pcm / 32768)


def at_level(sound: Wave, decibels: float) -> Wave:
    """As loud as that in all, pauses included."""
    return np.asarray(sound * 10 ** (decibels / 20) / np.sqrt(np.mean(sound**2)))


def spoken(line: str, language: str, decibels: float) -> Wave:
    """A caller's line from its first sound on."""
    sound = at_level(wave(caller_speech(line, language)), decibels)
    return sound[int(np.argmax(np.abs(sound) > 0.02)) :]


def quiet(seconds: float) -> Wave:
    """A microphone's own noise."""
    return np.random.default_rng(3).normal(0, 10 ** (-68 / 20), int(seconds * STT_RATE))


def over(ground: Wave, sound: Wave, at: float) -> Wave:
    heard, begin = ground.copy(), int(at * STT_RATE)
    part = sound[: len(heard) - begin]
    heard[begin : begin + len(part)] += part
    return heard


def tiled(sound: Wave, seconds: float) -> Wave:
    return np.tile(sound, int(seconds * STT_RATE) // len(sound) + 1)[: int(seconds * STT_RATE)]


def feed(detector: TurnDetector, heard: Wave, played: Wave | None) -> list[tuple[float, TurnEvent]]:
    """What the detector tells, and when: 20 ms at a time, as a call brings them."""
    microphone = np.round(np.clip(heard, -1, 1) * 32767).astype(np.int16)
    speaker = make_silence(PLAYED) if played is None else np.round(played * 32767).astype(np.int16)
    speaker = np.concatenate([make_silence(PLAYED + STT_RATE // 5), speaker, make_silence(len(microphone))])
    told: list[tuple[float, TurnEvent]] = []
    for start in range(0, len(microphone), STEP):
        end = start + STEP
        lately = speaker[end : end + PLAYED + STT_RATE // 5]
        found = detector.feed(microphone[start:end], lately if lately.any() else NOT_PLAYED)
        told += [(end / STT_RATE, event) for event in found]
    return told


def beginnings(told: Sequence[tuple[float, TurnEvent]]) -> list[float]:
    return [moment for moment, event in told if isinstance(event, SpeechStarted)]


def straight(sound: Wave) -> Wave:
    return sound


def by_telephone(sound: Wave) -> Wave:
    """8 kHz and µ-law, there and back."""
    form = {"type": "audio/pcmu"}
    pcm = converted(np.round(sound * 32767).astype(np.int16), STT_RATE, TTS_RATE)
    return wave(Decoder(form).decode(Encoder(form).encode(pcm)))


def in_a_room(sound: Wave) -> Wave:
    """As much sound comes from the walls as straight from the loudspeaker."""
    length = STT_RATE * 3 // 10
    walls = np.random.default_rng(5).normal(size=length) * 10 ** (-3 * np.arange(length) / length)
    walls /= np.sqrt(np.sum(walls**2))
    walls[0] += 1
    return np.asarray(np.convolve(sound, walls / np.sqrt(2))[: len(sound)])


# In what way and how loud it comes back: each way and each level is in the shorter list too.
ECHOES = size(
    [(straight, -10), (by_telephone, -20), (in_a_room, -30), (straight, -40)],
    whole=[(way, level) for way in (straight, by_telephone, in_a_room) for level in (-10, -20, -30, -40)],
)


@pytest.mark.parametrize(("way", "decibels"), ECHOES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_echo_of_the_agent_begins_no_turn(
    greeting: Greeting,
    activity: VoiceActivity,
    language: str,
    decibels: int,
    way: Callable[[Wave], Wave],
) -> None:
    played = greeting(language)
    back = way(played) * 10 ** (decibels / 20)
    # A delay of its own for each level, from a loudspeaker at the microphone to a satellite's way.
    seconds = {-10: 0.04, -20: 0.25, -30: 0.6, -40: 0.9}[decibels]
    heard = over(quiet(len(played) / STT_RATE + 1), back, at=seconds)
    assert beginnings(feed(detector_of(activity), heard, played)) == []


@pytest.mark.parametrize("echo", [None, -20])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caller_who_speaks_over_the_agent_is_heard_soon(
    greeting: Greeting, activity: VoiceActivity, language: str, echo: int | None
) -> None:
    played = greeting(language)
    waits = []
    for number, line in enumerate(LINES[language]):
        at = 2.0 + number / 2
        heard = over(quiet(len(played) / STT_RATE), spoken(line, language, -22), at)
        if echo is not None:
            heard = over(heard, played * 10 ** (echo / 20), at=0.18)
        first = beginnings(feed(detector_of(activity), heard, played))[0]
        assert first > at
        waits.append(first - at)
    assert np.median(waits) <= 0.15, waits
    assert max(waits) <= 0.35, waits


def voices_of_the_room(language: str, count: int) -> Wave:
    """So many people who go on talking, together as loud as a television in the next room."""
    alone = [wave(caller_speech(line, OTHER[language])) for line in LINES[OTHER[language]]]
    talk = np.concatenate([alone[0], alone[1], alone[2]])
    return at_level(np.sum([tiled(np.roll(talk, 17_000 * place), 30) for place in range(count)], axis=0), -38)


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("language", LANGUAGES)
def test_voices_of_the_room_neither_interrupt_nor_become_turns(
    greeting: Greeting, activity: VoiceActivity, language: str, count: int
) -> None:
    room, played = voices_of_the_room(language, count), greeting(language)
    detector = detector_of(activity)
    assert beginnings(feed(detector, room[: len(played)] + quiet(len(played) / STT_RATE), played)) == []
    # And then the caller answers, twice, in the same room.
    answers = [spoken(line, language, -22) for line in LINES[language][:2]]
    heard = room[len(played) : len(played) + 12 * STT_RATE]
    for at, answer in zip((1.0, 7.0), answers, strict=True):
        heard = over(heard, answer, at)
    told = feed(detector, heard, None)
    ends = [moment for moment, event in told if isinstance(event, SpeechStopped)]
    assert beginnings(told) == [pytest.approx(1.0, abs=0.5), pytest.approx(7.0, abs=0.5)]
    lasted = [at + len(answer) / STT_RATE + 0.5 for at, answer in zip((1.0, 7.0), answers, strict=True)]
    assert ends == [pytest.approx(end, abs=0.6) for end in lasted]


@pytest.mark.parametrize("decibels", size([-38], whole=[-20, -30, -38]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiet_caller_in_a_quiet_room_is_heard(
    activity: VoiceActivity, language: str, decibels: int
) -> None:
    detector = detector_of(activity)
    heard = quiet(20)
    for number, line in enumerate(LINES[language]):
        heard = over(heard, spoken(line, language, decibels), at=2 + 6 * number)
    assert len(beginnings(feed(detector, heard, None))) == len(LINES[language])


def test_one_loud_turn_does_not_shut_out_the_caller_for_ever(activity: VoiceActivity) -> None:
    detector = detector_of(activity)
    heard = over(quiet(16), spoken(LINES["ja"][0], "ja", -12), at=1)
    heard = over(heard, spoken(LINES["ja"][0], "ja", -34), at=11)
    assert len(beginnings(feed(detector, heard, None))) == 2


class Hearing:
    """The real detector for a session; nobody listens to the words."""

    def __init__(self, activity: VoiceActivity) -> None:
        self._activity = activity
        self.transcribe = ToneSpeechToText().transcribe

    def turn_detector(self, **options: Any) -> TurnDetector:
        return Endpointer(self._activity.make_listener(), **options)


def greet(prompt: Prompt) -> Sequence[Say]:
    return [Say("Thank you for calling. This is the rental car desk.", "en")]


@pytest.mark.parametrize("form", [{"type": "audio/pcm", "rate": 24_000}, {"type": "audio/pcmu"}])
async def test_a_client_that_hears_its_own_loudspeaker_interrupts_nothing(
    agent: tts.LocalTextToSpeech, activity: VoiceActivity, form: AudioFormat
) -> None:
    """A whole session in real time: what it sends comes back 200 ms later, a tenth as loud."""
    sound = {"input": {"format": form}, "output": {"format": form}}
    models = ModelPool(EngineSettings(api_key="k"), stt=Hearing(activity), dialogue=greet, tts=agent)
    config = session_config.create({"type": "realtime", "audio": sound})
    session = Session(config, models, language="en", lasts=60, idle=60)
    decoder, told, loudspeaker = Decoder(form), list[str](), list[Pcm]()
    began, done = asyncio.Event(), asyncio.Event()

    def listen(event: Event) -> None:
        told.append(event["type"])
        if event["type"] == "response.output_audio.delta":
            loudspeaker.append(decoder.decode(event["delta"]))
            began.set()
        elif event["type"] == "response.done":
            done.set()

    session.join(listen)
    await Client(session, listen).say({"type": "response.create"})
    await began.wait()
    at = time.monotonic()
    await asyncio.wait_for(done.wait(), 20)
    played = np.concatenate([make_silence(STT_RATE // 5), *loudspeaker, make_silence(STT_RATE // 2)])
    for end in range(STEP, len(played), STEP):
        await asyncio.sleep(max(0.0, at + end / STT_RATE - time.monotonic()))
        await session.input_audio.hear(played[end - STEP : end] // 10)
    session.close()
    assert "input_audio_buffer.speech_started" not in told

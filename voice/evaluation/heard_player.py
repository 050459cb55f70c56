"""The player whose callers are heard as fast as the engine can hear them, with no line in between.

A line is said aloud, in the street or by telephone, and goes through the embedded engine's own ear: turns,
recognition, what the dialogue expects to hear. The dialogue answers the words. Nothing is waited for: nobody
is interrupted, the agent has no voice, and times say nothing. For those there is `spoken_player`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from voice.engine import dialogue, session_config
from voice.engine.audio import Decoder, Encoder
from voice.engine.input_audio import LONGEST_PAUSE_SECONDS, NOISE_MS
from voice.engine.interfaces import (
    STT_RATE,
    TTS_RATE,
    Heard,
    Pcm,
    Prompt,
    SpeechPaused,
    SpeechResumed,
    SpeechStopped,
    SpeechToText,
)
from voice.engine.unfinished import is_unfinished
from voice.evaluation import street, voices
from voice.evaluation.hearing import Utterance
from voice.evaluation.mouth import Conditions, Mouth
from voice.evaluation.player import PlayerFailed, Reply, TextPlayer, ToolCall, configure
from voice.evaluation.scenario import Scenario
from voice.evaluation.spoken_player import SAY_AGAIN, TRIES

# Around a line it is quiet, but for the street: behind it for as long as the engine would wait for more.
BEFORE_SECONDS, BEHIND_SECONDS = 0.6, 2.6
STEP = 512  # samples


class HeardPlayer:
    """The embedded engine's ear and dialogue. `stt` is shared by all calls."""

    def __init__(
        self, scenario: Scenario, session_id: str, conditions: Conditions, stt: SpeechToText
    ) -> None:
        self.agent = TextPlayer(scenario, session_id)
        self.mouth = Mouth(conditions, scenario)
        self.conditions, self.stt = conditions, stt
        self.language = scenario.language
        session = configure(scenario, session_id, "embedded")
        self.config = session_config.create({"type": "realtime", **session})
        detection = self.config["audio"]["input"]["turn_detection"]
        self.detector = stt.turn_detector(
            **session_config.find_detector_options(detection, dict(conditions.form))  # type: ignore[arg-type]
        )
        self.previous = ""  # what the agent said last
        try:
            self.street = self.mouth.make_street()
        except voices.VoiceMissing as error:
            raise PlayerFailed(str(error)) from error
        self.at = 0  # of the street, which goes on from line to line

    def greet(self) -> Reply:
        reply = self.agent.greet()
        self.previous = reply.spoken
        return reply

    def say(self, text: str) -> Reply:
        """Aloud, and again where the agent did not hear it."""
        spoken: list[str] = []
        made: list[ToolCall] = []
        utterances: list[Utterance] = []
        for _attempt in range(TRIES if text else 1):
            try:
                turns = list(self._listen(self._put_on_the_line(self.mouth.say(text))))
            except voices.VoiceMissing as error:
                raise PlayerFailed(str(error)) from error
            replies = [self.agent.say(words) for words in turns]
            said = "\n".join(reply.spoken for reply in replies)
            made += [call for reply in replies for call in reply.calls]
            utterances.append(self._describe(text, turns))
            self.previous = said or self.previous
            spoken.append(said)
            if not (utterances[-1].is_unheard and not said) and not SAY_AGAIN.search(said):
                break
        return Reply(
            "\n".join(filter(None, spoken)) or self.previous, tuple(made), utterances=tuple(utterances)
        )

    def hang_up(self) -> None:
        self.agent.hang_up()

    def _describe(self, text: str, turns: list[str]) -> Utterance:
        language = voices.find_language(text, self.language)
        return Utterance(text, language, self.mouth.voices.get_name(language), tuple(turns))

    def _put_on_the_line(self, speech: Pcm) -> Pcm:
        """The speech as it reaches the engine, with the street around it."""
        before = np.zeros(round(BEFORE_SECONDS * TTS_RATE), np.int16)
        behind = np.zeros(round(BEHIND_SECONDS * TTS_RATE), np.int16)
        sound = np.concatenate([before, speech, behind])
        if len(self.street):
            around = np.take(self.street, np.arange(self.at, self.at + len(sound)), mode="wrap")
            sound, self.at = street.mix(sound, around), self.at + len(sound)
        form = self.conditions.form
        return Decoder(form).decode(Encoder(form).encode(sound))

    def _listen(self, sound: Pcm) -> Iterator[str]:
        """The words of each turn; "" for a voice without words."""
        guess: Heard | None = None
        release_at: float | None = None
        silence = np.zeros(0, np.int16)
        for start in range(0, len(sound), STEP):
            events = self.detector.feed(sound[start : start + STEP], silence)
            if release_at is not None and start >= release_at:
                release_at, events = None, [*events, *self.detector.release()]
            for event in events:
                match event:
                    case SpeechPaused(audio):
                        guess = self._recognise(audio)
                        self.detector.hold()
                        wants_more = is_unfinished(guess.text, guess.language)
                        release_at = start + (LONGEST_PAUSE_SECONDS * STT_RATE if wants_more else 0)
                    case SpeechResumed():
                        guess = release_at = None
                    case SpeechStopped():
                        heard = guess or self._recognise(event.audio)
                        guess = release_at = None
                        if heard.text or heard.has_voice or event.speech_ms >= NOISE_MS:
                            yield heard.text

    def _recognise(self, audio: Pcm) -> Heard:
        agent = self.agent
        prompt = Prompt(agent.instructions, agent.definitions, agent.items, agent.language)
        return self.stt.transcribe(
            audio,
            language=session_config.find_language(self.config, self.language),
            vocabulary=session_config.list_vocabulary(self.config),
            expected=dialogue.expect(prompt),
        )

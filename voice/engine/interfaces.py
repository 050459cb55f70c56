"""What a session needs of its models: speech to text, the dialogue, and text to speech.

Audio is mono signed 16-bit. Speech is recognised at 16 kHz (`STT_RATE`) and made at 24 kHz (`TTS_RATE`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voice.protocol.shapes import Arguments, Item, JsonObject, ToolDefinition

Pcm = npt.NDArray[np.int16]

STT_RATE = 16_000
TTS_RATE = 24_000


@dataclass(frozen=True)
class SpeechStarted:
    """A caller began to speak; `audio_start_ms` counts from the session's first sample."""

    audio_start_ms: int


@dataclass(frozen=True)
class SpeechPaused:
    """A short silence: a good moment to begin transcribing, in case the turn is over."""

    audio: Pcm


@dataclass(frozen=True)
class SpeechResumed:
    """The caller went on after a pause: what was begun on it is void."""


@dataclass(frozen=True)
class SpeechStopped:
    """The turn is over. `audio` is the whole turn with its padding; `speech_ms` counts only voiced time."""

    audio_end_ms: int
    audio: Pcm
    speech_ms: int


@dataclass(frozen=True)
class SpeechHeld:
    """The silence that ends a turn is over, but the turn was held: what holds it is now urgent."""


TurnEvent = SpeechStarted | SpeechPaused | SpeechResumed | SpeechHeld | SpeechStopped


class TurnDetector(Protocol):
    """One a session: fed with 16 kHz audio of any length, it tells when turns begin and end."""

    def feed(self, audio: Pcm, played: Pcm) -> Sequence[TurnEvent]:
        """16 kHz audio, in order; what began or ended within it.

        `played` is the agent's voice of the last second or more until the end of `audio`, at 16 kHz: an echo
        of it is nobody's turn. Empty where it has been silent.
        """
        ...

    def hold(self) -> None:
        """The caller's words may want more: this pause ends the turn late, unless `release` is called."""

    def release(self) -> Sequence[TurnEvent]:
        """They want nothing more, or have been waited for: the end of the turn, if it was held alone."""
        ...


@dataclass(frozen=True)
class Heard:
    """What was said; `text` is empty where no words can be trusted, and `why_empty` says why."""

    text: str
    language: str
    confidence: float = 1.0
    why_empty: str = ""
    has_voice: bool = False
    """Somebody plainly spoke in answer to a question, though no words can be trusted: no mere noise."""


@dataclass(frozen=True)
class Expectation:
    """What the caller was asked, as far as it helps to hear the answer; by itself, that nothing is known."""

    language: str = ""
    """The one that is spoken by now; empty where only the session's is known."""

    vocabulary: Mapping[str, str] = field(default_factory=dict)
    """By language: words that are likely in this call."""

    context: Mapping[str, str] = field(default_factory=dict)
    """By language: the question that stands, and answers like the one to come. Empty where none stands."""

    lead_in: Mapping[str, str] = field(default_factory=dict)
    """By language: the words that stand before such an answer in a whole sentence (「時間は」). A recogniser
    may hear them, in the agent's voice, before the caller's own: a sentence is heard better than a word."""

    answers: Callable[[str], Sequence[str]] = lambda _language: ()
    """Whole short answers in a language, for comparing by sound."""

    wordings: Callable[[str], Sequence[str]] = lambda _language: ()
    """All that a short answer in a language is made of, as it is written: a recogniser may be held to these
    words to hear which one it is nearest to. Nothing where an answer may be anything, as a name."""

    read: Callable[[str], str] = lambda _text: ""
    """What words come to where the whole of them answers the question, however spelt; empty elsewhere. Where
    that is an agreement or an objection it is "yes" or "no"."""

    is_refused: Callable[[str], bool] = lambda _text: False
    """Whether words say again just what the caller has called wrong."""

    mend: Callable[[str], str] = lambda text: text
    """The words with what nobody understands replaced by a word of the trade that sounds just so."""

    join: Callable[[str, str], str] = lambda _first, second: second
    """What two accounts of the same words have in common, the second being the better one: where they part,
    either value, so that it is asked for; empty where they contradict each other altogether."""


NOTHING_EXPECTED = Expectation()


def is_wanted() -> bool:
    """Of words that somebody waits for, whatever happens."""
    return True


class SpeechToText(Protocol):
    """Shared by all sessions; `transcribe` blocks and is safe to call from several threads."""

    def turn_detector(
        self, *, threshold: float, prefix_padding_ms: int, silence_duration_ms: int
    ) -> TurnDetector:
        """A new one: `threshold` 0 to 1, the others in milliseconds as in GA's `server_vad`."""
        ...

    def transcribe(
        self,
        audio: Pcm,
        *,
        language: str,
        vocabulary: str,
        expected: Expectation = NOTHING_EXPECTED,
        still_wanted: Callable[[], bool] = is_wanted,
    ) -> Heard:
        """`language` is the session's ("ja" or "en"): the likelier one, not the only one. Once
        `still_wanted()` is no more (from any thread), what has not begun is left, and any words will do."""
        ...


class TextToSpeech(Protocol):
    """Shared by all sessions; `speak` blocks and is safe to call from several threads."""

    def cut_sentences(self, text: str) -> Sequence[str]:
        """`text` cut where a voice may pause, the first piece short so that it can be heard soon."""
        ...

    def speak(self, sentence: str, *, language: str, speed: float = 1.0) -> Pcm:
        """24 kHz audio of one sentence; `speed` 1.0 is the voice's own."""
        ...


@dataclass(frozen=True)
class Say:
    """A sentence or more of the agent's, in one language."""

    text: str
    language: str


@dataclass(frozen=True)
class Call:
    """A tool that the agent calls, by the name and arguments that the session declares."""

    name: str
    arguments: Arguments


@dataclass(frozen=True)
class Prompt:
    """All that a realtime model would see when it is asked to respond."""

    instructions: str
    tools: Sequence[ToolDefinition] = ()
    items: Sequence[Item] = ()
    language: str = "ja"
    tool_choice: str | JsonObject = "auto"
    extra_instructions: str = field(default="")

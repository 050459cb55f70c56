"""What was heard of what a caller said, and how it is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

from voice.engine.dialogue.nlu.normalise import squeeze, unify_english, unify_japanese
from voice.engine.dialogue.nlu.readings import find_reading


@dataclass(frozen=True)
class Utterance:
    """One time that a line was spoken, and what became of it. Times are seconds."""

    said: str  # "" for a voice without words
    language: str  # "ja" or "en": how it is written
    voice: str
    heard: tuple[str, ...]  # one for each turn that the provider found in it; "" where it found no words
    wait: float | None = None  # from its end to the agent's first sound; None without an answer
    barged_in: bool = False  # the agent was speaking when it began
    silence: float | None = None  # then: until the agent was silent; None if it spoke on
    disturbed: int = 0  # how often the agent was stopped before it, when the caller was silent

    @property
    def is_unheard(self) -> bool:
        return bool(self.said) and not any(self.heard)

    @property
    def is_split(self) -> bool:
        return len(self.heard) > 1

    @property
    def words(self) -> str:
        """All that was heard, in one piece."""
        return ("" if self.language == "ja" else " ").join(filter(None, self.heard))

    @cached_property
    def errors(self) -> tuple[int, int]:
        """Wrong, missing and invented characters (in English words), and how many there were to hear."""
        said, heard = write_plainly(self.said, self.language), write_plainly(self.words, self.language)
        return count_errors(said, heard), len(said)

    @cached_property
    def sound_errors(self) -> tuple[int, int]:
        """The same of the kana that are heard, so that two spellings of one sound are equal."""
        if self.language != "ja":
            return self.errors
        said, heard = find_reading(self.said), find_reading(self.words)
        return count_errors(said, heard), len(said)

    @property
    def is_exact(self) -> bool:
        return not self.errors[0]


def write_plainly(text: str, language: str) -> Sequence[str]:
    """Characters in Japanese, words in English: without punctuation, numbers figure by figure."""
    if language == "ja":
        # Groups of a telephone number are joined by a の, which is seldom written.
        return squeeze(re.sub(r"(?<=\d)の(?=\d)", "", unify_japanese(text)))
    words = re.sub(r"\b([ap])\.m\b\.?", r"\1m", unify_english(text).replace("'", ""))
    return re.findall(r"\d|[^\W\d_]+", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words))


def count_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The fewest that have to be changed, left out or put in."""
    row = list(range(len(heard) + 1))
    for wanted in said:
        before, row[0] = row[0], row[0] + 1
        for place, got in enumerate(heard, start=1):
            before, row[place] = row[place], min(before + (wanted != got), row[place] + 1, row[place - 1] + 1)
    return row[-1]


@dataclass(frozen=True)
class Tally:
    """Of the lines in one language. `error_rate` is of characters in Japanese, of words in English."""

    language: str
    lines: int
    exact: int
    unheard: int
    split: int
    error_rate: float
    sound_error_rate: float
    wait: tuple[float, float]  # median and 95th percentile
    barge_ins: int
    missed_barge_ins: int
    silence: float  # median
    disturbed: int


def tally(language: str, utterances: Iterable[Utterance]) -> Tally:
    """Those that were spoken in `language`; what was no words counts for its times only."""
    spoken = [utterance for utterance in utterances if utterance.language == language]
    lines = [utterance for utterance in spoken if utterance.said]
    barged = [utterance for utterance in spoken if utterance.barged_in]
    silences = [utterance.silence for utterance in barged if utterance.silence is not None]
    waits = [utterance.wait for utterance in spoken if utterance.wait is not None]
    return Tally(
        language,
        len(lines),
        sum(utterance.is_exact for utterance in lines),
        sum(utterance.is_unheard for utterance in lines),
        sum(utterance.is_split for utterance in lines),
        _measure_rate(utterance.errors for utterance in lines),
        _measure_rate(utterance.sound_errors for utterance in lines),
        find_percentiles(waits),
        len(barged),
        len(barged) - len(silences),
        find_percentiles(silences)[0],
        sum(utterance.disturbed for utterance in spoken),
    )


def find_percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile; of fewer than two, their sum."""
    if len(seconds) < 2:
        return sum(seconds), sum(seconds)
    cuts = quantiles(seconds, n=100, method="inclusive")
    return round(cuts[49], 4), round(cuts[94], 4)


def _measure_rate(errors: Iterable[tuple[int, int]]) -> float:
    pairs = list(errors)
    return sum(wrong for wrong, _ in pairs) / (sum(length for _, length in pairs) or 1)

"""How far two pieces of text are from each other by their sound: what is misheard sounds nearly so.

Readings are spelled in Latin letters, one for each sound, in Japanese and English alike.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.readings import find_reading, spell_kana

Codes = npt.NDArray[np.intp]
Costs = npt.NDArray[np.float64]
CODES = 128  # of the letters of sounds; the last stands for all others
SOUNDS = (
    ("sh", "S"),
    ("ch", "C"),
    ("ts", "T"),
    ("ph", "f"),
    ("th", "D"),
    ("ck", "k"),
    ("qu", "kw"),
    ("x", "ks"),
)
# Kanji that a recogniser writes for a syllable of a day or an hour, whatever word they make:
# 「ここの家の水用」 is 「ここのかのすいよう」. Behind a figure they are what they are.
SYLLABLES = {
    "か": "家可火", "よう": "用要養洋溶曜", "すい": "水", "もく": "木", "きん": "金", "ど": "土",
    "じゅう": "上重十", "じ": "時字自次地事", "くち": "口", "ち": "知", "にち": "日",
}  # fmt: skip
SYLLABLE_OF = {kanji: kana for kana, written in SYLLABLES.items() for kanji in written}
WRITTEN_SYLLABLE = re.compile(rf"(?<!\d)[{''.join(SYLLABLE_OF)}]")
# What is heard for each other, and what that costs; all else costs 1, as does a sound too many.
ALIKE = {
    0.3: "kg sz Sj Cj SC sS zj Tz TC Ts td bp bv fv hf mn td sc ck dD tD lr jz",
    0.5: "dr hp hb bm ou ie aD gb jr jd nr wb hk yi wu gj",
    0.7: "oa ea ui ae oe au uo ei",
}
COSTS = {
    pair: cost
    for cost in sorted(ALIKE, reverse=True)
    for both in ALIKE[cost].split()
    for pair in (both, both[::-1])
}
# What is easily lost or added.
LIGHT = {"n": 0.5, "h": 0.5, "w": 0.5, "y": 0.3, "u": 0.6, "i": 0.6, "a": 0.7, "o": 0.7, "e": 0.7}


@lru_cache(maxsize=4096)
def spell_sound(text: str) -> str:
    """How it sounds, in Latin letters, one for each sound."""
    plain = squeeze(text)
    japanese = is_japanese(plain) or plain.isdigit()
    latin = spell_kana(find_reading(plain)) if japanese else plain.lower()
    for written, sound in SOUNDS:
        latin = latin.replace(written, sound)
    return latin


@lru_cache(maxsize=16384)
def compare_sounds(meant: str, heard: str) -> float:
    """How far what a recogniser wrote is from words by its sound, as `measure_distance` has it; what it may
    have written syllable by syllable is read so too."""
    return min(measure_distance(spell_sound(meant), sound) for sound in _list_sounds(heard))


@lru_cache(maxsize=256)
def compare_with_all(heard: str, words: tuple[str, ...]) -> tuple[float, ...]:
    """`compare_sounds` for each of many words, all at once."""
    letters, weights, lengths = _lay_out(words)
    nearest = np.ones(len(words))
    for sound in filter(None, _list_sounds(heard)):
        nearest = np.minimum(nearest, _measure_all(sound, letters, weights, lengths))
    return tuple(nearest.tolist())


def _list_sounds(heard: str) -> set[str]:
    return {spell_sound(heard), spell_sound(WRITTEN_SYLLABLE.sub(_read_syllable, heard))}


@lru_cache(maxsize=8)
def _lay_out(words: tuple[str, ...]) -> tuple[Codes, Costs, Codes]:
    """Of each word, a row: the codes of its sounds, and what each costs where it is missing."""
    sounds = [spell_sound(word) for word in words]
    lengths = np.array([len(sound) for sound in sounds], np.intp)
    letters = np.zeros((len(words), max(1, lengths.max(initial=0))), np.intp)
    weights = np.zeros(letters.shape)
    for row, sound in enumerate(sounds):
        letters[row, : len(sound)] = [min(ord(letter), CODES - 1) for letter in sound]
        weights[row, : len(sound)] = [_weigh(letter, sound[:at]) for at, letter in enumerate(sound)]
    return letters, weights, lengths


def _measure_all(sound: str, letters: Codes, weights: Costs, lengths: Codes) -> Costs:
    table = _tabulate_costs()
    count, longest = letters.shape
    row = np.concatenate([np.zeros((count, 1)), np.cumsum(weights, axis=1)], axis=1)
    for at, letter in enumerate(sound):
        lost = _weigh(letter, sound[:at])
        replaced = row[:, :-1] + table[min(ord(letter), CODES - 1)][letters]
        below = np.minimum(np.concatenate([row[:, :1], replaced], axis=1), row + lost)
        below[:, 0] = row[:, 0] + lost
        for column in range(1, longest + 1):
            below[:, column] = np.minimum(below[:, column], below[:, column - 1] + weights[:, column - 1])
        row = below
    ends: Costs = row[np.arange(count), lengths] / np.maximum(lengths, len(sound))
    return np.where(lengths > 0, np.minimum(1.0, ends), 1.0)


@cache
def _tabulate_costs() -> Costs:
    table = np.ones((CODES, CODES))
    np.fill_diagonal(table, 0.0)
    for pair, cost in COSTS.items():
        table[ord(pair[0]), ord(pair[1])] = cost
    return table


def _read_syllable(match: re.Match[str]) -> str:
    return SYLLABLE_OF[match[0]]


@lru_cache(maxsize=16384)
def measure_distance(one: str, two: str) -> float:
    """How far two sounds are from each other: 0 the same, 1 nothing in common."""
    if not one or not two:
        return 1.0
    row = [0.0]
    for letter in two:
        row.append(row[-1] + _weigh(letter, two[: len(row) - 1]))
    for i, wanted in enumerate(one):
        above, row[0] = row[0], row[0] + _weigh(wanted, one[:i])
        for j, got in enumerate(two, start=1):
            same = above + (0.0 if wanted == got else COSTS.get(wanted + got, 1.0))
            above = row[j]
            row[j] = min(same, row[j] + _weigh(wanted, one[:i]), row[j - 1] + _weigh(got, two[: j - 1]))
    return min(1.0, row[-1] / max(len(one), len(two)))


def _weigh(letter: str, before: str) -> float:
    """What a sound too many costs: little where it only lengthens the one before."""
    return 0.2 if before.endswith(letter) else LIGHT.get(letter, 1.0)

"""How far two pieces of text are from each other by their sound: what is misheard sounds nearly so.

Readings are spelled in Latin letters, one for each sound, in Japanese and English alike.
"""

from __future__ import annotations

from functools import lru_cache

from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.normalise import squeeze
from voice.engine.dialogue.nlu.readings import find_reading, spell_kana

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

"""Which calls a person should look at: judged by the lines alone. Pure.

Two signs that an agent does not get on with its caller: it apologised twice, or the caller raised the same
matter three times. Both are guesses by the words; a clerk reads the lines, and decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

APOLOGIES = 2
REPETITIONS = 3
LATEST = 40  # of the caller's utterances are compared, each with each
ALIKE = 0.6  # of the words of two utterances that are the same, by Dice

APOLOGY = re.compile(
    r"申し訳|すみません|ごめんなさい|お詫び|失礼(?:いた|致)しました|\bsorry\b|\bapolog", re.IGNORECASE
)
# What carries the meaning in Japanese is written in kanji, katakana or Latin letters; digits are answers.
CONTENT = re.compile(r"[一-鿿々]{2,}|[ァ-ヶー]{2,}|[a-z']{3,}")
LATIN = re.compile(r"[a-z']")
PUNCTUATION = re.compile(r"[\s、。,.!?！？…「」・]+")
# Say nothing of what somebody wants.
COMMON_WORDS = """
    about again all already and any are but can can't could did didn't does don't for from get give
    good had has have hello here how i'd i'll i'm it's just let like may maybe more need not now okay
    one our out please said say should some sure tell than thank thanks that that's the them then there
    they this those time told too two very want wanted was well were what what's when where which who
    will with won't would yeah yes you your
"""
COMMON = frozenset(COMMON_WORDS.split())


class Sign(Enum):
    APOLOGISED = "apologised"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Utterance:
    """role: "agent", "caller", or another who is not judged."""

    role: str
    text: str


def find_signs(utterances: Iterable[Utterance]) -> list[Sign]:
    """Why a person should look at this call; empty where nothing speaks for it."""
    said = list(utterances)
    apologies = sum(1 for each in said if each.role == "agent" and APOLOGY.search(each.text))
    signs = [Sign.APOLOGISED] if apologies >= APOLOGIES else []
    raised = [
        matter for each in said if each.role == "caller" and (matter := read_matter(each.text)).features
    ]
    return [*signs, *([Sign.REPEATED] if is_repeated(raised[-LATEST:]) else [])]


@dataclass(frozen=True)
class Matter:
    """What an utterance is about."""

    text: str  # without punctuation, in one spelling
    features: frozenset[str]


def read_matter(text: str) -> Matter:
    """No features where it names nothing: a yes, a number, a greeting."""
    plain = unicodedata.normalize("NFKC", text).lower()
    features: set[str] = set()
    for word in CONTENT.findall(plain):
        if not LATIN.match(word):
            features |= {word[at : at + 2] for at in range(len(word) - 1)}
        elif word not in COMMON:
            features.add(word)
    return Matter(PUNCTUATION.sub("", plain), frozenset(features))


def is_repeated(raised: Sequence[Matter]) -> bool:
    """Whether one of them came three times or more, in whatever words."""
    return any(sum(1 for other in raised if is_alike(each, other)) >= REPETITIONS for each in raised)


def is_alike(one: Matter, other: Matter) -> bool:
    if one.text == other.text:
        return True
    # A single word in common ("car") is no matter.
    common = len(one.features & other.features)
    return common >= 2 and 2 * common / (len(one.features) + len(other.features)) >= ALIKE

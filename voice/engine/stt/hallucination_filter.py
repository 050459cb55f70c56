"""Decides whether what a decoder wrote was really said. Pure: text and figures in, `Heard` out.

Whisper fills silence with phrases from its training, or with its own prompt. An empty answer makes the
agent ask again; an invented one books a car.
"""

from __future__ import annotations

import math
import re
import unicodedata
from itertools import pairwise

from voice.engine.interfaces import Heard
from voice.engine.stt.whisper import Decoded
from voice.invention import is_credit, is_loop

# Whisper's own limits are 0.6 and −1.0. Of the second a little more is let through, as the rules below judge
# it too.
_NO_SPEECH = 0.6
_UNSURE = -1.2
# What answers the question that stands is likely for that alone.
_UNSURE_ANSWER = -2.0
# One term of the vocabulary, alone, is a fair answer ("東京駅前店") only when it was heard clearly.
_CLEAR_NO_SPEECH = 0.35
_CLEAR = -0.75
# Nobody says more than this in a second.
_FASTEST = {"ja": 16.0, "en": 28.0}
_SLACK_SECONDS = 0.5

_SEPARATORS = re.compile(r"[,、，。.;；\n]+")
_NOISE = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。．.!?！？]+[。．.!?！？]*\s*")
_ASIDES = re.compile(r"[\[(（【♪*][^\])）】♪*]{0,200}[\])）】♪*]")

# Fair things to say, and also what it writes over a breath: believed only when clearly heard.
_POLITE = {"ありがとうございました", "thankyou", "you", "bye", "byebye", "ん", "うん", "so", "the"}


def judge(decoded: Decoded, *, vocabulary: str, seconds: float, asked: bool = False) -> Heard:
    """What to make of the words of `seconds` of audio: no text, and why, where they cannot be trusted.

    `asked`: an answer is awaited, so that a voice without words is not taken for noise.
    """
    text = _once(_ASIDES.sub(" ", decoded.text).strip())
    why = "a loop" if is_loop(decoded.text) else _why_empty(text, decoded, vocabulary, seconds)
    confidence = min(1.0, math.exp(min(decoded.log_probability, 0.0)))
    has_voice = asked and decoded.no_speech < _CLEAR_NO_SPEECH
    return Heard("" if why else text, decoded.language, 0.0 if why else confidence, why, has_voice)


def _why_empty(text: str, decoded: Decoded, vocabulary: str, seconds: float) -> str:
    bare = _bare(text)
    if not bare:
        return "no words"
    if decoded.no_speech > _NO_SPEECH:
        return "no speech"
    if decoded.log_probability < (_UNSURE_ANSWER if decoded.answers else _UNSURE):
        return "unsure"
    if is_credit(text):
        return "a known invention"
    if len(bare) > _FASTEST.get(decoded.language, 28.0) * (seconds + _SLACK_SECONDS):
        return "more words than time"
    clear = decoded.no_speech < _CLEAR_NO_SPEECH and decoded.log_probability > _CLEAR
    if decoded.answers:
        return ""
    if decoded.after_loop and not clear:
        return "a loop"
    if bare in _POLITE and not clear:
        return "a known invention"
    if _is_piece_of(text, vocabulary, clear=clear):
        return "a piece of the vocabulary"
    return ""


def _is_piece_of(text: str, vocabulary: str, *, clear: bool) -> bool:
    """Whether `text` recites the vocabulary: two neighbours of its list, or one that was hardly heard."""
    terms = [_bare(term) for term in _SEPARATORS.split(vocabulary)]
    bare = _bare(text)
    if bare in terms:
        return not clear
    neighbours = {a + b for a, b in pairwise(terms)}
    return bare in "".join(terms) and any(pair in bare for pair in neighbours if pair)


def _once(text: str) -> str:
    """`text` without a sentence said again word for word, which a short window sometimes adds."""
    kept: list[str] = []
    for sentence in _SENTENCE.findall(text) or [text]:
        if not kept or _bare(sentence) != _bare(kept[-1]):
            kept.append(sentence)
    joined = "".join(kept).strip()
    half, odd = divmod(len(joined), 2)
    # Shorter ones are meant: はいはい, もしもし.
    if not odd and half >= 8 and joined[:half] == joined[half:]:
        return joined[:half].strip()
    return joined


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bare(text: str) -> str:
    return _NOISE.sub("", _plain(text))

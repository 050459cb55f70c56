"""What the caller said, made once a turn, and what of it was understood: spans, and the residue between them.

Recognisers are functions `recognise_x(utterance, ...) -> list[Span]`. A `Reading` holds the spans that they
found. What no span and no filler covers is its residue. A value directly beside residue may be turned round
by it ("the second Saturday", 「コンパクト以外」), so it is uncertain and must not be used silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from voice.engine.dialogue.nlu.language import JAPANESE, KANA, LATIN_WORD
from voice.engine.dialogue.nlu.normalise import NUMBER_WORDS_EN, NUMBER_WORDS_JA, unify

Language = Literal["ja", "en"]

# In words: with fewer, the Latin letters in a Japanese sentence are a shop's name or a class.
FEW_WORDS = 3
# In characters: a Japanese word has about two, so that a sentence with more of them than that is Japanese.
CHARACTERS_PER_WORD = 2

# Politeness, hesitation, and the words that any wish for a car holds: they change no value beside them. Words
# that do (not, next, after, 以外, 前, 次) are missing on purpose. One alternative of a pattern each.
FILLERS_JA = r"""
    えっと ええと えー{1,5}(?:っ?と)? あのー{0,5} あの そのー うーん んー{1,5} まあ ま あー{0,5} ああ
    あっ なんか ちょっと とりあえず じゃあ? では それでは それじゃあ? そしたら なら もしもし こんにちは
    こんばんは おはようございます はじめまして お世話になって(?:い|お)?ります お世話になります
    すみません すいません 恐れ入ります はい ええ うん そうですね そうです ありがとうございます どうも
    よろしく 宜しく お?願い(?:いた)?します お?願い(?:でき|したい)(?:ます|です)? お?ねがいします ください
    下さい です でした でございます ます ました だ だよ なん んです? けれども? けども? が は を に で の
    と も へ や から まで って とか ね よ か かな わ たい したい ほしい 欲しい いい 良い よい これ それ
    そこ ここ こと もの 予約 ご予約 (?:お)?(?:借り|使い|利用|レンタル)(?:たい|ます|る|れ(?:れば|ば)|て)?
    して する します しました 希望 ご希望 車 お?車 クルマ レンタカー 考えて(?:い)?(?:る|ます)
    思って(?:い)?(?:る|ます|まして) 思います 思う いただけ(?:ます|る|れば)? いただき(?:ます|たい)?
    もらえ(?:ます|る)? できます できる でしょうか 幸い くらい ぐらい ごろ 頃 あたり
    ちょうど 丁度 ぴったり きっかり
""".split()  # noqa: SIM905
FILLERS_EN = r"""
    u{1,5}m{1,5} u{1,5}h{1,5} er{1,3}m? a{1,3}h{1,5} oh hm{1,5} so well okay ok yes yeah yep sure right
    alright hi hello hey there good morning afternoon evening please thanks thank you kindly just maybe
    perhaps i i'm i\sam i'd i'll we we'd we'll we're me us my our a an the it it's that that's this\sis
    is are be would will could can like love need needs want wanna wants have get take do to on at in of
    for from by around about until till til and with book booking reserve reservation rent renting
    rental hire pick picking pickup up return returning back bring drop off car cars vehicle class one
    going hoping looking planning thinking if\spossible you\sknow then your shop store branch as
""".split()  # noqa: SIM905
_FILLER_JA = "(?:" + "|".join(sorted(FILLERS_JA, key=len, reverse=True)) + ")"
_LEADING_JA = re.compile(_FILLER_JA)
_TRAILING_JA = re.compile(rf"{_FILLER_JA}\Z")
_PARTICLE = re.compile(r"から|まで|[がはをにでとへの]")
_LONGEST_FILLER = 16  # characters: no filler of the list is longer, so no more need be looked at
_FILLER_EN = re.compile(
    "(?:" + "|".join(sorted(FILLERS_EN, key=len, reverse=True)) + r")(?![\w'])", re.IGNORECASE
)
_ENGLISH = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['.:/-][A-Za-z0-9À-ɏ]+)*")
# A row of Japanese, or Latin words with the spaces between them.
_WORDS = re.compile(r"[A-Za-z0-9À-ɏ'][A-Za-z0-9À-ɏ'.:/ -]*|[^\s、。,.!?！？;；「」()（）・…~]+")
# These join a value with the word that modifies it: "the second Saturday", 「最後の金曜」.
_JOINERS = re.compile(r"(?:\s|の|\b(?:a|an|the|of|my)\b)*")


@dataclass(frozen=True)
class Span:
    """A piece that a recogniser understood. `value` has the type that its `kind` says. `start` and `end` are
    offsets in `Utterance.plain`; `end` is behind the last character."""

    kind: str
    value: Any
    start: int
    end: int

    def overlaps(self, others: Iterable[Span]) -> bool:
        """Whether it has a character in common with one of `others`."""
        return any(self.start < other.end and other.start < self.end for other in others)


@dataclass(frozen=True)
class Utterance:
    """One utterance in the spellings that recognisers read. `read_utterance` makes it."""

    # As it was transcribed or typed.
    raw: str
    # Of this utterance, not of the call. A mixed sentence has the language of most of its words.
    language: Language
    # One spelling of widths, dashes, quotes and spaces; the case is kept. Spans count in it.
    plain: str
    # `plain` in lower case, with number words as digits: "the twenty-first" is "the 21st".
    text: str
    # For each character of `text`, the piece of `plain` that it was made of.
    _made_of: tuple[tuple[int, int], ...] = field(repr=False)

    def map_back(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in `plain` of what stands at these offsets in `text`."""
        if start >= end:
            at = self._made_of[start][0] if start < len(self._made_of) else len(self.plain)
            return at, at
        return self._made_of[start][0], self._made_of[end - 1][1]

    def span(self, kind: str, value: Any, start: int, end: int) -> Span:
        """A span of what stands at these offsets in `text`."""
        return Span(kind, value, *self.map_back(start, end))


@dataclass(frozen=True)
class Reading:
    """What was understood of an utterance, in the order of the text."""

    utterance: Utterance
    spans: tuple[Span, ...]

    @cached_property
    def residue(self) -> tuple[Span, ...]:
        """Pieces of `plain` with content that no span and no filler covers; `value` is the piece."""
        plain, begin = self.utterance.plain, 0
        found: list[tuple[int, int]] = []
        for span in [*sorted(self.spans, key=lambda each: each.start), None]:
            end = span.start if span else len(plain)
            for words in _WORDS.finditer(plain, begin, max(begin, end)):
                found += _find_content(plain, *words.span())
            begin = max(begin, span.end) if span else end
        return tuple(Span("residue", plain[start:end], start, end) for start, end in _join(plain, found))

    def touches_residue(self, span: Span) -> bool:
        """Whether residue stands directly beside the span, not parted from it by the end of a clause."""
        return any(
            self._are_joined(piece.end, span.start) or self._are_joined(span.end, piece.start)
            for piece in self.residue
        )

    def _are_joined(self, end: int, start: int) -> bool:
        return end <= start and _JOINERS.fullmatch(self.utterance.plain, end, start) is not None


def read_utterance(raw: str) -> Utterance:
    """The utterance in its spellings, in time linear in its length."""
    plain = unify(raw)
    lowered = [character.lower() for character in plain]  # a few letters are two in lower case
    text = "".join(lowered)
    made_of = [(at, at + 1) for at, letters in enumerate(lowered) for _ in letters]
    for pattern, write in (*NUMBER_WORDS_JA, *NUMBER_WORDS_EN):
        text, made_of = _substitute(pattern, write, text, made_of)
    return Utterance(raw, find_language(plain), plain, text, tuple(made_of))


def keep_longest(spans: Iterable[Span]) -> list[Span]:
    """Of spans over the same words, the longest, in the order of the text."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end - span.start > kept[-1].end - kept[-1].start:
            kept[-1] = span
    return kept


def find_language(plain: str) -> Language:
    """The language of most of the words."""
    characters, words = JAPANESE.findall(plain), LATIN_WORD.findall(plain)
    if not characters:
        return "en"
    mixed = len(words) >= FEW_WORDS and len(characters) < CHARACTERS_PER_WORD * len(words)
    return "en" if mixed and len(KANA.findall(plain)) <= len(words) else "ja"


def _substitute(
    pattern: re.Pattern[str], write: Callable[[re.Match[str]], str], text: str, made_of: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """`pattern.sub(write, text)`, with what each character was made of."""
    pieces, origins, done = [], [], 0
    for match in pattern.finditer(text):
        start, end = match.span()
        written = write(match)
        pieces += [text[done:start], written]
        origins += made_of[done:start]
        origins += [(made_of[start][0], made_of[end - 1][1])] * len(written)
        done = end
    return "".join([*pieces, text[done:]]), [*origins, *made_of[done:]]


def _find_content(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The content of one row of characters without punctuation."""
    if JAPANESE.search(plain, start, end) is None:
        covered = start
        for word in _ENGLISH.finditer(plain, start, end):
            filler = _FILLER_EN.match(plain, word.start(), end)
            covered = max(covered, filler.end() if filler else 0)
            if word.start() >= covered:
                yield word.span()
        return
    covered = start
    while (filler := _LEADING_JA.match(plain, covered, end)) and filler.end() > covered:
        covered = filler.end()
    if covered >= end:
        return
    # Only a particle may be cut off in front: the も of 「もどき」 is none.
    if particle := _PARTICLE.match(plain, start, end):
        start = particle.end()
    while filler := _TRAILING_JA.search(plain, max(start, end - _LONGEST_FILLER), end):
        end = filler.start()
    if start < end:
        yield start, end


def _join(plain: str, pieces: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Content words that stand side by side are one piece."""
    last: tuple[int, int] | None = None
    for start, end in pieces:
        if last and not plain[last[1] : start].strip() and last[1] < start:
            last = (last[0], end)
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last

"""Whether the whole of what a caller said is a yes to the question that stands.

Consent is a closed world. The utterance is cut into the phrases of `consent_en` and `consent_ja` and into
repetitions of what was read out. If one word is left over, it is neither a yes nor a no: the agent asks anew.
So a negation, a condition, a question, a doubt, another value or words to somebody else need not be listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from functools import cached_property, lru_cache
from typing import Literal

from voice.engine.dialogue.nlu import consent_en, consent_ja, normalise
from voice.engine.dialogue.nlu.calling_off import TO_BE_TOLD
from voice.engine.dialogue.nlu.language import is_japanese
from voice.engine.dialogue.nlu.readings import write_katakana

Operation = Literal["book", "change", "cancel", "offer", "retry", "amend"]
Verdict = Literal["", "yes", "again", "short", "no", "dropped"]

# Nobody agrees in so many characters; it also bounds the work on hostile input.
LONGEST = 300
# No phrase goes on over them. "?" is missing on purpose: it belongs to no yes.
PAUSES = frozenset('.,!、。・:;"()[]「」『』~♪*_')
PAUSE = ","
BETWEEN = PAUSE + " "
SPACELESS = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
REPEATED = "repeated"
OPENING = "OPENING"
WRITTEN_OTHERWISE = re.compile("|".join(map(re.escape, sorted(consent_ja.SPELLINGS, key=len, reverse=True))))
WORD = re.compile(r"\d+(?::\d+)?|[a-z\u00df-\u024f]+|\S")
SUPPOSING = re.compile(
    rf"{TO_BE_TOLD}"
    r"|もし|たら|なら|れば|場合|ですか|ますか|かな|でしょうか|って[.。…]*$|\?|？"
    r"|\b(?:if|unless|(?<!know )what|how|when|would|could|can)\b",
    re.IGNORECASE,
)


class Piece(Flag):
    """What one phrase contributes."""

    FILLER = auto()
    YES = auto()
    OKAY = auto()  # agrees, and is also what one says as one leaves
    GO = auto()  # to go on with what was asked
    PLEASE = auto()
    FINE = auto()  # yes to "is this right?", but perhaps "no need" to "shall I cancel?"
    NO_THANKS = auto()  # 結構です: as often "no, thank you" as "that is fine"
    MISHEARD = auto()  # いいよ, which is what a recogniser makes of いいえ
    ACT = auto()  # what was asked, repeated
    REPEATED = auto()  # a detail, as it was read out
    NO_CHANGES = auto()
    AS_READ = auto()  # このままで: as it was read out, or as it stands
    PART = auto()  # one thing is right, or was heard: of the rest nothing is said
    LEAVING = auto()
    NO = auto()
    UNWANTED = auto()  # not "that is wrong", but "I want none"
    KEEP = auto()
    AFTER_ALL = auto()  # a change of mind
    OTHER = auto()  # known, and neither a yes nor a no to this question


AGREEING = (
    Piece.FILLER | Piece.YES | Piece.OKAY | Piece.GO | Piece.PLEASE | Piece.FINE | Piece.NO_THANKS
    | Piece.MISHEARD | Piece.ACT | Piece.REPEATED | Piece.NO_CHANGES | Piece.AS_READ | Piece.PART
    | Piece.LEAVING
)  # fmt: skip
REFUSING = (
    Piece.FILLER | Piece.LEAVING | Piece.PLEASE | Piece.NO | Piece.UNWANTED | Piece.KEEP | Piece.AS_READ
    | Piece.AFTER_ALL
)  # fmt: skip
COURTESY = Piece.FINE | Piece.NO_THANKS
ENOUGH = Piece.YES | Piece.OKAY | Piece.FINE


@dataclass(frozen=True)
class Question:
    """What was asked. `operation` is what a yes would do; `of` is what is tried once more where that is
    "retry". `details` are the ways to repeat what was read out, `spoken` tells speech from typing.
    `taken_by_detail`: one thing was offered, and to name a part of it takes it ("eight is fine")."""

    operation: Operation
    of: Operation = "book"
    details: tuple[str, ...] = ()
    spoken: bool = True
    taken_by_detail: bool = False

    @property
    def undoes(self) -> bool:
        """Whether a yes alters a reservation that stands."""
        return self.about in ("cancel", "change")

    @property
    def wants_more_than_fine(self) -> bool:
        """Whether 「大丈夫です」 might mean that it need not be done."""
        return self.operation == "retry" or self.about == "cancel"

    @property
    def about(self) -> Operation:
        return self.of if self.operation == "retry" else self.operation


def judge(text: str, question: Question) -> Verdict:
    """What the whole of `text` answers to `question`, in time that is linear in its length.

    "again": what was asked was said once more, without a yes. "short": of a yes, as one part of it is right,
    or it was heard, or the caller takes leave, or 「結構です」 may be either. "dropped": a no, as nothing
    at all is to be booked. "": neither, or both, or something left over.
    """
    if len(text) > LONGEST:
        return ""
    plain = normalise_words(text)
    found = _read_whole(plain, question)
    if not found and question.spoken and plain.endswith("?") and plain[-2:-1] not in BETWEEN:
        # A recogniser writes the mark for a voice that rises: one asks "yes?", and nobody "yes, please?".
        found = {pieces for pieces in _read_whole(plain[:-1], question) if _agrees_twice(pieces)}
    verdicts = {_weigh_pieces(pieces, question) for pieces in found}
    return verdicts.pop() if len(verdicts) == 1 else ""


def _read_whole(plain: str, question: Question) -> set[Piece]:
    found = _find_readings(plain, question, [_load_grammar()])
    if not found and question.details:
        found = _find_readings(plain, question, [_load_grammar(), _build_repetitions(question.details)])
    return found


def _agrees_twice(pieces: Piece) -> bool:
    return bool(pieces & (Piece.YES | Piece.OKAY)) and bool(pieces & (Piece.PLEASE | Piece.ACT))


def supposes(text: str) -> bool:
    """Whether something is asked or supposed, so that a "cancel" in it does not ask to cancel."""
    return SUPPOSING.search(text) is not None


def _weigh_pieces(pieces: Piece, question: Question) -> Verdict:
    if question.operation == "amend" and Piece.NO_CHANGES in pieces:
        pieces &= ~Piece.NO
    if pieces & Piece.NO or (question.undoes and pieces & (Piece.KEEP | Piece.AS_READ)):
        # 「いいえ、大丈夫です」 keeps a booking from being cancelled; elsewhere it might be either.
        allowed = REFUSING | (COURTESY if question.about == "cancel" else Piece.FILLER)
        refusal: Verdict = "dropped" if Piece.UNWANTED in pieces and question.operation == "book" else "no"
        return refusal if pieces in allowed else ""
    if pieces not in AGREEING:
        return ""
    return _judge_agreement(pieces, question)


def _judge_agreement(pieces: Piece, question: Question) -> Verdict:
    if Piece.NO_CHANGES in pieces and question.undoes:
        return ""
    wished = bool(pieces & (Piece.PLEASE | Piece.ACT | Piece.GO))
    leaving = Piece.LEAVING in pieces and Piece.YES not in pieces and bool(pieces & ENOUGH)
    if not wished and (Piece.PART in pieces or leaving):
        return "short"
    if pieces & (Piece.YES | Piece.OKAY):
        return "yes"
    if Piece.ACT in pieces:
        return "again" if question.undoes and question.operation != "retry" else "yes"
    if Piece.MISHEARD in pieces and question.spoken and Piece.PLEASE not in pieces:
        return ""
    if Piece.REPEATED in pieces:
        if question.taken_by_detail:
            return "yes"
        return ""  # a detail said once more is no answer
    if Piece.NO_THANKS in pieces and question.operation in ("book", "change", "cancel"):
        return "short"  # either a yes or "no, thank you": asked anew, and nothing is put to change
    enough = Piece.PLEASE | Piece.NO_CHANGES
    if not question.wants_more_than_fine:
        enough |= Piece.FINE | Piece.AS_READ | Piece.MISHEARD
    return "yes" if pieces & enough else ""


def _find_readings(text: str, question: Question, grammars: Sequence[Grammar]) -> set[Piece]:
    """The readings that cover all of `text` with the fewest phrases: いいえ is no いい and え."""
    meaning = _assign_meanings(question.operation, question.of)
    fewest: list[tuple[int, set[Piece]] | None] = [None] * (len(text) + 1)
    fewest[0] = (0, {Piece(0)})
    for begin, character in enumerate(text):
        reached = fewest[begin]
        if reached is None:
            continue
        count, before = reached
        steps = [(begin + 1, count, Piece(0))] if character in BETWEEN else []
        for rules in grammars:
            steps += [
                (end, count + 1, meaning[group])
                for end, group in rules.find_phrases_at(text, begin)
                if group != OPENING or _opens_a_clause(text, begin, end)
            ]
        for end, pieces, piece in steps:
            there = fewest[end]
            joined = {sofar | piece for sofar in before}
            if there is None or pieces < there[0]:
                fewest[end] = (pieces, joined)
            elif pieces == there[0]:
                there[1].update(joined)
    return fewest[-1][1] if fewest[-1] else set()


def _opens_a_clause(text: str, begin: int, end: int) -> bool:
    return text[:begin].rstrip()[-1:] in ("", PAUSE) and bool(text[end:].strip(BETWEEN))


@dataclass(frozen=True, eq=False)
class GrammarState:
    """The nodes of a grammar that the same characters lead to: which phrases end there, how one goes on."""

    groups: frozenset[str]
    onward: dict[str, set[int]]
    reached: dict[str, GrammarState] = field(default_factory=dict)


class Grammar:
    """An automaton of phrases: one step a character, however many ways there are to go on. The states where
    one has been are kept, as each turn reads what was said before once more."""

    def __init__(self) -> None:
        self._states: dict[frozenset[int], GrammarState] = {}
        self._steps: list[dict[str, set[int]]] = [{}]
        self._freely: list[set[int]] = [set()]
        self._shared: dict[tuple[int, str], int] = {}
        self._ends: dict[int, set[str]] = {}

    def add(self, group: str, lines: str) -> None:
        """Take in the phrases of `lines`, before any is looked for; "that(s| is) fine" stands for two."""
        for line in filter(None, map(str.strip, lines.split("\n"))):
            at = 0
            for part in filter(None, re.split(r"[()]", line)):
                then = self._add_node()
                for words in part.split("|"):
                    self._spell(at, then, words)
                at = then
            self._ends.setdefault(at, set()).add(group)

    def find_phrases_at(self, text: str, begin: int) -> Iterator[tuple[int, str]]:
        """Every phrase that begins there, as its end and its group."""
        state, end = self._beginning, begin
        while end < len(text) and text[end] in state.onward:
            state, end = self._go_on(state, text[end]), end + 1
            if state.groups and _ends_a_word(text, end):
                yield from ((end, group) for group in state.groups)

    @cached_property
    def _beginning(self) -> GrammarState:
        return self._find_state({0})

    def _go_on(self, state: GrammarState, character: str) -> GrammarState:
        reached = state.reached.get(character)
        if reached is None:
            reached = state.reached[character] = self._find_state(state.onward[character])
        return reached

    def _find_state(self, nodes: set[int]) -> GrammarState:
        nodes = self._follow_empty_steps(set(nodes))
        known = frozenset(nodes)
        if known not in self._states:
            onward: dict[str, set[int]] = {}
            for node in nodes:
                for character, further in self._steps[node].items():
                    onward.setdefault(character, set()).update(further)
            groups = frozenset().union(*(self._ends.get(node, ()) for node in nodes))
            self._states[known] = GrammarState(groups, onward)
        return self._states[known]

    def _follow_empty_steps(self, nodes: set[int]) -> set[int]:
        waiting = list(nodes)
        while waiting:
            further = self._freely[waiting.pop()] - nodes
            nodes |= further
            waiting += further
        return nodes

    def _spell(self, begin: int, end: int, words: str) -> None:
        """A space may be missing: the word after it may be an empty one."""
        for index, character in enumerate(words):
            then = end if index == len(words) - 1 else self._add_child(begin, character)
            self._steps[begin].setdefault(character, set()).add(then)
            if character == " ":
                self._freely[begin].add(then)
            begin = then
        if not words:
            self._freely[begin].add(end)

    def _add_child(self, node: int, character: str) -> int:
        """Where words with the same beginning go on together."""
        known = self._shared.setdefault((node, character), -1)
        if known < 0:
            known = self._shared[node, character] = self._add_node()
        return known

    def _add_node(self) -> int:
        self._steps.append({})
        self._freely.append(set())
        return len(self._steps) - 1


@lru_cache(maxsize=1)
def _load_grammar() -> Grammar:
    found = Grammar()
    for language in (consent_en, consent_ja):
        for group, lines in language.GROUPS.items():
            found.add(group, _unify_spelling(lines))
    return found


@lru_cache(maxsize=16)  # of the calls that go on
def _build_repetitions(details: tuple[str, ...]) -> Grammar:
    found = Grammar()
    for detail in details:
        found.add(REPEATED, _unify_spelling(detail))
    return found


def spell_value(value: str) -> str:
    """A value as a part of a phrase: in the one spelling, without the signs of the grammar."""
    return re.sub(r"[()|\n,]", "", normalise_words(value)).strip()


@lru_cache(maxsize=64)
def _assign_meanings(operation: Operation, of: Operation) -> dict[str, Piece]:
    """What the phrases of each group are to this question."""
    asked: set[str] = {operation, of} if operation == "retry" else {operation}
    booking = bool(asked & {"book", "offer", "amend"})
    asked |= {"book"} if booking else set()
    meaning = {str(piece.name): piece for piece in Piece}
    meaning |= {REPEATED: Piece.REPEATED, "DOUBTFUL": Piece.OTHER, OPENING: Piece.FILLER}
    meaning |= {"GO": Piece.YES | Piece.GO, "UNWANTED": Piece.NO | Piece.UNWANTED}
    meaning["TAKES"] = Piece.YES if operation == "offer" else Piece.OTHER
    meaning["AS_READ"] = Piece.OTHER if "change" in asked else Piece.AS_READ
    meaning["AS_IT_IS"] = Piece.OTHER if booking else Piece.KEEP
    meaning["ENTER"] = Piece.ACT if booking or "change" in asked else Piece.OTHER
    meaning["NOTHING"] = Piece.NO_CHANGES if operation == "amend" else Piece.OTHER
    for name in ("book", "change", "cancel", "retry", "offer"):
        meaning[name] = Piece.ACT if name in asked else Piece.OTHER
        meaning[f"not {name}"] = Piece.NO if name in asked else Piece.OTHER
        # "Go ahead" is a yes already; with what to go ahead must be just what was asked.
        meaning[f"go {name}"] = Piece.YES | Piece.ACT if name in asked else Piece.OTHER
    if booking:
        unwanted = Piece.NO | Piece.UNWANTED
        meaning |= {"cancel": unwanted, "not book": unwanted, "not change": Piece.NO_CHANGES}
    return meaning


def normalise_words(text: str) -> str:
    """In one spelling: katakana and small letters, words a space apart, a comma where one pauses."""
    plain = normalise.unify_japanese(text) if is_japanese(text) else normalise.unify_english(text)
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain.replace("o.k.", "ok").replace("O.K.", "ok"))
    words = WORD.findall(_unify_spelling(plain))
    signs = (PAUSE if word in PAUSES else word for word in words if not _is_ornament(word))
    return SPACELESS.sub("", " ".join(signs))


def _unify_spelling(text: str) -> str:
    plain = text.lower().replace("'", "")
    plain = WRITTEN_OTHERWISE.sub(lambda found: consent_ja.SPELLINGS[found[0]], plain)
    plain = write_katakana(plain).lower()
    for drawn, short in (("マース", "マス"), ("デース", "デス"), ("ソー", "ソウ")):
        plain = plain.replace(drawn, short)
    return plain


def _is_ornament(word: str) -> bool:
    """A hyphen, or what only alters the sign before it, such as the colour of a thumb."""
    return word == "-" or unicodedata.category(word[0]) in ("Mn", "Cf", "Sk")


def _ends_a_word(text: str, end: int) -> bool:
    return end == len(text) or not (_is_latin(text[end - 1]) and _is_latin(text[end]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()

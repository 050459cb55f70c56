"""What two accounts of one sound have in common: a value that only one of them has is asked for.

Two recognisers hardly ever mistake one value for the same other one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from voice.engine.dialogue.nlu import classes, places
from voice.engine.dialogue.nlu.dates.period import recognise_dates
from voice.engine.dialogue.nlu.dates.tokens import Clock, DayWord
from voice.engine.dialogue.nlu.language import EITHER, join_by_or
from voice.engine.dialogue.nlu.utterance import Reading, Span, Utterance, read_utterance
from voice.engine.dialogue.state.dialogue import Dialogue

# Of these the agent asks which was meant, where a caller names two.
KINDS = ("day", "time", "length", "class", "shop", "region", "doubt")
HALF_A_DAY = 12
# What can be left out of a sentence without changing the rest.
CUT = frozenset({"class", "shop", "region"})


@dataclass(frozen=True)
class ReadAccount:
    """One account, read by the words of the trade."""

    utterance: Utterance
    spans: tuple[Span, ...]

    @cached_property
    def residue(self) -> tuple[Span, ...]:
        return Reading(self.utterance, self.spans).residue

    def list_spans(self, kind: str) -> list[Span]:
        return sorted((span for span in self.spans if span.kind == kind), key=lambda span: span.start)

    def rate(self) -> tuple[int, int]:
        """The lower, the more of it is understood: hours that may be of either half of the day, and what
        nobody understands."""
        open_clocks = sum(not _value(span).sure for span in self.list_spans("time"))
        return open_clocks, sum(len(piece.value) for piece in self.residue)

    def hides_more_than(self, other: ReadAccount) -> bool:
        """Whether something in it is understood by nobody, and stands not in the other too."""
        return any(piece.value not in other.utterance.plain for piece in self.residue)


def join_texts(d: Dialogue, first: str, second: str) -> str:
    """The text to act on: the account that says what both say, either of two values where they part (the
    agent asks which), and nothing where they contradict each other in more. The second is the better one.
    """
    one, two = _read_account(d, first), _read_account(d, second)
    if one.list_spans("doubt") or two.list_spans("doubt"):
        return _settle_doubt(one, two)
    lost = [kind for kind in KINDS if len(one.list_spans(kind)) != len(two.list_spans(kind))]
    kept = _choose_by_count(one, two, lost) if lost else min((two, one), key=ReadAccount.rate)
    if kept is None:
        return _cut_lonely(one, two) if CUT.issuperset(lost) else ""
    other = one if kept is two else two
    either = _list_either(kept, other, [kind for kind in KINDS if kind not in lost])
    if either is None:
        return ""
    plain = kept.utterance.plain
    for span, words in sorted(either, key=lambda each: -each[0].start):
        both = join_by_or(kept.utterance.language, (plain[span.start : span.end], words))
        plain = plain[: span.start] + both + plain[span.end :]
    return plain if either else kept.utterance.raw


def _read_account(d: Dialogue, text: str) -> ReadAccount:
    utterance = read_utterance(text)
    spans = [
        *recognise_dates(utterance, d.today, asked_time=True),
        *classes.recognise_classes(utterance, d.free or []),
    ]
    if d.shops:
        spans += places.recognise_places(utterance, list(d.shops.values()), loose=False)
    else:
        spans += (
            Span("region", match[0].lower(), *match.span())
            for match in places.KNOWN_REGION.finditer(utterance.plain)
        )
    return ReadAccount(utterance, tuple(spans))


def _settle_doubt(one: ReadAccount, two: ReadAccount) -> str:
    """One account names two values: the other says which it is, where it has one of them."""
    doubting, plain = (two, one) if two.list_spans("doubt") else (one, two)
    offered = EITHER.split(_value(doubting.list_spans("doubt")[0]).words)
    settles = any(plain.utterance.plain[span.start : span.end] in offered for span in plain.spans)
    return (plain if settles and not plain.list_spans("doubt") else doubting).utterance.raw


def _choose_by_count(one: ReadAccount, two: ReadAccount, kinds: Sequence[str]) -> ReadAccount | None:
    """The account with fewer values, as the others are one's word alone; that with more, where something in
    the other could not be read. None where each has more of something, or one only lost a day: without that
    of its end, a rental ends on the same.
    """
    if any(each == "day" and one.list_spans(each) and two.list_spans(each) for each in kinds):
        return None
    more = {len(one.list_spans(kind)) > len(two.list_spans(kind)) for kind in kinds}
    if len(more) > 1:
        return None
    rich, poor = (one, two) if more.pop() else (two, one)
    has_all = all(
        any(_is_same(_value(span), _value(rival)) for rival in rich.list_spans(kind))
        for kind in kinds
        for span in poor.list_spans(kind)
    )
    if not has_all:
        return None
    return rich if poor.hides_more_than(rich) and not rich.hides_more_than(poor) else poor


def _cut_lonely(one: ReadAccount, two: ReadAccount) -> str:
    """The second account without what it alone says: 札幌 in the one stands for セダン in the other."""
    plain = two.utterance.plain
    for span in sorted(two.spans, key=lambda each: -each.start):
        rivals = one.list_spans(span.kind)
        if not any(_is_same(_value(span), _value(rival)) for rival in rivals):
            plain = plain[: span.start] + plain[span.end :]
    return plain


def _list_either(
    kept: ReadAccount, other: ReadAccount, kinds: Sequence[str]
) -> list[tuple[Span, str]] | None:
    """The spans of `kept` where the other has another value, with its words; None where it is more than one
    of a kind."""
    either: list[tuple[Span, str]] = []
    for kind in kinds:
        pairs = zip(kept.list_spans(kind), other.list_spans(kind), strict=True)
        apart = [(mine, theirs) for mine, theirs in pairs if not _is_same(_value(mine), _value(theirs))]
        if len(apart) > 1:
            return None
        either += [(mine, other.utterance.plain[theirs.start : theirs.end]) for mine, theirs in apart]
    return either


def _value(span: Span) -> Any:
    return getattr(span.value, "value", span.value)


def _is_same(one: Any, two: Any) -> bool:
    """Whether both may mean the same: 2 and 2 p.m., the 22nd and December 22."""
    if isinstance(one, Clock) and isinstance(two, Clock):
        is_open = not (one.sure and two.sure)
        hours = (one.hour % HALF_A_DAY, two.hour % HALF_A_DAY) if is_open else (one.hour, two.hour)
        return hours[0] == hours[1] and one.minute == two.minute
    if isinstance(one, DayWord) and isinstance(two, DayWord):
        return one == two or (_day_of_month(one) == _day_of_month(two) != 0 and "dom" in (one.kind, two.kind))
    return bool(one == two)


def _day_of_month(word: DayWord) -> int:
    return word.day.day if isinstance(word.day, date) else word.number

"""What two accounts of one sound have in common: a value that only one of them has is asked for.

Two recognisers hardly ever mistake one value for the same other one. What is left out of a sentence leaves
an ellipsis behind, so that whoever reads it sees that something was said there.
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
# What is left out of a sentence. At its end it would look as if the caller trailed off.
LEFT_OUT = "…"
PUNCTUATION = "。.、,!！?？ "
# So much more of one account must be understood by nobody for the other to be believed.
FAR_MORE = 2


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

    def quote(self, span: Span) -> str:
        return self.utterance.plain[span.start : span.end]

    def rate(self) -> tuple[int, int]:
        """The lower, the more of it is understood: hours that may be of either half of the day, and what
        nobody understands."""
        open_clocks = sum(not _value(span).sure for span in self.list_spans("time"))
        return open_clocks, sum(len(piece.value) for piece in self.residue)

    def count_hidden(self, other: ReadAccount) -> int:
        """The characters in it that nobody understands, and that stand not in the other too."""
        return sum(len(piece.value) for piece in self.residue if piece.value not in other.utterance.plain)


def join_texts(d: Dialogue, first: str, second: str) -> str:
    """The text to act on: the account that says what both say, either of two values where they part (the
    agent asks which), and an ellipsis where they part in more (it asks for that). Nothing where they agree in
    nothing. The second is the better one.
    """
    one, two = _read_account(d, first), _read_account(d, second)
    if one.list_spans("doubt") or two.list_spans("doubt"):
        return _settle_doubt(one, two)
    lost = [kind for kind in KINDS if len(one.list_spans(kind)) != len(two.list_spans(kind))]
    kept = _choose_by_count(one, two, lost) if lost else min((two, one), key=ReadAccount.rate)
    if kept is None and _has_lost_a_day(one, two):
        return ""
    stays = lost if kept else ()
    kept = kept or two
    other = one if kept is two else two
    written = [each for kind in KINDS if kind not in stays for each in _write_anew(kept, other, kind)]
    left_out = [span for span, words in written if words == LEFT_OUT]
    is_day_gone = any(span.kind == "day" for span in left_out) and len(kept.list_spans("day")) > 1
    if left_out and (is_day_gone or len(left_out) == len(kept.spans)):
        return ""
    return _put_in(kept.utterance, written) if written else kept.utterance.raw


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
    the other could not be read. None where each has more of something, or one only lost a day.
    """
    if _has_lost_a_day(one, two):
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
    return rich if poor.count_hidden(rich) >= max(1, FAR_MORE * rich.count_hidden(poor)) else poor


def _has_lost_a_day(one: ReadAccount, two: ReadAccount) -> bool:
    """Whether one has fewer days, but some: without that of its end, a rental ends on the same."""
    days = len(one.list_spans("day")), len(two.list_spans("day"))
    return days[0] != days[1] and 0 not in days


def _write_anew(kept: ReadAccount, other: ReadAccount, kind: str) -> list[tuple[Span, str]]:
    """The spans of `kept` where the other has another value, with both values; with an ellipsis where more
    than one is apart: 札幌 in the one may stand for セダン in the other."""
    mine, theirs = kept.list_spans(kind), other.list_spans(kind)
    if len(mine) == len(theirs):
        pairs = zip(mine, theirs, strict=True)
        apart = [pair for pair in pairs if not _is_same(_value(pair[0]), _value(pair[1]))]
        if len(apart) == 1:
            span, rival = apart[0]
            mine_said, theirs_said = kept.quote(span), other.quote(rival)
            if _names_day_of(theirs_said, _value(rival), _value(span)):
                return [(span, theirs_said)]
            if _names_day_of(mine_said, _value(span), _value(rival)):
                return []
            return [(span, join_by_or(kept.utterance.language, (mine_said, theirs_said)))]
        lonely = [span for span, _ in apart]
    else:
        rivals = [_value(span) for span in theirs]
        lonely = [span for span in mine if not any(_is_same(_value(span), rival) for rival in rivals)]
    # Of two hours the place in the sentence tells which is the pick-up's: one alone tells nothing.
    return [(span, LEFT_OUT) for span in (mine if lonely and kind == "time" else lonely)]


def _put_in(utterance: Utterance, written: Sequence[tuple[Span, str]]) -> str:
    """What was said, with these words in the place of the spans."""
    plain, stop = utterance.plain, "。" if utterance.language == "ja" else "."
    for span, words in sorted(written, key=lambda each: -each[0].start):
        behind = plain[span.end :]
        ends = stop if words == LEFT_OUT and not behind.strip(PUNCTUATION) else ""
        plain = plain[: span.start] + words + (behind or ends)
    return plain


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


def _names_day_of(words: str, full: Any, weekday: Any) -> bool:
    """Whether a day is named in full in these words, of which only the weekday was heard beside it:
    "Saturday the 12th" and "Saturday"."""
    if not (isinstance(full, DayWord) and isinstance(weekday, DayWord) and weekday.kind == "weekday"):
        return False
    of = full.day.weekday() if full.day else full.weekday
    return of == weekday.number and any(letter.isdigit() for letter in words)


def _day_of_month(word: DayWord) -> int:
    return word.day.day if isinstance(word.day, date) else word.number

"""The agent's audio on its way to one page: how much may be under way, and what of each item was heard. Pure.

The page plays one stretch of audio after another and counts the milliseconds that it has played of each. A
cut ends a stretch: what was not played of it is silence, and the provider must be told what was.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

BYTES_PER_MS = 48  # PCM16, mono, 24 kHz


@dataclass(frozen=True)
class Heard:
    """An item that was not played to its end, and how much of it was."""

    item_id: str
    ms: int


@dataclass
class Span:
    """A piece of one item within a stretch."""

    item_id: str
    before: int  # bytes of the item that were played in stretches before
    size: int = 0


@dataclass
class Stretch:
    number: int
    spans: list[Span] = field(default_factory=list)
    sent: int = 0
    played: int = 0

    def list_unheard(self) -> list[Heard]:
        """What the provider must be told: items of which less was played than there is."""
        unheard, position = [], 0
        for span in self.spans:
            played = min(max(self.played - position, 0), span.size)
            if played < span.size:
                ms = (span.before + played) // BYTES_PER_MS
                unheard.append(Heard(span.item_id, ms))
            position += span.size
        return unheard


class Playout:
    def __init__(self, *, window_ms: int = 2000, most_held_ms: int = 180_000) -> None:
        """`window_ms`: how far sending runs ahead of playing, so that a cut is not stuck behind audio."""
        self.window = window_ms * BYTES_PER_MS
        # Bounds the memory of a call whose page has stopped playing: 180 s are 8.6 MB.
        self.most_held = most_held_ms * BYTES_PER_MS
        self.stretch = Stretch(0)
        self.ending: dict[int, Stretch] = {}  # by the number of the cut that ended each
        self.held: deque[bytes] = deque()
        self.held_bytes = 0
        self.unplayed: deque[bytes] = deque()  # sent, but not known to be played
        self.cut_items: set[str] = set()

    def add(self, item_id: str, audio: bytes) -> bool:
        """False when it is not taken: its item was cut, or a page that does not play has too much waiting."""
        if item_id in self.cut_items or self.held_bytes + len(audio) > self.most_held:
            return False
        spans = self.stretch.spans
        if not spans or spans[-1].item_id != item_id:
            spans.append(Span(item_id, before=0))
        spans[-1].size += len(audio)
        self._hold(audio)
        return True

    def take_ready(self) -> list[bytes]:
        """What may be sent now."""
        sending = []
        while self.held and self.stretch.sent - self.stretch.played < self.window:
            audio = self.held.popleft()
            self.held_bytes -= len(audio)
            self.stretch.sent += len(audio)
            self.unplayed.append(audio)
            sending.append(audio)
        return sending

    def note_played(self, cut: int, ms: float) -> None:
        """The page has played so much since cut number `cut`."""
        stretch = self.stretch if cut == self.stretch.number else self.ending.get(cut + 1)
        if stretch is None:
            return
        # Whole samples of two bytes: from the middle of one on, all that follows would be noise. The nearest:
        # a page that has played all of them says so in fractions of a millisecond.
        played = min(round(ms * BYTES_PER_MS / 2) * 2, stretch.sent)
        newly, stretch.played = max(0, played - stretch.played), max(stretch.played, played)
        if stretch is self.stretch:
            self._forget(newly)

    @property
    def is_sounding(self) -> bool:
        return bool(self.held) or self.stretch.sent > self.stretch.played

    @property
    def is_unplayed(self) -> bool:
        """Is something still to be played, or a cut not yet answered, so that nobody knows?"""
        return self.is_sounding or bool(self.ending)

    def interrupt(self) -> int | None:
        """The caller speaks: the number of the cut that the page must make; None when it is silent anyway."""
        if not self.is_sounding:
            return None
        # More of their audio may be on its way from the provider; it must not be heard after the cut.
        self.cut_items |= {span.item_id for span in self.stretch.spans}
        number = self.stretch.number + 1
        self.ending[number] = self.stretch
        self._begin(number)
        return number

    def confirm_cut(self, cut: int, ms: float) -> list[Heard]:
        """The page made cut number `cut`, having played so much of what came before it."""
        if cut not in self.ending:
            return []
        self.note_played(cut - 1, ms)
        return self.ending.pop(cut).list_unheard()

    def give_up_cuts(self) -> list[Heard]:
        """The page has gone without a word: what it said last must do for the cuts that it did not answer."""
        unanswered = [self.ending.pop(cut) for cut in sorted(self.ending)]
        return [heard for stretch in unanswered for heard in stretch.list_unheard()]

    def rewind(self) -> int:
        """The page is back, and silent: what it had not played is sent again, after cut number …"""
        again = [*self.unplayed, *self.held]
        spans, position = [], 0
        for span in self.stretch.spans:
            played = min(max(self.stretch.played - position, 0), span.size)
            if played < span.size:
                left = span.size - played
                spans.append(Span(span.item_id, span.before + played, left))
            position += span.size
        self._begin(self.stretch.number + 1)
        self.stretch.spans = spans
        for audio in again:
            self._hold(audio)
        return self.stretch.number

    def _begin(self, number: int) -> None:
        self.stretch = Stretch(number)
        self.held.clear()
        self.unplayed.clear()
        self.held_bytes = 0

    def _hold(self, audio: bytes) -> None:
        self.held.append(audio)
        self.held_bytes += len(audio)

    def _forget(self, played: int) -> None:
        while played and self.unplayed:
            first = self.unplayed.popleft()
            if len(first) > played:
                self.unplayed.appendleft(first[played:])
                return
            played -= len(first)

"""What was said aloud for one item: which words took how long, so that a cut in time is a cut in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Utterance:
    _pieces: list[tuple[str, int]] = field(default_factory=list)

    def add(self, text: str, ms: int) -> None:
        self._pieces.append((text, ms))

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self._pieces)

    @property
    def ms(self) -> int:
        return sum(ms for _, ms in self._pieces)

    def cut(self, heard_ms: int) -> None:
        """Keep what was heard until then; of the piece that was cut, about as many letters as were heard."""
        kept: list[tuple[str, int]] = []
        left = heard_ms
        for text, ms in self._pieces:
            if left <= 0:
                break
            if ms > left:
                text, ms = text[: len(text) * left // ms], left
            kept.append((text, ms))
            left -= ms
        self._pieces = kept

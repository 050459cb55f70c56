"""Which response saw which item first: what it saw when it began is what it answered. Knows ids alone.

An item that landed later stands unanswered, even where the wire has it before that response's own items.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voice.engine.items import Item


class Attention:
    def __init__(self) -> None:
        self._begun = 0
        # By item: the response that saw it first, or that made it; what was made comes after what was seen.
        self._places: dict[str, tuple[int, bool]] = {}

    def begin(self, item_ids: Iterable[str]) -> int:
        """A response begins and sees these; its number, under which `made` takes its own items."""
        self._begun += 1
        for item_id in item_ids:
            self._places.setdefault(item_id, (self._begun, False))
        return self._begun

    def made(self, item_id: str, response: int) -> None:
        self._places[item_id] = (response, True)

    def forget(self, item_id: str) -> None:
        self._places.pop(item_id, None)

    def ordered(self, items: Sequence[Item]) -> list[Item]:
        """As one answered the other: each response after what it saw and before what came later."""
        unseen = (self._begun + 1, False)
        return sorted(items, key=lambda item: self._places.get(item["id"], unseen))

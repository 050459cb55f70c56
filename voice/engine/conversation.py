"""One session's conversation: its items in order, and how much of each answer was heard. It emits nothing."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from voice.engine import ids, items
from voice.engine.faults import Fault
from voice.protocol.shapes import Item

Purpose = Literal["add", "retrieve", "delete", "truncate"]

# In the vendor's words, with no `param`: clients tell harmless races from failures by these codes.
_NO_SUCH_ITEM: dict[Purpose, tuple[str, str]] = {
    "add": (
        "item_create_invalid_previous_item_id",
        "Error adding item: the previous item with id '{}' does not exist.",
    ),
    "retrieve": (
        "item_retrieve_invalid_item_id",
        "Error retrieving item: the item with id '{}' does not exist.",
    ),
    "delete": (
        "item_delete_invalid_item_id",
        "Error deleting item: the item with id '{}' does not exist.",
    ),
    "truncate": (
        "item_truncate_invalid_item_id",
        "Error truncating item: the item with id '{}' does not exist.",
    ),
}

MOST_ITEMS = 1000  # that a client may fill it up to: half an hour of talk makes a few hundred
MOST_WORDS = 100_000  # characters, of all its messages: half an hour of talk has some 15,000


class Conversation:
    """Items in the order of the wire. Faults carry the vendors' codes; whoever changes it emits."""

    def __init__(self) -> None:
        self.id = ids.make_id("conv")
        self._items: list[Item] = []
        self._utterances: dict[str, Utterance] = {}
        self._attention = Attention()

    @property
    def last_id(self) -> str | None:
        """The last item's id; None in an empty conversation."""
        return self._items[-1]["id"] if self._items else None

    @property
    def has_sounded(self) -> bool:
        """Whether the agent's voice has been heard in it."""
        return any(utterance.ms for utterance in self._utterances.values())

    def refuse_when_full(self) -> None:
        """Raises a Fault where a client may add no more items."""
        if len(self._items) >= MOST_ITEMS:
            raise Fault(f"A conversation holds at most {MOST_ITEMS} items.", code="conversation_full")

    def refuse_more_words(self, item: Item) -> None:
        """Each response reads all of them: without a bound, many short messages do what a long one did."""
        if items.count_characters(item) + sum(map(items.count_characters, self._items)) > MOST_WORDS:
            raise Fault(
                f"A conversation holds at most {MOST_WORDS} characters of words.", code="conversation_full"
            )

    def take_snapshot(self) -> list[Item]:
        """The items as the wire has them, to keep: nothing that happens later changes them."""
        # Deep, because the parts of an item grow while its answer is spoken.
        return copy.deepcopy(self._items)

    def as_answered(self) -> list[Item]:
        """The same for the dialogue: what a response did not see stands after its answer."""
        return self._attention.sort(self.take_snapshot())

    def begin(self, seen: Sequence[Item]) -> int:
        """A response begins to answer these; its number, by which it adds its own items."""
        held = {item["id"] for item in self._items}
        return self._attention.begin(item["id"] for item in seen if item["id"] in held)

    def add(self, item: Item, after: str | None = None, *, by: int | None = None) -> str | None:
        """Put an item last, or after another ("root": first). The id of the one now before it."""
        if any(item["id"] == other["id"] for other in self._items):
            raise Fault(
                f"Error adding item: an item with id '{item['id']}' already exists.",
                code="item_create_duplicate_item_id",
            )
        # As the vendors do: a result without its call would be words that nobody asked for.
        if item["type"] == "function_call_output" and not self._has_call(item["call_id"]):
            raise Fault(
                f"Tool call ID '{item['call_id']}' not found in conversation.",
                code="invalid_tool_call_id",
                param="item.call_id",
            )
        place = len(self._items) if after is None else 0 if after == "root" else self._place(after, "add") + 1
        self._items.insert(place, item)
        if by is not None:
            self._attention.record_output(item["id"], by)
        return self._items[place - 1]["id"] if place else None

    def find(self, item_id: Any, purpose: Purpose = "retrieve") -> Item:
        """Raises the Fault by which clients know that there is no such item for this purpose."""
        return self._items[self._place(item_id, purpose)]

    def delete(self, item_id: Any) -> None:
        """Take an item out, and forget what was heard of it. Raises a Fault where there is none."""
        del self._items[self._place(item_id, "delete")]
        self._utterances.pop(item_id, None)
        self._attention.forget(item_id)

    def before(self, item_id: str) -> str | None:
        """The id of the item before this one; None where it is first. Raises a Fault where it is missing."""
        place = self._place(item_id)
        return self._items[place - 1]["id"] if place else None

    def holds(self, item_id: str) -> bool:
        """Whether an item of this id is in it."""
        return any(item["id"] == item_id for item in self._items)

    def utterance_of(self, item_id: str) -> Utterance:
        """What was said aloud for an item: made at first ask."""
        return self._utterances.setdefault(item_id, Utterance())

    def truncate(self, item_id: Any, audio_end_ms: int) -> None:
        """Forget what was not heard of an answer."""
        item = self.find(item_id, "truncate")
        if item.get("role") != "assistant":
            raise Fault(
                "Only model output audio messages can be truncated.", code="invalid_value", param="item_id"
            )
        utterance = self.utterance_of(item_id)
        if audio_end_ms > utterance.ms:
            raise Fault(
                f"Audio content of {utterance.ms}ms is already shorter than {audio_end_ms}ms",
                code="invalid_value",
                param="audio_end_ms",
            )
        utterance.cut(audio_end_ms)
        for part in item["content"]:
            if part["type"] == "output_audio":
                part["transcript"] = utterance.text

    def _has_call(self, call_id: str) -> bool:
        return any(item["type"] == "function_call" and item["call_id"] == call_id for item in self._items)

    def _place(self, item_id: Any, purpose: Purpose = "retrieve") -> int:
        for place, item in enumerate(self._items):
            if item["id"] == item_id:
                return place
        code, message = _NO_SUCH_ITEM[purpose]
        raise Fault(message.format(item_id), code=code)


@dataclass
class Utterance:
    """What was said aloud for one item: which words took how long. A cut in time is then a cut in words."""

    _pieces: list[tuple[str, int]] = field(default_factory=list)

    def add(self, text: str, ms: int) -> None:
        """These words took so many milliseconds to say."""
        self._pieces.append((text, ms))

    @property
    def text(self) -> str:
        """The words, as far as they were heard."""
        return "".join(text for text, _ in self._pieces)

    @property
    def ms(self) -> int:
        """How long they sounded."""
        return sum(ms for _, ms in self._pieces)

    def cut(self, heard_ms: int) -> None:
        """Keep what was heard until then; of the piece that was cut, about as many letters as were heard."""
        kept: list[tuple[str, int]] = []
        left = heard_ms
        for text, ms in self._pieces:
            if left <= 0:
                break
            if ms > left:
                # Letters in the share of time: a voice says them at an even enough pace for a cut between
                # words.
                text, ms = text[: len(text) * left // ms], left
            kept.append((text, ms))
            left -= ms
        self._pieces = kept


class Attention:
    """Which response saw which item first: what it saw when it began is what it answered. Knows ids alone.

    An item that landed later stands unanswered, even where the wire has it before that response's own items.
    """

    def __init__(self) -> None:
        self._begun = 0
        # By item: the response that saw it first, or that made it; what was made comes after what was seen.
        self._places: dict[str, tuple[int, bool]] = {}

    def begin(self, item_ids: Iterable[str]) -> int:
        """A response begins and sees these; its number, under which `record_output` takes its own items."""
        self._begun += 1
        for item_id in item_ids:
            self._places.setdefault(item_id, (self._begun, False))
        return self._begun

    def record_output(self, item_id: str, response: int) -> None:
        """A response made this item itself: it comes after all that the response saw."""
        self._places[item_id] = (response, True)

    def forget(self, item_id: str) -> None:
        """The item was deleted."""
        self._places.pop(item_id, None)

    def sort(self, items: Sequence[Item]) -> list[Item]:
        """As one answered the other: each response after what it saw and before what came later."""
        unseen = (self._begun + 1, False)
        return sorted(items, key=lambda item: self._places.get(item["id"], unseen))

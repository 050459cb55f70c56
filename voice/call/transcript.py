"""Who said what, from the events of a call: pure. The provider forgets what was cut short; we do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from voice.invention import is_invented
from voice.protocol import server
from voice.protocol.shapes import Event


@dataclass(frozen=True)
class Caption:
    item_id: str
    role: str  # "agent", "caller", or "staff": a person, in the agent's voice
    text: str
    position: int
    final: bool = False
    interrupted: bool = False
    waited_ms: int | None = None  # of the agent's: how long the caller had waited for it


class Transcript:
    """Items are placed when the conversation first mentions them: words may come later than their answer."""

    def __init__(self, first_position: int = 0) -> None:
        self.captions: dict[str, Caption] = {}
        self.positions: dict[str, int] = {}
        self.next_position = first_position
        self.dictated: Set[str] = frozenset()  # responses that say a person's words

    def resume(self, captions: Iterable[Caption], positions: Mapping[str, int]) -> None:
        """Go on with a transcript that is on record."""
        self.captions = {caption.item_id: caption for caption in captions}
        self.positions = dict(positions)
        self.next_position = max(positions.values(), default=-1) + 1

    def place(self, item_id: str) -> int:
        if item_id not in self.positions:
            self.positions[item_id] = self.next_position
            self.next_position += 1
        return self.positions[item_id]

    def receive(self, event: Event) -> Caption | None:
        """The caption that this event changed, if any."""
        kind = str(event.get("type"))
        item_id = event.get("item_id") or ""
        voice = "staff" if event.get("response_id") in self.dictated else "agent"
        match kind:
            case server.SPEECH_STARTED | server.INPUT_COMMITTED:
                if item_id:
                    self.place(item_id)
            case server.ITEM_ADDED | server.ITEM_CREATED:
                return self._item(event.get("item") or {})
            case server.TRANSCRIPT_DELTA | server.TEXT_DELTA:
                return self._grow(item_id, voice, event.get("delta") or "")
            case server.TRANSCRIPT_DONE:
                return self._finish(item_id, voice, event.get("transcript"))
            case server.TEXT_DONE:
                return self._finish(item_id, voice, event.get("text"))
            case server.TRANSCRIPTION_DELTA:
                return self._grow(item_id, "caller", event.get("delta") or "")
            case server.TRANSCRIPTION_COMPLETED:
                return self._finish(item_id, "caller", event.get("transcript"))
            case server.TRANSCRIPTION_FAILED:
                return self._finish(item_id, "caller", "")
            case server.ITEM_TRUNCATED:
                return self._interrupt(item_id)
        return None

    def _item(self, item: Event) -> Caption | None:
        item_id = item.get("id") or ""
        if not item_id:
            return None
        if item.get("type") == "function_call" and item.get("call_id"):
            self.place(item["call_id"])
        if item.get("type") != "message":
            return None
        self.place(item_id)
        typed = [p.get("text") or "" for p in item.get("content") or [] if p.get("type") == "input_text"]
        if item.get("role") == "user" and typed:
            return self._finish(item_id, "caller", " ".join(typed))
        return None

    def _grow(self, item_id: str, role: str, delta: str) -> Caption | None:
        known = self.captions.get(item_id) or Caption(item_id, role, "", self.place(item_id))
        # A late delta must not open a line that is finished, or was cut short.
        if known.final:
            return None
        return self._keep(replace(known, text=known.text + delta))

    def _finish(self, item_id: str, role: str, text: str | None) -> Caption | None:
        known = self.captions.get(item_id) or Caption(item_id, role, "", self.place(item_id))
        if known.final and text in {None, known.text}:
            return None
        return self._keep(replace(known, text=(known.text if text is None else text).strip(), final=True))

    def _interrupt(self, item_id: str) -> Caption | None:
        known = self.captions.get(item_id)
        return self._keep(replace(known, interrupted=True, final=True)) if known else None

    def _keep(self, caption: Caption) -> Caption:
        self.captions[caption.item_id] = caption
        return caption


def remove_invention(event: Event) -> Event:
    """The event, its transcript empty where a recogniser wrote it over silence: nobody is to act on that."""
    if event.get("type") != server.TRANSCRIPTION_COMPLETED or not is_invented(event.get("transcript") or ""):
        return event
    return {**event, "transcript": ""}

"""One message of a response, from its first event to its last, said or written piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voice.engine import ids, items
from voice.engine.audio_output import Place
from voice.engine.interfaces import TTS_RATE, Pcm, Say
from voice.protocol import server

if TYPE_CHECKING:
    from voice.engine.response import Response


@dataclass(frozen=True)
class Piece:
    """`said` is spoken; `shown` is the same with the spaces around it: together they are the text."""

    shown: str
    said: str
    language: str


class OutputMessage:
    def __init__(self, response: Response, index: int) -> None:
        self._response = response
        self._index = index
        self._aloud = response.modalities == ["audio"]
        self._open = False
        self.item = items.message(ids.new("item"))
        self.utterance = response.utterance(self.item["id"])

    def begin(self) -> None:
        response = self._response
        response.add_item(self.item, self._index)
        part = {"type": "audio", "transcript": ""} if self._aloud else {"type": "text", "text": ""}
        self._tell(server.CONTENT_PART_ADDED, part=part)
        self._show(self.item)
        self._open = True

    async def say(self, says: Sequence[Say]) -> None:
        pieces = [piece for place, say in enumerate(says) for piece in await self._cut(say, first=not place)]
        if not self._aloud:
            for piece in pieces:
                self._write(piece, 0)
                await asyncio.sleep(0)
            return
        place = Place(
            self._response.id, self.item["id"], self._index, form=self._response.request.voice.get("format")
        )
        async for piece, pcm in self._voiced(pieces):
            self._write(piece, round(len(pcm) * 1000 / TTS_RATE))
            self._response.session.audio_output.play(place, pcm)

    def end(self, status: str) -> None:
        """Close what is open, in order; a message that was never begun stays unheard of."""
        if not self._open:
            return
        self._open = False
        text = self.utterance.text
        if self._aloud:
            self._tell(server.AUDIO_DONE)
            self._tell(server.TRANSCRIPT_DONE, transcript=text)
            self._tell(server.CONTENT_PART_DONE, part={"type": "audio", "transcript": text})
        else:
            self._tell(server.TEXT_DONE, text=text)
            self._tell(server.CONTENT_PART_DONE, part={"type": "text", "text": text})
        self._response.finish_item(self.item, self._index, status)

    async def _cut(self, say: Say, *, first: bool) -> list[Piece]:
        said = list(await self._response.session.models.sentences(say.text))
        space = "" if first or say.language == "ja" else " "
        shown = shown_pieces(say.text, said)
        return [
            Piece(space + text if not place else text, sentence, say.language)
            for place, (text, sentence) in enumerate(zip(shown, said, strict=True))
        ]

    async def _voiced(self, pieces: Sequence[Piece]) -> AsyncIterator[tuple[Piece, Pcm]]:
        """Each piece with its sound: the next is made while this one plays."""
        coming: asyncio.Future[Pcm] | None = None
        try:
            for place, piece in enumerate(pieces):
                pcm = await (coming or self._speak(piece))
                coming = self._speak(pieces[place + 1]) if place + 1 < len(pieces) else None
                yield piece, pcm
        finally:
            if coming:
                coming.cancel()

    def _speak(self, piece: Piece) -> asyncio.Future[Pcm]:
        response = self._response
        return response.session.models.speak(piece.said, language=piece.language, speed=response.speed)

    def _write(self, piece: Piece, ms: int) -> None:
        self.utterance.add(piece.shown, ms)
        self._show(self.item)
        self._tell(server.TRANSCRIPT_DELTA if self._aloud else server.TEXT_DELTA, delta=piece.shown)

    def _show(self, item: items.Item) -> None:
        text = self.utterance.text
        item["content"] = [
            {"type": "output_audio", "transcript": text}
            if self._aloud
            else {"type": "output_text", "text": text}
        ]

    def _tell(self, kind: str, **fields: object) -> None:
        self._response.tell(
            kind, item_id=self.item["id"], output_index=self._index, content_index=0, **fields
        )


def shown_pieces(text: str, said: Sequence[str]) -> list[str]:
    """The text cut at the same places as its sentences, with nothing lost between them."""
    ends: list[int] = []
    at = 0
    for sentence in said:
        found = text.find(sentence, at)
        if found < 0:  # it was split in other letters: those are what was said
            return list(said)
        at = found + len(sentence)
        ends.append(at)
    starts = [0, *ends[:-1]]
    ends = [*ends[:-1], len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=False)] if said else []

"""One message of a response, from its first event to its last, said or written piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from voice.engine.audio_output import AudioOutput, Place
from voice.engine.conversation import Utterance
from voice.engine.interfaces import TTS_RATE, Pcm, Say
from voice.engine.model_pool import ModelPool
from voice.protocol import server
from voice.protocol.shapes import Item


@dataclass(frozen=True)
class Piece:
    """`said` is spoken; `shown` is the same with the spaces around it: together they are the text."""

    shown: str
    said: str
    language: str


class OutputMessage:
    """`item` and `utterance` grow with what is said; `place` is where its sound belongs.

    `add_item(item, index)` and `finish_item(item, index, status)` put it into its response; `emit` tells an
    event of that response.
    """

    def __init__(
        self,
        item: Item,
        utterance: Utterance,
        place: Place,
        *,
        aloud: bool,
        speed: float,
        models: ModelPool,
        output: Callable[[], AudioOutput],
        add_item: Callable[[Item, int], None],
        finish_item: Callable[[Item, int, str], None],
        emit: Callable[..., None],
    ) -> None:
        self._item = item
        self._utterance = utterance
        self._place = place
        self._index = place.output_index
        self._aloud = aloud
        self._speed = speed
        self._models = models
        self._output = output
        self._add_item = add_item
        self._finish_item = finish_item
        self._emit = emit
        self._open = False

    def begin(self) -> None:
        """Tell that the message and its one part begin."""
        self._add_item(self._item, self._index)
        part = {"type": "audio", "transcript": ""} if self._aloud else {"type": "text", "text": ""}
        self._tell(server.CONTENT_PART_ADDED, part=part)
        self._show()
        self._open = True

    async def say(self, says: Sequence[Say]) -> None:
        """Say (or write) these, sentence by sentence. Returns when all is given out, not heard."""
        pieces = [piece for place, say in enumerate(says) for piece in await self._cut(say, first=not place)]
        if not self._aloud:
            for piece in pieces:
                self._write(piece, 0)
                await asyncio.sleep(0)
            return
        async for piece, pcm in self._speak_ahead(pieces):
            self._write(piece, round(len(pcm) * 1000 / TTS_RATE))
            self._output().play(self._place, pcm)

    def end(self, status: str) -> None:
        """Close what is open, in order; a message that was never begun stays unheard of."""
        if not self._open:
            return
        self._open = False
        text = self._utterance.text
        if self._aloud:
            self._tell(server.AUDIO_DONE)
            self._tell(server.TRANSCRIPT_DONE, transcript=text)
            self._tell(server.CONTENT_PART_DONE, part={"type": "audio", "transcript": text})
        else:
            self._tell(server.TEXT_DONE, text=text)
            self._tell(server.CONTENT_PART_DONE, part={"type": "text", "text": text})
        self._finish_item(self._item, self._index, status)

    async def _cut(self, say: Say, *, first: bool) -> list[Piece]:
        said = list(await self._models.sentences(say.text))
        space = "" if first or say.language == "ja" else " "
        shown = shown_pieces(say.text, said)
        return [
            Piece(space + text if not place else text, sentence, say.language)
            for place, (text, sentence) in enumerate(zip(shown, said, strict=True))
        ]

    async def _speak_ahead(self, pieces: Sequence[Piece]) -> AsyncIterator[tuple[Piece, Pcm]]:
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
        return self._models.speak(piece.said, language=piece.language, speed=self._speed)

    def _write(self, piece: Piece, ms: int) -> None:
        self._utterance.add(piece.shown, ms)
        self._show()
        self._tell(server.TRANSCRIPT_DELTA if self._aloud else server.TEXT_DELTA, delta=piece.shown)

    def _show(self) -> None:
        text = self._utterance.text
        self._item["content"] = [
            {"type": "output_audio", "transcript": text}
            if self._aloud
            else {"type": "output_text", "text": text}
        ]

    def _tell(self, kind: str, **fields: object) -> None:
        self._emit(kind, item_id=self._item["id"], output_index=self._index, content_index=0, **fields)


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

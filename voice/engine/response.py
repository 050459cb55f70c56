"""One response, from `response.created` to `response.done`: decisions become items and sound.

It ends exactly once, whether completed, cancelled or failed, and closes in order whatever is open then. Its
messages are said (or written) piece by piece by `OutputMessage`.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from voice.engine import ids, items, session_config
from voice.engine.audio_output import AudioOutput, ContentPart
from voice.engine.chat.answer import find_language
from voice.engine.conversation import Conversation, Utterance
from voice.engine.interfaces import TTS_RATE, Call, Pcm, Prompt, Say
from voice.engine.models.pool import ModelPool
from voice.engine.response_request import ResponseRequest
from voice.protocol import server
from voice.protocol.shapes import Item, JsonObject, SessionConfig
from voice.protocol.wire_json import write_json

log = logging.getLogger(__name__)

DICTATED = "say"  # in a response's metadata: just these words are to be said


@dataclass(frozen=True)
class Piece:
    """`said` is spoken; `shown` is the same with the spaces around it: together they are the text."""

    shown: str
    said: str
    language: str


class OutputMessage:
    """`item` and `utterance` grow with what is said; `part` is where its sound belongs.

    `add_item(item, index)` and `finish_item(item, index, status)` put it into its response; `emit` tells an
    event of that response.
    """

    def __init__(
        self,
        item: Item,
        utterance: Utterance,
        part: ContentPart,
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
        self._part = part
        self._index = part.output_index
        self._aloud = aloud
        self._speed = speed
        self._models = models
        self._output = output
        self._add_item = add_item
        self._finish_item = finish_item
        self._emit = emit
        self._open = False
        self._is_new = True

    def begin(self) -> None:
        """Tell that the message and its one part begin."""
        self._add_item(self._item, self._index)
        part = {"type": "audio", "transcript": ""} if self._aloud else {"type": "text", "text": ""}
        self._tell(server.CONTENT_PART_ADDED, part=part)
        self._show()
        self._open = True

    async def say(self, say: Say) -> None:
        """Say (or write) it, sentence by sentence. Returns when all is given out, not heard."""
        pieces = await self._cut(say)
        if not self._aloud:
            for piece in pieces:
                self._write(piece, 0)
                # Others get their turn between two pieces, and a cancel its chance.
                await asyncio.sleep(0)
            return
        async for piece, pcm in self._speak_ahead(pieces):
            self._write(piece, round(len(pcm) * 1000 / TTS_RATE))
            self._output().play(self._part, pcm)

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

    async def _cut(self, say: Say) -> list[Piece]:
        said = list(await self._models.cut_sentences(say.text))
        space = "" if self._is_new or say.language == "ja" else " "
        self._is_new = False
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


_AGENT_MS_PER_TOKEN = 50  # as the vendors count the audio of an answer


class Response:
    """`config` and `output` are asked anew each time: a session may change both while it lives."""

    def __init__(
        self,
        request: ResponseRequest,
        *,
        config: Callable[[], SessionConfig],
        language: str,
        conversation: Conversation,
        models: ModelPool,
        output: Callable[[], AudioOutput],
        emit: Callable[..., None],
        spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
        on_end: Callable[[Response], None],
    ) -> None:
        self.id = ids.make_id("resp")
        self._request = request
        self._config = config
        self._language = language
        self._conversation = conversation
        self._models = models
        self._output = output
        self._emit = emit
        self._spawn = spawn
        self._on_end = on_end
        self._modalities = request.modalities or config()["output_modalities"]
        self._voice = {**config()["audio"]["output"], **request.voice}
        self._items: list[Item] = []
        self._spoken: list[Utterance] = []
        self._message: OutputMessage | None = None
        self._prompt = Prompt("")
        self._number = 0  # among those that the conversation has seen begin
        self._status = "in_progress"
        self._details: JsonObject | None = None
        self._usage: JsonObject | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def over(self) -> bool:
        """Whether `response.done` has been told."""
        return self._status != "in_progress"

    def start(self) -> None:
        """Tell `response.created` and begin; the rest happens by itself, until `on_end`."""
        self._emit(server.RESPONSE_CREATED, response=self._describe())
        self._task = self._spawn(self._run())

    def cancel(self, reason: str) -> None:
        """Stop here: `turn_detected` or `client_cancelled`."""
        self._end("cancelled", {"type": "cancelled", "reason": reason})
        if self._task:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            self._prompt = self._see()
            # Closed when the response is cancelled: whoever decides has nothing more to decide.
            async with aclosing(self._decide()) as decided:
                async for part in decided:
                    await self._carry_out(part)
            self._end_message()
        except Exception as error:
            log.exception("response %s failed", self.id)
            told = {"type": "server_error", "code": "server_error", "message": f"The engine failed: {error}"}
            self._end("failed", {"type": "failed", "error": told})
        else:
            self._end("completed", None)

    async def _decide(self) -> AsyncGenerator[Say | Call, None]:
        """What the dialogue decides; a client that dictates the words (`metadata.say`) has decided."""
        if words := (self._request.metadata or {}).get(DICTATED):
            yield Say(words, find_language(words, self._prompt.language))
            return
        async with aclosing(self._models.respond(self._prompt)) as decided:
            async for part in decided:
                yield part

    async def _carry_out(self, part: Say | Call) -> None:
        """What is said in a row is one message."""
        if isinstance(part, Call):
            self._end_message()
            self._call(part)
            return
        if self._message is None:
            self._message = self._new_message(len(self._items))
            self._message.begin()
        await self._message.say(part)

    def _end_message(self) -> None:
        if self._message:
            self._message.end("completed")
            self._message = None

    def _new_message(self, index: int) -> OutputMessage:
        item = items.begin_message(ids.make_id("item"))
        in_conversation = self._request.in_conversation
        utterance = self._conversation.utterance_of(item["id"]) if in_conversation else Utterance()
        self._spoken.append(utterance)
        return OutputMessage(
            item,
            utterance,
            ContentPart(self.id, item["id"], index, form=self._request.voice.get("format")),
            aloud=self._modalities == ["audio"],
            speed=float(self._voice["speed"]),
            models=self._models,
            output=self._output,
            add_item=self._add_item,
            finish_item=self._finish_item,
            emit=self._tell,
        )

    def _call(self, call: Call) -> None:
        index = len(self._items)
        item = items.begin_function_call(ids.make_id("item"), call.name, ids.make_id("call"))
        self._add_item(item, index)
        item["arguments"] = write_json(call.arguments)
        about = {"item_id": item["id"], "output_index": index, "call_id": item["call_id"]}
        self._tell(server.ARGUMENTS_DELTA, **about, delta=item["arguments"])
        self._tell(server.ARGUMENTS_DONE, **about, name=call.name, arguments=item["arguments"])
        self._finish_item(item, index, "completed")

    def _see(self) -> Prompt:
        """What there is to answer now; whatever lands from here on is for the next response."""
        request, conversation = self._request, self._conversation
        history = conversation.as_answered() if request.input is None else request.input
        seen = see(self._config(), history, language=self._language)
        if request.in_conversation:
            self._number = conversation.begin(seen.items)
        return replace(
            seen,
            tools=seen.tools if request.tools is None else request.tools,
            tool_choice=seen.tool_choice if request.tool_choice is None else request.tool_choice,
            extra_instructions=request.instructions or "",
        )

    def _end(self, status: str, details: JsonObject | None) -> None:
        if self.over:
            return
        if self._message:
            self._message.end("incomplete")
        self._status, self._details = status, details
        said = "".join(utterance.text for utterance in self._spoken)
        said += "".join(item.get("arguments", "") for item in self._items)
        spoken_ms = sum(utterance.ms for utterance in self._spoken)
        self._usage = _count_usage(self._prompt.instructions, self._prompt.items, said, spoken_ms)
        self._output().finish(self.id)
        self._emit(server.RESPONSE_DONE, response=self._describe())
        self._on_end(self)

    def _add_item(self, item: Item, index: int) -> None:
        self._items.append(item)
        self._tell(server.OUTPUT_ITEM_ADDED, output_index=index, item=item)
        if self._request.in_conversation:
            before = self._conversation.add(item, by=self._number)
            self._emit(server.ITEM_ADDED, previous_item_id=before, item=item)

    def _finish_item(self, item: Item, index: int, status: str) -> None:
        item["status"] = status
        self._tell(server.OUTPUT_ITEM_DONE, output_index=index, item=item)
        conversation = self._conversation
        if self._request.in_conversation and conversation.holds(item["id"]):
            before = conversation.before(item["id"])
            self._emit(server.ITEM_DONE, previous_item_id=before, item=item)

    def _tell(self, kind: str, **fields: Any) -> None:
        self._emit(kind, response_id=self.id, **fields)

    def _describe(self) -> JsonObject:
        limit = self._request.max_output_tokens or self._config()["max_output_tokens"]
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": self._status,
            "status_details": self._details,
            "output": self._items,
            "conversation_id": self._conversation.id if self._request.in_conversation else None,
            "output_modalities": self._modalities,
            "max_output_tokens": limit,
            "audio": {"output": {name: self._voice[name] for name in ("format", "voice")}},
            "usage": self._usage,
            "metadata": self._request.metadata,
        }


def see(config: SessionConfig, history: Sequence[Item], *, language: str) -> Prompt:
    """What a session of this configuration shows to its dialogue; `language` where it names none itself."""
    return Prompt(
        instructions=config["instructions"],
        tools=config["tools"],
        items=[item for item in history if not _is_unheard(item)],
        language=session_config.find_language(config, language),
        tool_choice=config["tool_choice"],
    )


def _is_unheard(item: Item) -> bool:
    """Speech whose words are not known yet says nothing to the dialogue."""
    return any(
        part["type"] == "input_audio" and part.get("transcript") is None for part in item.get("content", ())
    )


def _count_text_tokens(text: str) -> int:
    """About four Latin letters, or one of Japanese, to a token."""
    # From U+2E80 on stand the scripts of East Asia.
    wide = sum(1 for letter in text if ord(letter) > 0x2E7F)
    return wide + math.ceil((len(text) - wide) / 4)


def _count_usage(instructions: str, seen: Iterable[Item], said: str, spoken_ms: int) -> JsonObject:
    """For `response.done.usage`. Audio is counted as the vendors count it; text is estimated."""
    heard = _count_text_tokens(instructions) + sum(_count_text_tokens(_join_words(item)) for item in seen)
    text, audio = _count_text_tokens(said), math.ceil(spoken_ms / _AGENT_MS_PER_TOKEN)
    return {
        "total_tokens": heard + text + audio,
        "input_tokens": heard,
        "output_tokens": text + audio,
        "input_token_details": {
            "text_tokens": heard,
            "audio_tokens": 0,
            "image_tokens": 0,
            "cached_tokens": 0,
            "cached_tokens_details": {"text_tokens": 0, "audio_tokens": 0, "image_tokens": 0},
        },
        "output_token_details": {"text_tokens": text, "audio_tokens": audio},
    }


def _join_words(item: Item) -> str:
    parts = item.get("content", ())
    said = [part.get("text") or part.get("transcript") or "" for part in parts]
    return " ".join([*said, item.get("arguments", ""), item.get("output", "")])

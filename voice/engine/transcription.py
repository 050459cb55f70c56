"""What was said in each turn: found out in the background, told in order, and then seen to be answered."""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import Callable, Coroutine
from difflib import SequenceMatcher
from typing import Any

from voice.engine.interfaces import Heard
from voice.engine.tts.sentences import measure_width
from voice.engine.turn_taking import TurnTaking
from voice.protocol import server
from voice.protocol.shapes import Item, SessionConfig

log = logging.getLogger(__name__)


class Transcription:
    """`config` is asked anew each time; `language` is the one of speech that no words were found in."""

    def __init__(
        self,
        *,
        config: Callable[[], SessionConfig],
        language: str,
        turn_taking: TurnTaking,
        emit: Callable[..., None],
        spawn: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
    ) -> None:
        self._config = config
        self._language = language
        self._turn_taking = turn_taking
        self._emit = emit
        self._spawn = spawn
        self._previous: asyncio.Task[None] | None = None

    def find_out(
        self,
        item: Item,
        words: asyncio.Future[Heard],
        seconds: float,
        *,
        answer: bool,
        may_be_noise: bool = False,
        interrupted: str = "",
    ) -> None:
        """Once the words of a turn are known, its item gets them, and it is answered if `answer`.

        `seconds` is the turn's length. `may_be_noise`: without words it is told as failed, and not answered,
        unless a voice was plainly there. `interrupted` is what the agent was just saying: words that are a
        long piece of it are an echo's, and nobody's.
        """
        self._turn_taking.await_words()
        after = self._previous
        self._previous = self._spawn(
            self._settle(after, item, words, seconds, answer, may_be_noise, interrupted)
        )
        # A session that ends leaves no recognition behind for others to wait for.
        self._previous.add_done_callback(lambda _: words.cancel())

    async def _settle(
        self,
        after: asyncio.Task[None] | None,
        item: Item,
        words: asyncio.Future[Heard],
        seconds: float,
        answer: bool,
        may_be_noise: bool,
        interrupted: str,
    ) -> None:
        """Tell what was said, in the order in which it was said, and see to the answer."""
        # Recognition of a short turn may end before that of the long one before it.
        if after:
            await asyncio.wait([after])
        try:
            heard = await words
        except Exception:
            log.exception("recognition failed")
            heard = Heard("", self._language, 0.0, "recognition failed")
        if _repeats(heard.text, interrupted):
            heard = Heard("", heard.language, 0.0, "the agent's own words")
        part = item["content"][0]
        part["transcript"] = heard.text
        noise = not heard.text and may_be_noise and not heard.has_voice
        self._tell_words(item["id"], heard, seconds, failed=noise)
        self._turn_taking.receive_words()
        if answer and not noise:
            self._turn_taking.owe()
        self._turn_taking.settle()
        if noise:
            self._turn_taking.wait_for_caller()

    def _tell_words(self, item_id: str, heard: Heard, seconds: float, *, failed: bool) -> None:
        if self._config()["audio"]["input"]["transcription"] is None:
            return
        about = {"item_id": item_id, "content_index": 0}
        if failed:
            why = heard.why_empty or "no words"
            error = {
                "type": "transcription_error",
                "code": "audio_unintelligible",
                "message": why,
                "param": None,
            }
            self._emit(server.TRANSCRIPTION_FAILED, **about, error=error)
        else:
            usage = {"type": "duration", "seconds": round(seconds, 2)}
            self._emit(server.TRANSCRIPTION_COMPLETED, **about, transcript=heard.text, usage=usage)


# Latin letters, a Japanese one being two: a caller may well repeat a date or a shop while the agent names it.
_LEAST_ECHO = 24
# The recogniser mishears an echo a little; pieces of two letters are alike by chance.
_ALIKE, _LEAST_PIECE = 0.8, 3


def _repeats(text: str, said: str) -> bool:
    """Whether `text` is a long piece of what was `said`, nearly word for word."""
    heard, source = _bare(text), _bare(said)
    if measure_width(heard) < _LEAST_ECHO or not source:
        return False
    pieces = [
        piece.size for piece in SequenceMatcher(None, heard, source, autojunk=False).get_matching_blocks()
    ]
    return sum(size for size in pieces if size >= _LEAST_PIECE) >= _ALIKE * len(heard)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())

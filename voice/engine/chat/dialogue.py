"""What the agent says and does, decided by a chat endpoint; where it fails, the rules go on.

Each sentence is given out as soon as it is whole, each call when the whole answer is there: an answer that
breaks off has called nothing, so whoever goes on may call. A call that cannot be made is told to the model
once, before anybody else hears of it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from voice.engine.chat.answer import Answer, TooMuch, find_language
from voice.engine.chat.client import ChatClient, ChatError, describe_silence
from voice.engine.chat.messages import read_words, write_messages, write_options
from voice.engine.dialogue.nlg.wording import phrases
from voice.engine.interfaces import Call, Prompt, Say
from voice.engine.settings import ChatSettings
from voice.protocol.shapes import JsonObject

log = logging.getLogger(__name__)

_TRIES = 2  # a model that writes the same wrong call twice will write it a third time
# What follows the end of an answer is its counts of tokens: read, so that the connection can be used again.
_TAIL_SECONDS = 0.2

Arrivals = asyncio.Queue[JsonObject | ChatError | None]


class ChatDialogue:
    """One a process, used on its event loop alone. `policy` answers where the endpoint does not."""

    def __init__(
        self, settings: ChatSettings, rules: Callable[[Prompt], Awaitable[Sequence[Say | Call]]]
    ) -> None:
        self._settings = settings
        self._client = ChatClient(settings)
        self._rules = rules
        self._rests_until = 0.0

    async def respond(self, prompt: Prompt) -> AsyncGenerator[Say | Call, None]:
        """What is said and done next, as it comes. To close it ends the request."""
        turn = Turn(prompt)
        if time.monotonic() >= self._rests_until:
            try:
                async with aclosing(self._ask(prompt, turn)) as parts:
                    async for part in parts:
                        yield part
            except ChatError as error:
                self._rests_until = time.monotonic() + error.pause
                log.warning("The rules go on for the chat endpoint: %s %s", error.detail, error.remedy)
            else:
                return
        if turn.has_spoken:
            yield Say(phrases(turn.language).excuse_the_break(), turn.language)
        for part in await self._rules(prompt):
            yield part

    async def close(self) -> None:
        """Close its connections, before their loop ends."""
        await self._client.close()

    async def _ask(self, prompt: Prompt, turn: Turn) -> AsyncGenerator[Say | Call, None]:
        messages, options = write_messages(prompt), write_options(prompt)
        faults: dict[str, str] = {}
        for _ in range(_TRIES):
            answer = Answer()
            async with aclosing(self._listen(messages, options, answer, turn)) as says:
                async for say in says:
                    yield say
            may_call = options.get("tool_choice") != "none" and not answer.is_cut
            calls, faults = answer.read_calls(prompt.tools) if may_call else ([], {})
            if not faults:
                if not calls and not answer.spoken:
                    raise ChatError("it answered nothing that can be said.")
                for call in calls:
                    yield call
                return
            messages += answer.as_messages(faults)
        raise ChatError(f"it made calls that cannot be carried out: {'; '.join(faults.values())}")

    async def _listen(
        self, messages: list[JsonObject], options: JsonObject, answer: Answer, turn: Turn
    ) -> AsyncGenerator[Say, None]:
        """The sentences of one answer. Raises ChatError where it is not whole."""
        arrivals: Arrivals = asyncio.Queue()
        # By itself: while a sentence is spoken the next is read, and only waiting is the endpoint's.
        reading = asyncio.create_task(self._read(messages, options, arrivals))
        waiting = Waiting(self._settings)
        try:
            while not answer.is_cut:
                patience = _TAIL_SECONDS if answer.finished else waiting.seconds_left
                step = min(patience, waiting.seconds_to_filler) if turn.may_fill else patience
                try:
                    chunk = await waiting.take(arrivals, step)
                except TimeoutError:
                    if answer.finished:
                        break
                    if step == patience:
                        raise describe_silence(waiting.describe()) from None
                    yield turn.fill()
                    continue
                if not isinstance(chunk, dict):
                    if answer.finished:
                        break
                    raise chunk or ChatError("it broke off before the end of its answer.") from None
                brought, sentences = _add(answer, chunk)
                if brought:
                    waiting.begin()
                    turn.may_fill = False
                for sentence in sentences:
                    yield turn.say(sentence)
            for sentence in answer.end():
                yield turn.say(sentence)
        finally:
            reading.cancel()
            await asyncio.wait({reading})

    async def _read(self, messages: list[JsonObject], options: JsonObject, arrivals: Arrivals) -> None:
        try:
            async with aclosing(self._client.stream(messages, **options)) as chunks:
                async for chunk in chunks:
                    arrivals.put_nowait(chunk)
            arrivals.put_nowait(None)
        except ChatError as error:
            arrivals.put_nowait(error)


def _add(answer: Answer, chunk: JsonObject) -> tuple[bool, list[str]]:
    try:
        return answer.add(chunk)
    except TooMuch as error:
        raise ChatError(f"it does not stop: {error}.") from error


class Turn:
    """What the caller hears of one response, whoever makes it."""

    def __init__(self, prompt: Prompt) -> None:
        heard = [read_words(item) for item in prompt.items if item.get("role") == "user"]
        self.language = find_language(heard[-1] if heard else "", prompt.language)
        self.has_spoken = False
        # Nobody waits for a greeting, and a word between two is itself what bridges a silence.
        self.may_fill = bool(heard) and not prompt.extra_instructions

    def fill(self) -> Say:
        """Once a turn."""
        self.may_fill = False
        return Say(phrases(self.language).ask_for_a_moment(), self.language)

    def say(self, text: str) -> Say:
        self.has_spoken = True
        self.language = find_language(text, self.language)
        return Say(text, self.language)


@dataclass
class Waiting:
    """How long the endpoint has kept the caller waiting. What is spoken meanwhile is no waiting."""

    limits: ChatSettings
    has_begun: bool = False
    _seconds: float = 0.0
    _since_token: float = 0.0

    @property
    def seconds_left(self) -> float:
        limits = self.limits
        token = limits.token_seconds if self.has_begun else limits.first_token_seconds
        return max(0.0, min(token - self._since_token, limits.answer_seconds - self._seconds))

    @property
    def seconds_to_filler(self) -> float:
        return max(0.0, self.limits.filler_seconds - self._since_token)

    async def take(self, arrivals: Arrivals, seconds: float) -> JsonObject | ChatError | None:
        """The next arrival. Raises TimeoutError."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                return await arrivals.get()
        finally:
            self._seconds += time.monotonic() - began
            self._since_token += time.monotonic() - began

    def begin(self) -> None:
        """A token came, and the wait for the next one begins."""
        self.has_begun, self._since_token = True, 0.0

    def describe(self) -> str:
        waited = "no token" if not self.has_begun else "no further token"
        return f"{waited} came, {self._seconds:.1f} s waited for in all"

"""Speaks HTTP with an OpenAI-compatible chat endpoint, and says why it did not answer.

The engine is a program of its own, so this is its one module that knows `httpx`, as `voice/providers/base.py`
is the product's. A request that failed is not repeated: the rules answer meanwhile, and sooner.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from voice.engine.settings import ChatSettings
from voice.protocol.shapes import JsonObject
from voice.protocol.wire_json import read_json

MOST_BYTES = 1_048_576  # of one answer, its reasoning included: a thousand times what a caller would hear
_MOST_READ = 4_096  # bytes of a refusal
_MOST_TOLD = 300  # letters of it, for the log
# A caller comes every few seconds: without this each turn would begin with a TLS handshake.
_KEPT_OPEN_SECONDS = 60.0

# Seconds in which the endpoint is left alone, so that each caller's next turn is not as late as this one.
_PAUSE_REFUSED = 60.0  # an operator must mend it
_PAUSE_BUSY = 5.0  # it did not say how long
_PAUSE_BROKEN = 5.0
_PAUSE_SILENT = 15.0
_LONGEST_PAUSE = 60.0

_REMEDIES = {
    401: "Check DIALOGUE_API_KEY.",
    403: "Check DIALOGUE_API_KEY, and what it may use.",
    404: "Check DIALOGUE_URL (it usually ends in /v1) and DIALOGUE_MODEL.",
    429: "Raise the quota at the endpoint, or let fewer callers in.",
}
# The last is a key that no header can hold.
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError)
_CHECK_ADDRESS = "Check DIALOGUE_URL: it usually ends in /v1."


class ChatError(Exception):
    """The endpoint gave no answer, or none that can be used. `remedy` tells an operator what to do.

    `pause`: seconds in which it is not worth asking again, for whatever caller.
    """

    def __init__(self, detail: str, *, remedy: str = "", pause: float = 0.0) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.pause = pause


class ChatClient:
    """One a process; connections are kept open, and belong to the loop on which it was first used."""

    def __init__(self, settings: ChatSettings) -> None:
        self.settings = settings
        self._opened: httpx.AsyncClient | None = None

    @property
    def is_azure(self) -> bool:
        """Whether it is Azure's, by its host."""
        return httpx.URL(self.settings.url).host.endswith((".azure.com", ".azure.us", ".azure.cn"))

    async def stream(
        self, messages: Sequence[JsonObject], **options: Any
    ) -> AsyncGenerator[JsonObject, None]:
        """The chunks of one answer to these messages, in the shape of `chat.completion.chunk`.

        `options` are further fields of the request. Raises ChatError. To close it ends the request.
        """
        body = {"model": self.settings.model, "messages": list(messages), "stream": True, **options}
        url = self.find_address("/chat/completions")
        try:
            async with self._client().stream("POST", url, headers=self.authorize(), json=body) as response:
                await self._refuse_failure(response)
                kind = response.headers.get("content-type", "text/event-stream").partition(";")[0].strip()
                if kind == "application/json":  # it does not stream
                    yield _as_chunk(await _read_body(response))
                    return
                if kind != "text/event-stream":
                    raise ChatError(
                        f"{response.url.host} answered with {kind}, not with events.",
                        remedy=_CHECK_ADDRESS,
                        pause=_PAUSE_REFUSED,
                    )
                async for chunk in _read_events(response):
                    yield chunk
        except _FAILURES as error:
            raise self._describe_failure(url, error) from error

    async def list_models(self) -> list[str]:
        """The names of the models it offers; none where it does not tell. Raises ChatError."""
        url = self.find_address("/models")
        try:
            response = await self._client().get(url, headers=self.authorize())
        except _FAILURES as error:
            raise self._describe_failure(url, error) from error
        if response.status_code in {404, 405, 501}:
            return []
        await self._refuse_failure(response)
        try:
            models = response.json()["data"]
            return [str(model["id"]) for model in models]
        except (ValueError, KeyError, TypeError):
            return []

    async def close(self) -> None:
        """Close its connections, before their loop ends."""
        if self._opened:
            await self._opened.aclose()
            self._opened = None

    def _client(self) -> httpx.AsyncClient:
        if self._opened is None:
            waiting = self.settings.answer_seconds
            self._opened = httpx.AsyncClient(
                timeout=httpx.Timeout(waiting, connect=self.settings.connect_seconds),
                limits=httpx.Limits(keepalive_expiry=_KEPT_OPEN_SECONDS),
            )
        return self._opened

    def find_address(self, path: str) -> httpx.URL:
        """Where one of its services is. Raises ChatError."""
        root = self.settings.url.rstrip("/").removesuffix("/chat/completions")
        try:
            return httpx.URL(root + path)
        except httpx.InvalidURL as error:
            raise ChatError(f"{self.settings.url} is no address.", remedy=_CHECK_ADDRESS) from error

    def authorize(self) -> dict[str, str]:
        """The headers that show the key; none where there is none."""
        key = self.settings.api_key
        if not key:
            return {}
        # Azure takes a bearer for a token of Entra ID, and a resource's key by a header of its own.
        return {"api-key": key} if self.is_azure else {"Authorization": f"Bearer {key}"}

    async def _refuse_failure(self, response: httpx.Response) -> None:
        """Tells what it answers, but for the key: some repeat the request."""
        if response.is_success:
            return
        body = response.content if response.is_stream_consumed else b""
        if not response.is_stream_consumed:
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) >= _MOST_READ:
                    break
        words = " ".join(body[:_MOST_READ].decode("utf-8", "replace").split())
        if self.settings.api_key:
            words = words.replace(self.settings.api_key, "…")
        status = response.status_code
        raise ChatError(
            f"{response.url.host} answered {status}: {words[:_MOST_TOLD]}",
            remedy=_REMEDIES.get(status, "Look at the endpoint's log."),
            pause=_choose_pause(response),
        )

    def _describe_failure(self, url: httpx.URL, error: Exception) -> ChatError:
        """Never with the request itself: it holds the key, and what the caller said."""
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return ChatError(
                f"{url.host} cannot be reached ({type(error).__name__}).",
                remedy="Check DIALOGUE_URL, and that the endpoint is up.",
                pause=_PAUSE_BROKEN,
            )
        if isinstance(error, httpx.TimeoutException):
            return describe_silence(f"{url.host} did not answer in time")
        return ChatError(f"{url.host} broke off ({type(error).__name__}).", pause=_PAUSE_BROKEN)


def describe_silence(what: str) -> ChatError:
    """The error of an endpoint that keeps a caller waiting."""
    remedy = "Choose a quicker model, or raise DIALOGUE_WAIT_SECONDS."
    return ChatError(f"{what}.", remedy=remedy, pause=_PAUSE_SILENT)


def _choose_pause(response: httpx.Response) -> float:
    status = response.status_code
    if status == 429 or "retry-after" in response.headers:
        return min(_read_retry_after(response), _LONGEST_PAUSE)
    if status in {401, 403, 404}:
        return _PAUSE_REFUSED
    # Any other refusal may be of this conversation alone (too long for the model, say).
    return _PAUSE_BROKEN if status >= 500 else 0.0


def _read_retry_after(response: httpx.Response) -> float:
    told = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:  # HTTP allows a date in the place of seconds
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return _PAUSE_BUSY


async def _read_body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise ChatError(f"{response.url.host} answered with more than {MOST_BYTES} bytes.")
    return bytes(body)


def _as_chunk(body: bytes) -> JsonObject:
    """A whole answer as the one chunk of a stream."""
    answer = _read_object(body)
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    return {
        "choices": [{"delta": first.get("message"), "finish_reason": first.get("finish_reason") or "stop"}]
    }


async def _read_events(response: httpx.Response) -> AsyncIterator[JsonObject]:
    """The data of server-sent events, up to `[DONE]`. Each of a chat endpoint's is one line."""
    is_done = False
    async for line in _read_lines(response):
        if is_done:  # read to the end all the same: else the connection could not be used again
            continue
        if not line.startswith(b"data:"):  # a comment that keeps the line open, or a field we need not know
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            is_done = True
            yield {"choices": [{"finish_reason": "stop"}]}  # some endpoints say so nowhere else
        else:
            yield _read_object(data)


async def _read_lines(response: httpx.Response) -> AsyncIterator[bytes]:
    count, rest = 0, bytearray()
    async for piece in response.aiter_bytes():
        count += len(piece)
        if count > MOST_BYTES:
            raise ChatError(f"{response.url.host} does not stop: {MOST_BYTES} bytes.")
        rest += piece
        if b"\n" in piece:
            *lines, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            for line in lines:
                yield line
    if rest:
        yield bytes(rest)


def _read_object(data: bytes) -> JsonObject:
    try:
        value = read_json(data)
    except ValueError as error:
        raise ChatError("it sent an event that is no JSON.") from error
    if not isinstance(value, dict):
        raise ChatError("it sent an event that is no JSON object.")
    if broken := value.get("error"):
        told = broken.get("message") if isinstance(broken, dict) else broken
        raise ChatError(f"it broke off: {str(told)[:_MOST_TOLD]}", pause=_PAUSE_BROKEN)
    return value

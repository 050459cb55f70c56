"""What we ask of a realtime provider, and the one way to speak HTTP with it: timeouts, retries, errors."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import httpx

from reservations import tracing
from voice.protocol.shapes import Event, JsonObject, SessionConfig

log = logging.getLogger(__name__)

Response = httpx.Response
# Minting takes a vendor up to some seconds under load; an address that does not answer is known sooner.
TIMEOUT = httpx.Timeout(10.0, connect=4.0)
TRIES = 3  # with the pauses between them, a caller waits at most about a second longer
LONGEST_WAIT = 4.0  # a caller is waiting: longer is worse than an apology
PASSING = frozenset({408, 429, 500, 502, 503, 504})
NOT_TAKEN = frozenset({429, 503})  # refused at the door: nothing was begun
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout)
REQUEST_IDS = ("x-request-id", "apim-request-id", "x-ms-request-id")  # OpenAI's, Azure's
_TRANSCRIPTION = re.compile(r"transcri(?:ption|be)", re.IGNORECASE)


class ProviderError(Exception):
    """The provider cannot serve us. `remedy` tells an operator what to do; a caller never sees it."""

    def __init__(
        self,
        detail: str,
        *,
        remedy: str = "",
        status: int | None = None,
        passing: bool = False,
        about_transcription: bool = False,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.status = status  # the provider's, if it answered at all
        self.passing = passing  # worth trying again in a while
        self.about_transcription = about_transcription  # a session without it may be served


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do; who asks it never asks for its name."""

    sideband: bool = True  # a second socket to a call, by its id: tools can run on the server
    webrtc_filter: bool = False  # can keep instructions and calls from the browser
    session_seconds: int = 3600  # how long a session lasts, if it does not say so itself
    follows_instructions: bool = True  # a system's message in the conversation changes what the agent does
    calls_mcp: bool = False  # can be given an `mcp` tool, and calls it by itself
    dialect: str = "ga"  # whose event names the data channel speaks: "ga" or "preview"


@dataclass(frozen=True)
class Untranscribed:
    """Why a session was minted without transcription, and what an operator does about it."""

    detail: str
    remedy: str


@dataclass(frozen=True)
class Secret:
    """A short-lived key that starts one session, configured when it was minted."""

    value: str = field(repr=False)
    expires_at: int
    model: str
    dated: float | None = None  # when it was minted, by the provider's clock (seconds since 1970)
    untranscribed: Untranscribed | None = None  # asked for with transcription, and had without


@dataclass(frozen=True)
class Answered:
    """A provider's answer to an offer, and the call that it began."""

    sdp: str
    call_id: str
    location: str


def keep_as_is(event: Event) -> Event:
    """An event whose names need no translation."""
    return event


@dataclass(frozen=True)
class Endpoint:
    """Where a WebSocket is opened, with the headers that open it and the dialect that is spoken there."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    first: tuple[Event, ...] = field(default=(), repr=False)  # said before anything else
    to_ga: Callable[[Event], Event] = keep_as_is
    from_ga: Callable[[Event], Event] = keep_as_is


class Provider(Protocol):
    """A vendor of realtime models. All that may fail raises ProviderError."""

    name: str
    model: str
    capabilities: Capabilities
    when_unreachable: str  # what to try first, before networks are suspected

    async def mint(self, session: SessionConfig) -> Secret:
        """A key for a session so configured (GA session object, without type and model).

        Raises ProviderError. The key lives about a minute, and starts one session.
        """
        ...

    async def answer(self, offer: str, secret: str, *, page_runs_tools: bool = False) -> Answered:
        """Hand a browser's SDP offer over: the SDP answer, and the id of the call that has begun.

        `page_runs_tools`: then the page must hear of the model's calls, and no event is filtered. Raises
        ProviderError. Not repeated once it may have been served: it would start a second call.
        """
        ...

    async def hang_up(self, call_id: str) -> None:
        """End a call, if it is still there: one that is over is no error. Raises ProviderError."""
        ...

    async def sideband(self, call_id: str) -> Endpoint:
        """Where a second socket to that call is opened. Raises ProviderError where there is none."""
        ...

    async def socket(self, secret: str, session: SessionConfig) -> Endpoint:
        """A session of its own whose audio passes through us: the one that `secret` was minted for."""
        ...

    def session_defaults(self, *, language: str, vocabulary: Sequence[str]) -> SessionConfig:
        """Audio, voice and limits of a session; what is said in it is not the provider's business.

        `vocabulary`: words to expect from a caller, the most useful first.
        """
        ...

    def browser_calls_url(self) -> str:
        """Where a browser posts its offer itself; a path means our own origin."""
        ...


# By loop, because a connection belongs to the loop that opened it; a loop that ends takes its client along.
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()


def get_client() -> httpx.AsyncClient:
    """One a loop, so that a call does not wait for a TLS handshake."""
    loop = asyncio.get_running_loop()
    if loop not in _clients or _clients[loop].is_closed:
        _clients[loop] = httpx.AsyncClient(timeout=TIMEOUT)
    return _clients[loop]


async def close_client() -> None:
    """Close this loop's connections, before the loop ends. To be called by who ends it: a command, a test."""
    if opened := _clients.pop(asyncio.get_running_loop(), None):
        await opened.aclose()


async def post(
    url: str,
    *,
    headers: Mapping[str, str],
    json: Any = None,
    content: str | None = None,
    once: bool = False,
) -> httpx.Response:
    """POST with bounded retries; any answer but a passing failure is for who asked to judge.

    `once`: a request that may have been served is not repeated (it would start a second call).
    """
    for attempt in range(1, TRIES + 1):
        try:
            response = await send(url, headers=headers, json=json, content=content)
        except httpx.InvalidURL as error:
            raise ProviderError(
                f"{url} is not an address.", remedy="Check the endpoint's spelling."
            ) from error
        except httpx.HTTPError as error:
            # An offer that may have arrived is not sent again: it would start a second call.
            if attempt == TRIES or (once and not isinstance(error, NOT_SENT)):
                raise as_unreachable(url, error) from error
            wait = choose_pause(attempt)
        else:
            if response.status_code not in (NOT_TAKEN if once else PASSING) or attempt == TRIES:
                return response
            wait = read_retry_after(response, otherwise=choose_pause(attempt))
            # Who asked knows what to tell a caller; waiting longer would only be silence.
            if wait > LONGEST_WAIT:
                return response
        log.info("trying %s again in %.2f s", url, wait)
        await asyncio.sleep(wait)
    raise AssertionError("unreachable: the last try returns or raises")


async def send(url: str, *, headers: Mapping[str, str], json: Any, content: str | None) -> httpx.Response:
    """One try, with the provider's own id of it in the trace: by that its support finds it."""
    with tracing.span(f"provider {url.partition('?')[0].rpartition('/')[2]}") as span:
        response = await get_client().post(url, headers=dict(headers), json=json, content=content)
        if span:
            found = [response.headers[name] for name in REQUEST_IDS if name in response.headers]
            span.set_attribute("provider.request_id", found[0] if found else "")
            span.set_attribute("http.response.status_code", response.status_code)
        return response


def choose_pause(attempt: int) -> float:
    """Doubling, and a little apart, so that callers refused together do not come back together."""
    return 0.25 * 2.0 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311


def read_retry_after(response: httpx.Response, *, otherwise: float) -> float:
    """Seconds that the provider asks us to wait, by whichever of its headers says so."""
    # `retry-after-ms` is the vendors' own header, and finer than HTTP's whole seconds.
    for header, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(response.headers[header]) * unit)
        except (KeyError, ValueError):
            continue
    try:
        # HTTP allows a date in the place of seconds.
        return max(0.0, parsedate_to_datetime(response.headers["retry-after"]).timestamp() - time.time())
    except (KeyError, ValueError):
        return otherwise


def read_date(response: httpx.Response) -> float | None:
    """Seconds since 1970 by the provider's clock; None where it does not say."""
    try:
        return parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None


def as_unreachable(url: str, error: httpx.HTTPError) -> ProviderError:
    """The error of an address that does not answer."""
    host = httpx.URL(url).host
    what = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "cannot be reached"
    return ProviderError(
        f"{host} {what} ({type(error).__name__}).",
        remedy=f"Check the endpoint's name and the way out of this network to {host}.",
        passing=True,
    )


def read_error_words(response: httpx.Response) -> tuple[str, str]:
    """The provider's own error code and message, if it sent any that can be read."""
    error = read_error(response)
    return str(error.get("code") or ""), str(error.get("message") or "")


def read_error(response: httpx.Response) -> JsonObject:
    """The provider's error object; what cannot be read is its `message`."""
    try:
        error = response.json()["error"]
    except (ValueError, KeyError, TypeError):
        error = None
    # A proxy in between answers with a page of HTML: its beginning says enough.
    return error if isinstance(error, dict) else {"message": response.text[:200]}


def blames_transcription(error: Mapping[str, Any]) -> bool:
    """Whether a provider's error object names transcription as what it refuses."""
    return any(_TRANSCRIPTION.search(str(error.get(name) or "")) for name in ("param", "message"))


def read_object(response: httpx.Response) -> JsonObject:
    """The JSON object of the body. Raises ProviderError for anything else."""
    try:
        body = response.json()
    except ValueError as error:
        raise as_protocol_error(response) from error
    if not isinstance(body, dict):
        raise as_protocol_error(response)
    return body


def as_protocol_error(response: httpx.Response) -> ProviderError:
    """The error of an answer that makes no sense."""
    return ProviderError(
        f"{response.url.host} answered {response.status_code} with something that is not its protocol.",
        remedy="Check that the endpoint is the resource's own address, without a path.",
        status=response.status_code,
    )


def require_success(
    response: httpx.Response, *, name: str, remedies: Mapping[int | str, str]
) -> httpx.Response:
    """The response, if it is a success; otherwise what happened, and what `remedies` says to its code."""
    if response.is_success:
        return response
    code, message = read_error_words(response)
    status = response.status_code
    raise ProviderError(
        f"{name} answered {status} {code}: {message}".strip(),
        remedy=remedies.get(code) or remedies.get(status) or REMEDIES.get(status) or ITS_SIDE,
        status=status,
        # A code that has its own remedy (an account without credit, say) does not pass by waiting, whatever
        # its status.
        passing=status in PASSING and code not in remedies,
        about_transcription=blames_transcription(read_error(response)),
    )


REMEDIES = {
    400: "It refuses a part of the session that we ask for: check the REALTIME_… setting that it names.",
    422: "It refuses a part of the session that we ask for: check the REALTIME_… setting that it names.",
}
ITS_SIDE = "Look at the provider's status page; the failure is on its side."

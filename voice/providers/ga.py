"""The GA realtime protocol as its vendors share it: client secrets, calls, sideband.

Knows no vendor: whose address, key, model and advice to an operator it is, its maker says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from voice.protocol.shapes import SessionConfig
from voice.providers import base
from voice.providers.base import Answered, Capabilities, Endpoint, Response, Secret
from voice.providers.manner import Manner
from voice.providers.transcription import Transcriber

SECRET_SECONDS = 60

Headers = Callable[[], Awaitable[dict[str, str]]]


def authorize_by_bearer(key: str) -> Headers:
    """The header of a bearer key."""

    async def headers() -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"}

    return headers


@dataclass
class GA:
    """`root` is where this server reaches `/realtime`; `browser_root` where a browser does."""

    name: str
    root: str
    model: str
    authorize: Headers = field(repr=False)
    manner: Manner = field(default_factory=Manner)
    remedies: Mapping[int | str, str] = field(default_factory=dict, repr=False)
    browser_root: str | None = None
    when_unreachable: str = ""
    capabilities: Capabilities = field(default_factory=Capabilities)
    # Whether the provider is ours, and is shown our own key beside a caller's secret: it bounds how many
    # strangers it serves at one address, and all of our callers come from this server's. Such a provider
    # also knows `commands=off`: it obeys nothing that a page says in a call that we hold.
    vouches: bool = False

    async def mint(self, session: SessionConfig) -> Secret:
        own = self.manner
        transcriber = Transcriber(self.name, own.transcription_model, own.transcription_family)
        response, untranscribed = await transcriber.mint(self._mint, session)
        body = base.read_object(self._require_success(response))
        try:
            return Secret(
                str(body["value"]),
                int(body.get("expires_at") or 0),
                self.model,
                base.read_date(response),
                untranscribed,
            )
        except (KeyError, ValueError, TypeError) as error:
            raise base.as_protocol_error(response) from error

    async def _mint(self, session: SessionConfig) -> Response:
        body = {
            "expires_after": {"anchor": "created_at", "seconds": SECRET_SECONDS},
            "session": {"type": "realtime", "model": self.model, **session},
        }
        return await base.post(self._url("/client_secrets"), headers=await self.authorize(), json=body)

    async def answer(self, offer: str, secret: str, *, page_runs_tools: bool = False) -> Answered:
        headers = {**await self._show(secret), "Content-Type": "application/sdp"}
        query = ""
        if self.capabilities.webrtc_filter and not page_runs_tools:
            query = "?webrtcfilter=on&commands=off" if self.vouches else "?webrtcfilter=on"
        response = await base.post(self._url(f"/calls{query}"), headers=headers, content=offer, once=True)
        self._require_success(response)
        # A vendor answers with a path, another with a whole address, with or without a query: the id is what
        # the path ends in.
        location = response.headers.get("location", "")
        call_id = location.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        if not call_id or not response.text.startswith("v=0"):
            if call_id:  # a call that nobody can join
                await self.hang_up(call_id)
            raise base.as_protocol_error(response)
        return Answered(response.text, call_id, location)

    async def hang_up(self, call_id: str) -> None:
        url = self._url(f"/calls/{quote(call_id, safe='')}/hangup")
        response = await base.post(url, headers=await self.authorize())
        if response.status_code != 404:  # it is over already: what we wanted
            self._require_success(response)

    async def sideband(self, call_id: str) -> Endpoint:
        # http becomes ws, and so https wss.
        url = self._url("").replace("http", "ws", 1)
        return Endpoint(f"{url}?call_id={quote(call_id, safe='')}", await self.authorize())

    async def socket(self, secret: str, session: SessionConfig) -> Endpoint:
        """The secret holds the whole session already."""
        url = self._url("").replace("http", "ws", 1)
        headers = await self._show(secret)
        return Endpoint(f"{url}?model={quote(self.model, safe='')}", headers)

    async def _show(self, secret: str) -> dict[str, str]:
        own = await self.authorize() if self.vouches else {}
        return {**own, "Authorization": f"Bearer {secret}"}

    def session_defaults(self, *, language: str, vocabulary: Sequence[str]) -> SessionConfig:
        return self.manner.session(language=language, vocabulary=vocabulary)

    def browser_calls_url(self) -> str:
        return f"{self.root if self.browser_root is None else self.browser_root}/realtime/calls"

    def _url(self, path: str) -> str:
        return f"{self.root}/realtime{path}"

    def _require_success(self, response: Response) -> Response:
        return base.require_success(response, name=self.name, remedies=self.remedies)

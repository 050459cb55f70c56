"""Azure OpenAI's GA realtime API: client secrets, calls, sideband. The embedded engine speaks the same."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from voice.providers import base
from voice.providers.base import Answered, Capabilities, Endpoint, ProviderError, Response, Secret

SECRET_SECONDS = 60
ENTRA_SCOPE = "https://cognitiveservices.azure.com/.default"

Headers = Callable[[], Awaitable[dict[str, str]]]


@dataclass
class Azure:
    """`endpoint` is how this server reaches it; `browser_endpoint` how a browser does ("": our origin)."""

    name: str
    endpoint: str
    model: str
    voice: str
    authorize: Headers = field(repr=False)
    transcription_model: str = ""
    browser_endpoint: str | None = None
    when_unreachable: str = ""
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(webrtc_filter=True))

    async def mint(self, session: dict[str, Any]) -> Secret:
        response = await self._mint(session)
        if response.status_code == 500 and "transcription" in session["audio"]["input"]:
            # Some regions fail on any transcription model: better no captions of the caller than no call.
            audio = session["audio"]
            plain = {key: value for key, value in audio["input"].items() if key != "transcription"}
            response = await self._mint({**session, "audio": {**audio, "input": plain}})
        body = base.json_of(self._accepted(response))
        try:
            return Secret(str(body["value"]), int(body.get("expires_at") or 0), self.model)
        except (KeyError, ValueError, TypeError) as error:
            raise base.garbage(response) from error

    async def _mint(self, session: dict[str, Any]) -> Response:
        body = {
            "expires_after": {"anchor": "created_at", "seconds": SECRET_SECONDS},
            "session": {"type": "realtime", "model": self.model, **session},
        }
        return await base.post(self._url("client_secrets"), headers=await self.authorize(), json=body)

    async def answer(self, offer: str, secret: str) -> Answered:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/sdp"}
        query = "?webrtcfilter=on" if self.capabilities.webrtc_filter else ""
        response = await base.post(self._url(f"calls{query}"), headers=headers, content=offer, once=True)
        self._accepted(response)
        location = response.headers.get("location", "")
        call_id = location.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        if not call_id or not response.text.startswith("v=0"):
            raise base.garbage(response)
        return Answered(response.text, call_id, location)

    async def hang_up(self, call_id: str) -> None:
        url = self._url(f"calls/{quote(call_id, safe='')}/hangup")
        response = await base.post(url, headers=await self.authorize())
        if response.status_code != 404:  # it is over already: what we wanted
            self._accepted(response)

    async def sideband(self, call_id: str) -> Endpoint:
        url = self._url("").removesuffix("/").replace("http", "ws", 1)
        return Endpoint(f"{url}?call_id={quote(call_id, safe='')}", await self.authorize())

    def session_defaults(self, *, language: str, vocabulary: str) -> dict[str, Any]:
        hearing: dict[str, Any] = {
            "noise_reduction": {"type": "near_field"},
            "turn_detection": {"type": "server_vad", "create_response": True, "interrupt_response": True},
        }
        if self.transcription_model:
            hearing["transcription"] = {
                "model": self.transcription_model,
                "language": language,
                "prompt": vocabulary,
            }
        return {
            "output_modalities": ["audio"],
            "audio": {"input": hearing, "output": {"voice": self.voice}},
            "max_output_tokens": 1024,
            "truncation": {"type": "retention_ratio", "retention_ratio": 0.8},
        }

    def browser_calls_url(self) -> str:
        endpoint = self.endpoint if self.browser_endpoint is None else self.browser_endpoint
        return f"{endpoint}/openai/v1/realtime/calls"

    def _url(self, path: str) -> str:
        return f"{self.endpoint}/openai/v1/realtime/{path}"

    def _accepted(self, response: Response) -> Response:
        if response.is_success:
            return response
        code, message = base.words_of(response)
        raise ProviderError(
            f"{self.name} answered {response.status_code} {code}: {message}".strip(),
            mend=self._mend(response.status_code, code),
            status=response.status_code,
            passing=response.status_code in base.PASSING,
        )

    def _mend(self, status: int, code: str) -> str:
        if code == "OperationNotSupported":
            return (
                f"Deployment {self.model} is not of a realtime model: deploy one of the gpt-realtime family."
            )
        return {
            401: "Check the API key, and that it is this resource's; or, without a key, the identity's role.",
            403: 'Give this server\'s identity the role "Cognitive Services OpenAI User" on the resource.',
            404: f"Check the endpoint, its region, and that it has a deployment named {self.model}.",
            429: f"The quota of deployment {self.model} is used up: raise it, or spread callers over more.",
        }.get(status, "Look at the provider's status page; the failure is on its side.")


def by_key(key: str) -> Headers:
    async def headers() -> dict[str, str]:
        return {"api-key": key}

    return headers


def by_entra_id() -> Headers:
    """A bearer token of this server's identity, renewed five minutes before it expires."""
    held: dict[str, Any] = {"expires": 0.0}

    async def headers() -> dict[str, str]:
        if time.time() > held["expires"] - 300:
            token, held["expires"] = await asyncio.to_thread(entra_token)
            held["headers"] = {"Authorization": f"Bearer {token}"}
        return dict(held["headers"])

    return headers


def entra_token() -> tuple[str, float]:
    try:
        from azure.core.exceptions import AzureError
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise ProviderError(
            "No API key is set, and Entra ID needs a package that is not installed.",
            mend="Set AZURE_OPENAI_API_KEY, or install the extra: pip install 'uketsuke[azure]'.",
        ) from error
    try:
        token = DefaultAzureCredential().get_token(ENTRA_SCOPE)
    except AzureError as error:
        raise ProviderError(
            f"Entra ID gave no token: {error.__class__.__name__}.",
            mend="Log this server in (managed identity, or AZURE_CLIENT_ID and its companions), "
            "or set AZURE_OPENAI_API_KEY.",
        ) from error
    return token.token, float(token.expires_on)

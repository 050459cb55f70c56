"""Azure's deprecated preview API, translated at the edge: we mint in GA's words, it reads its own.

It has no second socket to a call and no way to end one: tools run in the page, and the page hangs up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from django.conf import settings

from voice.protocol.client import session_update
from voice.protocol.preview import client_event_to_preview, server_event_to_ga, session_to_preview
from voice.protocol.shapes import SessionConfig
from voice.providers import base, manner
from voice.providers.azure import authorize_from_settings, list_remedies
from voice.providers.base import Answered, Capabilities, Endpoint, ProviderError, Response, Secret
from voice.providers.ga import Headers
from voice.providers.manner import Manner
from voice.providers.transcription import Transcriber

VOICES = tuple(voice for voice in manner.VOICES if voice not in {"marin", "cedar"})  # those are GA's
API_VERSION = "2025-04-01-preview"
FIRST_UPDATE = "uketsuke_first_update"  # the event that configures a socket's session


@dataclass
class AzurePreview:
    """`webrtc` is the region's address, which must be the resource's own region."""

    name: str
    endpoint: str
    webrtc: str
    model: str
    authorize: Headers = field(repr=False)
    manner: Manner = field(default_factory=Manner)
    when_unreachable: str = ""
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(sideband=False, dialect="preview")
    )

    async def mint(self, session: SessionConfig) -> Secret:
        own = self.manner
        transcriber = Transcriber("azure", own.transcription_model, own.transcription_family)
        response, untranscribed = await transcriber.mint(self._mint, session)
        body = base.read_object(self._require_success(response))
        try:
            secret = body["client_secret"]
            return Secret(
                str(secret["value"]),
                int(secret.get("expires_at") or 0),
                self.model,
                base.read_date(response),
                untranscribed,
            )
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise base.as_protocol_error(response) from error

    async def _mint(self, session: SessionConfig) -> Response:
        url = f"{self.endpoint}/openai/realtimeapi/sessions?api-version={API_VERSION}"
        body = session_to_preview({"model": self.model, **session})
        return await base.post(url, headers=await self.authorize(), json=body)

    async def answer(self, offer: str, secret: str, *, page_runs_tools: bool = False) -> Answered:
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/sdp"}
        response = await base.post(self.browser_calls_url(), headers=headers, content=offer, once=True)
        self._require_success(response)
        if not response.text.startswith("v=0"):
            raise base.as_protocol_error(response)
        return Answered(response.text, call_id="", location="")  # nothing can be done with a call's id here

    async def hang_up(self, call_id: str) -> None:
        """The page closes its connection, or the provider's time limit does: there is nothing to ask for."""

    async def sideband(self, call_id: str) -> Endpoint:
        raise ProviderError(
            f"{self.name} has no socket beside a call.",
            remedy="Move to VOICE_PROVIDER=azure for tools on the server: the preview API is deprecated.",
        )

    async def socket(self, secret: str, session: SessionConfig) -> Endpoint:
        """Its secrets open WebRTC alone: here the server's own identity does, and the session comes first."""
        root = self.endpoint.replace("http", "ws", 1)
        query = f"api-version={API_VERSION}&deployment={quote(self.model, safe='')}"
        return Endpoint(
            f"{root}/openai/realtime?{query}",
            await self.authorize(),
            first=(session_update(session, event_id=FIRST_UPDATE),),
            to_ga=server_event_to_ga,
            from_ga=client_event_to_preview,
        )

    def session_defaults(self, *, language: str, vocabulary: Sequence[str]) -> SessionConfig:
        session = self.manner.session(language=language, vocabulary=vocabulary)
        heard = session["audio"]["input"]
        if "languages" in heard.get("transcription", {}):  # the preview is older than such models
            heard["transcription"] = {"model": self.manner.transcription_model, "language": language}
        return session

    def browser_calls_url(self) -> str:
        return f"{self.webrtc}/v1/realtimertc?model={quote(self.model, safe='')}"

    def _require_success(self, response: Response) -> Response:
        return base.require_success(response, name=self.name, remedies=self._list_remedies())

    def _list_remedies(self) -> Mapping[int | str, str]:
        """As at the GA API; besides, there are a region's own address and fewer voices."""
        return {
            **list_remedies(self.model),
            400: "It refuses a part of the session: check the REALTIME_… setting that it names. "
            f"Its voices are {', '.join(VOICES)}.",
            404: "Check that AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_REGION are of one resource, that it has "
            f"a deployment named {self.model}, and that the preview API is still served: else set "
            "VOICE_PROVIDER=azure.",
        }


def build_from_settings() -> AzurePreview:
    """The deployment of AZURE_OPENAI_DEPLOYMENT, in the region of AZURE_OPENAI_REGION."""
    return AzurePreview(
        name="azure-preview",
        endpoint=settings.AZURE_OPENAI_ENDPOINT,
        webrtc=settings.AZURE_OPENAI_PREVIEW_WEBRTC,
        model=settings.AZURE_OPENAI_DEPLOYMENT,
        authorize=authorize_from_settings(),
        manner=manner.read_settings(),
    )

"""Azure OpenAI's GA realtime API: where it is, who we are to it, and what its refusals mean."""

from __future__ import annotations

import asyncio
import time

from django.conf import settings

from voice.providers import manner
from voice.providers.base import Capabilities, ProviderError
from voice.providers.ga import GA, Headers
from voice.providers.manner import Manner

RENEW_BEFORE_SECONDS = 300  # a token that ends while a request is under way is refused
ENTRA_SCOPE = "https://cognitiveservices.azure.com/.default"


def build_from_settings() -> GA:
    """The deployment of AZURE_OPENAI_DEPLOYMENT."""
    return build_azure(
        "azure",
        settings.AZURE_OPENAI_ENDPOINT,
        settings.AZURE_OPENAI_DEPLOYMENT,
        authorize_from_settings(),
        manner.read_settings(),
    )


def authorize_from_settings() -> Headers:
    """By AZURE_OPENAI_API_KEY; where it is empty, by this server's own identity."""
    key = settings.AZURE_OPENAI_API_KEY
    return authorize_by_key(key) if key else authorize_by_entra_id()


def build_azure(name: str, endpoint: str, deployment: str, authorize: Headers, manner: Manner) -> GA:
    """Azure OpenAI at `endpoint` (`https://<resource>.openai.azure.com`), with the model of `deployment`."""
    return GA(
        name=name,
        root=f"{endpoint}/openai/v1",
        model=deployment,
        authorize=authorize,
        manner=manner,
        remedies=list_remedies(deployment),
        # Azure ends a session after 30 minutes, and lets a query keep instructions and calls from the
        # browser.
        capabilities=Capabilities(webrtc_filter=True, session_seconds=1800, calls_mcp=True),
    )


def list_remedies(deployment: str) -> dict[int | str, str]:
    """What an operator does about a refusal, by Azure's error code or HTTP status."""
    not_realtime = (
        f"Deployment {deployment} is not of a realtime model: deploy one of the gpt-realtime family."
    )
    return {
        # the second is how it spells it too
        "OperationNotSupported": not_realtime,
        "OpperationNotSupported": not_realtime,
        401: "Check the API key, and that it is this resource's; or, without a key, the identity's role.",
        403: 'Give this server\'s identity the role "Cognitive Services OpenAI User" on the resource.',
        404: f"Check the endpoint, its region, and that it has a deployment named {deployment}.",
        429: f"The quota of deployment {deployment} is used up: raise it, or spread callers over more.",
    }


def authorize_by_key(key: str) -> Headers:
    """The header of a resource's key."""

    async def headers() -> dict[str, str]:
        return {"api-key": key}

    return headers


def authorize_by_entra_id() -> Headers:
    """A bearer token of this server's identity, renewed five minutes before it expires."""
    token, expires_at = "", 0.0

    async def headers() -> dict[str, str]:
        nonlocal token, expires_at
        # Two calls that come at once may each fetch a token: both are good.
        if time.time() > expires_at - RENEW_BEFORE_SECONDS:
            # The vendor's library blocks; in a thread it holds up no other call.
            token, expires_at = await asyncio.to_thread(fetch_entra_token)
        return {"Authorization": f"Bearer {token}"}

    return headers


def fetch_entra_token() -> tuple[str, float]:
    """A token of Entra ID, and when it expires, in seconds since 1970. Blocks; raises ProviderError."""
    try:
        from azure.core.exceptions import AzureError
        from azure.identity import DefaultAzureCredential
    except ImportError as error:
        raise ProviderError(
            "No API key is set, and Entra ID needs a package that is not installed.",
            remedy="Set AZURE_OPENAI_API_KEY, or install it: make azure (an image: --build-arg AZURE=1).",
        ) from error
    try:
        token = DefaultAzureCredential().get_token(ENTRA_SCOPE)
    except AzureError as error:
        raise ProviderError(
            f"Entra ID gave no token: {error.__class__.__name__}.",
            remedy="Log this server in (managed identity, or AZURE_CLIENT_ID and its companions), "
            "or set AZURE_OPENAI_API_KEY.",
        ) from error
    return token.token, float(token.expires_on)

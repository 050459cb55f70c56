"""OpenAI's GA realtime API: where it is, and what its refusals mean. It keeps no event from the browser."""

from __future__ import annotations

from django.conf import settings

from voice.providers import manner
from voice.providers.base import Capabilities
from voice.providers.ga import GA, Headers, authorize_by_bearer
from voice.providers.manner import Manner


def build_from_settings() -> GA:
    """OpenAI with the model of OPENAI_REALTIME_MODEL, by the key of OPENAI_API_KEY."""
    return build_openai(
        settings.OPENAI_BASE_URL,
        settings.OPENAI_REALTIME_MODEL,
        authorize_by_bearer(settings.OPENAI_API_KEY),
        manner.read_settings(),
    )


def build_openai(base_url: str, model: str, authorize: Headers, manner: Manner) -> GA:
    """`base_url`: without `/v1`; a proxy's address where there is one."""
    return GA(
        name="openai",
        root=f"{base_url}/v1",
        model=model,
        authorize=authorize,
        manner=manner,
        remedies=list_remedies(model),
        capabilities=Capabilities(calls_mcp=True),
    )


def list_remedies(model: str) -> dict[int | str, str]:
    """What an operator does about a refusal, by OpenAI's error code or HTTP status."""
    return {
        "insufficient_quota": "The account's credit is used up: top it up, or raise the project's limit.",
        "model_not_found": f"Check OPENAI_REALTIME_MODEL={model}, and that the key's project may use it.",
        401: "Check OPENAI_API_KEY: it is wrong, withdrawn, or another project's.",
        403: "The key's project may not do this: check the key's permissions and the country of this server.",
        404: f"Check OPENAI_BASE_URL, and that there is OPENAI_REALTIME_MODEL={model} for the project.",
        429: f"The rate limit of {model} is reached: raise the project's limit, or spread callers over more.",
    }

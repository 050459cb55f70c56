"""Vendors' models: what each transcription model takes beside audio, and when a model is switched off.

The one place for these facts; each row says where they were read. A deployment on Azure has a name of its
own, so a model is recognised by any name that holds the model's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

# Where the facts were read (last looked at 2026-11-30; of Azure's schedule the copy of 2026-07-07).
SDK = "openai 3.54.0, openai/types/realtime/audio_transcription.py and realtime_session_create_request.py"
COOKBOOK = "github.com/openai/openai-cookbook: examples/migrating_from_whisper_to_gpt_transcribe.ipynb"
PROMPT_LIMIT_SEEN = (
    "github.com/markusylisiurunen/tau/issues/448 (the API's own refusal: 'maximum length 1024')"
)
NO_PROMPT_SEEN = "github.com/Illospace/illospace/pull/155 (a client secret refused for transcription.prompt)"
AZURE_SCHEDULE = (
    "github.com/MicrosoftDocs/azure-ai-docs: "
    "articles/foundry/openai/includes/concepts-model-retirement-schedule-content.md, and issue 10 for the "
    "dates of its later copies"
)

PROMPT_CHARACTERS = 1024  # PROMPT_LIMIT_SEEN; of the whole prompt, in any language
# No vendor publishes a limit of `keywords`. These are what other products send without complaint.
MOST_KEYWORDS = 100
KEYWORD_CHARACTERS = 40


class Hints(Enum):
    """How a model is told which words to expect."""

    PROMPT = "prompt"
    KEYWORDS = "keywords"  # with `languages` in the place of `language`
    NONE = "none"


@dataclass(frozen=True)
class Model:
    """What is known of a model: how it takes hints, and when each vendor switches it off."""

    name: str
    hints: Hints = Hints.NONE
    retired_on: Mapping[str, date] = field(default_factory=dict)  # by vendor: "azure", "openai"
    sources: tuple[str, ...] = ()


_OPENAI_2027 = date(2027, 2, 26)

TRANSCRIPTION = (
    Model("gpt-realtime-whisper", Hints.NONE, sources=(SDK, NO_PROMPT_SEEN)),
    Model("gpt-live-transcribe", Hints.KEYWORDS, sources=(SDK, COOKBOOK)),
    Model("gpt-transcribe", Hints.KEYWORDS, sources=(SDK, COOKBOOK)),
    Model(
        "gpt-4o-transcribe-diarize",
        Hints.NONE,
        {"openai": _OPENAI_2027, "azure": date(2027, 4, 16)},
        (SDK, AZURE_SCHEDULE),
    ),
    Model(
        "gpt-4o-mini-transcribe",
        Hints.PROMPT,
        {"openai": _OPENAI_2027, "azure": date(2026, 12, 15)},
        (SDK, PROMPT_LIMIT_SEEN, AZURE_SCHEDULE),
    ),
    Model(
        "gpt-4o-transcribe",
        Hints.PROMPT,
        {"openai": _OPENAI_2027, "azure": date(2026, 10, 15)},
        (SDK, PROMPT_LIMIT_SEEN, AZURE_SCHEDULE),
    ),
    Model(
        "whisper",  # whisper-1 at OpenAI
        Hints.PROMPT,
        {"openai": _OPENAI_2027, "azure": date(2026, 12, 15)},
        (SDK, PROMPT_LIMIT_SEEN, AZURE_SCHEDULE),
    ),
)
# Our own engine's recogniser, whatever its model is called.
ENGINE = Model("uketsuke-engine", Hints.PROMPT, sources=("voice/engine/session_config.py",))
# A name that says nothing: only what the SDK allows to every model, which is the language.
UNKNOWN = Model("")

REALTIME = (
    Model("gpt-realtime-2.1", retired_on={"azure": date(2027, 6, 25)}, sources=(SDK, AZURE_SCHEDULE)),
    Model("gpt-realtime-2.1-mini", retired_on={"azure": date(2027, 6, 25)}, sources=(SDK, AZURE_SCHEDULE)),
    Model("gpt-realtime-2", retired_on={"azure": date(2027, 5, 6)}, sources=(SDK, AZURE_SCHEDULE)),
    Model("gpt-realtime-1.5", retired_on={"azure": date(2027, 2, 23)}, sources=(AZURE_SCHEDULE,)),
    Model(  # on Azure the version of 2025-12-15; the one before it lives until 2027-04-07
        "gpt-realtime-mini",
        retired_on={"openai": date(2027, 1, 20), "azure": date(2026, 12, 15)},
        sources=(SDK, AZURE_SCHEDULE),
    ),
    Model(
        "gpt-realtime",
        retired_on={"openai": date(2027, 1, 20), "azure": date(2027, 2, 28)},
        sources=(SDK, AZURE_SCHEDULE),
    ),
)


def find_transcription(name: str) -> Model:
    """The transcription model that a deployment or model called `name` is of; UNKNOWN if it does not say."""
    if (model := _find(name, TRANSCRIPTION)).name == "whisper" and "realtime" in _letters(name):
        return TRANSCRIPTION[0]  # "realtime-whisper-jp": the prompt that the older one takes is refused by it
    return model


def find_realtime(name: str) -> Model:
    """The realtime model that a deployment or model called `name` is of; UNKNOWN if it does not say."""
    return _find(name, REALTIME)


def _find(name: str, models: tuple[Model, ...]) -> Model:
    inside = [model for model in models if _letters(model.name) in _letters(name)]
    return max(inside, key=lambda model: len(model.name), default=UNKNOWN)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())

"""Each transcription model is told what it takes, no more; who refuses transcription is asked without."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import assume, given
from hypothesis import strategies as st
from openai.types.realtime.audio_transcription_param import AudioTranscriptionParam
from pydantic import ConfigDict, TypeAdapter, with_config

from tests.fakes.realtime import FakeRealtime, Reply
from voice.providers import base, model_table, transcription
from voice.providers.azure import authorize_by_key, build_azure
from voice.providers.azure_preview import AzurePreview
from voice.providers.base import Provider, ProviderError
from voice.providers.ga import authorize_by_bearer
from voice.providers.manner import Manner
from voice.providers.model_table import Hints
from voice.providers.openai import build_openai

pytestmark = pytest.mark.unit

VENDORS_OWN: TypeAdapter[Any] = TypeAdapter(with_config(ConfigDict(extra="forbid"))(AudioTranscriptionParam))
FAMILIES = [row.name for row in model_table.TRANSCRIPTION]
SHOPS = [f"第{number}レンタカー店" for number in range(1, 166)]  # a large company's
MAKERS: dict[str, Callable[[str, Manner], Provider]] = {
    "azure": lambda at, own: build_azure("azure", at, "our-rt", authorize_by_key("the-key"), own),
    "azure-preview": lambda at, own: AzurePreview(
        "azure-preview", at, at, "our-rt", authorize_by_key("k"), own
    ),
    "openai": lambda at, own: build_openai(at, "gpt-realtime-2.1", authorize_by_bearer("the-key"), own),
}


class StrictVendor(FakeRealtime):
    """Judges the transcription of a session as OpenAI's API does, and counts who asks."""

    def reply(self, path: str) -> Reply:
        if path.endswith(("/client_secrets", "/sessions")):
            body = self.posted[-1].json
            if refusal := next(self.objections(transcription_of(body)), None):
                param, message = refusal
                error = {"code": "invalid_value", "param": param, "message": message}
                return Reply(400, json.dumps({"error": {"type": "invalid_request_error", **error}}))
            secret = {"value": "ek", "expires_at": 4_000_000_000}
            return Reply(200, json.dumps({**secret, "client_secret": secret}))
        return super().reply(path)

    def objections(self, told: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
        told = told or {}
        where, model = "session.audio.input.transcription", told.get("model", "")
        live = {"gpt-transcribe", "gpt-live-transcribe"}
        if len(told.get("prompt", "")) > 1024:
            yield f"{where}.prompt", "string too long. Expected a string with maximum length 1024"
        if "prompt" in told and model in {"gpt-realtime-whisper", "gpt-4o-transcribe-diarize"}:
            yield f"{where}.prompt", "prompt is not supported for this model"
        if {"keywords", "languages"} & told.keys() and model not in live:
            yield f"{where}.keywords", "keywords is not supported for this model"
        if {"language", "languages"} <= told.keys():
            yield f"{where}.languages", "language and languages exclude each other"
        if any(re.search(r"[<>\r\n]", word) for word in told.get("keywords", ())):
            yield f"{where}.keywords", "a keyword is one line without angle brackets"


def transcription_of(body: dict[str, Any]) -> dict[str, Any] | None:
    if "session" not in body:
        flat: dict[str, Any] | None = body.get("input_audio_transcription")
        return flat
    told: dict[str, Any] | None = body["session"]["audio"]["input"].get("transcription")
    return told


@pytest_asyncio.fixture
async def vendor() -> AsyncIterator[StrictVendor]:
    strict = StrictVendor()
    async with strict.running():
        yield strict
        await base.close_client()


@pytest.mark.parametrize("provider", MAKERS)
@pytest.mark.parametrize("model", [*FAMILIES, "whisper-1", "gpt-4o-mini-transcribe-2025-12-15", "our-ears"])
async def test_every_model_is_minted_at_once_with_what_it_takes(
    vendor: StrictVendor, provider: str, model: str
) -> None:
    made = MAKERS[provider](vendor.endpoint, Manner(transcription_model=model))
    words = ["新宿店", "<b>店\n二</b>", *SHOPS]
    hints = model_table.find_transcription(model).hints
    if hints is Hints.KEYWORDS and provider == "azure-preview":  # which is older than keywords
        hints = Hints.NONE
    for number, language in enumerate(("ja", "en"), start=1):
        secret = await made.mint(made.session_defaults(language=language, vocabulary=words))
        assert secret.untranscribed is None
        assert len(vendor.posted) == number
        told = transcription_of(vendor.posted[-1].json)
        assert told is not None
        assert VENDORS_OWN.validate_python(told) == told
        assert told["model"] == model
        languages = {"languages": [language]} if hints is Hints.KEYWORDS else {"language": language}
        assert {name: told[name] for name in ("language", "languages") if name in told} == languages
    assert told
    assert ("prompt" in told, "keywords" in told) == (hints is Hints.PROMPT, hints is Hints.KEYWORDS)
    assert told.get("prompt", "新宿店").startswith("新宿店")
    assert told.get("keywords", ["新宿店"])[0] == "新宿店"


@pytest.mark.parametrize("provider", MAKERS)
@pytest.mark.parametrize("model", ["whisper", "gpt-4o-transcribe"])
async def test_of_165_shops_as_many_are_told_as_the_prompt_holds(
    vendor: StrictVendor, provider: str, model: str
) -> None:
    made = MAKERS[provider](vendor.endpoint, Manner(transcription_model=model))
    await made.mint(made.session_defaults(language="ja", vocabulary=SHOPS))
    told = transcription_of(vendor.posted[0].json)
    assert told is not None
    words = told["prompt"].split("、")
    assert 1024 - 12 < len(told["prompt"]) <= 1024
    assert words == SHOPS[: len(words)]


@given(
    st.lists(st.text(min_size=1, max_size=40).filter(lambda word: word.strip()), max_size=80),
    st.integers(1, 1024),
    st.sampled_from(["、", ", "]),
)
def test_a_prompt_holds_whole_words_in_their_order_and_never_more_than_its_limit(
    words: list[str], limit: int, separator: str
) -> None:
    clean = [" ".join(word.split()) for word in words]
    assume(not any(separator in word for word in clean))
    prompt = transcription.join_words(words, separator, limit)
    assert len(prompt.encode("utf-16-le", "surrogatepass")) // 2 <= limit
    kept = prompt.split(separator) if prompt else []
    places = [clean.index(word) for word in kept]  # each is one of them, uncut
    assert places == sorted(set(places))
    if clean and len(clean[0].encode("utf-16-le", "surrogatepass")) // 2 <= limit:
        assert kept[0] == clean[0]  # the session's own shop


@given(st.lists(st.text(max_size=60), max_size=150))
def test_keywords_are_whole_words_that_the_vendor_takes(words: list[str]) -> None:
    clean = [" ".join(word.split()) for word in words]
    kept = list(transcription.select_keywords(words))
    assert len(kept) <= model_table.MOST_KEYWORDS
    assert set(kept) <= set(clean) - {""}
    assert not any(re.search(r"[<>\r\n]", word) for word in kept)
    assert kept == sorted(set(kept), key=clean.index)


@pytest.mark.parametrize(
    ("deployment", "model"),
    [
        ("gpt-4o-transcribe", "gpt-4o-transcribe"),
        ("prod_GPT-4o-Mini-Transcribe-2025-12-15", "gpt-4o-mini-transcribe"),
        ("gpt4otranscribediarize", "gpt-4o-transcribe-diarize"),
        ("jp-gpt-transcribe", "gpt-transcribe"),
        ("gpt-live-transcribe", "gpt-live-transcribe"),
        ("gpt-realtime-whisper", "gpt-realtime-whisper"),
        ("realtime-whisper-jp", "gpt-realtime-whisper"),
        ("our.whisper", "whisper"),
        ("ears", ""),
        ("transcriber", ""),
        ("", ""),
    ],
)
def test_a_deployments_model_is_read_from_its_name(deployment: str, model: str) -> None:
    assert model_table.find_transcription(deployment).name == model


def test_a_deployment_whose_name_says_nothing_is_told_only_the_language() -> None:
    assert transcription.describe("ears", language="ja", words=["新宿店"]) == {
        "model": "ears",
        "language": "ja",
    }


def test_what_a_deployments_name_does_not_say_a_setting_does() -> None:
    by_prompt = transcription.describe("ears", family="whisper", language="en", words=["Chitose", "Konan"])
    assert by_prompt == {"model": "ears", "language": "en", "prompt": "Chitose, Konan"}
    by_keywords = transcription.describe("ears", family="gpt-transcribe", language="ja", words=["新宿店"])
    assert by_keywords == {"model": "ears", "languages": ["ja"], "keywords": ["新宿店"]}


def test_every_row_says_where_it_is_from() -> None:
    for row in (*model_table.TRANSCRIPTION, *model_table.REALTIME, model_table.ENGINE):
        assert all(row.sources)
        assert row.sources


# --- a vendor that refuses --------------------------------------------------------------------------

REFUSALS = [
    (400, {"code": "invalid_value", "param": "session.audio.input.transcription.prompt", "message": "no"}),
    (400, {"param": "session.input_audio_transcription.model", "message": "Invalid value: 'ears'."}),
    (
        400,
        {
            "param": "session.audio.input.turn_detection",
            "message": "Turn detection is not supported for this transcription model.",
        },
    ),
    (404, {"code": "model_not_found", "message": "The model `gpt-4o-transcribe` does not exist."}),
    (422, {"message": "audio.input.transcription: keywords is not supported for this model"}),
    (500, {}),
]


@pytest.mark.parametrize("provider", MAKERS)
@pytest.mark.parametrize(("status", "error"), REFUSALS)
async def test_where_transcription_is_refused_the_caller_is_served_without_it(
    fake: FakeRealtime,
    caplog: pytest.LogCaptureFixture,
    provider: str,
    status: int,
    error: dict[str, str],
) -> None:
    made = MAKERS[provider](fake.endpoint, Manner(transcription_model="ears"))
    secret = {"value": "ek", "expires_at": 4_000_000_000}
    refused = Reply(status, json.dumps({"error": error}), {"Retry-After": "0"})
    tries = [refused] * (3 if status == 500 else 1)
    for end in ("/client_secrets", "/sessions"):
        fake.script(end, *tries, Reply(200, json.dumps({**secret, "client_secret": secret})))
    with caplog.at_level(logging.WARNING):
        minted = await made.mint(made.session_defaults(language="ja", vocabulary=["新宿店"]))
    assert minted.value == "ek"
    assert len(fake.posted) == len(tries) + 1
    first, last = fake.posted[0].json, fake.posted[-1].json
    assert transcription_of(first) is not None
    assert transcription_of(last) is None
    assert {key: last[key] for key in last if key not in {"session", "input_audio_transcription"}} == {
        key: first[key] for key in first if key not in {"session", "input_audio_transcription"}
    }
    assert minted.untranscribed is not None
    assert "REALTIME_TRANSCRIPTION_FAMILY" in minted.untranscribed.remedy
    (warning,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "refuses to transcribe with ears" in warning
    assert minted.untranscribed.remedy in warning


@pytest.mark.parametrize("provider", MAKERS)
async def test_without_transcription_it_is_tried_once_and_then_the_refusal_stands(
    fake: FakeRealtime, provider: str
) -> None:
    made = MAKERS[provider](fake.endpoint, Manner(transcription_model="whisper"))
    for end in ("/client_secrets", "/sessions"):
        refusal = {"error": {"param": "session.audio.input.transcription", "message": "no"}}
        fake.script(end, *[Reply(400, json.dumps(refusal))] * 3)
    with pytest.raises(ProviderError):
        await made.mint(made.session_defaults(language="ja", vocabulary=[]))
    assert len(fake.posted) == 2


@pytest.mark.parametrize("provider", MAKERS)
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, {"param": "session.voice", "message": "Invalid value: 'maren'."}),
        (401, {"message": "This key may not use transcription."}),
        (404, {"code": "DeploymentNotFound", "message": "The API deployment does not exist."}),
        (429, {"message": "The transcription quota is used up."}),
    ],
)
async def test_a_refusal_of_something_else_is_not_tried_again(
    fake: FakeRealtime, provider: str, status: int, error: dict[str, str]
) -> None:
    made = MAKERS[provider](fake.endpoint, Manner(transcription_model="whisper"))
    for end in ("/client_secrets", "/sessions"):
        fake.script(end, Reply(status, json.dumps({"error": error}), {"Retry-After": "60"}))
    with pytest.raises(ProviderError):
        await made.mint(made.session_defaults(language="ja", vocabulary=[]))
    assert len(fake.posted) == 1


@pytest.mark.parametrize(
    ("model", "family", "advice"),
    [
        ("ears", "", "REALTIME_TRANSCRIPTION_FAMILY"),
        ("gpt-4o-transcribe", "", "switched off on 2026-10-15"),
        ("ears", "whisper", "switched off on 2026-12-15"),
        ("gpt-realtime-whisper", "", "a deployment's name"),
    ],
)
def test_the_advice_fits_the_model(model: str, family: str, advice: str) -> None:
    assert advice in transcription.Transcriber("azure", model, family).advise()

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

pytestmark = pytest.mark.unit


def complaints() -> dict[str, str]:
    return {
        str(message.id): f"{message.msg} {message.hint}" for message in run_checks() if message.is_serious()
    }


def test_the_defaults_need_no_account() -> None:
    assert complaints() == {}


def test_an_unknown_provider_is_refused_with_the_known_ones(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "azzure"
    assert "VOICE_PROVIDER=azzure" in complaints()["config.E001"]
    assert "azure, azure-preview, embedded, openai" in complaints()["config.E001"]


def test_azure_without_an_endpoint_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "azure"
    settings.AZURE_OPENAI_ENDPOINT = ""
    assert "https://<resource>.openai.azure.com" in complaints()["config.E002"]


def test_an_endpoint_without_its_scheme_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "azure"
    settings.AZURE_OPENAI_ENDPOINT = "our.openai.azure.com"
    assert "Write it like https://<resource>.openai.azure.com" in complaints()["config.E006"]


def test_openai_without_a_key_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "openai"
    settings.OPENAI_API_KEY = ""
    assert "OPENAI_API_KEY is empty" in complaints()["config.E002"]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("REALTIME_VOICE", "maren", "marin"),
        ("REALTIME_TURN_DETECTION", "vad", "server_vad, semantic_vad"),
        ("REALTIME_EAGERNESS", "very", "auto, low, medium, high"),
        ("REALTIME_SILENCE_MS", 20, "between 50 and 10000"),
        ("REALTIME_NOISE_REDUCTION", "none", "near_field, far_field, off"),
        ("REALTIME_TRUNCATION", "1.5", "auto, disabled"),
        ("REALTIME_TRUNCATION", "some", "like 0.8"),
        ("REALTIME_MAX_OUTPUT_TOKENS", "4097", "between 1 and 4096"),
        ("REALTIME_MAX_OUTPUT_TOKENS", "many", "inf"),
    ],
)
def test_a_value_that_no_model_takes_is_refused_with_those_it_does(
    settings: Settings, name: str, value: str | int, allowed: str
) -> None:
    setattr(settings, name, value)
    said = complaints()["config.E007"]
    assert f"{name}={value}" in said
    assert allowed in said


def test_a_voice_of_ones_own_is_allowed(settings: Settings) -> None:
    settings.REALTIME_VOICE = "voice_123"
    assert complaints() == {}


def test_a_pinned_clock_without_an_offset_is_refused(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00"
    assert "2026-12-01T09:00:00+09:00" in complaints()["config.E003"]

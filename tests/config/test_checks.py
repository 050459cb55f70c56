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
    assert "azure, embedded" in complaints()["config.E001"]


def test_azure_without_an_endpoint_is_refused(settings: Settings) -> None:
    settings.VOICE_PROVIDER = "azure"
    settings.AZURE_OPENAI_ENDPOINT = ""
    assert "https://<resource>.openai.azure.com" in complaints()["config.E002"]


def test_a_pinned_clock_without_an_offset_is_refused(settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00"
    assert "2026-12-01T09:00:00+09:00" in complaints()["config.E003"]

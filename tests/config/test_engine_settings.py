"""What the deployment decides about the engine reaches it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from config import engine
from voice.engine.settings import ChatSettings

pytestmark = pytest.mark.unit


def test_rules_decide_where_no_chat_endpoint_is_set(settings: Settings) -> None:
    settings.DIALOGUE_URL = ""
    assert engine.app_settings().chat is None


def test_the_engine_is_told_of_the_chat_endpoint(settings: Settings) -> None:
    settings.DIALOGUE_URL, settings.DIALOGUE_MODEL = "http://localhost:11434/v1", "qwen3:8b"
    settings.DIALOGUE_API_KEY, settings.DIALOGUE_WAIT_SECONDS = "k", 5
    chat = engine.app_settings().chat
    assert chat == ChatSettings(
        url="http://localhost:11434/v1", model="qwen3:8b", api_key="k", first_token_seconds=5
    )
    assert "'k'" not in repr(chat)

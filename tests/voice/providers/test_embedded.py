"""Our own engine as a provider: what is built of its settings."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from voice import providers


@pytest.mark.parametrize("url", ["", "http://localhost:11434/v1"])
def test_agent_takes_instructions_where_a_language_model_speaks(settings: Settings, url: str) -> None:
    settings.DIALOGUE_URL = url
    assert providers.get("embedded").capabilities.follows_instructions is bool(url)

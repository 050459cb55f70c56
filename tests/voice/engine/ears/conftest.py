"""The real ears, loaded once for this folder."""

from __future__ import annotations

import pytest

from tests.voice.engine.callers import ENGINE_CACHE
from voice.engine import ears


@pytest.fixture(scope="session")
def real_ears() -> ears.LocalEars:
    return ears.build("base", ENGINE_CACHE)

"""The real mouth and ears, loaded once for this folder."""

from __future__ import annotations

import pytest

from tests.voice.engine.callers import ENGINE_CACHE
from voice.engine import ears, mouth


@pytest.fixture(scope="session")
def real_mouth() -> mouth.LocalMouth:
    return mouth.build("openjtalk", "piper", ENGINE_CACHE)


@pytest.fixture(scope="session")
def real_ears() -> ears.LocalEars:
    return ears.build("base", ENGINE_CACHE)

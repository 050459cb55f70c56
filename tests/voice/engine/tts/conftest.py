"""The real mouth and ears, loaded once for this folder."""

from __future__ import annotations

import pytest

from tests.voice.engine.callers import ENGINE_CACHE
from voice.engine.stt import local as stt
from voice.engine.tts import local as tts


@pytest.fixture(scope="session")
def real_mouth() -> tts.LocalMouth:
    return tts.build("openjtalk", "piper", ENGINE_CACHE)


@pytest.fixture(scope="session")
def real_ears() -> stt.LocalEars:
    return stt.build("base", ENGINE_CACHE)

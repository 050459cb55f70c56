"""The real voices and the real speech to text, loaded once for this folder."""

from __future__ import annotations

import pytest

from tests.voice.engine.callers import ENGINE_CACHE
from voice.engine.stt import local as stt
from voice.engine.tts import local as tts


@pytest.fixture(scope="session")
def real_tts() -> tts.LocalTextToSpeech:
    return tts.build("openjtalk", "piper", ENGINE_CACHE)


@pytest.fixture(scope="session")
def real_stt() -> stt.LocalSpeechToText:
    return stt.build("base", ENGINE_CACHE)

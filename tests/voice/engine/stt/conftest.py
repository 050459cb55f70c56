"""The real speech to text, loaded once for this folder."""

from __future__ import annotations

import pytest

from tests.voice.engine.callers import ENGINE_CACHE
from voice.engine.stt import local as stt


@pytest.fixture(scope="session")
def real_stt() -> stt.LocalSpeechToText:
    return stt.build("base", ENGINE_CACHE)

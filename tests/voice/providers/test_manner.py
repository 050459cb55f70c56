"""What the settings say is what the vendor's own types allow in a session."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from openai.types.realtime.client_secret_create_params import ClientSecretCreateParams
from openai.types.realtime.realtime_session_create_request_param import RealtimeSessionCreateRequestParam
from pydantic import ConfigDict, TypeAdapter, with_config

from voice.providers import manner, transcription
from voice.providers.manner import Manner

pytestmark = pytest.mark.unit

SESSION: TypeAdapter[Any] = TypeAdapter(RealtimeSessionCreateRequestParam)
MINTED: TypeAdapter[Any] = TypeAdapter(with_config(ConfigDict(extra="forbid"))(ClientSecretCreateParams))


def build_session(own: Manner) -> dict[str, Any]:
    return {
        "type": "realtime",
        "model": "gpt-realtime",
        **own.session(language="ja", vocabulary=["東京駅前店"]),
    }


@pytest.mark.parametrize("detection", manner.TURN_DETECTION)
@pytest.mark.parametrize("noise", manner.NOISE_REDUCTION)
def test_every_way_of_hearing_is_one_of_the_vendors(detection: str, noise: str) -> None:
    for eagerness, silence in itertools.product(manner.EAGERNESS, (0, 500)):
        own = Manner(
            turn_detection=detection,
            noise_reduction=noise,
            eagerness=eagerness,
            silence_ms=silence,
            transcription_model="whisper",
        )
        session = build_session(own)
        assert SESSION.validate_python(session)["audio"]["input"] == session["audio"]["input"]


@pytest.mark.parametrize("truncation", [*manner.TRUNCATION, "0.5"])
@pytest.mark.parametrize("most", ["1", "4096", "inf"])
@pytest.mark.parametrize("voice", [*manner.VOICES, "voice_123"])
def test_every_way_of_answering_is_one_of_the_vendors(truncation: str, most: str, voice: str) -> None:
    own = Manner(truncation=truncation, max_output_tokens=most, voice=voice, speed="1.5")
    session = build_session(own)
    assert SESSION.validate_python(session) == session
    assert (
        MINTED.validate_python(
            {"session": session, "expires_after": {"anchor": "created_at", "seconds": 60}}
        )["session"]
        == session
    )


def test_speed_is_told_where_it_is_not_the_voices_own() -> None:
    assert build_session(Manner(speed="0.8"))["audio"]["output"] == {"voice": "marin", "speed": 0.8}
    assert build_session(Manner(speed="1"))["audio"]["output"] == {"voice": "marin"}


def test_what_only_one_detection_knows_is_told_to_that_one() -> None:
    by_sense = Manner(turn_detection="semantic_vad", eagerness="low", silence_ms=300)
    by_silence = Manner(turn_detection="server_vad", eagerness="low", silence_ms=300)
    answering = {"create_response": True, "interrupt_response": True}
    assert build_session(by_sense)["audio"]["input"]["turn_detection"] == {
        "type": "semantic_vad",
        "eagerness": "low",
        **answering,
    }
    assert build_session(by_silence)["audio"]["input"]["turn_detection"] == {
        "type": "server_vad",
        "silence_duration_ms": 300,
        **answering,
    }


def test_without_transcription_nothing_else_changes() -> None:
    session = build_session(Manner(transcription_model="whisper"))
    assert transcription.remove(session) == build_session(Manner())
    assert transcription.remove(build_session(Manner())) is None

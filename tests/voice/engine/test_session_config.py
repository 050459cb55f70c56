"""A session's configuration: whole from the start, changed in part, and never half changed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.voice.engine.stage import Stage
from voice.engine import session_config
from voice.engine.faults import Fault
from voice.engine.http import access
from voice.engine.http.access import ClientSecrets

pytestmark = pytest.mark.engine


def created(**session: Any) -> dict[str, Any]:
    return session_config.create({"type": "realtime", **session})


def test_a_partial_update_keeps_what_it_does_not_name() -> None:
    config = created(
        instructions="Be kind.",
        audio={"output": {"voice": "cedar"}, "input": {"turn_detection": {"type": "server_vad"}}},
    )
    changed = session_config.update(
        config,
        {
            "type": "realtime",
            "audio": {
                "output": {"speed": 1.2},
                "input": {"turn_detection": {"type": "server_vad", "silence_duration_ms": 200}},
            },
        },
    )
    assert changed["instructions"] == "Be kind."
    assert changed["audio"]["output"]["voice"] == "cedar"
    assert changed["audio"]["input"]["turn_detection"]["silence_duration_ms"] == 200
    assert changed["audio"]["input"]["turn_detection"]["threshold"] == 0.5
    assert config["audio"]["output"]["speed"] == 1.0


def test_another_kind_of_turn_detection_starts_from_its_own_defaults() -> None:
    config = created(audio={"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "high"}}})
    detection = config["audio"]["input"]["turn_detection"]
    assert detection == {
        "type": "semantic_vad",
        "eagerness": "high",
        "create_response": True,
        "interrupt_response": True,
    }
    assert (
        session_config.find_detector_options(detection, {"type": "audio/pcm"})["silence_duration_ms"] == 400
    )


@pytest.mark.parametrize("kind", ["server_vad", "semantic_vad"])
def test_a_turn_by_telephone_ends_after_a_longer_silence(kind: str) -> None:
    detection = created(audio={"input": {"turn_detection": {"type": kind}}})["audio"]["input"][
        "turn_detection"
    ]
    wide, *narrow = (
        session_config.find_detector_options(detection, {"type": f"audio/{form}"})
        for form in ("pcm", "pcmu", "pcma")
    )
    assert {by["silence_duration_ms"] for by in narrow} == {wide["silence_duration_ms"] + 200}
    assert all(by["threshold"] == wide["threshold"] for by in narrow)


def test_the_sessions_of_two_callers_share_nothing() -> None:
    one, two = created(), created()
    one["audio"]["input"]["turn_detection"]["threshold"] = 0.9
    assert two["audio"]["input"]["turn_detection"]["threshold"] == 0.5


@pytest.mark.parametrize(
    ("session", "language"),
    [
        ({"audio": {"input": {"transcription": {"model": "m", "language": "en"}}}}, "en"),
        ({"audio": {"input": {"transcription": {"model": "m", "language": "ja-JP"}}}}, "ja"),
        ({"instructions": "Today: 2026-12-01\nLanguage: en\n"}, "en"),
        ({}, "ja"),
    ],
)
def test_the_language_is_told_by_transcription_or_instructions(
    session: dict[str, Any], language: str
) -> None:
    assert session_config.find_language(created(**session), "ja") == language


def test_the_words_that_a_caller_may_say_are_gathered() -> None:
    config = created(
        audio={"input": {"transcription": {"prompt": "レンタカー", "keywords": ["札幌", "SUV"]}}}
    )
    assert session_config.list_vocabulary(config) == "レンタカー 札幌 SUV"


def test_mcp_tools_are_refused_rather_than_forgotten() -> None:
    with pytest.raises(Fault) as refused:
        created(tools=[{"type": "mcp", "server_label": "x"}])
    assert refused.value.param == "session.tools[0].type"


async def test_a_wrong_update_changes_nothing(stage: Stage) -> None:
    await stage.update(instructions="new", audio={"output": {"speed": 9}})
    assert stage.tape.of("error")[0]["error"]["param"] == "session.audio.output.speed"
    assert stage.session.config["instructions"] == ""
    assert stage.tape.of("session.updated") == []


async def test_a_voice_that_was_heard_stays(stage: Stage) -> None:
    await stage.say("response.create")
    await stage.tape.until("response.done")
    await stage.update(audio={"output": {"voice": "cedar"}})
    assert stage.tape.of("error")[0]["error"]["code"] == "cannot_update_voice"


def test_a_secret_opens_its_session_until_it_expires() -> None:
    now = 1000.0
    secrets = ClientSecrets(now=lambda: now)
    secret = secrets.mint({"instructions": "a"}, 60)
    assert secret.expires_at == 1060
    now = 1059.0
    assert secrets.take(secret.value) == secret
    secrets.give_back(secret)
    now = 1060.0
    assert secrets.take(secret.value) is None
    assert secrets.take("ek_never") is None


def test_a_secret_opens_one_session() -> None:
    secrets = ClientSecrets()
    secret = secrets.mint({"instructions": "a"})
    assert secrets.take(secret.value)
    assert secrets.take(secret.value) is None
    secrets.give_back(secret)  # what it was taken for has failed
    assert secrets.take(secret.value)


def test_secrets_cannot_be_guessed() -> None:
    secrets = ClientSecrets()
    values = {secrets.mint({}).value for _ in range(100)}
    assert len(values) == 100
    assert all(value.startswith("ek_") and len(value) > 40 for value in values)


def test_secrets_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MOST", 2)
    secrets = ClientSecrets()
    first, second, third = (secrets.mint({"instructions": name}) for name in "abc")
    assert secrets.take(first.value) is None
    assert secrets.take(second.value) == second
    assert secrets.take(third.value) == third

"""The deprecated preview pair: a flat session, preview names on the channel, the same conversation."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.voice.engine.conftest import Server
from tests.voice.engine.stage import Tape
from tests.voice.engine.webrtc.caller import Caller

pytestmark = pytest.mark.engine


class PreviewTape(Tape):
    """The vendor's GA types do not describe preview events."""

    def check(self, event: dict[str, Any]) -> None:
        assert event["event_id"]


async def minted(server: Server) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=server.url, headers={"api-key": server.key}) as client:
        answered = await client.post(
            "/openai/realtimeapi/sessions?api-version=2025-04-01-preview",
            json={
                "model": "gpt-4o-realtime",
                "voice": "verse",
                "instructions": "Be kind.",
                "modalities": ["audio", "text"],
                "temperature": 0.8,
            },
        )
    assert answered.status_code == 200, answered.text
    session: dict[str, Any] = answered.json()
    return session


async def test_a_flat_session_is_minted_with_its_secret(server: Server) -> None:
    session = await minted(server)
    assert session["client_secret"]["value"].startswith("ek_")
    assert session["client_secret"]["expires_at"] > 0
    assert session["voice"] == "verse"
    assert session["modalities"] == ["audio", "text"]
    assert session["id"].startswith("sess_")


async def test_a_preview_page_talks_in_preview_names(server: Server) -> None:
    secret = (await minted(server))["client_secret"]["value"]
    tape = PreviewTape()
    async with Caller(
        server,
        path="/v1/realtimertc",
        query="?model=gpt-4o-realtime",
        key=secret,
        label="realtime-channel",
        tape=tape,
    ) as caller:
        created = await tape.until("session.created")
        assert created["session"]["instructions"] == "Be kind."
        assert "audio" not in created["session"]
        caller.send({"type": "session.update", "session": {"instructions": "Be kinder."}})
        assert (await tape.until("session.updated"))["session"]["instructions"] == "Be kinder."
        caller.say("hello")
        await tape.until("conversation.item.created")
        caller.send({"type": "response.create", "response": {"modalities": ["audio", "text"]}})
        done = await tape.until("response.done")
        assert done["response"]["output"][0]["content"][0] == {
            "type": "audio",
            "transcript": "You said hello.",
        }
        assert "response.audio_transcript.delta" in tape.types
        assert "response.audio_transcript.done" in tape.types
        assert not [kind for kind in tape.types if "output_audio_transcript" in kind]
        assert "conversation.item.added" not in tape.types
        await tape.until("output_audio_buffer.stopped")

"""The player that types to a provider's realtime socket: here one that follows a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.server import ServerConnection, serve

from voice import providers
from voice.evaluation.player import CALLS_IN_A_ROW, PlayerFailed, SocketPlayer
from voice.evaluation.scenario import Line, Scenario
from voice.providers.base import Endpoint, Secret

pytestmark = [pytest.mark.db, pytest.mark.either]
SCENARIO = Scenario("ja/x", "x", "ja", Path("x"), 1, (Line("もしもし"),))
Response = dict[str, Any]


def words(text: str) -> Response:
    return {"output": [{"type": "message", "content": [{"type": "output_text", "text": text}]}]}


def call(name: str, arguments: str) -> Response:
    item = {"type": "function_call", "name": name, "arguments": arguments, "call_id": "c1"}
    return {"output": [item]}


@dataclass
class ScriptedProvider:
    """Answers each response.create with the next of `responses`; the last one again and again."""

    responses: list[Response]
    name: str = "embedded"
    address: str = ""
    configured: dict[str, Any] = field(default_factory=dict)
    received: list[dict[str, Any]] = field(default_factory=list)

    async def mint(self, session: dict[str, Any]) -> Secret:
        self.configured = session
        return Secret("secret", 0, "model")

    async def socket(self, secret: str, session: dict[str, Any]) -> Endpoint:
        return Endpoint(self.address, {"Authorization": f"Bearer {secret}"})

    def serve(self, connection: ServerConnection) -> None:
        for message in connection:
            self.received.append(event := json.loads(message))
            if event["type"] == "response.create":
                response = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
                if "error" in response:
                    connection.send(json.dumps({"type": "error", "error": response["error"]}))
                    continue
                connection.send(json.dumps({"type": "response.output_text.delta", "delta": "x"}))
                connection.send(json.dumps({"type": "response.done", "response": response}))


Open = Callable[..., tuple[ScriptedProvider, SocketPlayer]]


@pytest.fixture
def talk(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    opened: list[Callable[[], None]] = []

    def begin(*responses: Response) -> tuple[ScriptedProvider, SocketPlayer]:
        provider = ScriptedProvider(list(responses))
        server = serve(provider.serve, "127.0.0.1", 0)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        provider.address = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        monkeypatch.setattr(providers, "get_current", lambda: provider)
        player = SocketPlayer(SCENARIO, "session")
        opened.extend((player.hang_up, server.shutdown, thread.join))
        return provider, player

    yield begin
    for close in opened:
        close()


def test_a_tool_call_is_answered_before_the_caller_speaks_again(talk: Open) -> None:
    provider, player = talk(words("はい。"), call("list_locations", '{"region": "東京"}'), words("3店です。"))
    assert player.greet().spoken == "はい。"
    reply = player.say("東京の店は？")
    assert reply.spoken == "3店です。"
    assert [(done.name, dict(done.arguments)) for done in reply.calls] == [
        ("list_locations", {"region": "東京"})
    ]
    assert reply.seconds > 0
    typed, output = (event for event in provider.received if event["type"] == "conversation.item.create")
    assert typed["item"]["content"] == [{"type": "input_text", "text": "東京の店は？"}]
    assert json.loads(output["item"]["output"])["success"] is True
    assert provider.configured["output_modalities"] == ["text"]
    assert "Language: ja" in provider.configured["instructions"]


def test_arguments_that_are_no_json_are_told_to_the_model(talk: Open) -> None:
    _, player = talk(call("get_availability", "{"), words("もう一度お願いします。"))
    (done,) = player.say("土曜").calls
    assert done.result["code"] == "invalid_arguments"


def test_a_refusal_fails_the_call(talk: Open) -> None:
    _, player = talk({"error": {"code": "rate_limit_exceeded"}})
    with pytest.raises(PlayerFailed, match="rate_limit_exceeded"):
        player.greet()


def test_tool_calls_without_end_fail_the_call(talk: Open) -> None:
    _, player = talk(call("list_locations", "{}"))
    with pytest.raises(PlayerFailed, match=f"{CALLS_IN_A_ROW} tool calls in a row"):
        player.greet()


def test_a_provider_out_of_reach_fails_the_call(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = ScriptedProvider([], address="ws://127.0.0.1:9")
    monkeypatch.setattr(providers, "get_current", lambda: provider)
    with pytest.raises(PlayerFailed, match="embedded cannot be reached"):
        SocketPlayer(SCENARIO, "session")

"""Who plays the agent's part. Another player (speech, a provider's socket) needs only the protocol `Player`.

A player runs the tools itself, on the database that is set up, as the product's own call would.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from reservations import clock, tools
from reservations.values import Consent
from voice import providers, sessions
from voice.engine.dialogue import respond
from voice.engine.interfaces import Call, Prompt, Say
from voice.evaluation.hearing import Utterance
from voice.evaluation.scenario import Scenario
from voice.models import Session
from voice.protocol import client, server
from voice.protocol.shapes import Event, Item, JsonObject, SessionConfig, ToolDefinition
from voice.protocol.wire_json import read_event, write_json
from voice.providers.base import Endpoint, Provider, ProviderError

# An agent that calls so many tools for one sentence of the caller will not come to an end.
CALLS_IN_A_ROW = 12
REPLY_SECONDS = 60.0
SPEAKING = {server.TEXT_DELTA, server.TRANSCRIPT_DELTA, server.AUDIO_DELTA}


class PlayerFailed(Exception):
    """The agent's side broke down: the scenario has failed, for this reason."""


@dataclass(frozen=True)
class ToolCall:
    """`arguments` and `result` as they are on the wire."""

    name: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def is_question(self) -> bool:
        """Was it only the first of two steps, which does nothing yet?"""
        return bool(self.result.get("needsConfirmation"))


@dataclass(frozen=True)
class Reply:
    """All that the agent said and did before it was the caller's turn again."""

    spoken: str
    calls: tuple[ToolCall, ...] = ()
    seconds: float = 0.0  # until the agent began to speak, or until the text was whole
    utterances: tuple[Utterance, ...] = ()  # of a caller who speaks: each time that he said his line


class Player(Protocol):
    """One call. `greet` comes first, then `say` as often as the caller speaks, then `hang_up`."""

    def greet(self) -> Reply: ...

    def say(self, text: str) -> Reply:
        """`text` as the caller speaks it, "" for a noise or silence. Raises PlayerFailed."""
        ...

    def hang_up(self) -> None: ...


class OpenCall(Protocol):
    """Begins a call in the scenario's language; `session_id` is what the bookings will name."""

    def __call__(self, scenario: Scenario, session_id: str) -> Player: ...


def configure(scenario: Scenario, session_id: str, provider: str) -> SessionConfig:
    """The session as the product would configure it for this caller: its prompt, its tools, its language."""
    return sessions.configure(
        Session(id=session_id, language=scenario.language, location_id=scenario.shop, provider=provider)
    )


def connect_to(provider: Provider, session: SessionConfig) -> tuple[Endpoint, ClientConnection]:
    """A realtime socket of the provider's in a new session. Raises PlayerFailed."""

    async def find_endpoint() -> Endpoint:
        secret = await provider.mint(session)
        return await provider.socket(secret.value, session)

    try:
        endpoint = asyncio.run(find_endpoint())
        # How late an agent on a busy machine is, the evaluation says: no ping may end the call before.
        socket = connect(
            endpoint.url,
            additional_headers=dict(endpoint.headers),
            max_size=None,
            ping_timeout=REPLY_SECONDS,
        )
        for event in endpoint.first:
            socket.send(write_json(endpoint.from_ga(event)))
    except (ProviderError, OSError, WebSocketException) as error:
        raise PlayerFailed(f"{provider.name} cannot be reached: {error}") from error
    return endpoint, socket


@dataclass
class ToolRunner:
    """Runs the tools of one call, each call once; what is to be agreed only as a call of the product would:
    after the caller spoke again. All that the agent says here is heard, so a turn is all there is to see."""

    scenario: Scenario
    session_id: str
    count: int = 0
    turns: int = 0
    words: str = ""  # of the caller's last turn
    asked: dict[str, int] = field(default_factory=dict)  # by token: in answer to which turn

    def hear(self, text: str) -> None:
        """The caller's turn; "", a noise, is none."""
        if text:
            self.turns, self.words = self.turns + 1, text

    def run(self, name: str, arguments: Any) -> ToolCall:
        self.count += 1
        given = arguments if isinstance(arguments, dict) else {}
        caller = tools.Caller(
            "agent",
            self.session_id,
            self.scenario.language,
            needs_consent=True,
            consent=self.find_consent(str(given.get("confirmationToken") or "")),
        )
        result = tools.run(name, arguments, caller=caller, key=f"{self.session_id}-{self.count}")
        if token := result.get("confirmationToken"):
            self.asked[str(token)] = self.turns
        return ToolCall(name, given, result)

    def find_consent(self, token: str) -> Consent | None:
        if self.asked.get(token, self.turns) >= self.turns:
            return None
        return Consent(self.words, clock.now(), f"turn_{self.turns}", "")


def write_result(call: ToolCall) -> str:
    return json.dumps(call.result, ensure_ascii=False, default=str)


class TextPlayer:
    """The embedded engine's dialogue, without ears and mouth: what it would see after perfect recognition."""

    def __init__(self, scenario: Scenario, session_id: str) -> None:
        session = configure(scenario, session_id, "embedded")
        self.instructions: str = session["instructions"]
        self.definitions: list[ToolDefinition] = session["tools"]
        self.language = scenario.language
        self.tools = ToolRunner(scenario, session_id)
        self.items: list[Item] = []

    def greet(self) -> Reply:
        return self._answer()

    def say(self, text: str) -> Reply:
        self.tools.hear(text)
        content = [{"type": "input_audio", "transcript": text}]
        self.items.append({"type": "message", "role": "user", "content": content})
        return self._answer()

    def hang_up(self) -> None:
        self.items.clear()

    def _answer(self) -> Reply:
        began = time.perf_counter()
        spoken: list[str] = []
        made: list[ToolCall] = []
        while len(made) < CALLS_IN_A_ROW:
            parts = self._respond()
            for part in parts:
                if isinstance(part, Say):
                    spoken.append(part.text)
                    content = [{"type": "output_audio", "transcript": part.text}]
                    self.items.append({"type": "message", "role": "assistant", "content": content})
            calls = [part for part in parts if isinstance(part, Call)]
            made += self._run(calls)
            if not calls:
                return Reply("\n".join(spoken), tuple(made), time.perf_counter() - began)
        raise PlayerFailed(f"{CALLS_IN_A_ROW} tool calls in a row, the last one {made[-1].name}")

    def _respond(self) -> list[Say | Call]:
        prompt = Prompt(self.instructions, self.definitions, self.items, self.language)
        try:
            return respond(prompt)
        except Exception as error:
            raise PlayerFailed(f"the dialogue raised {type(error).__name__}: {error}") from error

    def _run(self, calls: list[Call]) -> list[ToolCall]:
        """The results stand behind all calls of the same response, as on the wire."""
        outputs, made = [], []
        for call in calls:
            done = self.tools.run(call.name, call.arguments)
            call_id = f"call_{self.tools.count}"
            written = json.dumps(call.arguments, ensure_ascii=False)
            self.items.append(
                {
                    "type": "function_call",
                    "name": call.name,
                    "arguments": written,
                    "call_id": call_id,
                    "status": "completed",
                }
            )
            output = write_result(done)
            outputs.append({"type": "function_call_output", "call_id": call_id, "output": output})
            made.append(done)
        self.items += outputs
        return made


class SocketPlayer:
    """The provider of VOICE_PROVIDER over its realtime socket, typed to: no sound in either direction."""

    def __init__(self, scenario: Scenario, session_id: str) -> None:
        provider = providers.get_current()
        session = configure(scenario, session_id, provider.name) | {"output_modalities": ["text"]}
        self.endpoint, self.socket = connect_to(provider, session)
        self.tools = ToolRunner(scenario, session_id)

    def greet(self) -> Reply:
        return self._answer()

    def say(self, text: str) -> Reply:
        """Silence is asked to be answered without anything said."""
        self.tools.hear(text)
        if text:
            self._send(client.user_text(text))
        return self._answer()

    def hang_up(self) -> None:
        self.socket.close()

    def _answer(self) -> Reply:
        spoken: list[str] = []
        made: list[ToolCall] = []
        waited = 0.0
        while len(made) < CALLS_IN_A_ROW:
            self._send(client.response_create())
            response, seconds = self._receive_response()
            waited = waited or seconds
            calls = [item for item in response.get("output", []) if item.get("type") == "function_call"]
            spoken += [text for item in response.get("output", []) if (text := read_words(item))]
            for item in calls:
                made.append(self.tools.run(item["name"], read_arguments(item)))
                self._send(client.function_call_output(item["call_id"], write_result(made[-1])))
            if not calls:
                return Reply("\n".join(spoken), tuple(made), waited)
        raise PlayerFailed(f"{CALLS_IN_A_ROW} tool calls in a row, the last one {made[-1].name}")

    def _receive_response(self) -> tuple[JsonObject, float]:
        """The response that was asked for, and the seconds until its first word."""
        began = time.perf_counter()
        first = 0.0
        while True:
            try:
                event = self.endpoint.to_ga(read_event(self.socket.recv(timeout=REPLY_SECONDS)))
            except (WebSocketException, TimeoutError, ValueError) as error:
                raise PlayerFailed(f"no reply: {type(error).__name__} {error}") from error
            if event["type"] == server.ERROR:
                raise PlayerFailed(f"the provider refused: {event.get('error')}")
            if event["type"] in SPEAKING:
                first = first or time.perf_counter() - began
            if event["type"] == server.RESPONSE_DONE:
                response: JsonObject = event["response"]
                if response.get("status") == "failed":
                    raise PlayerFailed(f"the response failed: {response.get('status_details')}")
                return response, first or time.perf_counter() - began

    def _send(self, event: Event) -> None:
        try:
            self.socket.send(write_json(self.endpoint.from_ga(event)))
        except WebSocketException as error:
            raise PlayerFailed(f"the socket closed: {error}") from error


def read_words(item: Mapping[str, Any]) -> str:
    """What an output item says, typed or spoken."""
    parts = item.get("content") or []
    return " ".join(str(part.get("text") or part.get("transcript") or "") for part in parts).strip()


def read_arguments(item: Mapping[str, Any]) -> Any:
    """A model may write what is no JSON: the tools then say so."""
    try:
        return json.loads(item.get("arguments") or "{}")
    except ValueError:
        return None


PLAYERS: dict[str, OpenCall] = {"text": TextPlayer, "socket": SocketPlayer}

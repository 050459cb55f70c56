"""What a deployment decides about the engine. It is handed in whole; nothing here reads an environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ChatSettings:
    """An OpenAI-compatible chat endpoint that decides in the place of the rules, and how long it is awaited.

    Only waiting is counted: what is being spoken meanwhile costs the endpoint nothing.
    """

    url: str
    """What stands before `/chat/completions`, such as `http://localhost:11434/v1`."""

    model: str
    api_key: str = field(default="", repr=False)

    connect_seconds: float = 3
    first_token_seconds: float = 8
    """Until the first token that is said or calls a tool: reasoning is no token to who waits."""

    token_seconds: float = 5
    """Between two tokens."""

    answer_seconds: float = 30
    """The whole answer."""

    filler_seconds: float = 2.5
    """After so long a silence the caller is told that it takes a moment."""


@dataclass(frozen=True, kw_only=True)
class EngineSettings:
    """How one engine is run. `config` fills it from the environment; the engine reads nothing else."""

    api_key: str
    """The server's own key (`api-key` or Bearer). Empty means that nobody gets in."""

    stt_model: str = "base"
    voice_ja: str = "openjtalk"
    voice_en: str = "piper"
    cache_dir: Path | None = None
    language: str = "ja"
    """Spoken when a session names none."""

    ice_addresses: tuple[str, ...] = ()
    """Offered for WebRTC; empty means every address of the host."""

    max_sessions: int = 8
    max_session_seconds: float = 30 * 60
    max_sessions_of_address: int = 4
    """Of those, how many may be opened from one address with client secrets, where no server vouches."""

    max_idle_seconds: float = 10 * 60
    """After so long without a word or an event of the caller's a session ends: a line is one of few."""

    connect_seconds: float = 8
    """How long a call may take to connect before it is given up. What is not blocked takes two seconds."""

    chat: ChatSettings | None = None
    """Who decides what is said and done; None: the rules of `dialogue`."""

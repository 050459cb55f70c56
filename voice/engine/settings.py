"""What a deployment decides about the engine. It is handed in whole; nothing here reads an environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
    connect_seconds: float = 30
    """How long a call may take to connect before it is given up."""

"""The engine as a whole: what every request finds at hand."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from voice.engine.http.access import Access, ClientSecrets
from voice.engine.models.pool import ModelPool
from voice.engine.settings import EngineSettings
from voice.engine.switchboard import Switchboard


@dataclass(frozen=True)
class Engine:
    """One a process; made at start and found on the application's state."""

    settings: EngineSettings
    models: ModelPool
    secrets: ClientSecrets
    access: Access
    switchboard: Switchboard

    @classmethod
    def of(cls, connection: HTTPConnection) -> Engine:
        """The engine that serves this request or socket."""
        engine: Engine = connection.app.state.engine
        return engine

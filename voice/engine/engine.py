"""The engine as a whole: what every request finds at hand."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from voice.engine.client_secrets import ClientSecrets
from voice.engine.parts import Parts
from voice.engine.settings import EngineSettings
from voice.engine.switchboard import Switchboard
from voice.engine.wire.access import Access


@dataclass(frozen=True)
class Engine:
    settings: EngineSettings
    parts: Parts
    secrets: ClientSecrets
    access: Access
    switchboard: Switchboard

    @classmethod
    def of(cls, connection: HTTPConnection) -> Engine:
        engine: Engine = connection.app.state.engine
        return engine

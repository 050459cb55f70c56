"""Who is asking: the server with its key, or somebody with a client secret."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

from starlette.requests import HTTPConnection

from voice.engine.client_secrets import ClientSecrets
from voice.engine.faults import not_allowed
from voice.engine.settings import EngineSettings

_IN_SUBPROTOCOL = "openai-insecure-api-key."  # how a browser's WebSocket carries a secret


class Access:
    def __init__(self, settings: EngineSettings, secrets: ClientSecrets) -> None:
        self._key = settings.api_key.encode()
        self._secrets = secrets

    def is_server(self, connection: HTTPConnection) -> bool:
        return any(
            self._key and hmac.compare_digest(token.encode(), self._key) for token in _tokens(connection)
        )

    def server_only(self, connection: HTTPConnection) -> None:
        if not self.is_server(connection):
            raise not_allowed()

    def session_of(self, connection: HTTPConnection) -> dict[str, Any] | None:
        """The session that a secret opens; None for the server itself. Anybody else is refused."""
        for token in _tokens(connection):
            if session := self._secrets.session_of(token):
                return session
        self.server_only(connection)
        return None


def _tokens(connection: HTTPConnection) -> Sequence[str]:
    headers = connection.headers
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    offered = connection.scope.get("subprotocols", ())
    return [
        *([bearer.strip()] if scheme.lower() == "bearer" else []),
        *([headers["api-key"]] if "api-key" in headers else []),
        *(name.removeprefix(_IN_SUBPROTOCOL) for name in offered if name.startswith(_IN_SUBPROTOCOL)),
    ]

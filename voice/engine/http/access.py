"""Who is asking: the server with its key, or somebody with a client secret (kept in memory only)."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.types import Scope

from voice.engine import ids
from voice.engine.faults import not_allowed
from voice.engine.settings import EngineSettings
from voice.protocol.shapes import SessionConfig

# The vendors' own bounds and default for `expires_after`.
SHORTEST, LONGEST, USUAL = 10, 7200, 600  # seconds that a client secret lasts
MOST = 10_000  # client secrets at a time
_IN_SUBPROTOCOL = "openai-insecure-api-key."  # how a browser's WebSocket carries a secret


@dataclass(frozen=True)
class Secret:
    """A client secret: `expires_at` in seconds since 1970, `session` what it opens."""

    value: str
    expires_at: float
    session: SessionConfig


@dataclass
class ClientSecrets:
    """Those that are not expired, in this process alone: an engine has one process."""

    now: Callable[[], float] = time.time
    _kept: dict[str, Secret] = field(default_factory=dict)

    def mint(self, session: SessionConfig, seconds: float = USUAL) -> Secret:
        """A new secret for just this session, of so many seconds."""
        self._forget_expired()
        while len(self._kept) >= MOST:  # the oldest goes: memory is bounded whatever asks
            self._kept.pop(next(iter(self._kept)))
        secret = Secret(ids.make_secret(), self.now() + seconds, session)
        self._kept[secret.value] = secret
        return secret

    def take(self, value: str) -> Secret | None:
        """The secret, which opens one session and is used up by it; None when unknown, or expired."""
        secret = self._kept.pop(value, None)
        return secret if secret and secret.expires_at > self.now() else None

    def give_back(self, secret: Secret) -> None:
        """What it was taken for has failed: it may be used again."""
        self._kept[secret.value] = secret

    def _forget_expired(self) -> None:
        now = self.now()
        for value in [value for value, secret in self._kept.items() if secret.expires_at <= now]:
            del self._kept[value]


@dataclass(frozen=True)
class Admitted:
    """Who may open a session: `secret` says which, None for the server itself, which says so in its request.

    `caller`: whom it counts for, by address; "" where the server vouches for who asks.
    """

    secret: Secret | None
    caller: str


class Access:
    """Tells the server, which has the engine's key, from a browser with a secret; refuses anybody else."""

    def __init__(
        self, settings: EngineSettings, secrets: ClientSecrets, read_address: Callable[[Scope], str]
    ) -> None:
        """`read_address`: whose a connection is, from its ASGI scope."""
        self._key = settings.api_key.encode()
        self._secrets = secrets
        self._read_address = read_address

    def is_server(self, connection: HTTPConnection) -> bool:
        """Whether it carries the engine's key; compared in constant time."""
        return any(
            self._key and hmac.compare_digest(token.encode(), self._key) for token in _tokens(connection)
        )

    def server_only(self, connection: HTTPConnection) -> None:
        """Raises a Fault (401) for whoever is not the server."""
        if not self.is_server(connection):
            raise not_allowed()

    def admit(self, connection: HTTPConnection) -> Admitted:
        """Who may open one session, now; its secret is used up. Anybody else is refused (401)."""
        for token in _tokens(connection):
            if secret := self._secrets.take(token):
                vouched = self.is_server(connection)
                return Admitted(secret, "" if vouched else self._read_address(connection.scope))
        self.server_only(connection)
        return Admitted(None, "")

    def give_back(self, admitted: Admitted) -> None:
        """Nothing was opened: the secret may be used again."""
        if admitted.secret:
            self._secrets.give_back(admitted.secret)


def read_peer(scope: Scope) -> str:
    """The address that a connection comes from, for an engine without a proxy before it."""
    return str((scope.get("client") or ("",))[0])


def _tokens(connection: HTTPConnection) -> Sequence[str]:
    headers = connection.headers
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    offered = connection.scope.get("subprotocols", ())
    return [
        *([bearer.strip()] if scheme.lower() == "bearer" else []),
        *([headers["api-key"]] if "api-key" in headers else []),
        *(name.removeprefix(_IN_SUBPROTOCOL) for name in offered if name.startswith(_IN_SUBPROTOCOL)),
    ]

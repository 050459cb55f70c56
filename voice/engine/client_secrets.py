"""Client secrets: each opens the session that it was made for, until it expires. Kept in memory only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from voice.engine import ids

SHORTEST, LONGEST, USUAL = 10, 7200, 600
MOST = 10_000


@dataclass(frozen=True)
class Secret:
    value: str
    expires_at: float
    session: dict[str, Any]


@dataclass
class ClientSecrets:
    now: Callable[[], float] = time.time
    _kept: dict[str, Secret] = field(default_factory=dict)

    def mint(self, session: dict[str, Any], seconds: float = USUAL) -> Secret:
        self._forget_expired()
        while len(self._kept) >= MOST:  # the oldest goes: memory is bounded whatever asks
            self._kept.pop(next(iter(self._kept)))
        secret = Secret(ids.new_secret(), self.now() + seconds, session)
        self._kept[secret.value] = secret
        return secret

    def session_of(self, value: str) -> dict[str, Any] | None:
        """The session that a secret opens; None when it is unknown or has expired."""
        secret = self._kept.get(value)
        return secret.session if secret and secret.expires_at > self.now() else None

    def _forget_expired(self) -> None:
        now = self.now()
        for value in [value for value, secret in self._kept.items() if secret.expires_at <= now]:
            del self._kept[value]

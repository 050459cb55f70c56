"""Who uses the tools at `/mcp`: a partner's program, or the provider in a conversation of ours."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from django.core import signing

from voice import sessions
from voice.errors import InvalidToken
from voice.mcp import access, keys, session_tool
from voice.mcp.models import PartnerKey
from voice.models import Session
from voice.protocol.shapes import Arguments, ToolOutput
from voice.tool_access import run_tool


class Holder(Protocol):
    """`language` of what is said; `may_write`: whether tools that write are shown."""

    @property
    def language(self) -> str: ...

    @property
    def may_write(self) -> bool: ...

    def run_tool(self, name: str, arguments: Arguments, *, sent_key: str = "") -> ToolOutput:
        """The answer of one of `tools.TOOLS`. `sent_key`: the program's idempotency key, or "". Never
        raises."""


@dataclass(frozen=True)
class Partner:
    key: PartnerKey

    @property
    def language(self) -> str:
        return str(self.key.language)

    @property
    def may_write(self) -> bool:
        return bool(self.key.may_write)

    def run_tool(self, name: str, arguments: Arguments, *, sent_key: str = "") -> ToolOutput:
        return access.run_tool(self.key, name, arguments, sent_key=sent_key)


@dataclass(frozen=True)
class Conversation:
    session: Session
    may_write = True

    @property
    def language(self) -> str:
        return str(self.session.language)

    def run_tool(self, name: str, arguments: Arguments, *, sent_key: str = "") -> ToolOutput:
        token = str(arguments.get(session_tool.TOKEN) or "")
        consent = session_tool.take_consent(self.session.id, name, token) if token else None
        caller = replace(sessions.get_caller(self.session), needs_consent=True, consent=consent)
        key = access.choose_key(name, arguments, sent_key)
        # While the call goes on it is the call that asks; its token outlives it.
        return run_tool(name, arguments, caller=caller, key=key, by_http=not self.session.may_go_on)


def find_holder(authorization: str, origin: str) -> Holder:
    """Whose an Authorization header is. Raises MissingKey, WrongKey, TooManyWrongKeys, as
    `keys.authenticate`."""
    secret = authorization.partition(" ")[2].strip()
    if secret.startswith(session_tool.MARK):
        with suppress(InvalidToken):  # it is a wrong key as any other
            return Conversation(read_token(secret))
    return Partner(keys.authenticate(authorization, origin))


def read_token(token: str) -> Session:
    """The conversation that `token` was issued for. Raises InvalidToken."""
    try:
        session_id = session_tool.read_token(token, sessions.TOKEN_SECONDS)
    except signing.BadSignature as error:
        raise InvalidToken from error
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        raise InvalidToken
    return session

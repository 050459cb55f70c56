"""Our own server as the `mcp` tool of a session at the provider (`MCP_TOOL_URL`), which calls it by itself.

What such a call may do is what a call of a function may: it is that conversation's, within its limits, and a
write is carried out with the caller's agreement alone. Who holds the call has seen that, and leaves it here
(`leave_consent`) before it approves the provider's call: so an approval that anybody else gave books nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache

from reservations import tools
from reservations.values import Consent
from voice.protocol.shapes import Arguments, JsonObject

LABEL = "uketsuke"
MARK = "ukc_"
SALT = "voice.mcp.conversation"  # so that the page's own token is none of these
CONSENT_SECONDS = 120  # the provider calls as soon as it is approved
TOKEN = "confirmationToken"  # noqa: S105


def describe_server(session_id: str) -> JsonObject:
    """The `mcp` tool of this conversation's session: our server, with a token, and which calls the provider
    has to ask approval for."""
    writes = [tool.name for tool in tools.TOOLS.values() if tool.writes]
    reads = [tool.name for tool in tools.TOOLS.values() if not tool.writes]
    return {
        "type": "mcp",
        "server_label": LABEL,
        "server_url": settings.MCP_TOOL_URL,
        "headers": {"Authorization": f"Bearer {issue_token(session_id)}"},
        "allowed_tools": [*tools.TOOLS],
        "require_approval": {"always": {"tool_names": writes}, "never": {"tool_names": reads}},
    }


def issue_token(session_id: str) -> str:
    return MARK + signing.dumps(session_id, salt=SALT)


def read_token(token: str, seconds: int) -> str:
    """The id of the conversation for which `token` was issued within so many seconds. Raises
    BadSignature."""
    return str(signing.loads(token.removeprefix(MARK), salt=SALT, max_age=seconds))


# --- the caller's agreement -------------------------------------------------------------------------


def leave_consent(session_id: str, name: str, arguments: Arguments, consent: Consent) -> None:
    """The caller has agreed to what this call's token stands for: one call may carry it out."""
    key = name_consent(session_id, name, str(arguments.get(TOKEN) or ""))
    cache.set(key, asdict(consent), timeout=CONSENT_SECONDS)


def take_consent(session_id: str, name: str, token: str) -> Consent | None:
    """What `leave_consent` left, once."""
    key = name_consent(session_id, name, token)
    left: Mapping[str, Any] | None = cache.get(key)
    # Of two calls at once one has it: deleting says who was first.
    return Consent(**left) if left and cache.delete(key) else None


def name_consent(session_id: str, name: str, token: str) -> str:
    """Tokens are read as the tools read them, and may be of any length."""
    said = hashlib.sha256(token.strip().lower().encode(errors="replace")).hexdigest()
    return f"voice.mcp.consent.{session_id}.{name}.{said}"

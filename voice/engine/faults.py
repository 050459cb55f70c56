"""What can be wrong with a request, in the one shape that clients know: HTTP body and `error` event alike."""

from __future__ import annotations

from typing import Any

from voice.protocol.shapes import JsonObject


class Fault(Exception):
    """A refusal that a client can act on."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        param: str | None = None,
        kind: str = "invalid_request_error",
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.kind = kind
        self.status = status

    def as_error(self, **more: Any) -> JsonObject:
        """The `error` object of an event or of an HTTP answer; `more` is added to it."""
        return {"type": self.kind, "code": self.code, "message": self.message, "param": self.param, **more}


def missing(param: str) -> Fault:
    """A required field was not given; `param` is its whole path, as in `session.type`."""
    return Fault(f"Missing required parameter: '{param}'.", code="missing_required_parameter", param=param)


def invalid(param: str, why: str) -> Fault:
    """A parameter has a value that it cannot have."""
    return Fault(f"Invalid value for '{param}': {why}", code="invalid_value", param=param)


def too_long(param: str, most: int, length: int) -> Fault:
    """A text has more than `most` characters."""
    return Fault(
        f"Invalid '{param}': string too long. Expected a string with maximum length {most}, but got a string "
        f"with length {length} instead.",
        code="string_above_max_length",
        param=param,
    )


def not_allowed(message: str = "Incorrect API key or client secret provided.") -> Fault:
    """401: neither the server's key nor a secret that opens anything."""
    return Fault(message, code="invalid_api_key", status=401)


def too_many(sessions: int) -> Fault:
    """As many sessions as may be are open (429)."""
    return Fault(
        f"All {sessions} lines are busy. Try again in a moment.",
        code="rate_limit_exceeded",
        kind="requests",
        status=429,
    )

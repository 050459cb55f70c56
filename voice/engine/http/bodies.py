"""Request bodies: bounded, and read as JSON, SDP or a form of both."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

from starlette.requests import Request

from voice.engine.faults import Fault, missing
from voice.protocol import wire_json
from voice.protocol.shapes import JsonObject

MOST = 1024 * 1024


async def whole(request: Request) -> bytes:
    """All of the body. Raises a Fault (413) as soon as it is over MOST bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST:
            raise Fault("The request is too large.", code="request_too_large", status=413)
    return bytes(body)


async def read_json(request: Request) -> JsonObject:
    """The body's object; an empty body is {}. Raises a Fault where it is no JSON object."""
    return parse_json(await whole(request) or b"{}")


def parse_json(body: bytes | str) -> JsonObject:
    """The object in a JSON text. Raises a Fault where it is none."""
    try:
        value = wire_json.read_json(body)
    except ValueError as error:
        raise Fault(f"The body is not JSON: {error}.", code="invalid_json") from error
    if not isinstance(value, dict):
        raise Fault("The body must be a JSON object.", code="invalid_json")
    return value


def kind(request: Request) -> str:
    """The body's media type, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def text(body: bytes, what: str) -> str:
    """A body as text; `what` names it in the Fault for what is empty or no UTF-8."""
    try:
        decoded = body.decode()
    except UnicodeDecodeError as error:
        raise Fault(f"The {what} is not UTF-8 text.", code="invalid_offer", param=what) from error
    if not decoded.strip():
        raise missing(what)
    return decoded


async def read_form(request: Request) -> dict[str, bytes]:
    """The parts of a multipart form by name. (Starlette's own reader needs one more package for this.)"""
    header = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=policy.HTTP).parsebytes(header + await whole(request))
    parts: dict[str, bytes] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = content
    return parts

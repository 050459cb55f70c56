"""One HTTP request handed to the SDK, and its one answer: the protocol's streamable HTTP without a stream."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from voice.api import requests
from voice.mcp.holders import Holder
from voice.mcp.server import build_server

Message = MutableMapping[str, Any]
WITHHELD = ("authorization", "cookie")  # the SDK has no use for them


async def exchange(holder: Holder, request: HttpRequest, body: bytes) -> HttpResponse:
    """The SDK's answer to this one request of `holder`.

    The SDK's manager keeps nothing from one request to the next, so any process answers any of them, and it
    lives as long as the answer.
    """
    host, origin = request.get_host(), request.headers.get("Origin", "")
    manager = StreamableHTTPSessionManager(
        await sync_to_async(build_server)(holder),
        json_response=True,
        stateless=True,
        # Both were admitted by our own settings; the SDK's check would else be off.
        security_settings=TransportSecuritySettings(
            allowed_hosts=[host], allowed_origins=[origin] if origin else []
        ),
        max_request_body_size=requests.LONGEST_BODY,
    )
    answer = Answer(body)
    async with manager.run():
        await manager.handle_request(build_scope(request), answer.receive, answer.send)
    return answer.build_response()


def build_scope(request: HttpRequest) -> MutableMapping[str, Any]:
    """The request as ASGI has it. Django's own scope is no public part of it."""
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in request.headers.items()
        if name.lower() not in WITHHELD
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": None,
        "server": None,
    }


class Answer:
    """Hands the body to an ASGI application, and gathers what it sends."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.is_read = False
        self.status = 500
        self.headers: dict[str, str] = {}
        self.parts: list[bytes] = []

    async def receive(self) -> Message:
        if self.is_read:
            # Whoever asks again waits for the client to leave; that is Django's to notice.
            await asyncio.Event().wait()
        self.is_read = True
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]
            }
        else:
            self.parts.append(message.get("body", b""))

    def build_response(self) -> HttpResponse:
        content_type = self.headers.pop("content-type", "application/json")
        response = HttpResponse(b"".join(self.parts), status=self.status, content_type=content_type)
        for name in ("allow", "mcp-protocol-version"):
            if name in self.headers:
                response.headers[name] = self.headers[name]
        return response

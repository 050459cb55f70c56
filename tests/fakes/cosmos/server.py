"""The HTTP of a Cosmos account, on loopback: hands on what the SDK sends, and answers as it expects."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import threading
import time
import urllib.parse
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes.cosmos import request as wire
from tests.fakes.cosmos.account import Account
from tests.fakes.cosmos.budget import Budget
from tests.fakes.cosmos.faults import AFTERWARDS, Faults
from tests.fakes.cosmos.items import Refused
from tests.fakes.cosmos.request import Answer, Request

KEY = base64.b64encode(b"not a secret: a test server's own key" * 2).decode()
MESSAGES = {429: "Request rate is large.", 449: "Retry with.", 503: "Service unavailable.", 408: "Timeout."}


@dataclass(frozen=True)
class Line:
    """One request, as it was charged."""

    kind: str
    container: str
    charge: float


class CosmosServer:
    """`with CosmosServer() as server:` then `server.url` and `server.key` for the SDK. With `units`, it gives
    out so many request units a second."""

    def __init__(
        self, *, key: str = KEY, port: int = 0, many_write_regions: bool = False, units: float = 0
    ) -> None:
        self.key, self.port, self.budget = key, port, Budget(units)
        self.faults, self.ledger = Faults(), list[Line]()
        self.account = Account(many_write_regions=many_write_regions)
        self.lock = threading.RLock()

    def __enter__(self) -> CosmosServer:
        handler = type("Bound", (Handler,), {"cosmos": self})
        self.http = Http(("127.0.0.1", self.port), handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/"
        self.account.url = self.url
        often = {"poll_interval": 0.05}
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs=often, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)

    def reset(self) -> None:
        with self.lock:
            self.account.databases.clear()
            self.ledger.clear()
            self.faults.clear()
            self.budget = Budget(self.budget.units)

    def answer(self, request: Request) -> Answer | None:
        """None: the connection ends without a word."""
        trouble = self.faults.draw(request.kind) if request.container else ""
        if trouble == "unsent":
            return None
        if trouble and trouble not in AFTERWARDS:
            return refusal(int(trouble))
        if request.container and (seconds := self.budget.short()):
            return refusal(429, seconds)
        try:
            with self.lock:
                answer = self.account.answer(request)
        except Refused as refused:
            answer = Answer(refused.status, {"code": "Refused", "message": refused.message})
        with self.lock:
            self.ledger.append(Line(request.kind, request.container, answer.charge))
        self.budget.take(answer.charge)
        if trouble == "slow":
            time.sleep(self.faults.seconds)
        return None if trouble == "lost" else answer

    def knows(self, request: Request, sent: str, date: str) -> bool:
        """The signature that the master key gives, as the documentation reckons it."""
        said = dict(part.split("=", 1) for part in urllib.parse.unquote(sent).split("&") if "=" in part)
        if said.get("type") == "aad":
            return bool(said.get("sig"))
        parts = request.parts
        kind = parts[-1] if len(parts) % 2 else (parts[-2] if parts else "")
        owner = "/".join(parts[:-1] if len(parts) % 2 else parts)
        text = f"{request.method.lower()}\n{kind.lower()}\n{owner}\n{date.lower()}\n\n"
        right = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(base64.b64encode(right).decode(), said.get("sig", ""))


def refusal(status: int, seconds: float = 0.02) -> Answer:
    wait = {"x-ms-retry-after-ms": str(math.ceil(seconds * 1000))} if status == 429 else {}
    return Answer(status, {"code": str(status), "message": MESSAGES.get(status, "")}, headers=wait)


class Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cosmos: CosmosServer
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urllib.parse.unquote(self.path.partition("?")[0]).strip("/")
        request = Request(self.command, path.split("/") if path else [], self.headers, body)
        date = self.headers.get("x-ms-date", "")
        if not self.cosmos.knows(request, self.headers.get("authorization", ""), date):
            return self.send(Answer(401, {"code": "Unauthorized", "message": "The signature is wrong."}))
        answer = self.cosmos.answer(request)
        if answer is None:
            self.close_connection = True
            return None
        return self.send(answer)

    def send(self, answer: Answer) -> None:
        content = b"" if answer.status in {204, 304} else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in wire.headers(answer).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tests look at the ledger."""

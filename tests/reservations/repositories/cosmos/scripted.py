"""An account that answers as it is told: what a whole imitation of Cosmos has no reason to do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "c2VjcmV0"
PARTITIONED = {"paths": ["/id"], "kind": "Hash", "version": 2}


@dataclass
class Reply:
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0  # seconds, or until the account closes
    lost: bool = False


class Account:
    def __init__(self, url: str) -> None:
        self.url = url
        self.regions = ["Japan East"]
        self.several_may_write = False
        self.scripts: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.date = ""  # what its clock says, if it is off
        self.closing = threading.Event()

    def script(self, path: str, *replies: Reply) -> None:
        """Of requests whose path ends so, the next ones are answered like this."""
        self.scripts.setdefault(path, []).extend(replies)

    def reply(self, method: str, path: str) -> Reply:
        self.asked.append(f"{method} {path}")
        for end, replies in self.scripts.items():
            if path.endswith(end) and replies:
                return replies.pop(0)
        if path == "/":
            return Reply(body=self.document())
        if "/docs" not in path:
            return Reply(body={"id": path, "_rid": "AAAA", "partitionKey": PARTITIONED})
        return Reply(body={"id": path.rpartition("/")[2]})

    def document(self) -> dict[str, Any]:
        locations = [{"name": name, "databaseAccountEndpoint": self.url} for name in self.regions]
        return {
            "id": "ours",
            "writableLocations": locations,
            "readableLocations": locations,
            "enableMultipleWriteLocations": self.several_may_write,
            "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
        }

    def times(self, request: str) -> int:
        return self.asked.count(request)


@contextmanager
def account() -> Iterator[Account]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            reply = there.reply(self.command, self.path.rstrip("/") or "/")
            if reply.after:
                there.closing.wait(reply.after)
            if reply.lost or there.closing.is_set():
                self.close_connection = True
                return
            body = json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {**reply.headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def date_time_string(self, timestamp: float | None = None) -> str:
            return there.date or super().date_time_string(timestamp)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    there = Account(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        there.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()

"""A request and its answer, as the account sees them, and the headers that the SDK reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERBS = {"GET": "read", "PUT": "replace", "DELETE": "delete"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None
    charge: float = 1.0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    method: str
    parts: list[str]
    headers: Any
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def container(self) -> str:
        return self.parts[3] if len(self.parts) > 4 and self.parts[4] == "docs" else ""

    @property
    def kind(self) -> str:
        if self.asks("x-ms-cosmos-is-batch-request"):
            return "batch"
        if (
            self.asks("x-ms-documentdb-isquery")
            or self.headers.get("Content-Type") == "application/query+json"
        ):
            return "query"
        if self.method == "GET" and len(self.parts) == 5:
            return "feed" if self.headers.get("A-IM") else "query"
        if self.method == "POST":
            return "upsert" if self.asks("x-ms-documentdb-is-upsert") else "create"
        return VERBS[self.method]

    def asks(self, header: str) -> bool:
        return str(self.headers.get(header, "")).lower() == "true"

    @property
    def partition(self) -> str | None:
        sent = self.headers.get("x-ms-documentdb-partitionkey")
        return json.dumps(json.loads(sent)) if sent else None


def headers(answer: Answer) -> dict[str, str]:
    found = {
        "Content-Type": "application/json",
        "x-ms-request-charge": f"{answer.charge:.2f}",
        "x-ms-session-token": "0:-1#1",
        "x-ms-activity-id": "00000000-0000-0000-0000-000000000000",
        **answer.headers,
    }
    if isinstance(answer.body, dict) and "_etag" in answer.body:
        found.setdefault("etag", answer.body["_etag"])
    return found

"""Takes documents apart field by field: known, wrong (named by its path), left over."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from reservations.values import Document

SYSTEM = {"_rid", "_self", "_etag", "_attachments", "_ts", "_lsn", "_metadata"}


class Malformed(ValueError):
    """`str()` is the path of the field and what is wrong with it."""


@dataclass
class Reader:
    """Takes known fields out of a document; what is left is unknown."""

    document: Document
    path: str
    known: set[str] = field(default_factory=set)

    def bad(self, name: str, what: str) -> Malformed:
        return Malformed(f"{self.path}.{name}: {what}" if self.path else f"{name}: {what}")

    def text(self, name: str, *, longest: int, default: str | None = None) -> str:
        self.known.add(name)
        value = self.document.get(name)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.bad(name, "is missing")
        if not isinstance(value, str):
            raise self.bad(name, f"must be a string, not {json.dumps(value, ensure_ascii=False)}")
        if not value.strip() and default is None:
            raise self.bad(name, "is empty")
        if len(value) > longest:
            raise self.bad(name, f"is longer than {longest} characters")
        return value.strip()

    def whole(self, name: str, default: int) -> int:
        self.known.add(name)
        value = self.document.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 2_000_000:
            raise self.bad(name, "must be a whole number, 0 or more")
        return value

    def rest(self) -> Document:
        return {name: value for name, value in self.document.items() if name not in self.known | SYSTEM}


def list_objects(value: Any, path: str) -> list[tuple[str, Document]]:
    if not isinstance(value, list):
        raise Malformed(f"{path}: must be a list")
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise Malformed(f"{path}[{index}]: must be an object")
    return [(f"{path}[{index}]", item) for index, item in enumerate(value)]

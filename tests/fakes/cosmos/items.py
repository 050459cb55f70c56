"""The items of one container, by partition: ids, ETags, and the order in which they were last written."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Item = dict[str, Any]
LARGEST = 2 * 1024 * 1024


class Refused(Exception):
    def __init__(self, status: int, message: str = "") -> None:
        super().__init__(message or f"status {status}")
        self.status = status
        self.message = message or {
            404: "Resource Not Found",
            409: "Conflict",
            412: "Precondition Failed",
        }.get(status, "Bad Request")


@dataclass
class Container:
    name: str
    properties: Item
    items: dict[str, dict[str, Item]] = field(default_factory=dict)  # by partition key (JSON), then id
    written: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def path(self) -> list[str]:
        return [part.strip("/") for part in self.properties["partitionKey"]["paths"]]

    def partition_of(self, body: Item) -> str:
        return json.dumps([body.get(part) for part in self.path])

    def every(self, partition: str | None = None) -> list[Item]:
        chosen = [self.items.get(partition, {})] if partition else list(self.items.values())
        return [item for partition_items in chosen for item in partition_items.values()]

    def read(self, partition: str, key: str) -> Item:
        try:
            return self.items[partition][key]
        except KeyError:
            raise Refused(404) from None

    def create(self, partition: str, body: Item) -> Item:
        self.fits(partition, body)
        if body["id"] in self.items.get(partition, {}):
            raise Refused(409, "Entity with the specified id already exists in the system.")
        self.unique(partition, body)
        return self.store(partition, body)

    def replace(self, partition: str, key: str, body: Item, if_match: str | None) -> Item:
        self.fits(partition, body)
        before = self.read(partition, key)
        self.unchanged(before, if_match)
        if body["id"] != key:
            raise Refused(400, "Replacing the id is not allowed.")
        self.unique(partition, body)
        return self.store(partition, body, before)

    def upsert(self, partition: str, body: Item, if_match: str | None) -> tuple[int, Item]:
        if body.get("id") in self.items.get(partition, {}):
            return 200, self.replace(partition, body["id"], body, if_match)
        return 201, self.create(partition, body)

    def delete(self, partition: str, key: str, if_match: str | None) -> None:
        self.unchanged(self.read(partition, key), if_match)
        del self.items[partition][key]

    def fits(self, partition: str, body: Item) -> None:
        key = body.get("id")
        if not isinstance(key, str) or not key or any(sign in key for sign in "/\\?#"):
            raise Refused(400, "The input name is invalid.")
        if self.partition_of(body) != partition:
            raise Refused(400, "PartitionKey extracted from document doesn't match the one in the header.")
        if len(json.dumps(body)) > LARGEST:
            raise Refused(413, "Request size is too large.")

    def unchanged(self, before: Item, if_match: str | None) -> None:
        if if_match and if_match not in {"*", before["_etag"]}:
            raise Refused(412)

    def unique(self, partition: str, body: Item) -> None:
        """A missing value counts as one."""
        for rule in (self.properties.get("uniqueKeyPolicy") or {}).get("uniqueKeys", []):
            names = [path.strip("/") for path in rule["paths"]]
            for other in self.items.get(partition, {}).values():
                if other["id"] != body["id"] and all(other.get(name) == body.get(name) for name in names):
                    raise Refused(409, "Unique index constraint violation.")

    def store(self, partition: str, body: Item, before: Item | None = None) -> Item:
        item = {name: value for name, value in body.items() if name not in {"_etag", "_ts", "_lsn"}}
        rid = (before or {}).get("_rid") or uuid.uuid4().hex[:16]
        item |= {
            "_rid": rid,
            "_self": f"dbs/db/colls/{self.name}/docs/{rid}/",
            "_etag": f'"{uuid.uuid4()}"',
            "_attachments": "attachments/",
            "_ts": int(datetime.now(UTC).timestamp()),  # noqa: TID251
            "_lsn": next(self.written),
        }
        self.items.setdefault(partition, {})[item["id"]] = item
        return item

"""What is answered to a request for items: one, a batch, a query or the change feed."""

from __future__ import annotations

from typing import Any

from tests.fakes.cosmos import batch, charges, sql
from tests.fakes.cosmos.items import Container, Refused
from tests.fakes.cosmos.request import Answer, Request
from tests.fakes.cosmos.sql import public

PAGE = 100


class Documents:
    def __init__(self, container: Container) -> None:
        self.container = container

    def answer(self, request: Request) -> Answer:
        kind, partition = request.kind, request.partition
        if kind == "feed":
            return self.feed(request)
        if kind == "query":
            return self.query(request, partition)
        if partition is None:
            raise Refused(400, "PartitionKey value must be supplied for this operation.")
        if kind == "batch":
            status, results, charge = batch.run(self.container, partition, request.body)
            return Answer(status, results, charge)
        return self.single(request, kind, partition)

    def single(self, request: Request, kind: str, partition: str) -> Answer:
        key, guard = request.parts[-1], request.headers.get("If-Match")
        if kind == "create":
            made = self.container.create(partition, request.body)
            return Answer(201, public(made), charges.write(made))
        if kind == "upsert":
            status, made = self.container.upsert(partition, request.body, guard)
            return Answer(status, public(made), charges.write(made))
        if kind == "replace":
            made = self.container.replace(partition, key, request.body, guard)
            return Answer(200, public(made), charges.write(made))
        if kind == "delete":
            self.container.delete(partition, key, guard)
            return Answer(204, None, 5.0)
        found = self.container.read(partition, key)
        if request.headers.get("If-None-Match") == found["_etag"]:
            return Answer(304)
        return Answer(200, public(found), charges.read(found))

    def query(self, request: Request, partition: str | None) -> Answer:
        if request.method == "GET":
            found: list[Any] = [public(item) for item in self.container.every(partition)]
        else:
            asked = request.body
            found = sql.rows(asked["query"], asked.get("parameters") or [], self.container.every(partition))
        first = int(request.headers.get("x-ms-continuation") or 0)
        most = int(request.headers.get("x-ms-max-item-count") or PAGE)
        size = most if most > 0 else PAGE
        page = found[first : first + size]
        more = {"x-ms-continuation": str(first + size)} if first + size < len(found) else {}
        body = {"_rid": self.container.properties["_rid"], "Documents": page, "_count": len(page)}
        return Answer(200, body, charges.query(page), {**more, "x-ms-item-count": str(len(page))})

    def feed(self, request: Request) -> Answer:
        """The latest version of what was written since, in the order of writing."""
        since = request.headers.get("If-None-Match", "").strip('"')
        after = int(since) if since.isdigit() else (self.last() if since == "*" else 0)
        items = sorted(self.container.every(request.partition), key=lambda item: int(item["_lsn"]))
        most = int(request.headers.get("x-ms-max-item-count") or PAGE)
        page = [item for item in items if item["_lsn"] > after][: most if most > 0 else PAGE]
        token = {"etag": f'"{page[-1]["_lsn"] if page else after}"'}
        if not page:
            return Answer(304, None, 1.0, token)
        body = {"_rid": self.container.properties["_rid"], "Documents": page, "_count": len(page)}
        return Answer(200, body, charges.query(page), token)

    def last(self) -> int:
        return max((item["_lsn"] for item in self.container.every()), default=0)

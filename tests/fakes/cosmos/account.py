"""What an account answers to one request: its databases, containers and items. Knows no HTTP connection."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from tests.fakes.cosmos.documents import Documents
from tests.fakes.cosmos.items import Container, Item, Refused
from tests.fakes.cosmos.request import Answer, Request


@dataclass
class Account:
    many_write_regions: bool = False
    url: str = ""
    databases: dict[str, dict[str, Container]] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        parts = request.parts
        if not parts:
            return Answer(200, self.described())
        if len(parts) == 1:
            return self.database(request)
        if len(parts) == 2:
            return self.one_database(request, parts[1])
        if parts[1] not in self.databases:
            raise Refused(404)
        if len(parts) == 3:
            return self.make_container(request, self.databases[parts[1]])
        containers = self.databases[parts[1]]
        if parts[3] not in containers:
            return Answer(404, {"code": "NotFound", "message": ""}, headers={"x-ms-substatus": "1003"})
        container = containers[parts[3]]
        if len(parts) == 4:
            return self.one_container(request, containers, container)
        if parts[4] == "pkranges":
            known = request.headers.get("If-None-Match") == RANGES_ETAG
            body = {"_rid": "r", "PartitionKeyRanges": [RANGE], "_count": 1}
            return Answer(304 if known else 200, body, headers={"etag": RANGES_ETAG})
        return Documents(container).answer(request)

    def described(self) -> Item:
        region = {"name": "Here", "databaseAccountEndpoint": self.url}
        other = {"name": "There", "databaseAccountEndpoint": self.url}
        return {
            "id": "account",
            "_rid": "account",
            "_self": "",
            "writableLocations": [region, other] if self.many_write_regions else [region],
            "readableLocations": [region],
            "enableMultipleWriteLocations": self.many_write_regions,
            "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
            "_dbs": "//dbs/",
        }

    def database(self, request: Request) -> Answer:
        if request.method == "GET" or request.kind == "query":
            return Answer(200, {"_rid": "", "Databases": [named(name) for name in self.databases]})
        name = request.body["id"]
        if name in self.databases:
            raise Refused(409)
        self.databases[name] = {}
        return Answer(201, named(name))

    def one_database(self, request: Request, name: str) -> Answer:
        if name not in self.databases:
            raise Refused(404)
        if request.method == "DELETE":
            del self.databases[name]
            return Answer(204)
        return Answer(200, named(name))

    def make_container(self, request: Request, containers: dict[str, Container]) -> Answer:
        if request.method == "GET" or request.kind == "query":
            listed = [each.properties for each in containers.values()]
            return Answer(200, {"_rid": "", "DocumentCollections": listed})
        given = request.body
        if given["id"] in containers:
            raise Refused(409)
        containers[given["id"]] = Container(given["id"], {**named(given["id"]), **given})
        return Answer(201, containers[given["id"]].properties)

    def one_container(
        self, request: Request, containers: dict[str, Container], container: Container
    ) -> Answer:
        if request.method == "DELETE":
            del containers[container.name]
            return Answer(204)
        if request.method == "PUT":
            container.properties |= request.body
        return Answer(200, container.properties)


def named(name: str) -> Item:
    return {"id": name, "_rid": base64.b64encode(name.encode()).decode()[:12], "_self": name, "_etag": '"0"'}


RANGES_ETAG = '"1"'
RANGE = {"id": "0", "_rid": "r", "minInclusive": "", "maxExclusive": "FF", "status": "online", "parents": []}

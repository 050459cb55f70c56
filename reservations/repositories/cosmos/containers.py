"""The three containers: their names, partition keys, and what is indexed in them.

Data only: `manage.py cosmos_init` makes them, and the Bicep in deploy/azure is held to them by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

THROUGHPUT = 400  # RU/s that the containers share: about a dozen bookings a second

Policy = Mapping[str, Any]
# Cosmos adds it to every policy by itself.
ETAG = '/"_etag"/?'


def paths(*names: str) -> list[dict[str, str]]:
    return [{"path": name} for name in names]


def in_order(*names: str) -> list[dict[str, str]]:
    return [{"path": name, "order": "ascending"} for name in names]


@dataclass(frozen=True)
class Container:
    name: str
    partition_key: str
    indexing: Policy


LOCATIONS = Container(
    name="locations",
    partition_key="/id",
    indexing={
        "indexingMode": "consistent",
        "automatic": True,
        "includedPaths": paths("/*"),
        "excludedPaths": paths(ETAG),
        "compositeIndexes": [],
    },
)

# Reservations and the vehicles' calendars, a shop's in one partition: what a booking writes is one batch.
RESERVATIONS = Container(
    name="reservations",
    partition_key="/locationId",
    indexing={
        "indexingMode": "consistent",
        "automatic": True,
        "includedPaths": paths(
            "/locationId/?",
            "/docType/?",
            "/status/?",
            "/vehicleId/?",
            "/startUtc/?",
            "/endUtc/?",
            "/reservationNumber/?",
            "/customerPhone/?",
            "/sessionId/?",
        ),
        "excludedPaths": paths("/*", ETAG),
        "compositeIndexes": [in_order("/docType", "/startUtc"), in_order("/vehicleId", "/startUtc")],
    },
)

# A number is claimed by creating its document, and looked up by its id: nothing else is asked.
NUMBERS = Container(
    name="reservationNumbers",
    partition_key="/id",
    indexing={
        "indexingMode": "consistent",
        "automatic": True,
        "includedPaths": [],
        "excludedPaths": paths("/*", ETAG),
        "compositeIndexes": [],
    },
)

ALL = (LOCATIONS, RESERVATIONS, NUMBERS)


def differences(ours: Policy, theirs: Policy) -> list[str]:
    """What their policy lacks to serve our queries; what it indexes beside that is their affair."""
    found = []
    if theirs.get("indexingMode", "consistent") != ours["indexingMode"]:
        found.append(f"indexingMode is {theirs.get('indexingMode')}, not {ours['indexingMode']}")
    for path in sorted(list_paths(ours, "includedPaths")):
        also = {path, path.removesuffix("?") + "*"}
        included = also | {"/*"} if also.isdisjoint(list_paths(theirs, "excludedPaths")) else set()
        if included.isdisjoint(list_paths(theirs, "includedPaths")):
            found.append(f"{path} is not indexed")
    there = composites(theirs)
    return found + [
        f"no composite index of {' and '.join(path for path, _ in index)}"
        for index in composites(ours)
        if index not in there
    ]


def list_paths(policy: Policy, name: str) -> set[str]:
    return {entry["path"] for entry in policy.get(name, [])}


def composites(policy: Policy) -> list[tuple[tuple[str, str], ...]]:
    return [
        tuple((entry["path"], entry.get("order", "ascending")) for entry in index)
        for index in policy.get("compositeIndexes", [])
    ]

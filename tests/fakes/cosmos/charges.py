"""Request units, estimated by Microsoft's table of sizes: reads of 1, 8, 16 KB cost 1, 1.33, 1.67; writes
4.95, 7.04, 9.52. What lies between is read off the line."""

from __future__ import annotations

import json
from typing import Any

READS = ((1.0, 1.00), (8.0, 1.33), (16.0, 1.67))
WRITES = ((1.0, 4.95), (8.0, 7.04), (16.0, 9.52))
QUERY = 2.3  # what a query costs before it finds anything


def size(document: Any) -> float:
    """In KB, as Cosmos stores it."""
    return len(json.dumps(document, ensure_ascii=False).encode()) / 1024


def by_table(kilobytes: float, table: tuple[tuple[float, float], ...]) -> float:
    below = table[0]
    for above in table[1:]:
        if kilobytes <= above[0]:
            share = max(0.0, kilobytes - below[0]) / (above[0] - below[0])
            return below[1] + share * (above[1] - below[1])
        below = above
    (first, cost), (last, most) = table[-2:]
    return most + (kilobytes - last) * (most - cost) / (last - first)


def read(document: Any) -> float:
    return by_table(size(document), READS)


def write(document: Any) -> float:
    return by_table(size(document), WRITES)


def query(found: list[Any]) -> float:
    return QUERY + sum(by_table(size(each), READS) for each in found) / 3

"""A transactional batch: all of its operations in one partition, or none."""

from __future__ import annotations

from typing import Any

from tests.fakes.cosmos import charges
from tests.fakes.cosmos.items import Container, Item, Refused

MOST = 100


def run(container: Container, partition: str, operations: list[Item]) -> tuple[int, list[Item], float]:
    """The status, what came of each operation, and the charge."""
    if not 1 <= len(operations) <= MOST:
        raise Refused(400, "Batch request has more operations than what is supported.")
    before = dict(container.items.get(partition, {}))
    results: list[Item] = []
    for index, operation in enumerate(operations):
        try:
            results.append(one(container, partition, operation))
        except Refused as refused:
            container.items[partition] = before
            failed = {"statusCode": refused.status, "requestCharge": 1.0}
            rest = {"statusCode": 424, "requestCharge": 0.0}
            answers = [rest] * index + [failed] + [rest] * (len(operations) - index - 1)
            return 207, answers, 1.0 * len(operations)
    return 200, results, sum(result["requestCharge"] for result in results)


def one(container: Container, partition: str, operation: Item) -> Item:
    kind, key = operation["operationType"], operation.get("id", "")
    body: Any = operation.get("resourceBody")
    guard = operation.get("ifMatch")
    if kind == "Create":
        return answer(201, container.create(partition, body))
    if kind == "Replace":
        return answer(200, container.replace(partition, key, body, guard))
    if kind == "Upsert":
        return answer(*container.upsert(partition, body, guard))
    if kind == "Read":
        found = container.read(partition, key)
        return {**answer(200, found), "requestCharge": charges.read(found)}
    if kind == "Delete":
        container.delete(partition, key, guard)
        return {"statusCode": 204, "requestCharge": 5.0}
    raise Refused(400, f"The operation {kind} is not supported here.")


def answer(status: int, item: Item) -> Item:
    return {
        "statusCode": status,
        "requestCharge": charges.write(item),
        "eTag": item["_etag"],
        "resourceBody": item,
    }

"""The test server keeps the rules that our store stands on; the client is the vendor's own SDK.

Each runs on a second server too, or says why that one cannot (second.py).
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import AzureError, ServiceResponseError
from azure.cosmos import ContainerProxy, CosmosClient, DatabaseProxy, PartitionKey
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from tests.fakes.cosmos import CosmosServer
from tests.fakes.cosmos.budget import Budget

pytestmark = pytest.mark.unit


def car(key: str, shop: str = "ekimae", **more: Any) -> dict[str, Any]:
    return {"id": key, "shop": shop, **more}


def status(error: pytest.ExceptionInfo[CosmosHttpResponseError]) -> int | None:
    return error.value.status_code


def test_an_item_is_created_once_and_read_again(container: ContainerProxy) -> None:
    made = container.create_item(car("c1", model="ヤリス"))
    assert container.read_item("c1", "ekimae") == made
    assert made["model"] == "ヤリス"
    assert {"_etag", "_ts", "_rid", "_self"} <= made.keys()
    with pytest.raises(CosmosHttpResponseError) as refused:
        container.create_item(car("c1"))
    assert status(refused) == 409


def test_a_document_says_where_it_came_from(container: ContainerProxy) -> None:
    assert container.create_item(car("c1"))["_attachments"] == "attachments/"


def test_what_is_not_there_is_missing(container: ContainerProxy) -> None:
    container.create_item(car("c1"))
    for key, shop in (("c1", "elsewhere"), ("c2", "ekimae")):
        with pytest.raises(CosmosHttpResponseError) as missing:
            container.read_item(key, shop)
        assert status(missing) == 404


def test_who_has_it_already_is_not_sent_it_again(container: ContainerProxy) -> None:
    made = container.create_item(car("c1"))
    unless: dict[str, Any] = {"etag": made["_etag"], "match_condition": MatchConditions.IfModified}
    assert not container.read_item("c1", "ekimae", **unless)
    changed = container.replace_item("c1", car("c1", n=1))
    assert container.read_item("c1", "ekimae", **unless) == changed


def test_every_write_gives_another_etag(container: ContainerProxy) -> None:
    first = container.create_item(car("c1"))
    second = container.replace_item("c1", car("c1"))
    third = container.upsert_item(car("c1"))
    assert len({each["_etag"] for each in (first, second, third)}) == 3
    assert first["_rid"] == second["_rid"] == third["_rid"]


def test_what_is_deleted_is_found_no_more(container: ContainerProxy) -> None:
    container.create_item(car("c1"))
    container.delete_item("c1", "ekimae")
    assert list(container.read_all_items()) == []
    with pytest.raises(CosmosHttpResponseError) as missing:
        container.delete_item("c1", "ekimae")
    assert status(missing) == 404


def test_who_writes_over_another_is_refused(container: ContainerProxy) -> None:
    first = container.create_item(car("c1"))
    guard: dict[str, Any] = {"etag": first["_etag"], "match_condition": MatchConditions.IfNotModified}
    container.replace_item("c1", car("c1", n=1), **guard)
    for late in (
        lambda: container.replace_item("c1", car("c1", n=2), **guard),
        lambda: container.upsert_item(car("c1", n=2), **guard),
        lambda: container.delete_item("c1", "ekimae", **guard),
    ):
        with pytest.raises(CosmosHttpResponseError) as stale:
            late()
        assert status(stale) == 412
    assert container.read_item("c1", "ekimae")["n"] == 1


def test_a_batch_is_done_wholly(container: ContainerProxy) -> None:
    first = container.create_item(car("c1"))
    guard = {"if_match_etag": first["_etag"]}
    results = container.execute_item_batch(
        [("replace", ("c1", car("c1", n=1)), guard), ("create", (car("c2"),), {})], "ekimae"
    )
    assert [each["statusCode"] for each in results] == [200, 201]
    assert results[0]["resourceBody"]["n"] == 1


def test_or_not_at_all(container: ContainerProxy) -> None:
    first = container.create_item(car("c1"))
    container.replace_item("c1", car("c1", n=1))
    guard = {"if_match_etag": first["_etag"]}
    with pytest.raises(CosmosBatchOperationError) as refused:
        container.execute_item_batch(
            [("create", (car("c2"),), {}), ("replace", ("c1", car("c1", n=2)), guard)], "ekimae"
        )
    assert (refused.value.status_code, refused.value.error_index) == (412, 1)
    assert [each["id"] for each in container.read_all_items()] == ["c1"]


def test_a_batch_stays_in_its_partition(container: ContainerProxy) -> None:
    with pytest.raises(CosmosBatchOperationError) as refused:
        container.execute_item_batch([("create", (car("c1", shop="airport"),), {})], "ekimae")
    assert refused.value.status_code == 400


def asked(container: ContainerProxy, query: str, *given: dict[str, Any]) -> list[Any]:
    return list(container.query_items(query, list(given), "ekimae"))


def three_cars(container: ContainerProxy) -> None:
    for number in (1, 2, 3):
        container.create_item(car(f"c{number}", n=number) | ({"tags": ["new", "red"]} if number == 2 else {}))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' AND c.n > 1 AND NOT (c.id = 'c3')", ["c2"]),
        (
            "SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' AND c.id IN ('c1', 'c3') ORDER BY c.n DESC",
            ["c3", "c1"],
        ),
        ("SELECT VALUE COUNT(1) FROM c WHERE c.shop = 'ekimae' AND IS_DEFINED(c.n)", [3]),
        ("SELECT TOP 1 c.id AS key FROM c WHERE c.shop = 'ekimae' ORDER BY c.n", [{"key": "c1"}]),
        ("SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' AND ARRAY_CONTAINS(c.tags, 'new')", ["c2"]),
        ("SELECT VALUE t FROM c JOIN t IN c.tags WHERE c.shop = 'ekimae'", ["new", "red"]),
        (
            "SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' AND (c.unknown = 1 OR STARTSWITH(c.id, 'c1'))",
            ["c1"],
        ),
        ("SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' AND (c.unknown != 1 OR c.n = '1')", []),
    ],
)
def test_questions_are_answered(query: str, found: list[Any], container: ContainerProxy) -> None:
    three_cars(container)
    assert asked(container, query) == found


def test_a_question_is_answered_from_the_middle(container: ContainerProxy) -> None:
    three_cars(container)
    query = "SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' ORDER BY c.n OFFSET 1 LIMIT 1"
    assert asked(container, query) == ["c2"]


def test_a_question_with_what_it_looks_for_beside_it(container: ContainerProxy) -> None:
    three_cars(container)
    query = "SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae' AND c.n = @n"
    assert asked(container, query, {"name": "@n", "value": 2}) == ["c2"]


def test_a_long_answer_comes_in_pages(container: ContainerProxy) -> None:
    three_cars(container)
    pages: Any = container.query_items(
        "SELECT VALUE c.id FROM c WHERE c.shop = 'ekimae'", partition_key="ekimae", max_item_count=2
    ).by_page()
    assert [list(page) for page in pages] == [["c1", "c2"], ["c3"]]


def test_a_question_of_one_partition_sees_no_other(container: ContainerProxy) -> None:
    for number in range(250):
        container.create_item(car(f"c{number}", shop="ekimae" if number % 2 else "airport"))
    here = list(container.query_items("SELECT * FROM c", partition_key="ekimae"))
    every = list(container.query_items("SELECT * FROM c", enable_cross_partition_query=True))
    assert (len(here), len(every)) == (125, 250)


def test_what_is_no_query_is_refused(container: ContainerProxy) -> None:
    with pytest.raises(CosmosHttpResponseError) as refused:
        list(container.query_items("SELECT everything WHERE", partition_key="ekimae"))
    assert status(refused) == 400


def test_the_feed_goes_on_where_it_ended(container: ContainerProxy) -> None:
    for key in ("c1", "c2"):
        container.create_item(car(key))
    feed = container.query_items_change_feed(start_time="Beginning").by_page()
    assert [each["id"] for page in feed for each in page] == ["c1", "c2"]
    token = feed.continuation_token  # type: ignore[attr-defined]
    container.replace_item("c1", car("c1", n=1))
    again = container.query_items_change_feed(continuation=token)
    assert [each["id"] for each in again] == ["c1"]


@pytest.mark.parametrize("trouble", ["429", "449", "503"])
def test_trouble_comes_as_it_was_planned(
    trouble: str, server: CosmosServer, container: ContainerProxy
) -> None:
    server.faults.set({"create": {trouble: 1.0}})
    with pytest.raises(CosmosHttpResponseError) as refused:
        container.create_item(car("c1"))
    assert status(refused) == int(trouble)
    assert server.faults.seen[f"create {trouble}"] >= 1
    server.faults.clear()
    assert list(container.read_all_items()) == []


def test_who_asks_for_more_than_was_paid_for_waits(
    server: CosmosServer, container: ContainerProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "budget", Budget(10))
    began = time.monotonic()
    for number in range(6):
        container.create_item(car(f"c{number}"))  # 5 each; the SDK comes again when it is told to
    assert server.budget.refused > 0
    assert time.monotonic() - began > (6 * 4.95 - 10 - 5) / 10


def test_a_lost_answer_was_done_and_an_unsent_one_was_not(
    server: CosmosServer, container: ContainerProxy
) -> None:
    for trouble, key in (("lost", "c1"), ("unsent", "c2")):
        server.faults.set({"create": {trouble: 1.0}})
        with pytest.raises((ServiceResponseError, AzureError)):
            container.create_item(car(key))
    server.faults.clear()
    assert [each["id"] for each in container.read_all_items()] == ["c1"]


def test_what_is_unique_is_so_together(database: DatabaseProxy) -> None:
    unique = {"uniqueKeys": [{"paths": ["/plate", "/year"]}]}
    plates = database.create_container("plates", PartitionKey("/shop"), unique_key_policy=unique)
    plates.create_item(car("c1", plate="500", year=2025))
    plates.create_item(car("c2", plate="500", year=2026))
    with pytest.raises(CosmosHttpResponseError) as refused:
        plates.create_item(car("c3", plate="500", year=2026))
    assert status(refused) == 409


def test_a_wrong_key_opens_nothing(server: CosmosServer) -> None:
    with pytest.raises(CosmosHttpResponseError) as refused:
        CosmosClient(server.url, "d3Jvbmc=").get_database_client("db").read()
    assert status(refused) == 401


def test_what_was_asked_is_in_the_ledger(server: CosmosServer, container: ContainerProxy) -> None:
    server.ledger.clear()
    container.create_item(car("c1"))
    container.read_item("c1", "ekimae")
    asked = [(line.kind, line.container, round(line.charge)) for line in server.ledger if line.container]
    assert asked == [("create", "cars", 5), ("read", "cars", 1)]

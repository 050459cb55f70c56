"""The test server keeps the rules that our store stands on; the client is the vendor's own SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from azure.core import MatchConditions
from azure.core.exceptions import AzureError, ServiceResponseError
from azure.cosmos import ContainerProxy, CosmosClient, PartitionKey
from azure.cosmos.exceptions import CosmosBatchOperationError, CosmosHttpResponseError

from tests.fakes.cosmos import CosmosServer

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def server() -> Iterator[CosmosServer]:
    with CosmosServer() as running:
        yield running


@pytest.fixture
def container(server: CosmosServer) -> Iterator[ContainerProxy]:
    server.reset()
    client = CosmosClient(server.url, server.key, retry_total=0, retry_throttle_total=0, read_timeout=2)
    yield client.create_database("db").create_container("cars", PartitionKey("/shop"))
    client.close()


def car(key: str, shop: str = "ekimae", **more: Any) -> dict[str, Any]:
    return {"id": key, "shop": shop, **more}


def status(error: pytest.ExceptionInfo[CosmosHttpResponseError]) -> int | None:
    return error.value.status_code


def test_an_item_is_created_once_and_read_again(container: ContainerProxy) -> None:
    made = container.create_item(car("c1", model="ヤリス"))
    assert container.read_item("c1", "ekimae") == made
    assert {"_etag", "_ts", "_rid", "_self", "_attachments"} <= made.keys()
    with pytest.raises(CosmosHttpResponseError) as refused:
        container.create_item(car("c1"))
    assert status(refused) == 409
    with pytest.raises(CosmosHttpResponseError) as missing:
        container.read_item("c1", "elsewhere")
    assert status(missing) == 404


def test_who_writes_over_another_is_refused(container: ContainerProxy) -> None:
    first = container.create_item(car("c1"))
    guard: dict[str, Any] = {"etag": first["_etag"], "match_condition": MatchConditions.IfNotModified}
    container.replace_item("c1", car("c1", n=1), **guard)
    with pytest.raises(CosmosHttpResponseError) as stale:
        container.replace_item("c1", car("c1", n=2), **guard)
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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT VALUE c.id FROM c WHERE c.n > 1 AND NOT c.id = 'c3'", ["c2"]),
        ("SELECT VALUE c.id FROM c WHERE c.id IN ('c1', 'c3') ORDER BY c.n DESC", ["c3", "c1"]),
        ("SELECT VALUE COUNT(1) FROM c WHERE IS_DEFINED(c.n)", [3]),
        ("SELECT TOP 1 c.id AS key FROM c ORDER BY c.n", [{"key": "c1"}]),
        ("SELECT VALUE c.id FROM c WHERE ARRAY_CONTAINS(c.tags, 'new')", ["c2"]),
        ("SELECT VALUE t FROM c JOIN t IN c.tags", ["new", "red"]),
        ("SELECT VALUE c.id FROM c WHERE c.unknown = 1 OR STARTSWITH(c.id, 'c1')", ["c1"]),
        ("SELECT VALUE c.id FROM c ORDER BY c.n OFFSET 1 LIMIT 1", ["c2"]),
    ],
)
def test_questions_are_answered(query: str, found: list[Any], container: ContainerProxy) -> None:
    for number in (1, 2, 3):
        container.create_item(car(f"c{number}", n=number) | ({"tags": ["new", "red"]} if number == 2 else {}))
    assert list(container.query_items(query, partition_key="ekimae")) == found


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


def test_a_lost_answer_was_done_and_an_unsent_one_was_not(
    server: CosmosServer, container: ContainerProxy
) -> None:
    for trouble, key in (("lost", "c1"), ("unsent", "c2")):
        server.faults.set({"create": {trouble: 1.0}})
        with pytest.raises((ServiceResponseError, AzureError)):
            container.create_item(car(key))
    server.faults.clear()
    assert [each["id"] for each in container.read_all_items()] == ["c1"]


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

"""What the doctor finds in Cosmos, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from reservations import repositories
from reservations.repositories.cosmos import client
from reservations.repositories.cosmos import diagnostics as looking
from reservations.repositories.cosmos.containers import ALL
from reservations.repositories.mirror.feed import Feed
from tests.reservations.repositories.cosmos.scripted import KEY, PARTITIONED, Account, Reply, account

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.django_db]


@pytest.fixture
def cosmos(settings: Settings) -> Iterator[Account]:
    with account() as there:
        settings.RESERVATION_STORE = "cosmos"
        settings.COSMOS_ENDPOINT, settings.COSMOS_KEY = there.url, KEY
        for container in ALL:
            key = {**PARTITIONED, "paths": [container.partition_key]}
            properties = {"id": container.name, "partitionKey": key, "indexingPolicy": container.indexing}
            there.script(f"/colls/{container.name}", Reply(body=properties))
        yield there
        client.close()


def mends() -> str:
    return "\n".join(f"{each.found} → {each.remedy}" for each in repositories.diagnose() if each.remedy)


def test_our_own_tables_are_none_of_its_business(settings: Settings) -> None:
    settings.RESERVATION_STORE = "orm"
    assert repositories.diagnose() == []


def test_an_account_with_all_that_we_need_is_well(cosmos: Account) -> None:
    assert Feed("reservations").ours()
    found = repositories.diagnose()
    assert [each.remedy for each in found] == [""] * 5
    assert f"{cosmos.url} lets us in with a key" in found[0].found


def test_a_feed_that_does_not_run_is_missed() -> None:
    def missed() -> bool:
        return any("Run manage.py cosmos_feed" in each.remedy for each in repositories.diagnose_feed())

    feed = Feed("reservations")
    assert missed()
    feed.ours()
    assert not missed()
    feed.let_go()
    assert missed()


def test_a_container_that_is_not_there_is_named(cosmos: Account) -> None:
    cosmos.scripts["/colls/reservationNumbers"] = [Reply(404)]
    assert "there is no container rentacar-db/reservationNumbers → Make the database" in mends()


def test_a_container_that_is_indexed_otherwise_is_named(cosmos: Account) -> None:
    body = {"id": "locations", "partitionKey": PARTITIONED, "indexingPolicy": {"indexingMode": "none"}}
    cosmos.scripts["/colls/locations"] = [Reply(body=body)]
    assert "rentacar-db/locations: indexingMode is none" in mends()


def test_a_clock_that_is_off_is_named(cosmos: Account) -> None:
    cosmos.date = "Mon, 01 Jan 2024 00:00:00 GMT"
    assert "minutes ahead → Set it by NTP" in mends()


def test_an_identity_without_the_role_is_told_which(cosmos: Account) -> None:
    cosmos.script("/", *[Reply(403, headers={"x-ms-substatus": "5301"})] * 9)
    assert "Cosmos DB Built-in Data Contributor" in mends()


def test_an_account_that_is_not_there_is_named(
    cosmos: Account, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SECONDS", 0)
    settings.COSMOS_ENDPOINT = "http://127.0.0.1:1"
    assert "Check COSMOS_ENDPOINT" in mends()

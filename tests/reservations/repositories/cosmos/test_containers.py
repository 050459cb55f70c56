"""The containers are made alike by command and by Bicep, and foreign policies are judged by what we ask."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from reservations.repositories.cosmos.containers import ALL, LOCATIONS, RESERVATIONS, THROUGHPUT, differences
from tests.house.test_sizes import ROOT

pytestmark = pytest.mark.unit

AZURE = ROOT / "deploy" / "azure"
BICEP = (AZURE / "cosmos.bicep").read_text(encoding="utf-8")
# What Cosmos gives a container that is made without a policy, as the PoC's were.
DEFAULT: dict[str, Any] = {
    "indexingMode": "consistent",
    "automatic": True,
    "includedPaths": [{"path": "/*"}],
    "excludedPaths": [{"path": '/"_etag"/?'}],
}


def test_the_bicep_makes_the_same_containers_as_the_command() -> None:
    made = [
        {"name": one.name, "partitionKey": one.partition_key, "indexingPolicy": one.indexing} for one in ALL
    ]
    written = (AZURE / "containers.json").read_text(encoding="utf-8")
    assert written == json.dumps(made, indent=2) + "\n"
    assert "loadJsonContent('containers.json')" in BICEP
    assert "for each in containers:" in BICEP


def test_the_bicep_lets_one_region_write_and_nobody_in_by_key() -> None:
    assert "enableMultipleWriteLocations: false" in BICEP
    assert "param disableLocalAuth bool = true" in BICEP
    assert "minimalTlsVersion: 'Tls12'" in BICEP
    assert BICEP.count("failoverPriority") == 1


def test_the_bicep_shares_as_much_throughput_as_the_command() -> None:
    assert f"throughput: {THROUGHPUT}\n" in BICEP


def test_the_bicep_gives_the_right_to_data_on_this_database_only() -> None:
    assert "var dataContributor = '00000000-0000-0000-0000-000000000002'" in BICEP
    assert "scope: '${account.id}/dbs/${databaseName}'" in BICEP


def test_every_bracket_of_the_bicep_is_closed() -> None:
    code = re.sub(r"//.*|'[^']*'", "", BICEP)
    for opens, closes in ("{}", "[]", "()"):
        assert code.count(opens) == code.count(closes)


def test_our_own_policy_lacks_nothing() -> None:
    assert [differences(one.indexing, one.indexing) for one in ALL] == [[], [], []]


def test_a_container_that_indexes_everything_lacks_only_the_composite_indexes() -> None:
    assert differences(LOCATIONS.indexing, DEFAULT) == []
    assert differences(RESERVATIONS.indexing, DEFAULT) == [
        "no composite index of /docType and /startUtc",
        "no composite index of /vehicleId and /startUtc",
    ]


def test_a_path_that_is_not_indexed_is_named() -> None:
    theirs = {**DEFAULT, "excludedPaths": [{"path": "/sessionId/*"}]}
    assert "/sessionId/? is not indexed" in differences(RESERVATIONS.indexing, theirs)
    sparse = {**DEFAULT, "includedPaths": [{"path": "/status/*"}], "excludedPaths": [{"path": "/*"}]}
    lacking = differences(RESERVATIONS.indexing, sparse)
    assert "/status/? is not indexed" not in lacking
    assert "/startUtc/? is not indexed" in lacking


def test_a_container_without_an_index_is_named() -> None:
    assert "indexingMode is none, not consistent" in differences(LOCATIONS.indexing, {"indexingMode": "none"})

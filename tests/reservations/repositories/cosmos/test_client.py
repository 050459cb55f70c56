"""One client per process, made late, of what the settings say; none for an account that would book twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from reservations.errors import Busy, StoreUnavailable
from reservations.repositories.cosmos import client
from reservations.repositories.cosmos.client import Containers, find_identity
from reservations.repositories.cosmos.diagnostics import refuse_many_write_regions
from reservations.repositories.cosmos.errors import Unknown
from reservations.repositories.cosmos.retry import RequestBudget
from tests.house.test_sizes import ROOT
from tests.reservations.repositories.cosmos.scripted import KEY, Account, Reply, account

pytestmark = pytest.mark.unit

ACCOUNT, ITEM = "GET /", "/docs/loc1"


@pytest.fixture
def cosmos(settings: Settings) -> Iterator[Account]:
    with account() as there:
        settings.COSMOS_ENDPOINT = there.url
        settings.COSMOS_KEY = KEY
        settings.COSMOS_DATABASE = "rentacar-db"
        client.forget()
        yield there
        client.close()


def read(at: Containers) -> str:
    return str(at.locations.read_item("loc1", "loc1")["id"])


def create(at: Containers) -> None:
    at.locations.create_item({"id": "loc1"})


def test_nothing_is_asked_until_somebody_needs_it(cosmos: Account) -> None:
    budget = RequestBudget()
    assert cosmos.asked == []
    assert budget.read(read) == "loc1"


def test_threads_that_come_at_once_share_one_client(cosmos: Account) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = {id(each) for each in pool.map(lambda _: client.client(), range(16))}
    assert len(made) == 1


def test_other_settings_make_another_client(cosmos: Account, settings: Settings) -> None:
    first = client.client()
    with account() as other:
        settings.COSMOS_ENDPOINT = other.url
        assert client.client() is not first
        client.close()


FORKED = """
import os, sys
import django
os.environ.update(COSMOS_ENDPOINT=sys.argv[1], COSMOS_KEY=sys.argv[2])
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from reservations.repositories.cosmos import client
first = client.client()
client._lock.acquire()  # another thread was in the middle of something
if child := os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
own = client.client()
item = client.containers().locations.read_item("loc1", "loc1")
os._exit(0 if own is not first and item["id"] == "loc1" else 1)
"""


def test_a_forked_process_makes_its_own(cosmos: Account) -> None:
    subprocess.run([sys.executable, "-c", FORKED, cosmos.url, KEY], cwd=ROOT, check=True, timeout=60)


# --- what does not let us in ---------------------------------------------------------------------


def test_an_account_where_two_regions_write_is_refused_by_name(cosmos: Account) -> None:
    cosmos.regions = ["Japan East", "Japan West"]
    with pytest.raises(StoreUnavailable, match="Japan East, Japan West") as refused:
        RequestBudget().read(read)
    assert "enableMultipleWriteLocations" in refused.value.remedy


def test_one_region_that_others_may_join_is_refused_too(cosmos: Account) -> None:
    cosmos.several_may_write = True
    with pytest.raises(StoreUnavailable, match="Japan East"):
        refuse_many_write_regions()


def test_a_server_does_not_start_with_a_wrong_key(cosmos: Account) -> None:
    cosmos.script("/", *[Reply(401)] * 9)
    with pytest.raises(StoreUnavailable, match="Check COSMOS_KEY"):
        refuse_many_write_regions()


def test_an_address_where_no_account_is_says_so(cosmos: Account) -> None:
    cosmos.script("/", *[Reply(404)] * 9)
    with pytest.raises(StoreUnavailable, match="Check COSMOS_ENDPOINT"):
        RequestBudget().read(read)


def test_a_server_starts_while_cosmos_is_down(cosmos: Account, settings: Settings) -> None:
    settings.COSMOS_ENDPOINT = "http://127.0.0.1:1"
    refuse_many_write_regions()


def test_who_comes_right_after_a_failure_does_not_wait_for_the_next(cosmos: Account) -> None:
    cosmos.script("/", *[Reply(503)] * 9)
    with pytest.raises(StoreUnavailable):
        RequestBudget(seconds=0).read(read)
    tried = cosmos.times(ACCOUNT)
    with pytest.raises(StoreUnavailable):
        RequestBudget(seconds=0).read(read)
    assert cosmos.times(ACCOUNT) == tried


def test_a_managed_identity_is_asked_directly_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/msi")
    monkeypatch.setenv("IDENTITY_HEADER", "secret")
    assert type(find_identity()).__name__ == "ManagedIdentityCredential"
    monkeypatch.delenv("IDENTITY_ENDPOINT")
    assert type(find_identity()).__name__ == "DefaultAzureCredential"


def test_entra_id_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    with pytest.raises(StoreUnavailable, match="make azure"):
        find_identity()


# --- on the wire ---------------------------------------------------------------------------------


def test_a_token_that_expired_unnoticed_makes_a_new_client(cosmos: Account) -> None:
    RequestBudget().read(read)
    before = client.client()
    cosmos.script(ITEM, Reply(403, headers={"x-ms-substatus": "5300"}))
    assert RequestBudget().read(read) == "loc1"
    assert client.client() is not before


def test_of_many_who_saw_it_expire_only_the_first_makes_a_new_one(cosmos: Account) -> None:
    expired = client.client()
    client.renew(expired)
    fresh = client.client()
    client.renew(expired)
    assert client.client() is fresh


def test_a_throttled_request_comes_through(cosmos: Account) -> None:
    RequestBudget().read(read)
    cosmos.script(ITEM, *[Reply(429, headers={"x-ms-retry-after-ms": "10"})] * 6)
    assert RequestBudget().read(read) == "loc1"


def test_a_write_whose_answer_is_lost_is_asked_once_and_not_known(cosmos: Account) -> None:
    RequestBudget().read(read)
    cosmos.script("/docs", Reply(lost=True))
    with pytest.raises(Unknown):
        RequestBudget().write(create)
    assert cosmos.times("POST /dbs/rentacar-db/colls/locations/docs") == 1


def test_a_read_whose_answer_is_lost_is_asked_again(cosmos: Account) -> None:
    RequestBudget().read(read)
    cosmos.script(ITEM, *[Reply(lost=True)] * 3)
    assert RequestBudget().read(read) == "loc1"


def test_no_answer_is_waited_for_longer_than_the_turn_lasts(cosmos: Account) -> None:
    RequestBudget().read(read)
    cosmos.script(ITEM, *[Reply(after=60)] * 9)
    started = time.monotonic()
    with pytest.raises(StoreUnavailable):
        RequestBudget(seconds=0).read(read)
    assert 0.9 < time.monotonic() - started < 30  # it would answer after 60


def test_nobody_sleeps_as_long_as_a_throttled_account_asks(cosmos: Account) -> None:
    RequestBudget().read(read)
    cosmos.script(ITEM, *[Reply(429, headers={"x-ms-retry-after-ms": "30000"})] * 9)
    started = time.monotonic()
    with pytest.raises(Busy):
        RequestBudget().read(read)
    assert time.monotonic() - started < 15  # it asks for 30


def test_a_region_that_fails_over_is_not_waited_for(cosmos: Account) -> None:
    RequestBudget().read(read)
    cosmos.script("/docs", *[Reply(403, headers={"x-ms-substatus": "3"})] * 99)
    started = time.monotonic()
    with pytest.raises(Unknown):
        RequestBudget(seconds=0).write(create)
    assert time.monotonic() - started < 30  # the 99 answers would take longer, at a second each

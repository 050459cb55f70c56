"""The demo company goes into an empty record, and into no company's."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reservations.repositories.cosmos import client, pages
from tests.fakes.cosmos import CosmosServer
from tests.reservations.recorded import cosmos

__all__ = ["cosmos"]
pytestmark = [pytest.mark.db, pytest.mark.django_db]


def seed(*options: str) -> str:
    out = StringIO()
    call_command("seed", *options, stdout=out)
    return out.getvalue()


def shops() -> set[str]:
    return {each["id"] for each in pages.read_all("locations")}


def test_an_empty_record_gets_the_demo_company_and_can_be_emptied_of_it(cosmos: CosmosServer) -> None:
    assert "shops added" in seed()
    demo = shops()
    assert "Nothing to change" in seed()
    assert "Emptied first" in seed("--reset")
    assert shops() == demo


def test_a_record_that_is_away_is_told_so(cosmos: CosmosServer) -> None:
    cosmos.faults.set({"*": {"401": 1.0}})
    with pytest.raises(CommandError, match="COSMOS_KEY"):
        seed()


def test_a_companys_record_is_left_as_it_is(cosmos: CosmosServer) -> None:
    at = client.containers()
    at.locations.create_item({"id": "kanda", "name": "神田店", "inventory": []})
    assert "shops of its own (kanda)" in seed()
    with pytest.raises(CommandError, match="Empty it by hand"):
        seed("--reset")
    assert shops() == {"kanda"}
    assert list(pages.read_all("reservations")) == []

"""A caller who may not write any more is refused by every store, and keeps what was answered before."""

from __future__ import annotations

from typing import Any

import pytest

from reservations import tools
from reservations.errors import ReservationError
from reservations.tools import Caller, Tool
from reservations.values import Shop
from tests.contract.conftest import SATURDAY

pytestmark = [pytest.mark.db, pytest.mark.django_db]

REQUEST = {"locationId": "ekimae", **SATURDAY, "customerName": "山田太郎", "vehicleType": "compact"}


class MayNotWrite(ReservationError):
    code = "may_not_write"
    status = 403


def refuse_writing(tool: Tool[Any], caller: Caller) -> Caller:
    if tool.writes:
        raise MayNotWrite
    return caller


def asked(name: str, key: str | None = None, **given: Any) -> dict[str, Any]:
    return tools.run(name, given, caller=Caller("agent", "s1"), key=key, authorise=refuse_writing)


def test_a_refused_caller_writes_nothing_and_reads_on(store: str, shop: Shop) -> None:
    made = tools.run("create_reservation", REQUEST, caller=Caller("agent", "s1"), key="k")
    assert made["success"]
    for name, given in (
        ("create_reservation", {**REQUEST, "customerName": "佐藤花子"}),
        ("change_reservation", {"number": made["number"], "endDate": "2026-12-12T19:00:00"}),
        ("cancel_reservation", {"number": made["number"]}),
    ):
        assert asked(name, f"{name}-1", **given)["code"] == "may_not_write"
        assert asked(name, **given)["code"] == "may_not_write"
    assert asked("create_reservation", "k", **REQUEST) == made
    found = asked("find_reservation", number=made["number"])
    assert (found["success"], found["status"]) == (True, "confirmed")

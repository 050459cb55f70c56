"""`/admin/reports/`: a month of one's own shops, as a page and as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from reservations import clock
from reservations.models import PersonalDataView, Reservation
from tests.config.staff.conftest import ShopRows, log_in, make_user
from voice.models import Session, ToolCall

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("uncollected_static_files")]
PAGE = "/admin/reports/"


@pytest.fixture
def manager(own: ShopRows, other: ShopRows) -> Client:
    return log_in(make_user("taro", "店長", shops=(own.location,)))


@pytest.fixture
def office(own: ShopRows, other: ShopRows) -> Client:
    return log_in(make_user("office", "管理"))


def read(client: Client, **query: str) -> str:
    response: Any = client.get(PAGE, query)
    assert response.status_code == 200
    return str(response.content.decode())


def read_csv(client: Client, key: str, **query: str) -> list[list[str]]:
    response: Any = client.get(PAGE, {"csv": key, "month": "2026-12", **query})
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert response["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def make_call(shop: str, *results: tuple[str, bool, dict[str, Any]], **fields: Any) -> Session:
    now = clock.now()
    session = Session.objects.create(
        **{
            "created_at": now,
            "answered_at": now,
            "ended_at": now,
            "status": "ended",
            "provider": "openai",
            "model": "m",
            "about_shop": shop,
            "outcome": "enquiry",
            **fields,
        }
    )
    for position, (name, ok, result) in enumerate(results):
        ToolCall.objects.create(
            session=session,
            call_id=str(position),
            name=name,
            ok=ok,
            result=result,
            started_at=now,
            position=position,
        )
    return session


FULL = ("get_availability", True, {"success": True, "availableVehicles": []})
CLOSED = ("create_reservation", False, {"success": False, "code": "closed_that_day"})
FREE = ("get_availability", True, {"success": True, "availableVehicles": [{"vehicleId": "c1"}]})
MISHEARD = ("create_reservation", False, {"success": False, "code": "invalid_arguments"})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ["車両の稼働", "お断りした需要", "2026年12月"]),
        ("en", ["Use of the cars", "Lost demand", "December 2026"]),
    ],
)
def test_the_page_shows_its_tables_in_both_languages(own: ShopRows, language: str, words: list[str]) -> None:
    html = read(log_in(make_user("office", "管理"), language), month="2026-12")
    for text in words:
        assert text in html
    assert "style=" not in html
    assert "<meter" in html


def test_utilisation_is_of_the_managers_own_shops(manager: Client, office: Client) -> None:
    assert read_csv(manager, "usage")[-1][:4] == ["合計", "2", "1", "8"]
    assert read_csv(office, "usage")[-1][:4] == ["合計", "4", "2", "16"]
    assert read_csv(office, "usage", at="ekimae")[-1][:4] == ["合計", "2", "1", "8"]
    # Another shop's is not to be had by its address.
    assert read_csv(manager, "usage", at="sapporo")[-1][:4] == ["合計", "2", "1", "8"]
    assert "札幌店" not in read(manager)


def test_lost_demand_counts_calls_by_the_last_reason_and_none_that_booked(
    manager: Client, office: Client, own: ShopRows
) -> None:
    make_call("ekimae", FULL, CLOSED, FULL)
    make_call("ekimae", CLOSED)
    make_call("ekimae", CLOSED)
    make_call("ekimae", FREE, MISHEARD)
    make_call("ekimae", FULL, outcome="booked")
    make_call("sapporo", FULL)
    assert read_csv(manager, "lost")[1:] == [["休業日", "2", "66.7"], ["空車なし", "1", "33.3"]]
    assert read_csv(office, "lost")[1:] == [["休業日", "2", "50.0"], ["空車なし", "2", "50.0"]]


def test_what_the_agent_did_alone_and_what_a_booking_cost(manager: Client, own: ShopRows) -> None:
    Session.objects.all().delete()
    make_call("ekimae", outcome="booked", cost=30_000)
    make_call("ekimae", cost=12_000)
    make_call("sapporo", outcome="dropped", cost=99_000)
    assert [row[:2] + row[3:4] for row in read_csv(manager, "calls")[1:]] == [
        ["予約", "1", "30"],
        ["お問い合わせ", "1", "12"],
    ]
    assert "1件あたりの費用は42円" in read(manager, month="2026-12")
    assert read_csv(manager, "makers")[1:] == [["音声受付", "1", "1", "0", "0", "0", "100.0"]]


def test_the_ledger_names_customers_of_own_shops_and_is_written_down(
    manager: Client, own: ShopRows, other: ShopRows
) -> None:
    Reservation.objects.update(status="out")
    rows = read_csv(manager, "ledger")
    assert [row[1] for row in rows[1:]] == [own.booking.customer_name]
    entry = PersonalDataView.objects.get()
    assert (entry.who, entry.kind, entry.subjects) == ("taro", "export", own.booking.number)


def test_reception_sees_no_reports(own: ShopRows) -> None:
    client = log_in(make_user("hanako", "受付", shops=(own.location,)))
    assert client.get(PAGE).status_code == 403
    assert client.get(PAGE, {"csv": "ledger"}).status_code == 403
    assert PAGE not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "99999-01", "2026-12-01"])
def test_a_month_that_is_none_is_the_present_one(office: Client, month: str) -> None:
    assert "2026年12月" in read(office, month=month)


def test_a_table_that_is_none_is_not_found(office: Client) -> None:
    assert office.get(PAGE, {"csv": "nonsense"}).status_code == 404


def test_a_company_without_a_shop_has_empty_reports(db: None, pinned_clock: None) -> None:
    assert "この月にはありません" in read(log_in(make_user("office", "管理")))

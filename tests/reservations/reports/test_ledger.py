"""`manage.py rental_report`: the ledger of rentals and the figures of a business year."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reservations.models import Location, Reservation
from reservations.reports import ledger
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
DECEMBER = ("--from", "2026-12-01", "--to", "2026-12-31")


def run(*given: str) -> list[list[str]]:
    out = io.StringIO()
    call_command("rental_report", *given, stdout=out)
    return list(csv.reader(io.StringIO(out.getvalue().removeprefix("\ufeff"), newline="")))


def hand_over(row: Reservation, *, hours: float | None = None, price: int = 8000) -> None:
    """Out since its planned pickup; back after so many hours."""
    back = row.pickup_at + timedelta(hours=hours) if hours is not None else None
    Reservation.objects.filter(pk=row.pk).update(
        status="returned" if back else "out", picked_up_at=row.pickup_at, returned_at=back, price=price
    )


def test_the_ledger_lists_each_car_that_left_in_the_period_with_what_is_known(book: Book) -> None:
    left = book("12-12T10:00", "12-12T18:00", "compact", name="=佐藤花子", car="c1")
    hand_over(left, hours=9)
    hand_over(book("12-30T10:00", "12-31T18:00", "minivan"))
    book("12-13T10:00", "12-13T18:00", "compact")  # booked, and not handed over
    head, first, second = run("ledger", *DECEMBER)
    row = dict(zip(head, first, strict=True))
    assert tuple(head) == ledger.LEDGER_HEAD
    assert row["予約番号"] == left.number
    assert row["借受人の氏名"] == "'=佐藤花子"
    assert row["自動車登録番号"] == "品川 500 わ c1"
    assert (row["貸渡日時"], row["返還日時"]) == ("2026-12-12 10:00", "2026-12-12 19:00")
    assert (row["貸渡事業所"], row["返還事業所"], row["貸渡料金（円）"]) == (
        "東京駅前店",
        "東京駅前店",
        "8000",
    )
    assert row["走行キロ"] == row["運転免許証の番号"] == ""
    assert dict(zip(head, second, strict=True))["返還日時"] == ""


def test_the_days_of_the_period_are_the_shops_own(book: Book) -> None:
    hand_over(book("12-12T08:00", "12-12T18:00", "compact"), hours=10)
    assert len(run("ledger", "--from", "2026-12-12", "--to", "2026-12-12")) == 2
    assert len(run("ledger", "--from", "2026-12-11", "--to", "2026-12-11")) == 1


def test_the_year_sums_by_shop_and_class_with_begun_days(shop: Location, book: Book) -> None:
    driven = book("12-12T10:00", "12-12T18:00", "compact")
    hand_over(driven, hours=8)
    sheets = {"out": {"mileageKm": 10_000}, "returned": {"mileageKm": 10_120}}
    Reservation.objects.filter(pk=driven.pk).update(sheets=sheets)
    hand_over(book("12-14T10:00", "12-16T10:00", "compact"), hours=49, price=20000)
    hand_over(book("12-14T10:00", "12-14T18:00", "minivan"), hours=8, price=12000)
    Location.objects.create(id="sapporo", name="札幌店")
    head, *rows = run("yearly", "--year", "2026")
    assert tuple(head) == ledger.YEAR_HEAD
    assert rows == [
        ["東京駅前店", "コンパクト", "2", "2", "4", "120", "28000"],
        ["東京駅前店", "ミニバン", "1", "1", "1", "0", "12000"],
        ["東京駅前店", "合計", "3", "3", "5", "120", "40000"],
        ["札幌店", "合計", "0", "0", "0", "0", "0"],
    ]
    assert [row[3] for row in run("yearly", "--year", "2025")[1:]] == ["0", "0", "0", "0"]
    assert [row[0] for row in run("yearly", "--year", "2026", "--shop", "sapporo")[1:]] == ["札幌店"]


def test_the_year_that_ended_last_is_meant_when_none_is_given(
    shop: Location, book: Book, settings: object
) -> None:
    hand_over(book("12-12T10:00", "12-12T18:00", "compact"), hours=8)
    assert run("yearly")[1][3] == "0"  # in December 2026: April 2025 to March 2026
    settings.CLOCK_PINNED_AT = "2027-04-10T09:00:00+09:00"  # type: ignore[attr-defined]
    assert run("yearly")[1][3] == "1"


def test_the_file_is_for_its_owner_alone(shop: Location, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    call_command("rental_report", "ledger", *DECEMBER, "--output", str(file), stderr=io.StringIO())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text(encoding="utf-8").startswith("\ufeff予約番号")


@pytest.mark.parametrize(
    ("sheets", "kilometres"),
    [
        ({"out": {"mileageKm": 10_000}, "returned": {"mileageKm": 10_085}}, "85"),
        ({"out": {"mileageKm": 10_000}}, ""),
        ({"out": {"mileageKm": 10_000}, "returned": {"mileageKm": 85}}, ""),  # mistyped
    ],
)
def test_kilometres_are_those_of_the_two_sheets(
    book: Book, sheets: dict[str, dict[str, int]], kilometres: str
) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    hand_over(row, hours=8)
    Reservation.objects.filter(pk=row.pk).update(sheets=sheets)
    head, found = run("ledger", *DECEMBER)
    assert dict(zip(head, found, strict=True))["走行キロ"] == kilometres


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("ledger", *DECEMBER, "--shop", "nowhere"), "no shop nowhere"),
        (("ledger", "--from", "2026-12-02", "--to", "2026-12-01"), "before the first"),
    ],
)
def test_wrong_arguments_are_refused(shop: Location, given: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*given)

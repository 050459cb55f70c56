"""Bookings are found by what a clerk hears or reads, however it is spelt."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from django.test import Client

from reservations.admin import booking_search
from reservations.admin.booking_search import SPELLINGS, spell
from reservations.models import Location, Reservation
from tests.reservations.admin.pages import LIST, numbers_on, page
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db


@pytest.fixture
def rows(book: Book) -> dict[str, Reservation]:
    """By name: one with a rare character, kana and a space; others beside."""
    made = {
        name: book("12-12T10:00", "12-12T18:00", name=name, phone=phone)
        for name, phone in (("髙橋 健一", "090-1234-5678"), ("山田太郎", ""), ("Emily Carter", ""))
    }
    Reservation.objects.filter(customer_name="髙橋 健一").update(customer_kana="ﾀｶﾊｼ ｹﾝｲﾁ")
    Reservation.objects.filter(customer_name="山田太郎").update(customer_kana="ヤマダタロウ")
    return made


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("高橋", "髙橋 健一"),
        ("髙橋健一", "髙橋 健一"),
        ("高橋　健一", "髙橋 健一"),
        ("健一 高橋", "髙橋 健一"),
        ("たかはし", "髙橋 健一"),
        ("タカハシケンイチ", "髙橋 健一"),
        ("ﾀｶﾊｼ", "髙橋 健一"),
        ("ﾔﾏﾀﾞ", "山田太郎"),
        ("山田 太郎", "山田太郎"),
        ("ｅｍｉｌｙ", "Emily Carter"),
        ("０９０１２３４５６７８", "髙橋 健一"),
        ("5678", "髙橋 健一"),
    ],
)
def test_name_or_telephone_is_found_however_it_is_spelt(
    said: str, name: str, clerk: Client, rows: dict[str, Reservation]
) -> None:
    assert numbers_on(clerk, q=said) == {rows[name].number}


def test_number_is_found_as_it_is_said_and_in_part(clerk: Client, rows: dict[str, Reservation]) -> None:
    number = rows["山田太郎"].number
    for said in (number, f"アール{number[2:]}", number.replace("-", ""), number.lower(), number[:7]):
        assert number in numbers_on(clerk, q=said), said


def test_plate_is_found_with_and_without_its_hyphen(clerk: Client, shop: Location, book: Book) -> None:
    shop.vehicles.filter(pk="m1").update(registration="品川 300 わ 44-61")
    row = book("12-12T10:00", "12-12T18:00", car="m1")
    book("12-12T10:00", "12-12T18:00", car="c1")
    for said in ("44-61", "4461", "４４６１", "わ 44"):
        assert numbers_on(clerk, q=said) == {row.number}, said


def test_nothing_is_found_by_what_nobody_has(clerk: Client, rows: dict[str, Reservation]) -> None:
    for said in ("佐藤", "山田 花子", "%", "_"):
        assert numbers_on(clerk, q=said) == set(), said


def test_empty_search_shows_all(clerk: Client, rows: dict[str, Reservation]) -> None:
    assert len(numbers_on(clerk, q=" ")) == 3


def test_word_of_rare_characters_alone_stays_cheap() -> None:
    assert len(spell("斉" * 30)) <= SPELLINGS * 4


def test_sqlite_takes_the_spaces_out_of_few_names(db: None) -> None:
    """What decides costs too much to be asked of a million rows."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has an index")
    asked: list[str] = []

    def replace(text: str, old: str, new: str) -> str:
        asked.append(text)
        return text.replace(old, new)

    with closing(sqlite3.connect(":memory:")) as database:
        table = Reservation._meta.db_table
        columns = [str(field.column) for field in Reservation._meta.concrete_fields]
        database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        for name in ("山田 太郎", "佐藤花子"):
            row = {"customer_name": name, "customer_kana": "", "status": "confirmed"}
            values = [row.get(column) for column in columns]
            database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", values)  # noqa: S608
        database.create_function("REPLACE", 3, replace)  # in the place of its own
        for said, count in (("勅使河原", 0), ("田太郎", 1)):
            found = booking_search.search(Reservation.objects.order_by(), said).values_list("customer_name")
            sql, asked_for = found.query.sql_with_params()
            assert len(database.execute(sql.replace("%s", "?"), asked_for).fetchall()) == count
        assert set(asked) <= {"山田 太郎", "山田太郎"}
        assert asked


@pytest.mark.parametrize("name", ["100% 和牛", "a_b", "back\\slash", "% _"])
def test_signs_that_a_database_takes_for_a_pattern_are_letters(name: str, clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", name=name)
    book("12-12T10:00", "12-12T18:00", name="山田太郎")
    assert numbers_on(clerk, q=name.replace(" ", "")) == {row.number}


def test_list_shows_plate_and_telephone(clerk: Client, rows: dict[str, Reservation]) -> None:
    html = page(clerk, LIST)
    assert "090-1234-5678" in html
    assert "+81" not in html
    assert '<span class="plate">品川 500 わ' in html


def test_each_part_of_a_search_has_an_index_in_postgresql(rows: dict[str, Reservation]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has none")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for said, index in (
            ("髙橋", "reservation_names"),
            ("090-1234-5678", "reservation_phones"),
            ("R-402", "reservation_numbers"),
        ):
            plan = booking_search.search(Reservation.objects.order_by(), said).explain()
            assert index in plan, plan
            assert "Seq Scan on reservations_reservation" not in plan, plan

"""A change that has another price is asked before it is saved, and saved at just the price that was shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from pytest_django import Settings

from reservations import booking
from reservations.booking import Customer
from reservations.models import Extra, Location, Message, Rate, Reservation
from reservations.values import Actor
from tests.reservations.admin.pages import (
    LIST,
    MEANWHILE,
    PHONED,
    read_form,
    read_messages,
)
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.long]
QUESTION = {
    "ja": "料金が変わります。まだ保存していません。",
    "en": "The price changes. Nothing is saved yet.",
}


@pytest.fixture
def booked(store: str, tariff: None, book: Book) -> Reservation:
    """A compact for eight hours: 6,000 yen."""
    amounts = {"hours_6": 9000, "hours_12": 10000, "hours_24": 12000, "further_day": 9000, "extra_hour": 2000}
    Rate.objects.create(vehicle_class="minivan", **amounts)
    row = book("12-12T10:00", "12-12T18:00", "compact", phone="+819012345678")
    assert row.price == 6000
    written, _each = Message.objects.all().delete()
    assert written, "a change is told to this customer"
    return row


def save(clerk: Client, row: Reservation, sent: dict[str, Any], language: str = "ja") -> Any:
    return clerk.post(f"{LIST}{row.pk}/change/?lang={language}", sent)


def answer_of(page: Any) -> dict[str, str]:
    """What the button under the question would send beside the form."""
    found = re.search(r'name="agreed_price" value="(\w+)"', page.content.decode())
    assert page.status_code == 200
    assert found
    return {"agreed_price": found[1]}


def nothing_happened(row: Reservation) -> None:
    after = Reservation.objects.get(pk=row.pk)
    assert (after.price, after.return_at, after.vehicle_class, after.extras, after.updated_at) == (
        row.price,
        row.return_at,
        row.vehicle_class,
        row.extras,
        row.updated_at,
    )
    assert after.events.count() == 1
    assert not Message.objects.exists()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("edit", "shown", "price"),
    [
        ({"back_0": "2026-12-13"}, ("6,000", "15,000", "+9,000"), 15000),
        ({"back_1": "14:00"}, ("6,000", "5,000", "−1,000"), 5000),
        ({"vehicle_class": "minivan"}, ("6,000", "10,000", "+4,000"), 10000),
        ({"car": "m1"}, ("6,000", "10,000", "+4,000"), 10000),
        ({"extras": ["child-seat"]}, ("6,000", "1,100", "7,100", "+1,100"), 7100),
    ],
    ids=["longer", "shorter", "class", "car of another class", "extra"],
)
def test_new_price_is_asked_before_it_is_saved(
    edit: dict[str, Any],
    shown: tuple[str, ...],
    price: int,
    language: str,
    clerk: Client,
    booked: Reservation,
) -> None:
    sent = {**read_form(clerk, booked), **edit}
    page = save(clerk, booked, sent, language)
    html = page.content.decode()
    assert QUESTION[language] in html
    assert "errornote" not in html, "nothing is wrong"
    unit = "円" if language == "ja" else " yen"
    asked = html.split('class="new-price"')[1].split("</section>")[0]
    assert [amount for amount in shown if f"{amount}{unit}" not in asked] == []
    nothing_happened(booked)
    assert save(clerk, booked, {**sent, **answer_of(page)}).status_code == 302
    assert Reservation.objects.get().price == price


def test_what_was_typed_is_kept_beside_the_question(clerk: Client, booked: Reservation) -> None:
    page = save(clerk, booked, {**read_form(clerk, booked), "back_0": "2026-12-13", "notes": "窓口で確認"})
    html = page.content.decode()
    assert 'value="2026-12-13"' in html
    assert "窓口で確認" in html


def test_change_of_the_same_price_is_not_asked(clerk: Client, booked: Reservation) -> None:
    sent = {**read_form(clerk, booked), "back_1": "19:00", "customer_name": "佐藤花子"}
    assert save(clerk, booked, sent).status_code == 302
    assert Reservation.objects.get().price == 6000


def test_saving_without_the_answer_asks_again(clerk: Client, booked: Reservation) -> None:
    sent = {**read_form(clerk, booked), "back_0": "2026-12-13"}
    for given in ({}, {"_save": ""}, {"_continue": ""}, {"agreed_price": "yes"}, {"agreed_price": ""}):
        assert save(clerk, booked, {**sent, **given}).status_code == 200
    nothing_happened(booked)


def test_price_that_has_changed_meanwhile_is_asked_anew(clerk: Client, booked: Reservation) -> None:
    sent = {**read_form(clerk, booked), "back_0": "2026-12-13"}
    first = answer_of(save(clerk, booked, sent))
    Rate.objects.filter(vehicle_class="compact").update(further_day=7500)
    page = save(clerk, booked, {**sent, **first})
    assert "料金がさらに変わりました" in page.content.decode()
    assert "15,500円" in page.content.decode()
    nothing_happened(booked)
    assert save(clerk, booked, {**sent, **answer_of(page)}).status_code == 302
    assert Reservation.objects.get().price == 15500


def test_answer_is_for_the_price_and_not_for_another_edit(clerk: Client, booked: Reservation) -> None:
    sent = {**read_form(clerk, booked), "back_0": "2026-12-13"}
    first = answer_of(save(clerk, booked, sent))
    page = save(clerk, booked, {**sent, "back_0": "2026-12-14", **first})
    assert "料金がさらに変わりました" in page.content.decode()
    nothing_happened(booked)


def test_lines_of_the_same_sum_are_another_price(clerk: Client, booked: Reservation) -> None:
    sent = {**read_form(clerk, booked), "back_0": "2026-12-13", "extras": ["child-seat"]}
    first = answer_of(save(clerk, booked, sent))
    Extra.objects.update(amount=2100)
    Rate.objects.filter(vehicle_class="compact").update(further_day=6000)
    assert save(clerk, booked, {**sent, **first}).status_code == 200
    nothing_happened(booked)


def test_somebody_elses_change_is_not_written_over_by_the_answer(
    clerk: Client, booked: Reservation, settings: Settings
) -> None:
    sent = {**read_form(clerk, booked), "back_0": "2026-12-13"}
    answer = answer_of(save(clerk, booked, sent))
    settings.CLOCK_PINNED_AT = "2026-12-01T09:05:00+09:00"
    booking.change(booked, actor=Actor("staff", "hanako"), customer=Customer("佐藤花子"))
    page: Any = clerk.post(f"{LIST}{booked.pk}/change/", {**sent, **answer}, follow=True)
    assert MEANWHILE in read_messages(page)
    assert Reservation.objects.get().price == 6000


def test_class_without_a_price_is_asked_too(clerk: Client, booked: Reservation) -> None:
    Rate.objects.filter(vehicle_class="minivan").delete()
    sent = {**read_form(clerk, booked), "vehicle_class": "minivan"}
    page = save(clerk, booked, sent)
    assert QUESTION["ja"] in page.content.decode()
    nothing_happened(booked)
    assert save(clerk, booked, {**sent, **answer_of(page)}).status_code == 302
    assert Reservation.objects.get().price is None


def test_car_on_the_road_that_stays_longer_is_asked_too(
    clerk: Client, booked: Reservation, settings: Settings
) -> None:
    settings.CLOCK_PINNED_AT = "2026-12-12T10:00:00+09:00"
    booking.hand_over(booked, actor=Actor("staff", "hanako"))
    sent = {**read_form(clerk, booked), "back_0": "2026-12-13"}
    page = save(clerk, booked, sent)
    assert "15,000円" in page.content.decode()
    assert save(clerk, booked, {**sent, **answer_of(page)}).status_code == 302
    assert Reservation.objects.get().price == 15000


def test_labels_of_the_history_are_japanese(clerk: Client, book: Book, shop: Location) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    Extra.objects.create(key="child-seat", name="チャイルドシート", name_en="Child seat", amount=0)
    every = {
        **PHONED, "pickup_1": "11:00", "back_1": "19:00", "vehicle_class": "minivan", "car": "m1",
        "notes": "窓側", "extras": ["child-seat"], "customer_email": "hanako@example.com",
    }  # fmt: skip
    assert clerk.post(f"{LIST}{row.pk}/change/", every).status_code == 302
    told: Any = clerk.get(f"{LIST}{row.pk}/history/")
    (entry,) = told.context["action_list"]
    assert not re.search(r"[A-Za-z]", entry.get_change_message())
    assert "車両指定" in entry.get_change_message()


def test_history_from_before_a_label_was_renamed_is_japanese_too(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact")
    assert clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "car": "c2"}).status_code == 302
    entry = LogEntry.objects.get()
    entry.change_message = entry.change_message.replace("specific vehicle", "this very car")
    entry.save()
    assert "this very car" in entry.change_message
    told: Any = clerk.get(f"{LIST}{row.pk}/history/")
    assert "車両指定" in told.context["action_list"][0].get_change_message()


def test_wrong_telephone_is_told_in_japanese(clerk: Client, shop: Location) -> None:
    answer: Any = clerk.post(f"{LIST}add/", {**PHONED, "customer_phone": "12"})
    assert "正しい電話番号を入力してください" in answer.content.decode()

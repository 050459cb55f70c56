"""The page of a booking: what it shows, its audit log and conversation; and who may only look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from reservations import booking
from reservations.models import DropOff, Extra, Location, Rate, Reservation, ShopAssignment
from reservations.values import Actor, Consent
from tests.reservations.admin.pages import LIST, PHONED, page
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]


def test_a_reservation_shows_its_journal_and_its_conversation(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", actor=Actor("agent", session_id="s1"))
    html = page(clerk, f"{LIST}{row.pk}/change/")
    assert "<p>the conversation s1</p>" in html
    assert "beside.css" in html
    assert "予約受付" in html
    assert "9:00" in html  # when it was taken, by the clock at the shop: not midnight UTC
    assert "10:00" in html


SEEN = Consent("はい、<b>お願い</b>します", datetime(2026, 12, 1, 3, tzinfo=UTC), "item_7", "")


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        (SEEN, "お客様の同意あり（12/01 (火) 12:00）：「はい、&lt;b&gt;お願い&lt;/b&gt;します」"),
        (replace(SEEN, words=""), "お客様の同意あり（12/01 (火) 12:00、言葉は聞き取れていません）"),
        (None, "お客様の同意は確認していません"),
    ],
)
def test_it_says_with_which_words_the_caller_agreed(
    clerk: Client, book: Book, consent: Consent | None, words: str
) -> None:
    agent = Actor("agent", session_id="s1", call_id="call_1", consent=consent)
    row = book("12-12T10:00", "12-12T18:00", actor=agent, hold_for=timedelta(minutes=5))
    assert "同意" not in page(clerk, f"{LIST}{row.pk}/change/")  # only the car is held
    booking.confirm(row, actor=agent)
    html = page(clerk, f"{LIST}{row.pk}/change/")
    assert (html.count("お客様の同意"), words in html) == (1, True)


def test_what_a_clerk_does_needs_no_callers_consent(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", actor=Actor("staff", who="hanako"))
    assert "お客様の同意" not in page(clerk, f"{LIST}{row.pk}/change/")


@pytest.fixture
def tariff(shop: Location) -> Location:
    amounts = {"hours_6": 5000, "hours_12": 6000, "hours_24": 8000, "further_day": 7000, "extra_hour": 1000}
    Rate.objects.create(vehicle_class="compact", **amounts)
    Extra.objects.create(key="child-seat", name="チャイルドシート", name_en="Child seat", amount=1100)
    haneda = Location.objects.create(id="haneda", name="羽田店", name_en="Haneda")
    DropOff.objects.create(origin=shop, destination=haneda, fee=2200)
    return haneda


def test_a_clerk_books_one_way_with_an_extra(clerk: Client, tariff: Location) -> None:
    sent = {**PHONED, "return_location": "haneda", "extras": ["child-seat"]}
    response: Any = clerk.post(f"{LIST}add/", sent)
    assert response.status_code == 302
    row = Reservation.objects.get()
    assert (row.return_location, row.extras, row.price, row.pinned) == (tariff, ["child-seat"], 9300, False)
    html = page(clerk, f"{LIST}{row.pk}/change/")
    for words in ("東京駅前店 → 羽田店", "チャイルドシート", "1,100円", "9,300円", "合計"):
        assert words in html
    english = page(clerk, f"{LIST}{row.pk}/change/", lang="en")
    for words in ("Tokyo Station → Haneda", "Child seat", "9,300 yen", "Hand over the car", "Booked"):
        assert words in english


def test_the_journal_tells_what_was_before_and_after(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "back_1": "19:00", "car": "c2"})
    clerk.post(f"{LIST}{row.pk}/change/", {**PHONED, "back_1": "19:00", "car": "c2", "notes": "窓側"})
    html = page(clerk, f"{LIST}{row.pk}/change/")
    for words in (
        "予約受付",
        "スタッフ (admin)",
        "返却: 12/12 (土) 18:00 → 12/12 (土) 19:00",
        "(品川 500 わ c1) →",
        "お客様情報・備考・オプション",
    ):
        assert words in html
    assert "{" not in html.split('class="journal"')[1].split("</ol>")[0]


def test_who_may_only_look_finds_no_button_and_no_way(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1")
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    ShopAssignment.objects.create(user=onlooker, location_id="ekimae")
    client = Client()
    client.force_login(onlooker)
    html = page(client, f"{LIST}{row.pk}/change/")
    assert "/step/" not in html
    assert "12/12 (土) 10:00" in html
    assert "コンパクト" in html
    for key in ("hand_over", "cancel"):
        assert client.post(f"{LIST}{row.pk}/step/{key}/", {"sure": "yes", "fee": "0"}).status_code == 403
    client.post(LIST, {"action": "cancel_chosen", "_selected_action": str(row.pk), "sure": "yes", "fee": "0"})
    assert Reservation.objects.get(pk=row.pk).status == "confirmed"


@pytest.mark.parametrize(("language", "price"), [("ja", "6,000円"), ("en", "6,000 yen")])
def test_number_telephone_and_price_stand_above_the_tabs(
    language: str, price: str, clerk: Client, tariff: None, book: Book
) -> None:
    row = book("12-12T10:00", "12-12T18:00", "compact", phone="+819012345678")
    seen = page(clerk, f"{LIST}{row.pk}/change/", lang=language)
    above = seen.split('class="headline-more"')[1].split('role="tablist"')[0]
    assert row.number in above
    assert 'href="tel:090-1234-5678"' in above
    assert price in above
    assert "badge is-confirmed" in above

"""Today: who leaves, who comes back, what to look after; a step is one click, and can be undone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from reservations import booking
from reservations.admin.counter import today
from reservations.models import DropOff, Location, Message, Reservation, ShopAssignment, Vehicle
from reservations.values import Actor
from tests.reservations.admin.pages import LIST, page, read_undo_button, status_of
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
TODAY = "/admin/"
CLERK = Actor("staff", "hanako")


def read_lines(html: str, column: int = 1) -> list[list[str]]:
    """The words of each line of a column of the page, in their order."""
    part = html.split(f'id="column-{column}"')[1].split("</section>")[0]
    return [re.findall(r">\s*([^<>\s][^<>]*?)\s*<", line) for line in part.split('<li class="day-line')[1:]]


def read_names(html: str, column: int = 1) -> list[str]:
    part = html.split(f'id="column-{column}"')[1].split("</section>")[0]
    return re.findall(r'class="line-who"><a [^>]+>([^<]+)</a>', part)


def read_counters(html: str) -> dict[str, str]:
    part = html.split('class="chips counters"')[1].split("</ul>")[0]
    found = re.findall(r">([^<>]+) <b>(\d+)</b>(?: <span>([^<]+)</span>)?", part)
    return {label: f"{total} {left}".strip() for label, total, left in found}


def read_step(html: str, row: Reservation) -> tuple[str, dict[str, str], bool]:
    """The address and the fields of the button of a booking's line, and whether it stands out."""
    form = html.split(f'action="{LIST}{row.pk}/step/')[1].split("</form>")[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    return f"{LIST}{row.pk}/step/{form.split(chr(34))[0]}", fields, "is-first" in form


@pytest.fixture
def late(book: Book, settings: Settings) -> Reservation:
    """On the road with c1 since yesterday, and due at eight this morning."""
    settings.CLOCK_PINNED_AT = "2026-11-30T09:00:00+09:00"
    row = book("11-30T10:00", "12-01T08:00", car="c1", name="遅井")
    booking.hand_over(row, actor=CLERK)
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    return row


def test_line_has_what_a_clerk_asks_for(clerk: Client, tariff: None, book: Book) -> None:
    book("12-01T10:00", "12-01T18:00", "compact", name="佐藤花子", phone="090-1234-5678")
    (line,) = read_lines(page(clerk, TODAY))
    for words in ("10:00", "佐藤花子", "コンパクト", "090-1234-5678", "6,000円", "貸出"):
        assert words in line
    assert any("品川 500 わ" in words for words in line)


def test_departures_and_returns_stand_side_by_side_in_the_order_of_their_times(
    clerk: Client, book: Book, late: Reservation
) -> None:
    book("12-01T15:00", "12-02T10:00", car="c2", name="午後")
    book("12-01T10:00", "12-01T18:00", car="m1", name="午前")
    book("12-02T10:00", "12-02T18:00", car="m1", name="明日")
    html = page(clerk, TODAY)
    assert read_names(html, 1) == ["午前", "午後"]
    assert read_names(html, 2) == ["遅井", "午前"]
    assert read_counters(html) == {"出発": "2 残り2", "返却": "2 残り2", "遅延": "1", "要確認": "2"}


def test_day_of_a_line_stands_apart_from_its_hour(
    clerk: Client, book: Book, late: Reservation, settings: Settings
) -> None:
    """What is late since yesterday: in one piece the column breaks it into three lines."""
    assert read_lines(page(clerk, TODAY), column=2)[0][:2] == ["08:00", "遅井"]
    settings.CLOCK_PINNED_AT = "2026-12-02T09:00:00+09:00"
    assert read_lines(page(clerk, TODAY), column=2)[0][:3] == ["12/01", "08:00", "遅井"]
    settings.CLOCK_PINNED_AT = "2027-01-02T09:00:00+09:00"
    assert read_lines(page(clerk, TODAY), column=2)[0][:3] == ["2026/12/01", "08:00", "遅井"]


def test_any_day_can_be_looked_at(clerk: Client, book: Book, late: Reservation) -> None:
    book("12-02T10:00", "12-02T18:00", car="m1", name="明日")
    html = page(clerk, TODAY, day="2026-12-02")
    assert read_names(html, 1) == ["明日"]
    assert read_names(html, 2) == ["明日"]
    assert "12月2日（水）" in html
    assert "2月30日" not in page(clerk, TODAY, day="2026-02-30")
    assert "12月1日（火）" in page(clerk, TODAY, day="tomorrow")


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("departures", ["午後", "連絡可"]),
        ("returns", ["遅井", "午後", "出た", "連絡可"]),
        ("late", ["遅井"]),
        ("check", ["午後"]),
    ],
)
def test_counters_filter_the_page(
    show: str, names: list[str], clerk: Client, book: Book, late: Reservation
) -> None:
    book("12-01T15:00", "12-01T18:00", car="c2", name="午後")
    left = book("12-01T09:30", "12-01T18:30", car="m1", name="出た", phone="090-1234-5678")
    booking.hand_over(left, actor=CLERK)
    book("12-01T19:00", "12-01T20:00", car="m1", name="連絡可", phone="090-1234-5678")
    html = page(clerk, TODAY, show=show)
    assert read_names(html) == names
    assert 'id="column-2"' not in html


def test_what_has_to_be_looked_after_says_why(clerk: Client, book: Book, settings: Settings) -> None:
    settings.CLOCK_PINNED_AT = "2026-11-30T09:00:00+09:00"
    booking.hand_over(book("11-30T10:00", "12-01T08:00", car="c1"), actor=CLERK)
    risky = book("12-01T12:00", "12-01T18:00", car="c1", name="危", phone="090-1234-5678")
    settings.CLOCK_PINNED_AT = "2026-12-01T09:00:00+09:00"
    held = book("12-05T12:00", "12-05T18:00", "minivan", name="仮", hold_for=timedelta(minutes=5))
    untold = book("12-06T10:00", "12-06T18:00", "minivan", name="未達", phone="090-1234-5678")
    Message.objects.update_or_create(
        reservation=untold,
        defaults={"key": "x", "kind": "confirmed", "channel": "sms", "to": "+819012345678", "tries": 6},
    )
    book("12-01T11:00", "12-01T18:00", car="m1", name="無電")
    missing = {name: " ".join(line) for line in read_lines(page(clerk, TODAY, show="check")) for name in line}
    for name, why in (("危", "要注意"), ("仮", "仮予約"), ("未達", "通知未送信"), ("無電", "電話番号なし")):
        assert why in missing[name]
    assert "12/05" in missing["仮"]
    settings.CLOCK_PINNED_AT = "2026-12-01T13:01:00+09:00"
    for row in (risky, held):
        assert row.customer_name in read_names(page(clerk, TODAY, show="check")) or row == held
    assert "未来店" in page(clerk, TODAY, show="check")


def test_missing_telephone_is_to_be_asked_for_on_the_day_that_is_looked_at(clerk: Client, book: Book) -> None:
    book("12-01T11:00", "12-01T18:00", car="c1", name="今日")
    book("12-02T11:00", "12-02T18:00", car="c1", name="明日")
    book("12-03T11:00", "12-03T18:00", car="c1", name="明後日")
    assert read_names(page(clerk, TODAY, show="check")) == ["今日"]
    assert read_names(page(clerk, TODAY, show="check", day="2026-12-02")) == ["今日", "明日"]
    assert read_names(page(clerk, TODAY, show="check", day="2026-12-03")) == ["今日", "明後日"]


def test_take_back_is_one_click_and_its_undo_another(clerk: Client, store: str, book: Book) -> None:
    row = book("12-01T09:30", "12-01T18:00", car="c1")
    booking.hand_over(row, actor=CLERK)
    url, fields, _is_first = read_step(page(clerk, TODAY).split('id="column-2"')[1], row)
    done: Any = clerk.post(url, fields, follow=True)
    assert done.redirect_chain[-1][0] == TODAY
    assert status_of(row) == "returned"
    assert "取り消す" in done.content.decode()
    undo, sent = read_undo_button(done)
    clerk.post(undo, {**sent, "next": TODAY})
    assert status_of(row) == "out"
    assert [event.action for event in row.events.all()][-2:] == ["returned", "return_undone"]


def test_line_offers_the_undo_as_long_as_there_is_one(clerk: Client, book: Book, settings: Settings) -> None:
    row = book("12-01T09:30", "12-01T18:00", car="c1")
    url, fields, _is_first = read_step(page(clerk, TODAY), row)
    clerk.post(url, fields)
    html = page(clerk, TODAY)
    assert read_step(html, row)[0].endswith("undo_hand_over/")
    settings.CLOCK_PINNED_AT = "2026-12-01T09:06:00+09:00"
    assert f"{row.pk}/step/undo" not in page(clerk, TODAY)


def test_button_stands_out_from_two_hours_before(clerk: Client, book: Book, settings: Settings) -> None:
    row = book("12-01T12:00", "12-01T18:00", car="c1")
    url, fields, is_first = read_step(page(clerk, TODAY), row)
    assert not is_first
    asked: Any = clerk.post(url, fields)
    assert "本日12:00のご予約です" in asked.content.decode()
    assert status_of(row) == "confirmed"
    settings.CLOCK_PINNED_AT = "2026-12-01T10:00:00+09:00"
    url, fields, is_first = read_step(page(clerk, TODAY), row)
    assert is_first
    assert clerk.post(url, fields)["Location"] == TODAY
    assert status_of(row) == "out"


def test_step_of_a_line_that_somebody_else_has_changed_is_refused(
    clerk: Client, book: Book, settings: Settings
) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    url, fields, _is_first = read_step(page(clerk, TODAY), row)
    settings.CLOCK_PINNED_AT = "2026-12-01T09:01:00+09:00"
    booking.cancel(row, actor=CLERK)
    assert "変更しています" in clerk.post(url, fields, follow=True).content.decode()
    assert status_of(row) == "cancelled"
    assert read_names(page(clerk, TODAY)) == []


def test_page_is_of_the_own_shop_and_of_what_comes_back_there(
    clerk: Client, shop: Location, book: Book
) -> None:
    there = Location.objects.create(id="haneda", name="羽田空港店", region="東京")
    DropOff.objects.create(origin=shop, destination=there, fee=0)
    Vehicle.objects.create(id="h1", location=there, vehicle_class="compact")
    book("12-01T10:00", "12-01T18:00", car="c1", name="片道", return_location=there)
    book("12-01T11:00", "12-01T18:00", car="h1", shop=there, name="羽田")
    here = page(clerk, TODAY, shop="ekimae")
    assert (read_names(here, 1), read_names(here, 2)) == (["片道"], [])
    other = page(clerk, TODAY, shop="haneda")
    assert (read_names(other, 1), sorted(read_names(other, 2))) == (["羽田"], ["片道", "羽田"])


def test_strip_counts_free_cars_and_leads_to_a_day(clerk: Client, book: Book) -> None:
    book("12-03T10:00", "12-04T18:00", car="c1")
    strip = page(clerk, TODAY).split('class="strip"')[1]
    compact = strip.split('<th scope="row">コンパクト</th>')[1].split("</tr>")[0]
    assert re.findall(r"<span[^>]*>(\d+)</span>", compact)[:5] == ["2", "2", "1", "1", "2"]
    assert strip.count('href="?day=') == 14
    assert 'href="?day=2026-12-14"' in strip


def test_strip_says_when_the_shop_is_closed(clerk: Client, shop: Location) -> None:
    shop.weekly_hours.create(weekday=2)
    assert page(clerk, TODAY).split('class="strip"')[1].count("休業") == 4  # two classes on two Wednesdays


def test_page_asks_at_most_twelve_times(
    clerk: Client, book: Book, late: Reservation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    hanako = User.objects.create_user("hanako", is_staff=True)
    hanako.user_permissions.add(
        *Permission.objects.filter(codename__in=("view_reservation", "change_reservation"))
    )
    ShopAssignment.objects.create(user=hanako, location_id="ekimae")
    clerk.force_login(hanako)
    for car in ("c2", "m1"):
        book("12-01T10:00", "12-01T18:00", car=car)
    with django_assert_max_num_queries(12):
        html = page(clerk, TODAY)
    assert len(read_lines(html, 2)) == 3


def test_onlooker_has_no_buttons_and_who_may_not_see_bookings_has_the_tables(
    clerk: Client, book: Book
) -> None:
    row = book("12-01T10:00", "12-01T18:00", car="c1")
    onlooker = User.objects.create_user("onlooker", is_staff=True)
    ShopAssignment.objects.create(user=onlooker, location_id="ekimae")
    clerk.force_login(onlooker)
    assert row.customer_name not in page(clerk, TODAY)
    onlooker.user_permissions.add(Permission.objects.get(codename="view_reservation"))
    html = page(clerk, TODAY)
    assert row.customer_name in html
    assert "/step/" not in html


def test_page_of_a_company_without_shops_says_so(clerk: Client, db: None) -> None:
    assert "店舗がまだありません" in page(clerk, TODAY)


@pytest.mark.parametrize(("language", "words"), [("ja", "最初の2件だけ"), ("en", "Only the first 2")])
def test_day_with_more_than_its_page_shows_says_so(
    language: str, words: str, clerk: Client, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "SHOWN_AT_MOST", 2)
    for car in ("c1", "c2"):
        book("12-01T10:00", "12-01T18:00", car=car)
    assert words not in page(clerk, "/admin/", lang=language)
    last = book("12-01T11:00", "12-01T18:00", car="m1", name="佐藤花子")
    seen = page(clerk, "/admin/", lang=language)
    assert words in seen
    assert "佐藤花子" not in seen
    address = re.findall(r'href="(/admin/reservations/reservation/\?from=[^"]+)"', seen)
    assert last.number in page(clerk, unescape(address[0]))


@pytest.mark.parametrize(
    ("language", "titles"),
    [("ja", ("1月1日（金）", "2026年12月31日（木）")), ("en", ("Fri 1 Jan", "Thu 31 Dec 2026"))],
)
def test_year_begins_with_the_day_of_the_shops(
    clerk: Client, book: Book, settings: Settings, language: str, titles: tuple[str, str]
) -> None:
    """As found: until nine in the morning it was the year before, as in Greenwich."""
    clerk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    settings.CLOCK_PINNED_AT = "2027-01-01T08:30:00+09:00"
    for day, title in zip(("2027-01-01", "2026-12-31"), titles, strict=True):
        answer = clerk.get(TODAY, {"day": day})
        assert re.findall(r"<h1[^>]*>\s*([^<]*?)\s*<", answer.content.decode()) == [title]

"""The board's page and what it asks for: who may see what, which days, one booking's panel."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from reservations.admin.board.facts import COLUMNS
from reservations.admin.booking_search import ALIKE
from reservations.models import Location, Reservation, ShopAssignment
from tests.reservations.admin.pages import page
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.either]
BOARD = "/admin/board/"


def read_facts(clerk: Client, **query: str) -> dict[str, Any]:
    response: Any = clerk.get(f"{BOARD}facts/", query)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    answer: dict[str, Any] = response.json()
    return answer


def make_clerk(*permissions: str) -> Client:
    user = User.objects.create_user("clerk", is_staff=True)
    codenames = ("work_at_every_shop", *permissions)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def test_board_shows_the_week_from_today(clerk: Client, shop: Location) -> None:
    html = page(clerk, BOARD)
    assert 'data-day="2026-12-01" data-days="7"' in html
    assert f'data-alike="{" ".join(ALIKE)}"' in html
    assert "配車表" in html
    assert "style=" not in html.partition('id="board-page"')[2]


@pytest.mark.parametrize(
    ("lang", "words"), [("ja", ("配車表", "2週間", "遅延")), ("en", ("Board", "2 weeks", "Late"))]
)
def test_board_speaks_the_clerks_language(
    lang: str, words: tuple[str, ...], clerk: Client, shop: Location
) -> None:
    html = page(clerk, BOARD, lang=lang)
    assert [word for word in words if word not in html] == []


def test_page_has_the_cars_and_days_with_it_and_of_no_customer(clerk: Client, book: Book) -> None:
    book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子")
    html = page(clerk, BOARD, day="2026-12-12", days="31")
    text = html.partition('<script id="board-frame" type="application/json">')[2].partition("</script>")[0]
    facts = read_facts(clerk, day="2026-12-12", days="31")
    assert facts.pop("bars")
    assert json.loads(text) == facts
    assert "佐藤花子" not in html


def test_facts_are_of_the_days_that_were_asked_for(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子")
    answer = read_facts(clerk, day="2026-12-12", days="1")
    assert [bar[COLUMNS.index("id")] for bar in answer["bars"]] == [row.pk.hex]
    assert read_facts(clerk, day="2026-12-13", days="1")["bars"] == []


def test_named_bookings_alone_are_read_anew(clerk: Client, book: Book) -> None:
    first, _other = (book("12-12T10:00", "12-12T18:00", car=car) for car in ("c1", "c2"))
    asked = {"day": "2026-12-12", "days": "1", "only": first.pk.hex}
    assert [bar[0] for bar in read_facts(clerk, **asked)["bars"]] == [first.pk.hex]
    Reservation.objects.filter(pk=first.pk).update(status="cancelled")
    assert read_facts(clerk, **asked)["bars"] == []


def test_long_board_is_read_in_parts(clerk: Client, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reservations.admin.board.facts.A_PART", 2)  # two cars of one day
    for car in ("c1", "c2", "m1"):
        book("12-12T10:00", "12-12T18:00", car=car)
    first = read_facts(clerk, day="2026-12-12", days="1")
    assert first["part"] == 2
    assert len([car for each in first["classes"] for car in each["cars"]]) == 3
    assert sorted(bar[COLUMNS.index("car")] for bar in first["bars"]) == ["c1", "c2"]
    rest = read_facts(clerk, day="2026-12-12", days="1", car="m1")
    assert [bar[COLUMNS.index("car")] for bar in rest["bars"]] == ["m1"]
    assert list(rest) == ["bars"]


def test_part_tells_nothing_of_cars_that_are_not_on_the_board(clerk: Client, book: Book) -> None:
    nagoya = Location.objects.create(pk="nagoya", name="名古屋店")
    book("12-12T10:00", "12-12T18:00", car="c1")
    asked = {"day": "2026-12-12", "shop": nagoya.pk}
    assert read_facts(clerk, **asked, car="c1")["bars"] == []
    assert read_facts(clerk, **asked, car="no such car")["bars"] == []


@pytest.mark.parametrize(
    "query", [{"day": "soon"}, {"days": "many"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}]
)
def test_days_that_are_none_are_refused(query: dict[str, str], clerk: Client, shop: Location) -> None:
    assert clerk.get(BOARD, query).status_code == 400


def test_unreadable_keys_are_not_found(clerk: Client, shop: Location) -> None:
    assert clerk.get(f"{BOARD}facts/", {"only": "x"}).status_code == 404
    assert clerk.get(f"{BOARD}booking/x/").status_code == 404


def test_panel_tells_who_and_how_to_reach_them(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子", phone="090-1234-5678")
    html = page(clerk, f"{BOARD}booking/{row.pk.hex}/")
    for words in ("佐藤花子", "090-1234-5678", row.number, "品川 500 わ c1", f"{row.pk}/change/"):
        assert words in html
    assert ">+81" not in html


def test_panel_shows_a_foreign_telephone_with_its_country(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1", name="John Smith", phone="+12025550123")
    assert ">+1 202-555-0123<" in page(clerk, f"{BOARD}booking/{row.pk.hex}/")


def test_who_may_not_see_bookings_sees_no_board(shop: Location) -> None:
    nobody = make_clerk("view_vehicle")
    for path in (BOARD, f"{BOARD}facts/"):
        assert nobody.get(path).status_code == 403


def test_who_may_only_look_is_offered_nothing_new(clerk: Client, shop: Location) -> None:
    html = page(make_clerk("view_reservation"), BOARD)
    assert "reservation/add/" not in html
    assert "block/add/" not in html


def test_clerk_of_one_shop_sees_the_board_of_no_other(clerk: Client, book: Book) -> None:
    row = book("12-12T10:00", "12-12T18:00", car="c1", name="佐藤花子")
    nagoya = Location.objects.create(pk="nagoya", name="名古屋店")
    user = User.objects.create_user("tanaka", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_reservation"))
    ShopAssignment.objects.create(user=user, location=nagoya)
    client = Client()
    client.force_login(user)
    answer = read_facts(client, shop="ekimae", day="2026-12-12", only=row.pk.hex)
    assert answer["bars"] == []
    assert read_facts(client, shop="ekimae")["shop"] == "nagoya"
    assert client.get(f"{BOARD}booking/{row.pk.hex}/").status_code == 404


def test_forms_of_a_free_time_are_filled_in(clerk: Client, shop: Location) -> None:
    times = {"pickup": "2026-12-12T10:00", "back": "2026-12-12T18:00"}
    html = page(clerk, "/admin/book/", location="ekimae", car="c1", **times)
    for value in ('value="2026-12-12T10:00"', 'value="2026-12-12T18:00"', 'name="car" value="c1"'):
        assert value in html
    html = page(
        clerk, "/admin/reservations/block/add/", vehicle="m1", starts="2026-12-12T10:00", ends="nonsense"
    )
    for value in ('value="10:00"', '<option value="m1" selected>'):
        assert value in html


def test_whole_company_costs_few_queries(
    clerk: Client, book: Book, django_assert_max_num_queries: Any
) -> None:
    for car in ("c1", "c2", "m1"):
        book("12-12T10:00", "12-12T18:00", car=car)
    with django_assert_max_num_queries(10):
        read_facts(clerk, day="2026-12-12")

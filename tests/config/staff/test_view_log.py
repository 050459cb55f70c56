"""Who looked at whose personal data is written down, once a page, and nobody rewrites it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from reservations.models import PersonalDataView
from tests.config.staff.conftest import ShopRows, log_in, make_user

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("uncollected_static_files")]
BOOKINGS = "/admin/reservations/reservation/"
LOG = "/admin/reservations/personaldataview/"


@pytest.fixture
def hanako(own: ShopRows, other: ShopRows) -> Client:
    return log_in(make_user("hanako", "店長", shops=(own.location,)))


@pytest.fixture
def office(own: ShopRows) -> Client:
    return log_in(make_user("office", "管理"))


def read_log() -> list[tuple[str, str, str]]:
    return list(PersonalDataView.objects.order_by("pk").values_list("who", "kind", "subjects"))


def open_page(client: Client, path: str, **query: str) -> str:
    """What it shows; however it is written down takes one insert at most."""
    with CaptureQueriesContext(connection) as asked:
        response: Any = client.get(path, query)
    assert response.status_code == 200
    written = [
        each["sql"] for each in asked if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert len([sql for sql in written if "personaldataview" in sql]) <= 1
    return str(response.content.decode())


def test_each_page_that_shows_a_customer_is_written_down_once(hanako: Client, own: ShopRows) -> None:
    number, session = own.booking.number, own.session.pk
    open_page(hanako, f"{BOOKINGS}{own.booking.pk}/change/")
    open_page(hanako, reverse("admin:call", args=[session]))
    open_page(hanako, f"/admin/reservations/message/{own.message.pk}/change/")
    assert read_log() == [
        ("hanako", "booking", number),
        ("hanako", "conversation", session),
        ("hanako", "message", number),
    ]


def test_a_search_is_written_down_with_whom_it_showed_and_not_with_its_words(
    hanako: Client, own: ShopRows, other: ShopRows
) -> None:
    open_page(hanako, BOOKINGS, q=own.booking.customer_name)
    open_page(hanako, BOOKINGS, q=other.booking.customer_name)  # of another shop: nobody was shown
    open_page(hanako, "/admin/reservations/message/", q=own.booking.number)
    open_page(hanako, reverse("admin:calls"), q=own.booking.customer_name)
    assert read_log() == [
        ("hanako", "search", own.booking.number),
        ("hanako", "search", ""),
        ("hanako", "search", own.booking.number),
        ("hanako", "search", own.session.pk),
    ]


def test_what_is_not_shown_is_not_written_down(hanako: Client, other: ShopRows) -> None:
    hanako.get(f"{BOOKINGS}{other.booking.pk}/change/")
    hanako.get(reverse("admin:call", args=[other.session.pk]))
    open_page(hanako, BOOKINGS)
    open_page(hanako, "/admin/reservations/vehicle/", q="わ")
    assert read_log() == []


def test_the_administration_searches_the_log_and_shop_staff_do_not_see_it(
    hanako: Client, office: Client, own: ShopRows
) -> None:
    open_page(hanako, f"{BOOKINGS}{own.booking.pk}/change/")
    spoken = own.booking.number.removeprefix("R-").replace("-", "")
    for words in ("hanako", own.booking.number, spoken):
        assert own.booking.number in open_page(office, LOG, q=words)
    assert own.booking.number not in open_page(office, LOG, q="taro")
    assert hanako.get(LOG).status_code == 403
    entry = PersonalDataView.objects.get()
    for client in (office, log_in(make_user("root", is_superuser=True))):
        assert client.post(f"{LOG}{entry.pk}/change/", {"who": "nobody"}).status_code == 403
        assert client.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.post(f"{LOG}add/", {"who": "nobody"}).status_code == 403


def test_a_line_is_not_rewritten_by_code_or_sql(hanako: Client, own: ShopRows) -> None:
    open_page(hanako, f"{BOOKINGS}{own.booking.pk}/change/")
    with pytest.raises(IntegrityError, match="view_log_is_append_only"), transaction.atomic():
        PersonalDataView.objects.update(who="nobody")
    assert read_log() == [("hanako", "booking", own.booking.number)]


def test_purge_forgets_lines_by_their_age(hanako: Client, own: ShopRows, settings: Settings) -> None:
    settings.VIEW_LOG_DAYS = 10
    open_page(hanako, f"{BOOKINGS}{own.booking.pk}/change/")
    settings.CLOCK_PINNED_AT = "2026-12-10T09:00:00+09:00"
    call_command("purge")
    assert PersonalDataView.objects.count() == 1
    settings.CLOCK_PINNED_AT = "2026-12-12T09:00:00+09:00"
    call_command("purge")
    assert PersonalDataView.objects.count() == 0

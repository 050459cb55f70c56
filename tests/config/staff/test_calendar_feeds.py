"""A shop's bookings in the staff's own calendars, by a link that only its holder knows."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from icalendar import Calendar

from reservations.models import CalendarFeed, Reservation
from tests.config.staff.conftest import ShopRows, log_in, make_user

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
PAGE = "/admin/reports/calendar/"


@pytest.fixture
def manager(own: ShopRows, other: ShopRows) -> Client:
    return log_in(make_user("taro", "店長", shops=(own.location,)))


def make_link(client: Client, shop: str = "ekimae", **form: str) -> str:
    """The path of the link that the page shows."""
    response: Any = client.post(PAGE, {"shop": shop, **form})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    (address,) = re.findall(r'id="feed-made"[^>]* value="([^"]+)"', response.content.decode())
    return html.unescape(str(address)).removeprefix("http://testserver")


def read(path: str) -> Calendar:
    response: Any = Client().get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(response.content)


def summaries(path: str) -> list[str]:
    return [str(event["summary"]) for event in read(path).walk("VEVENT")]


def test_calendar_shows_the_shops_bookings_without_customers(manager: Client, own: ShopRows) -> None:
    path = make_link(manager)
    calendar = read(path)
    assert str(calendar["x-wr-calname"]) == "東京駅前店"
    block, booked = calendar.walk("VEVENT")
    assert str(booked["summary"]) == f"コンパクト ekimae わ 1 {own.booking.number}"
    assert (booked.decoded("dtstart"), booked.decoded("dtend")) == (
        own.booking.pickup_at,
        own.booking.return_at,
    )
    assert str(block["summary"]) == "貸出停止 ekimae わ 2"
    text = calendar.to_ical().decode()
    for personal in (own.booking.customer_name, "9011112222", "車検", "札幌"):
        assert personal not in text


def test_names_are_there_if_the_manager_chose_so(manager: Client, own: ShopRows) -> None:
    assert f"{own.booking.customer_name} 様" in " ".join(summaries(make_link(manager, shows_names="on")))


def test_what_is_cancelled_or_long_over_is_not_there(manager: Client, own: ShopRows) -> None:
    path = make_link(manager)
    Reservation.objects.filter(pk=own.booking.pk).update(status="cancelled")
    assert summaries(path) == ["貸出停止 ekimae わ 2"]


def test_a_car_that_left_late_and_is_back_has_an_end_behind_its_start(manager: Client, own: ShopRows) -> None:
    path, late = make_link(manager), own.booking.return_at + timedelta(hours=1)
    row = Reservation.objects.filter(pk=own.booking.pk)
    row.update(status="out", picked_up_at=late)
    event = read(path).walk("VEVENT")[-1]
    assert event.decoded("dtstart") == late
    assert event.decoded("dtend") > late
    row.update(status="returned", returned_at=late + timedelta(hours=3))
    assert read(path).walk("VEVENT")[-1].decoded("dtend") == late + timedelta(hours=3)


def test_a_new_link_voids_the_one_before_and_a_withdrawn_one_is_void(manager: Client) -> None:
    first = make_link(manager)
    second = make_link(manager)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    manager.post(PAGE, {"shop": "ekimae", "withdraw": "yes"})
    assert Client().get(second).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_the_secret_is_kept_nowhere(manager: Client) -> None:
    secret = make_link(manager).removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) >= 43
    feed = CalendarFeed.objects.get()
    assert secret not in str(vars(feed))
    assert secret not in manager.get(PAGE).content.decode()
    assert (feed.made_by, feed.location_id) == ("taro", "ekimae")


def test_managers_make_links_of_their_own_shops_alone_and_reception_none(
    manager: Client, own: ShopRows, other: ShopRows
) -> None:
    assert manager.post(PAGE, {"shop": "sapporo"}).status_code == 404
    assert "札幌店" not in manager.get(PAGE).content.decode()
    clerk = log_in(make_user("hanako", "受付", shops=(own.location,)))
    assert clerk.get(PAGE).status_code == 403
    assert clerk.post(PAGE, {"shop": "ekimae"}).status_code == 403
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize(
    "path", ["/calendar/x.ics", "/calendar/.ics", "/calendar/", f"/calendar/{'x' * 9000}.ics"]
)
def test_a_link_that_is_none_is_not_found(db: None, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_the_page_is_english_for_who_reads_english(own: ShopRows) -> None:
    client = log_in(make_user("office", "管理"), "en")
    with override("en"):
        assert "Make a link" in client.get(PAGE).content.decode()

"""The board's line: for staff whom the site lets in, of one shop, with the commit and never before."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from config.staff.sockets import staff_sockets
from reservations import booking, staff_news
from reservations.models import Location, Reservation
from reservations.values import Actor
from tests.reservations.conftest import Book

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]
ORIGIN = [(b"origin", b"http://localhost")]


def log_in(*permissions: str, **user: Any) -> bytes:
    """The cookie of a new account's session."""
    clerk = User.objects.create_user("clerk", **user)
    codenames = ("work_at_every_shop", *permissions)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(clerk)
    return f"sessionid={client.cookies['sessionid'].value}".encode()


def dial(cookie: bytes = b"", shop: str = "ekimae") -> WebsocketCommunicator:
    headers = [*ORIGIN, (b"cookie", cookie)]
    return WebsocketCommunicator(URLRouter(staff_sockets), f"/ws/staff/board?shop={shop}", headers=headers)


async def is_let_in(line: WebsocketCommunicator) -> bool:
    connected, _code = await line.connect(timeout=10)
    await line.disconnect()
    return bool(connected)


@pytest.fixture(autouse=True)
def any_host(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]


in_database = database_sync_to_async


@pytest.mark.parametrize(
    ("permissions", "is_staff", "expected"),
    [
        (("view_reservation",), True, True),
        (("view_vehicle",), True, False),
        (("view_reservation",), False, False),
    ],
)
async def test_line_is_open_to_staff_who_may_see_bookings(
    permissions: tuple[str, ...], is_staff: bool, expected: bool, shop: Location
) -> None:
    cookie = await in_database(log_in)(*permissions, is_staff=is_staff)
    assert await is_let_in(dial(cookie)) is expected


async def test_line_is_shut_to_strangers_and_other_origins(shop: Location) -> None:
    assert not await is_let_in(dial())
    cookie = await in_database(log_in)("view_reservation", is_staff=True)
    foreign = dial(cookie)
    foreign.scope["headers"] = [(b"origin", b"http://elsewhere.example"), (b"cookie", cookie)]
    assert not await is_let_in(foreign)


async def test_line_is_shut_to_who_has_to_show_a_code_first(shop: Location, settings: Settings) -> None:
    settings.STAFF_TOTP = "required"
    cookie = await in_database(log_in)("view_reservation", is_staff=True)
    assert not await is_let_in(dial(cookie))


async def test_every_write_of_the_shop_is_told_by_its_key(book: Book) -> None:
    cookie = await in_database(log_in)("view_reservation", is_staff=True)
    line, other = dial(cookie), dial(cookie, "nagoya")
    await in_database(Location.objects.create)(pk="nagoya", name="名古屋店")
    assert (await line.connect())[0]
    assert (await other.connect())[0]
    row: Reservation = await in_database(book)("12-12T10:00", "12-12T18:00", car="c1")
    assert await line.receive_json_from() == {"key": row.pk.hex}
    await in_database(booking.cancel)(row, actor=Actor("staff"))
    assert await line.receive_json_from() == {"key": row.pk.hex}
    assert await other.receive_nothing()
    for each in (line, other):
        await each.disconnect()


async def test_what_a_page_says_is_not_read(book: Book) -> None:
    """As found: words that are no JSON, and bytes, ended the line."""
    cookie = await in_database(log_in)("view_reservation", is_staff=True)
    line = dial(cookie)
    assert (await line.connect())[0]
    for words in (" ", "[" * 5000, '{"type": "hello"}'):
        await line.send_to(text_data=words)
    await line.send_to(bytes_data=b"\xff")
    row: Reservation = await in_database(book)("12-12T10:00", "12-12T18:00", car="c1")
    assert await line.receive_json_from() == {"key": row.pk.hex}
    await line.disconnect()


async def test_what_is_not_committed_is_told_to_nobody(book: Book) -> None:
    cookie = await in_database(log_in)("view_reservation", is_staff=True)
    line = dial(cookie)
    assert (await line.connect())[0]

    def book_and_regret() -> None:
        with transaction.atomic():
            book("12-12T10:00", "12-12T18:00", car="c1")
            transaction.set_rollback(True)

    await in_database(book_and_regret)()
    assert await line.receive_nothing()
    await line.disconnect()


async def test_layer_that_does_not_answer_stops_no_booking(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(key: str, shops: set[str]) -> None:
        raise ConnectionError

    monkeypatch.setattr(staff_news, "send", fail)
    row: Reservation = await in_database(book)("12-12T10:00", "12-12T18:00", car="c1")
    assert await in_database(Reservation.objects.filter(pk=row.pk).exists)()


async def test_line_that_talks_is_not_listened_to(book: Book) -> None:
    line = dial(await in_database(log_in)("view_reservation", is_staff=True))
    assert (await line.connect())[0]
    await line.send_to(text_data=json.dumps({"type": "booking.written", "key": "x"}))
    row: Reservation = await in_database(book)("12-12T10:00", "12-12T18:00", car="c1")
    async with asyncio.timeout(5):
        assert await line.receive_json_from() == {"key": row.pk.hex}
    await line.disconnect()

"""A booking beside Today, the list and the board: its own page's content, named by the address."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from tests.reservations.admin.pages import LIST, change_url, numbers_on, page
from tests.reservations.conftest import Book

pytestmark = pytest.mark.db
PLACES = ("/admin/", LIST, "/admin/board/")


@pytest.mark.parametrize("path", PLACES)
def test_page_has_room_for_a_booking_at_its_right(path: str, clerk: Client, book: Book) -> None:
    row = book("12-01T10:00", "12-01T18:00", "compact")
    html = page(clerk, path)
    assert f'data-address="{LIST}KEY/change/"' in html
    assert "staff/beside.js" in html
    if path != "/admin/board/":  # which draws its rows itself
        assert change_url(row) in html, "without a script the link opens the page"


@pytest.mark.parametrize("path", ["/admin/", "/admin/board/"])
def test_shared_address_leads_to_the_page_where_there_is_no_script(
    path: str, clerk: Client, book: Book
) -> None:
    row = book("12-01T10:00", "12-01T18:00", "compact")
    assert f'<noscript><p><a class="act" href="{change_url(row)}">' in page(clerk, path, booking=str(row.pk))
    assert "<noscript><p>" not in page(clerk, path, booking="nonsense")


def test_booking_beside_the_list_chooses_no_rows(clerk: Client, book: Book) -> None:
    numbers = {book("12-01T10:00", "12-01T18:00", kind).number for kind in ("compact", "minivan")}
    assert numbers_on(clerk, booking=str(uuid.uuid4())) == numbers


def test_what_the_panel_shows_has_title_steps_tabs_and_saving(clerk: Client, book: Book) -> None:
    row = book("12-13T10:00", "12-13T18:00", car="c1", name="佐藤花子")
    shown = page(clerk, change_url(row)).split('<div id="booking">')[1].split('<form id="undo"')[0]
    title = shown.split("</h1>")[0]
    assert ("佐藤花子 様" in title, "12/13 10:00–18:00" in title, "わ c1" in title) == (True, True, True)
    for part in ('class="steps"', 'role="tablist"', "tab-history", 'name="_save"', 'name="version"'):
        assert part in shown

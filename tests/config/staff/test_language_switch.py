"""Staff choose the language of their pages in the bar, before the login as after it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.config.staff.conftest import log_in, make_user

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
LIST = "/admin/reservations/reservation/"


@pytest.fixture
def clerk(db: None) -> Client:
    client = log_in(make_user("root", is_superuser=True))
    del client.cookies["language"]
    return client


def read(client: Client, path: str) -> str:
    response: Any = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def switch(client: Client, path: str) -> Any:
    """Press the switch on the page at `path`."""
    form = re.search(r'<form class="bar-language".*?</form>', read(client, path), re.DOTALL)
    assert form
    target, language = (
        re.search(pattern, form[0])
        for pattern in (r'name="next" value="([^"]*)"', r'name="language" value="(\w+)"')
    )
    assert target
    assert language
    return client.post("/i18n/setlang/", {"next": target[1].replace("&amp;", "&"), "language": language[1]})


def test_japanese_comes_first_and_the_switch_changes_every_page(clerk: Client) -> None:
    assert "<title>予約 |" in read(clerk, LIST)
    response = switch(clerk, f"{LIST}?status=out")
    assert (response.status_code, response["Location"]) == (302, f"{LIST}?status=out")
    assert "<title>Bookings |" in read(clerk, LIST)
    assert '<html lang="en"' in read(clerk, "/admin/")
    switch(clerk, LIST)
    assert '<html lang="ja"' in read(clerk, LIST)


def test_the_choice_is_kept_for_a_year_and_from_scripts(clerk: Client) -> None:
    cookie = switch(clerk, LIST).cookies["language"]
    assert (cookie.value, cookie["max-age"]) == ("en", 365 * 24 * 3600)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_page_that_names_its_language_gives_way_to_the_switch(clerk: Client) -> None:
    assert switch(clerk, "/admin/?lang=ja")["Location"] == "/admin/"


def test_the_login_has_the_switch(db: None) -> None:
    client = Client()
    switch(client, "/admin/login/?next=/admin/")
    assert '<html lang="en"' in read(client, "/admin/login/")


def test_the_switch_leads_to_no_other_site(clerk: Client) -> None:
    response = clerk.post("/i18n/setlang/", {"next": "https://evil.example/", "language": "en"})
    assert response["Location"] == "/"


def test_a_page_that_answers_a_form_leads_to_the_front_page(clerk: Client) -> None:
    html = clerk.post(f"{LIST}add/", {}).content.decode()
    form = re.search(r'<form class="bar-language".*?</form>', html, re.DOTALL)
    assert form
    assert 'name="next" value="/admin/"' in form[0]

"""Staff see where they are logged in, and end each login but the one they use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from config.staff.logins import describe_device
from config.staff.models import require_new_password
from tests.config.staff.test_login import RIGHT, change, log_in

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
PAGE = "/admin/logins/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def hanako(db: None) -> User:
    user = User.objects.create_superuser("hanako", password=RIGHT)
    require_new_password(user, is_required=False)
    return user


@pytest.fixture
def elsewhere(hanako: User) -> Client:
    """Hanako's login at another device."""
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="192.0.2.7")
    log_in(client)
    return client


@pytest.fixture
def here(client: Client, hanako: User) -> Client:
    log_in(client)
    return client


def read(client: Client, language: str = "en") -> str:
    client.cookies["django_language"] = client.cookies["language"] = language
    return str(client.get(PAGE).content.decode())


def find_references(page: str) -> list[str]:
    return re.findall(r'name="login" value="([0-9a-f]{32})"', page)


def end(client: Client, which: str, password: str = RIGHT) -> Any:
    return client.post(PAGE, {"login": which, "password": password})


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


@pytest.mark.parametrize(("language", "words"), [("ja", "この端末"), ("en", "This device")])
def test_each_login_is_shown_with_its_device_and_address(
    here: Client, elsewhere: Client, language: str, words: str
) -> None:
    page = read(here, language)
    assert words in page
    assert "Windows, Firefox" in page
    assert "192.0.2.7" in page
    assert len(find_references(page)) == 1, "this one is ended by logging out"
    assert not any(key in page for key in Session.objects.values_list("session_key", flat=True))


def test_who_is_logged_in_once_has_nothing_to_end(here: Client) -> None:
    assert "You are logged in nowhere else." in read(here)


def test_a_login_elsewhere_is_ended_and_no_other(here: Client, elsewhere: Client, hanako: User) -> None:
    log_in(third := Client())
    first, second = find_references(read(here))
    assert end(here, first)["Location"] == PAGE
    assert sorted([is_in(elsewhere), is_in(third)]) == [False, True]
    assert is_in(here)
    assert find_references(read(here)) == [second]


def test_all_others_are_ended_at_once(here: Client, elsewhere: Client) -> None:
    log_in(third := Client())
    end(here, "others")
    assert (is_in(elsewhere), is_in(third), is_in(here)) == (False, False, True)


def test_a_login_is_not_ended_without_the_password(here: Client, elsewhere: Client) -> None:
    answer = end(here, "others", "not-hers-at-all")
    assert answer.status_code == 200
    assert is_in(elsewhere)


def test_a_wrong_password_is_counted_as_at_the_login(here: Client, elsewhere: Client) -> None:
    for _ in range(5):
        end(here, "others", "not-hers-at-all")
    end(here, "others")
    assert is_in(elsewhere), "the right one is shut here too, for a while"


def test_nobody_ends_somebody_elses_login(here: Client, db: None) -> None:
    taro = User.objects.create_superuser("taro", password="bamboo-lantern-41")
    require_new_password(taro, is_required=False)
    his = Client()
    his.force_login(taro)
    log_in(again := Client())
    (hers,) = find_references(read(here))
    his.post(PAGE, {"login": hers, "password": "bamboo-lantern-41"})
    assert is_in(again)
    end(here, "others")
    assert is_in(his)


def test_a_login_that_a_new_password_has_ended_is_not_shown(here: Client, elsewhere: Client) -> None:
    change(here, RIGHT, "willow-anchor-77")
    assert find_references(read(here)) == []


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (FIREFOX, "Windows, Firefox"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Safari/604.1",
            "iPhone, Safari",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0 Safari/537.36", "Mac, Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Windows, Edge"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_by_its_system_and_browser(agent: str, told: str) -> None:
    assert describe_device(agent) == told

"""Staff log in; who guesses passwords does not, and the log tells of both."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from config.staff.models import has_to_change_password, require_new_password
from reservations.models import Window

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
LOGIN = "/admin/login/"
RIGHT = "harbour-lantern-42"


@pytest.fixture
def hanako(db: None) -> User:
    return User.objects.create_superuser("hanako", password=RIGHT)


@pytest.fixture
def heard_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def log_in(
    client: Client, password: str = RIGHT, name: str = "hanako", *, language: str = "ja", **meta: Any
) -> Any:
    client.cookies["language"] = language
    return client.post(f"{LOGIN}?next=/admin/", {"username": name, "password": password}, **meta)


def test_a_wrong_password_is_refused_and_the_right_one_enters(client: Client, hanako: User) -> None:
    assert log_in(client, "wrong").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert log_in(client).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("ja", "あと15分間"), ("en", "another 15 minutes")])
def test_after_five_wrong_passwords_a_page_says_how_long_to_wait(
    client: Client, hanako: User, language: str, words: str
) -> None:
    for _try in range(4):
        assert log_in(client, "wrong", language=language).status_code == 200
    shut = log_in(client, "wrong", language=language)
    assert shut.status_code == 429
    assert shut["Retry-After"] == "900"
    assert words in shut.content.decode()
    # The right one, too: else guessing would go on.
    assert log_in(client, language=language).status_code == 429
    assert client.get("/admin/").status_code == 302


def test_tries_in_the_meantime_do_not_prolong_the_wait(client: Client, hanako: User) -> None:
    for _try in range(5):
        log_in(client, "wrong")
    until = AccessAttempt.objects.get().attempt_time
    for _try in range(3):
        log_in(client, "wrong")
    assert AccessAttempt.objects.get().attempt_time == until


def test_another_address_and_another_name_are_not_shut(client: Client, hanako: User) -> None:
    User.objects.create_superuser("taro", password=RIGHT)
    for _try in range(5):
        log_in(client, "wrong")
    assert log_in(Client(), name="taro").status_code == 302
    assert log_in(Client(), REMOTE_ADDR="192.0.2.9").status_code == 302


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_header_of_the_clients_own_does_not_make_another_address_of_it(
    client: Client, hanako: User, settings: Settings, proxies: int
) -> None:
    settings.TRUSTED_PROXIES = proxies
    statuses = [
        log_in(client, "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{count}, 203.0.113.7").status_code
        for count in range(6)
    ]
    assert statuses[-1] == 429
    assert log_in(client, HTTP_X_FORWARDED_FOR="198.51.100.99, 203.0.113.7").status_code == 429
    # Another client of a proxy of ours is another one; without a proxy the header says nothing.
    other = log_in(Client(), HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert (other.status_code == 302) is (proxies == 1)


def test_all_addresses_of_one_ipv6_line_are_one(client: Client, hanako: User) -> None:
    statuses = [
        log_in(client, "wrong", REMOTE_ADDR=f"2001:db8:0:7::{count}").status_code for count in range(1, 7)
    ]
    assert statuses[-1] == 429


def test_one_password_for_many_names_is_bounded_by_the_address(
    client: Client, hanako: User, settings: Settings
) -> None:
    settings.STAFF_LOGIN_TRIES_PER_ADDRESS = 6
    statuses = [log_in(client, "wrong", name=f"somebody{count}").status_code for count in range(8)]
    assert statuses == [200] * 6 + [429] * 2
    assert log_in(client).status_code == 429
    assert log_in(Client(), REMOTE_ADDR="192.0.2.9").status_code == 302


def test_who_is_logged_in_can_guess_no_more_passwords_than_others(
    client: Client, hanako: User, settings: Settings
) -> None:
    """As found: each wrong password of a logged-in browser was given back."""
    settings.STAFF_LOGIN_TRIES_PER_ADDRESS = 3
    client.force_login(hanako)
    statuses = [log_in(client, "wrong", name=f"somebody{count}").status_code for count in range(4)]
    assert statuses == [200] * 3 + [429]


def test_who_is_right_uses_nothing_up(client: Client, hanako: User) -> None:
    for _try in range(3):
        assert log_in(Client()).status_code == 302
    assert [row.moments for row in Window.objects.filter(key__startswith="staff_logins.")] == [[]]


def test_each_attempt_is_logged_without_the_password(
    client: Client, hanako: User, heard_log: pytest.LogCaptureFixture
) -> None:
    log_in(client, "mistaken-words")
    log_in(client, "mistaken-words", name="my-secret-in-the-wrong-field")
    log_in(client)
    client.post("/admin/logout/")
    for _try in range(5):
        log_in(client, "mistaken-words")
    fields = [vars(record)["staff_login"] for record in heard_log.records if "staff_login" in vars(record)]
    assert [(each["outcome"], each["user"]) for each in fields[:4]] == [
        ("failure", "hanako"),
        ("failure", "unknown"),
        ("success", "hanako"),
        ("logout", "hanako"),
    ]
    assert {each["outcome"] for each in fields[4:]} == {"failure", "locked_out"}
    assert {each["address"] for each in fields} == {"127.0.0.1"}
    for secret in (RIGHT, "mistaken-words", "my-secret-in-the-wrong-field"):
        assert secret not in heard_log.text
        assert not AccessAttempt.objects.filter(post_data__contains=secret).exists()


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "\ud800", "花子"])
def test_no_name_breaks_the_login(client: Client, hanako: User, name: str) -> None:
    body = urlencode({"username": name.encode("utf-8", "surrogatepass"), "password": "wrong"})
    form = "application/x-www-form-urlencoded"
    answer: Any = client.post(LOGIN, body, content_type=form, HTTP_USER_AGENT="x" * 3000)
    assert answer.status_code == 200


def test_the_session_ends_after_eight_hours_and_its_cookie_is_kept_from_scripts(
    client: Client, hanako: User
) -> None:
    log_in(client)
    cookie = client.cookies["sessionid"]
    assert cookie["max-age"] == 8 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- a password that somebody else knows ----------------------------------------------------------


def change(client: Client, old: str, new: str) -> Any:
    words = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", words)


@pytest.fixture
def newcomer(client: Client, hanako: User) -> Client:
    require_new_password(hanako)
    log_in(client)
    return client


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/reservations/reservation/", "/admin/auth/user/", "/admin/voice/session/"]
)
def test_who_has_a_given_password_sees_nothing_but_its_change(newcomer: Client, path: str) -> None:
    answer: Any = newcomer.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_change/")
    posted: Any = newcomer.post(path, {"action": "delete_selected"})
    assert (posted.status_code, posted["Location"]) == (302, "/admin/password_change/")


@pytest.mark.parametrize(("language", "words"), [("ja", "ご自分だけが"), ("en", "that only you know")])
def test_the_page_says_why(newcomer: Client, language: str, words: str) -> None:
    newcomer.cookies["language"] = language
    answer: Any = newcomer.get("/admin/password_change/")
    assert words in answer.content.decode()


@pytest.mark.parametrize("new", [RIGHT, "short-1", "123456789012345", "password1234"])
def test_the_same_or_a_weak_password_does_not_do(newcomer: Client, hanako: User, new: str) -> None:
    assert change(newcomer, RIGHT, new).status_code == 200
    assert has_to_change_password(hanako)
    assert newcomer.get("/admin/").status_code == 302


PATTERNS = ["ababababababa", "198419841984", "zyxwvutsrqpon", "890123456789", "んんんんんんんんんんんん"]


@pytest.mark.parametrize("new", PATTERNS)
def test_a_pattern_is_no_password(newcomer: Client, hanako: User, new: str) -> None:
    assert change(newcomer, RIGHT, new).status_code == 200
    assert has_to_change_password(hanako)


@pytest.mark.parametrize(
    "new", ["493817260584", "kmwqzrtpvhxg", "KMWQZRTPVHXG", "やなぎのしたでいかりをまつ", "!#%&(+-=@*?$"]
)
def test_a_password_may_be_of_any_kind_of_characters(newcomer: Client, hanako: User, new: str) -> None:
    assert change(newcomer, RIGHT, new)["Location"] == "/admin/"
    assert not has_to_change_password(hanako)


@pytest.mark.parametrize(("length", "is_taken"), [(128, True), (129, False)])
def test_a_password_has_at_most_128_characters(
    newcomer: Client, hanako: User, length: int, is_taken: bool
) -> None:
    change(newcomer, RIGHT, ("willow-anchor-77" * 9)[:length])
    assert has_to_change_password(hanako) is not is_taken


def test_with_a_password_of_their_own_they_go_on(newcomer: Client, hanako: User) -> None:
    assert change(newcomer, RIGHT, "willow-anchor-77")["Location"] == "/admin/"
    assert newcomer.get("/admin/").status_code == 200
    assert not has_to_change_password(hanako)
    assert log_in(Client(), "willow-anchor-77").status_code == 302


def test_an_account_made_or_reset_by_somebody_else_has_to_change(client: Client, hanako: User) -> None:
    log_in(client)
    words = {"password1": "first-given-12", "password2": "first-given-12", "usable_password": "true"}
    client.post("/admin/auth/user/add/", {"username": "jiro", **words})
    jiro = User.objects.get(username="jiro")
    assert has_to_change_password(jiro)
    require_new_password(jiro, is_required=False)
    client.post(f"/admin/auth/user/{jiro.pk}/password/", words)
    assert has_to_change_password(jiro)


def test_script_of_a_page_is_told_that_the_session_is_over(client: Client, hanako: User) -> None:
    """A redirect would look to it like the one that follows what was saved."""
    by_script = {"X-Requested-With": "fetch"}
    answers = [client.post("/admin/", headers=by_script), client.get("/admin/", headers=by_script)]
    assert [answer.status_code for answer in answers] == [401, 401]
    require_new_password(hanako)
    log_in(client)
    assert client.get("/admin/", headers=by_script).status_code == 401
    assert client.get("/admin/").status_code == 302

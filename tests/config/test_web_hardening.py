"""What a browser is told about every page, and what becomes of staff's sessions and passwords."""

from __future__ import annotations

import pytest
from django.conf import global_settings
from django.conf import settings as django_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from pytest_django import Settings

from config import settings as product_settings

pytestmark = [
    pytest.mark.db,
    pytest.mark.either,
    pytest.mark.django_db,
    pytest.mark.usefixtures("uncollected_static_files"),
]
RIGHT = "harbour-lantern-42"


@pytest.fixture
def hanako() -> User:
    return User.objects.create_superuser("hanako", password=RIGHT)


def log_in(client: Client, password: str = RIGHT, after: str = "/admin/") -> str:
    """Where one is led to."""
    answer = client.post(f"/admin/login/?next={after}", {"username": "hanako", "password": password})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/api/schema", "/no-such-page"])
def test_pages_carry_the_headers_that_keep_them_safe(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    kind = answer["Content-Type"]
    assert "charset=utf-8" in kind.lower() or not kind.startswith("text/")
    assert "Server" not in answer
    assert "X-Powered-By" not in answer


def test_no_other_origin_may_read(client: Client) -> None:
    for origin in ("https://evil.example", "null"):
        answer = client.get("/api/schema", headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer


def test_nothing_but_collected_files_is_served(client: Client) -> None:
    for path in (
        "/static/",
        "/static/voice/",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/.git/config",
    ):
        assert client.get(path).status_code == 404, path


def test_pages_of_staff_are_kept_nowhere(client: Client, hanako: User) -> None:
    log_in(client)
    for path in ("/admin/", "/admin/reservations/reservation/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_login_begins_a_new_session_and_logout_ends_it(client: Client, hanako: User) -> None:
    client.get("/admin/login/")
    log_in(client)
    name = django_settings.SESSION_COOKIE_NAME
    first = client.cookies[name].value
    assert len(first) >= 32  # of 36 letters: 165 bits
    client.post("/admin/logout/")
    stolen = Client()
    stolen.cookies[name] = first
    assert stolen.get("/admin/").status_code == 302
    log_in(client)
    assert client.cookies[name].value != first


def test_a_changed_password_ends_the_other_sessions(client: Client, hanako: User) -> None:
    other = Client()
    log_in(client)
    log_in(other)
    new = "quiet-mountain-lake-7"
    client.post(
        "/admin/password_change/", {"old_password": RIGHT, "new_password1": new, "new_password2": new}
    )
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_a_change_of_password_asks_for_the_present_one(client: Client, hanako: User) -> None:
    log_in(client)
    new = "quiet-mountain-lake-7"
    client.post(
        "/admin/password_change/", {"old_password": "wrong", "new_password1": new, "new_password2": new}
    )
    hanako.refresh_from_db()
    assert hanako.check_password(RIGHT)


def test_passwords_are_kept_whole_and_hashed_slowly(settings: Settings) -> None:
    """By PBKDF2 with SHA-256, each with a salt of its own (128 bits of 62 letters)."""
    assert not hasattr(product_settings, "PASSWORD_HASHERS"), "Django's own are used"
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    long = "灯台 と 🚗 " * 20
    kept = make_password(long)
    algorithm, iterations, salt, _digest = kept.split("$")
    assert algorithm == "pbkdf2_sha256"
    assert int(iterations) >= 310_000
    assert len(salt) >= 22
    assert salt != PBKDF2PasswordHasher().salt()
    user = User(username="long", password=kept)
    assert user.check_password(long)
    assert not user.check_password(long[:-1])


def test_a_form_without_its_token_is_refused(hanako: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/admin/login/", {"username": "hanako", "password": RIGHT}).status_code == 403


def test_login_leads_to_no_other_site(client: Client, hanako: User) -> None:
    for after in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert "evil" not in (led := log_in(client, after=after))
        assert not led.startswith("javascript:")
        client.post("/admin/logout/")


def test_what_an_earlier_key_signed_is_good_until_it_is_taken_out(settings: Settings) -> None:
    signed = signing.dumps({"s": "a"}, salt="voice.session")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-" * 5
    assert signing.loads(signed, salt="voice.session") == {"s": "a"}
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadSignature):
        signing.loads(signed, salt="voice.session")

"""The login's second step: set up by its owner, asked for at each login, and no way round it."""

from __future__ import annotations

import re
import time
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from config.staff import paper_codes
from config.staff.models import require_new_password

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
PASSWORD = "harbour-lantern-42"
OWN, VERIFY = "/admin/second-step/own/", "/admin/second-step/"
CODE = re.compile(r"<code>(\w{10})</code>")


@pytest.fixture
def hanako(db: None) -> User:
    return User.objects.create_superuser("hanako", password=PASSWORD)


def log_in(client: Client) -> Any:
    return client.post("/admin/login/?next=/admin/", {"username": "hanako", "password": PASSWORD})


def read_code(device: TOTPDevice, *, offset: int = 0) -> str:
    """What the app shows now, or `offset` half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + 30 * offset
    return f"{totp.token():06d}"


def wrong_code(device: TOTPDevice) -> str:
    near = {read_code(device, offset=offset) for offset in (-2, -1, 0, 1, 2)}
    return next(
        code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near
    )


def enrol(client: Client) -> tuple[TOTPDevice, list[str]]:
    """Sets it up as a person does; the device and the codes on paper."""
    assert client.get(OWN).status_code == 200
    device = TOTPDevice.objects.get()
    answer: Any = client.post(OWN, {"code": read_code(device)})
    codes = CODE.findall(answer.content.decode())
    # The same code is never taken twice: what is shown next would be a half minute away.
    TOTPDevice.objects.update(last_t=-1)
    return TOTPDevice.objects.get(), codes


def forget_wrong_tries() -> None:
    TOTPDevice.objects.update(throttling_failure_count=0)


@pytest.fixture
def enrolled(client: Client, hanako: User) -> tuple[TOTPDevice, list[str]]:
    log_in(client)
    return enrol(client)


def test_by_default_it_is_offered_and_not_asked_for(client: Client, hanako: User) -> None:
    log_in(client)
    page: Any = client.get("/admin/")
    assert page.status_code == 200
    assert OWN in page.content.decode()


@pytest.mark.parametrize(("language", "words"), [("ja", "認証アプリを開き"), ("en", "scan this picture")])
def test_its_page_shows_a_picture_and_the_key_without_asking_anybody_else(
    client: Client, hanako: User, language: str, words: str
) -> None:
    log_in(client)
    client.cookies["language"] = language
    page: Any = client.get(OWN)
    html = page.content.decode()
    assert words in html
    assert "<svg" in html
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", html)
    assert "style=" not in html  # the policy allows no inline style
    assert page["Cache-Control"].startswith("max-age=0")


def test_nothing_is_on_before_the_first_code(client: Client, hanako: User) -> None:
    log_in(client)
    client.get(OWN)
    client.post(OWN, {"code": wrong_code(TOTPDevice.objects.get())})
    assert not TOTPDevice.objects.get().confirmed
    assert log_in(Client())["Location"] == "/admin/"


def test_the_code_is_asked_for_at_the_next_login(
    enrolled: tuple[TOTPDevice, list[str]], client: Client
) -> None:
    device, codes = enrolled
    assert len(set(codes)) == 10
    assert client.get("/admin/").status_code == 200  # who has just set it up is in
    other = Client()
    log_in(other)
    closed: Any = other.get("/admin/reservations/reservation/?q=a")
    assert closed["Location"] == f"{VERIFY}?{urlencode({'next': '/admin/reservations/reservation/?q=a'})}"
    wanted: Any = other.post(closed["Location"], {"code": read_code(device)})
    assert wanted["Location"] == "/admin/reservations/reservation/?q=a"
    assert other.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "password_change",
        "auth_user_changelist",
        "reservations_reservation_changelist",
        "staff_enrol",
    ],
)
def test_nothing_else_is_open_before_the_code(enrolled: tuple[TOTPDevice, list[str]], name: str) -> None:
    other = Client()
    log_in(other)
    for answer in (other.get(reverse(f"admin:{name}")), other.post(reverse(f"admin:{name}"), {"off": "1"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith(VERIFY)
    assert TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_session_from_before_cannot_take_it_away(client: Client, hanako: User) -> None:
    older = Client()
    log_in(older)
    log_in(client)
    enrol(client)
    assert older.post(OWN, {"off": "1"})["Location"].startswith(VERIFY)
    assert TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_wrong_code_is_refused_and_slows_the_next_try(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    device, _codes = enrolled
    other = Client()
    log_in(other)
    for _try in range(3):
        assert other.post(VERIFY, {"code": wrong_code(device)}).status_code == 200
    # Even the right one, so soon after.
    assert other.post(VERIFY, {"code": read_code(device)}).status_code == 200
    assert other.get("/admin/").status_code == 302
    forget_wrong_tries()
    assert other.post(VERIFY, {"code": read_code(device)}).status_code == 302


def test_a_code_is_good_once(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    device, _codes = enrolled
    first, second = Client(), Client()
    for browser in (first, second):
        log_in(browser)
    code = read_code(device)
    assert first.post(VERIFY, {"code": code}).status_code == 302
    assert second.post(VERIFY, {"code": code}).status_code == 200


def test_each_code_on_paper_lets_in_once(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    _device, codes = enrolled
    for expected in (302, 200):
        other = Client()
        log_in(other)
        assert other.post(VERIFY, {"code": codes[0].upper()}).status_code == expected
    assert StaticToken.objects.count() == 9


def test_only_hashes_of_the_codes_on_paper_are_kept(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    _device, codes = enrolled
    kept = {token.token for token in StaticToken.objects.all()}
    assert (len(set(codes)), len(kept)) == (10, 10)
    assert not any(code[:6] in token for code in codes for token in kept)
    device = StaticDevice.objects.get()
    other = StaticDevice.objects.create(user=device.user, name=paper_codes.name_device())
    assert paper_codes.hash_code(codes[0], other.name) not in kept  # each set has a salt of its own


def test_codes_that_an_earlier_release_kept_as_they_are_stay_good(hanako: User, client: Client) -> None:
    log_in(client)
    enrol(client)
    StaticDevice.objects.all().delete()
    device = StaticDevice.objects.create(user=hanako, name="paper", confirmed=True)
    StaticToken.objects.create(device=device, token="abcdefgh")
    migration = import_module("config.staff.migrations.0002_hash_paper_codes")
    migration.hash_codes(apps, None)
    assert not StaticToken.objects.filter(token="abcdefgh").exists()
    other = Client()
    log_in(other)
    assert other.post(VERIFY, {"code": "ABCD efgh"}).status_code == 302


def test_another_persons_codes_open_nothing(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    device, codes = enrolled
    User.objects.create_superuser("taro", password=PASSWORD)
    taro = Client()
    taro.post("/admin/login/?next=/admin/", {"username": "taro", "password": PASSWORD})
    taro.get(OWN)
    for code in (codes[0], read_code(device)):
        assert taro.post(OWN, {"code": code}).status_code == 200
    assert not TOTPDevice.objects.filter(user__username="taro", confirmed=True).exists()


def test_after_the_code_nobody_is_led_to_another_site(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    device, _codes = enrolled
    other = Client()
    log_in(other)
    answer: Any = other.post(f"{VERIFY}?next=https://evil.example/", {"code": read_code(device)})
    assert answer["Location"] == "/admin/"


def test_it_is_switched_off_and_its_codes_renewed(
    enrolled: tuple[TOTPDevice, list[str]], client: Client
) -> None:
    _device, codes = enrolled
    renewed: Any = client.post(OWN, {"codes": "1"})
    assert not set(CODE.findall(renewed.content.decode())) & set(codes)
    assert client.post(OWN, {"off": "1"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


# --- required of all ------------------------------------------------------------------------------


@pytest.fixture
def required(settings: Settings) -> None:
    settings.STAFF_TOTP = "required"


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("name", ["index", "password_change", "auth_user_changelist", "calls"])
def test_who_has_none_is_led_to_set_it_up(client: Client, hanako: User, name: str) -> None:
    log_in(client)
    assert client.get(reverse(f"admin:{name}"))["Location"] == OWN
    enrol(client)
    assert client.get(reverse(f"admin:{name}")).status_code == 200


@pytest.mark.usefixtures("required")
def test_a_given_password_is_changed_first(client: Client, hanako: User) -> None:
    require_new_password(hanako)
    log_in(client)
    assert client.get("/admin/")["Location"] == "/admin/password_change/"
    assert client.get(OWN)["Location"] == "/admin/password_change/"


@pytest.mark.usefixtures("required")
def test_what_is_required_cannot_be_switched_off(client: Client, hanako: User) -> None:
    log_in(client)
    enrol(client)
    client.post(OWN, {"off": "1"})
    assert TOTPDevice.objects.filter(confirmed=True).exists()


def test_where_it_is_off_nobody_is_asked(enrolled: tuple[TOTPDevice, list[str]], settings: Settings) -> None:
    settings.STAFF_TOTP = "off"
    other = Client()
    log_in(other)
    page: Any = other.get("/admin/")
    assert page.status_code == 200
    assert OWN not in page.content.decode()
    assert other.get(OWN).status_code == 302


# --- lost -----------------------------------------------------------------------------------------


def test_the_operator_lets_in_who_has_lost_everything(enrolled: tuple[TOTPDevice, list[str]]) -> None:
    call_command("forget_second_step", "hanako")
    assert log_in(Client())["Location"] == "/admin/"
    assert not TOTPDevice.objects.exists()
    with pytest.raises(CommandError, match="no account"):
        call_command("forget_second_step", "nobody")


def test_a_colleague_does_too_and_it_is_on_record(
    enrolled: tuple[TOTPDevice, list[str]], client: Client, hanako: User
) -> None:
    chosen = {"action": "forget_second_step", "_selected_action": [hanako.pk]}
    client.post("/admin/auth/user/", chosen)
    assert not TOTPDevice.objects.exists()


def test_no_screen_of_the_admin_shows_keys(enrolled: tuple[TOTPDevice, list[str]], client: Client) -> None:
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404

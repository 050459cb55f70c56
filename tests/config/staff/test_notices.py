"""Whose account is changed is told of it by mail: what, when and from where; nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from config.staff import notices
from tests.config.staff.test_second_step import CODE, OWN, PASSWORD, VERIFY, log_in, read_code

pytestmark = [pytest.mark.db, pytest.mark.either, pytest.mark.usefixtures("uncollected_static_files")]
NEW = "lantern-harbour-43"
Mails = Callable[[Callable[[], Any]], list[Any]]


@pytest.fixture(autouse=True)
def in_memory(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def hanako(db: None) -> User:
    return User.objects.create_superuser("hanako", "hanako@rental.example", PASSWORD)


@pytest.fixture
def mails(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Mails:
    """The mails that doing it has sent."""

    def collect(do: Callable[[], Any]) -> list[Any]:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return list(mail.outbox[before:])

    return collect


def change_password(client: Client) -> None:
    passwords = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/admin/password_change/", passwords).status_code == 302


def test_a_changed_password_is_told_with_time_and_address(client: Client, hanako: User, mails: Mails) -> None:
    log_in(client)
    (notice,) = mails(lambda: change_password(client))
    assert notice.to == ["hanako@rental.example"]
    assert "パスワードが変更されました。" in notice.body
    assert "アクセス元：127.0.0.1" in notice.body
    assert NEW not in notice.body


def test_a_password_that_a_colleague_gives_is_told_to_its_owner(
    client: Client, hanako: User, mails: Mails
) -> None:
    taro = User.objects.create_user("taro", "taro@rental.example", PASSWORD, is_staff=True)
    log_in(client)
    given = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    (notice,) = mails(lambda: client.post(f"/admin/auth/user/{taro.pk}/password/", given))
    assert notice.to == ["taro@rental.example"]


def test_a_changed_address_is_told_to_the_one_before(client: Client, hanako: User, mails: Mails) -> None:
    log_in(client)
    page: Any = client.get(f"/admin/auth/user/{hanako.pk}/change/")
    form = page.context["adminform"].form
    fields = {
        name: "" if value is None else value for name, value in form.initial.items() if value is not False
    }
    sent = {
        **fields,
        "email": "other@rental.example",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
    }
    sent |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00", "last_login_0": "", "last_login_1": ""}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        sent |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    for name in ("groups", "user_permissions", "date_joined", "last_login", "password"):
        sent.pop(name, None)
    (notice,) = mails(lambda: client.post(f"/admin/auth/user/{hanako.pk}/change/", sent))
    hanako.refresh_from_db()
    assert hanako.email == "other@rental.example"
    assert notice.to == ["hanako@rental.example"]


def test_the_second_step_is_told_from_its_setting_up_to_its_end(
    client: Client, hanako: User, mails: Mails
) -> None:
    log_in(client)
    client.get(OWN)
    codes: list[str] = []

    def enrol() -> None:
        answer: Any = client.post(OWN, {"code": read_code(TOTPDevice.objects.get())})
        codes.extend(CODE.findall(answer.content.decode()))

    def come_in(code: str) -> Callable[[], Any]:
        other = Client()
        log_in(other)
        return lambda: other.post(VERIFY, {"code": code})

    def read(do: Callable[[], Any]) -> list[str]:
        return [notice.body.splitlines()[0] for notice in mails(do)]

    with translation.override("ja"):
        assert read(enrol) == ["2段階認証が設定されました。"]
        used = read_code(TOTPDevice.objects.get())
        assert read(come_in(used)) == ["使用済みの認証コードが入力されました。ログインはできていません。"]
        TOTPDevice.objects.update(throttling_failure_count=0)
        assert read(come_in(codes[0])) == ["予備コードでログインがありました。"]
        assert read(come_in(codes[0])) == []  # wrong, and none of the app's
        assert read(lambda: client.post(OWN, {"codes": "1"})) == [str(notices.WORDS["paper_codes"])]
        assert read(lambda: client.post(OWN, {"off": "1"})) == ["2段階認証が解除されました。"]


def test_what_the_operator_forgets_is_told(hanako: User, mails: Mails) -> None:
    (notice,) = mails(lambda: call_command("forget_second_step", "hanako", verbosity=0))
    assert str(notices.WORDS["second_step_forgotten"]) in notice.body


@pytest.mark.parametrize("address", ["", "hanako@demo.invalid"])
def test_who_has_no_address_is_told_nothing(client: Client, hanako: User, mails: Mails, address: str) -> None:
    User.objects.update(email=address)
    log_in(client)
    assert mails(lambda: change_password(client)) == []


class Broken(BaseEmailBackend):
    def send_messages(self, _messages: Any) -> int:
        raise ConnectionRefusedError


def test_a_mail_server_that_is_away_stops_nobody(
    client: Client, hanako: User, mails: Mails, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    log_in(client)
    mails(lambda: change_password(client))
    assert "hanako was not told" in caplog.text
    assert "hanako@rental.example" not in caplog.text
    hanako.refresh_from_db()
    assert hanako.check_password(NEW)

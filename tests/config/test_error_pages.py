"""What a person sees where a page cannot be shown: ours, in their language, and with a way on."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

pytestmark = pytest.mark.db
TITLES = {
    400: ("この操作を受け付けられませんでした", "We could not process this request"),
    403: ("このページを開く権限がありません", "You may not open this page"),
    404: ("ページが見つかりません", "There is no such page"),
    500: ("こちらで問題が起きました", "Something went wrong on our side"),
    503: ("ただいま応答できません", "We cannot answer just now"),
}
FAULTS = {
    "fault": RuntimeError("something of ours"),
    "locked": OperationalError("database is locked"),
    "closed": InterfaceError("connection already closed"),
}


def fail(_request: HttpRequest, kind: str) -> HttpResponse:
    raise FAULTS[kind]


urlpatterns = [path("<kind>", fail)]
OUTDATED = ("ページの有効期限が切れました", "This page has been open for too long")


def read(answer: Any, status: int, title: str) -> None:
    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert 'href="/admin/"' in html
    assert "style=" not in html


@pytest.fixture
def stranger() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("spoken", "which"), [("ja", 0), ("en", 1)])
class TestErrorPage:
    @pytest.fixture(autouse=True)
    def _language(self, stranger: Client, spoken: str) -> None:
        stranger.cookies["language"] = spoken

    def test_unknown_address(self, stranger: Client, which: int, db: None) -> None:
        for address in ("/nonsense", "/s/nonsense"):
            read(stranger.get(address), 404, TITLES[404][which])

    def test_unknown_address_of_the_staff(self, stranger: Client, which: int, admin_user: User) -> None:
        stranger.force_login(admin_user)
        read(stranger.get("/admin/nonsense/"), 404, TITLES[404][which])

    def test_page_that_is_not_allowed(self, stranger: Client, which: int, db: None) -> None:
        stranger.force_login(User.objects.create_user("hanako", is_staff=True))
        read(stranger.get("/admin/board/"), 403, TITLES[403][which])

    def test_form_that_is_too_old(self, which: int, spoken: str, db: None) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies["language"] = spoken
        read(strict.post("/admin/login/", {"username": "hanako"}), 403, OUTDATED[which])

    def test_wrong_host(self, stranger: Client, which: int, settings: Settings, db: None) -> None:
        settings.ALLOWED_HOSTS = ["localhost"]
        read(stranger.get("/", SERVER_NAME="evil.example"), 400, TITLES[400][which])

    def test_fault_of_ours(self, stranger: Client, which: int, settings: Settings) -> None:
        """Without a database, which may be what is at fault."""
        settings.ROOT_URLCONF = __name__
        read(stranger.get("/fault"), 500, TITLES[500][which])

    @pytest.mark.parametrize("kind", ["locked", "closed"])
    def test_database_that_does_not_answer(
        self, stranger: Client, which: int, kind: str, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.ROOT_URLCONF = __name__
        answer = stranger.get(f"/{kind}")
        read(answer, 503, TITLES[503][which])
        assert int(answer.headers["Retry-After"]) > 0
        (logged,) = [each for each in caplog.records if each.name == "config.database_away"]
        assert logged.exc_info
        assert logged.exc_info[1] is FAULTS[kind]

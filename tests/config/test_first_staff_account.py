"""The first staff account's password is shown once, kept nowhere, and has to be changed."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config.staff.models import has_to_change_password

pytestmark = [pytest.mark.db, pytest.mark.either]
PASSWORD = re.compile(r"password: (\S+)")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path, db: None) -> Path:
    settings.VAR_DIR, settings.ADMIN_PASSWORD = tmp_path, ""
    return tmp_path


def run() -> str:
    out = StringIO()
    call_command("first_staff_account", stdout=out)
    return out.getvalue()


def test_its_password_is_shown_once_and_has_to_be_changed(folder: Path) -> None:
    shown = PASSWORD.findall(run())
    admin = User.objects.get()
    assert admin.check_password(shown[0])
    assert has_to_change_password(admin)
    later = run()
    assert shown[0] not in later
    assert "manage.py changepassword admin" in later
    assert list(folder.iterdir()) == []


def test_two_installations_have_different_ones() -> None:
    first = PASSWORD.findall(run())
    User.objects.all().delete()
    assert PASSWORD.findall(run()) != first


def test_one_that_the_operator_gives_is_not_shown(settings: Settings) -> None:
    settings.ADMIN_PASSWORD = "harbour-lantern-42"
    assert "harbour" not in run()
    admin = User.objects.get()
    assert admin.check_password("harbour-lantern-42")
    assert not has_to_change_password(admin)


@pytest.mark.parametrize("weak", ["1", "password1234", "123456789012"])
def test_a_weak_one_is_refused(settings: Settings, weak: str) -> None:
    settings.ADMIN_PASSWORD = weak
    with pytest.raises(CommandError, match="ADMIN_PASSWORD is too weak"):
        run()
    assert not User.objects.exists()


@pytest.mark.parametrize("is_still_used", [True, False])
def test_the_file_of_earlier_releases_is_removed(folder: Path, is_still_used: bool) -> None:
    (folder / "admin_password").write_text("sixteen-letters-and-more")
    admin = User.objects.create_superuser(
        "admin", password="sixteen-letters-and-more"[:16] if is_still_used else "of-my-own-choice"
    )
    run()
    assert not (folder / "admin_password").exists()
    assert has_to_change_password(admin) is is_still_used

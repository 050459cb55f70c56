from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

pytestmark = pytest.mark.unit


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY_FILE", str(tmp_path / "key"))
    assert environment.text("AZURE_OPENAI_API_KEY") == "s3cret"


def test_a_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COSMOS_KEY_FILE", "/nowhere/key")
    with pytest.raises(ImproperlyConfigured, match="COSMOS_KEY_FILE=/nowhere/key"):
        environment.text("COSMOS_KEY")


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("True", True), ("off", False), ("", False)])
def test_a_flag_is_true_or_false(written: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", written)
    assert environment.flag("DEBUG", default=not meant) is meant


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DEBUG='maybe'"):
        environment.flag("DEBUG", default=False)


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eight")
    with pytest.raises(ImproperlyConfigured, match="PORT='eight'"):
        environment.number("PORT", 8000)


def test_a_made_secret_is_kept_and_private(tmp_path: Path) -> None:
    first = environment.load_or_make_secret(tmp_path / "var" / "key")
    assert len(first) > 40
    assert environment.load_or_make_secret(tmp_path / "var" / "key") == first
    assert (tmp_path / "var" / "key").stat().st_mode & 0o077 == 0

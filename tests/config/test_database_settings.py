"""The database is kept open, and SQLite spoken to so that two writers wait for each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import FAULTS, configure_database

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def no_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.environment.FAULTS", [])


def test_without_an_address_it_is_a_file_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = configure_database("DATABASE_URL", tmp_path)
    assert found["NAME"] == str(tmp_path / "uketsuke.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_keeps_its_own_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db.example/cars?sslmode=require")
    found = configure_database("DATABASE_URL", tmp_path)
    assert (found["HOST"], found["NAME"]) == ("db.example", "cars")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(("url", "seconds"), [("", 60), ("sqlite:///x.db?conn_max_age=0", 0)])
def test_how_long_it_is_kept_open_can_be_said(
    url: str, seconds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert configure_database("DATABASE_URL", tmp_path)["CONN_MAX_AGE"] == seconds
    assert FAULTS == []

"""The database is kept open, and SQLite spoken to so that two writers wait for each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import configure_database

pytestmark = pytest.mark.unit


def test_without_an_address_it_is_a_file_of_ours(tmp_path: Path) -> None:
    found = configure_database("", tmp_path / "var")
    assert found["NAME"] == str(tmp_path / "var" / "uketsuke.sqlite3")
    assert (tmp_path / "var").is_dir()
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_keeps_its_own_options(tmp_path: Path) -> None:
    found = configure_database("postgres://u:p@db.example/cars?sslmode=require", tmp_path)
    assert (found["HOST"], found["NAME"]) == ("db.example", "cars")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(("url", "seconds"), [("", 60), ("sqlite:///x.db?conn_max_age=0", 0)])
def test_how_long_it_is_kept_open_can_be_said(url: str, seconds: int, tmp_path: Path) -> None:
    assert configure_database(url, tmp_path)["CONN_MAX_AGE"] == seconds

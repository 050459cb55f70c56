"""docs/operations.md's own commands, run: what is restored is what was there, and is guarded as it was."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import postgres
from tests.house.test_sizes import ROOT
from tests.ports import free_port
from tests.product import Commands, environment_of

pytestmark = [pytest.mark.unit, pytest.mark.long]


def read_command(heading: str, program: str) -> str:
    """The command that begins with `program` in the page's section `heading`."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.split(f"### {heading}\n")[1].split("\n### ")[0]
    found = re.search(rf"^{program} .*$", section, re.MULTILINE)
    assert found, f"{heading} has no {program}"
    return found[0]


def run(command: str, folder: Path, **filled: str) -> None:
    for name, value in filled.items():
        command = command.replace(f'"${name}"', value).replace(f"${name}", value)
    words = shlex.split(command)
    programs = {"python": sys.executable, "pg_dump": postgres.program("pg_dump")}
    programs["pg_restore"] = postgres.program("pg_restore")
    subprocess.run([programs.get(words[0], words[0]), *words[1:]], cwd=folder, check=True)


def environment(folder: Path, url: str) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    return {**environment_of(folder, free_port()), "DATABASE_URL": url}


def fill(url: str, folder: Path) -> list[dict[str, Any]]:
    """What `export_reservations` says of a demo company in the database at `url`."""
    with Commands(environment(folder, url)) as commands:
        commands.run("migrate", "--noinput", "--verbosity", "0")
        commands.run("seed")
        return read_export(commands)


def read_export(commands: Commands) -> list[dict[str, Any]]:
    exported: list[dict[str, Any]] = json.loads(commands.run("export_reservations"))
    return exported


def test_a_backup_of_sqlite_is_restored_as_it_was(tmp_path: Path) -> None:
    there, here = tmp_path / "uketsuke.sqlite3", tmp_path / "backup.sqlite3"
    before = fill(f"sqlite:///{there}", tmp_path / "var")
    assert len(before) > 50
    run(read_command("SQLite", "python"), tmp_path)
    there.unlink()
    with Commands(environment(tmp_path / "restored", f"sqlite:///{here}")) as commands:
        commands.run("migrate", "--check")
        assert read_export(commands) == before


@pytest.fixture
def server() -> Iterator[str]:
    with postgres.running() as url:
        yield url


def test_a_backup_of_postgresql_is_restored_as_it_was_and_guards_as_it_did(
    server: str, tmp_path: Path
) -> None:
    before = fill(server, tmp_path / "var")
    run(read_command("PostgreSQL", "pg_dump"), tmp_path, DATABASE_URL=server)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    restored = server.removesuffix("/postgres") + "/restored"
    run(read_command("PostgreSQL", "pg_restore"), tmp_path, RESTORED_URL=restored)
    with Commands(environment(tmp_path / "restored", restored)) as commands:
        commands.run("migrate", "--check")
        assert read_export(commands) == before
    with psycopg.connect(restored) as connection, pytest.raises(psycopg.errors.ExclusionViolation):
        copy_a_booking(connection)


def copy_a_booking(connection: psycopg.Connection[Any]) -> None:
    """The same car for the same time once more, by raw SQL."""
    cursor = connection.execute("SELECT * FROM reservations_reservation WHERE status = 'confirmed' LIMIT 1")
    assert cursor.description
    names = [column.name for column in cursor.description]
    values = ", ".join(
        {"id": "gen_random_uuid()", "number": "'R-000-0001'"}.get(name, name) for name in names
    )
    connection.execute(
        f"INSERT INTO reservations_reservation ({', '.join(names)}) SELECT {values}"  # noqa: S608
        " FROM reservations_reservation WHERE status = 'confirmed' LIMIT 1"
    )
    connection.commit()

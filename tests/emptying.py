"""After a test that commits: its rows go, and only they.

Django's `flush` empties every table and then lets each application fill its own again (permissions, content
types, roles, guards), which takes a tenth of a second of each such test; there are hundreds.
"""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, get_commands
from django.core.management.commands import flush
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Rows = list[tuple[Any, ...]]


class Flush(flush.Command):
    """`flush` for databases that it has seen as migrations leave them."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, list[str]] = {}  # by alias
        self._kept: dict[str, dict[str, Rows]] = {}  # by alias and table: what migrations wrote

    def remember(self, alias: str) -> None:
        """That this is how the database is to be after each test."""
        connection = connections[alias]
        self._tables[alias] = connection.introspection.django_table_names(
            only_existing=True, include_views=False
        )
        filled = find_filled(connection, self._tables[alias])
        self._kept[alias] = {table: read(connection, table) for table in filled}

    def handle(self, **options: Any) -> None:
        alias = options["database"]
        if alias not in self._kept or not self.restore(alias):
            super().handle(**options)
            self.remember(alias)

    def restore(self, alias: str) -> bool:
        """Whether only rows had to go; else a test has changed what migrations wrote."""
        connection, kept = connections[alias], self._kept[alias]
        if any(read(connection, table) != rows for table, rows in kept.items()):
            return False
        written = find_filled(connection, [table for table in self._tables[alias] if table not in kept])
        with transaction.atomic(using=alias), connection.cursor() as cursor:
            for table in written:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return True


def install(alias: str) -> None:
    """In place of Django's own, for this process."""
    command = Flush()
    command.remember(alias)
    commands: dict[str, str | BaseCommand] = get_commands()  # type: ignore[assignment]  # a command as it is too
    commands["flush"] = command


def find_filled(connection: BaseDatabaseWrapper, tables: list[str]) -> list[str]:
    """Those that have a row, by one query."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"  # noqa: S608
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]


def read(connection: BaseDatabaseWrapper, table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608
        rows: Rows = cursor.fetchall()
        return rows

"""Whether the database is there, with its tables: commands would find out in the middle of their work."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor


def describe_lack() -> str:
    """What is wrong with the database as such, and what to do; "" where it can be used by this version."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as error:
        why = str(error).strip().splitlines()[0]
        return f"The database cannot be reached: {why}\nLook at DATABASE_URL, and whether it is up."
    return f"The database lacks {len(missing)} migrations. Run: manage.py migrate" if missing else ""


def refuse_unready_database() -> None:
    """Raises CommandError for one that is not reached or lacks tables."""
    if lack := describe_lack():
        raise CommandError(lack)

"""The audit log's last word: the database itself lets no line be rewritten, whoever tries."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "journal_is_append_only"
TABLE = "reservations_reservationevent"
POSTGRESQL = f"""
CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}();
"""
POSTGRESQL_UNDONE = f"DROP TRIGGER {NAME} ON {TABLE}; DROP FUNCTION {NAME}();"
SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {NAME} BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{NAME}'); END
"""


def install_trigger(connection: BaseDatabaseWrapper) -> None:
    """On SQLite, after every migrate: a table that is remade has lost its triggers."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names(cursor):
            cursor.execute(SQLITE)

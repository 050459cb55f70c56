"""The last word against double booking: an exclusion constraint on PostgreSQL, triggers on SQLite."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Least

from reservations.occupancy import KEEPING

BLOCKING = KEEPING  # the same list in the constraint and in the index
NAME = "no_double_booking"


class TsTzRange(models.Func):
    """Half-open, so that a car returned at 18:00 can leave at 18:00."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


# A car handed over early is away since then. PostgreSQL's LEAST passes over what is null.
KEPT_FROM = Least("pickup_at", "picked_up_at")


class NoDoubleBooking(ExclusionConstraint):
    """Django's own knows no other database: here it is silent elsewhere, and validates by a plain query."""

    def __init__(self, *, early: bool = True, **_given: Any) -> None:
        """`early`: False in the first migration, which knows no hand-over yet."""
        kept = TsTzRange(KEPT_FROM if early else "pickup_at", "blocked_until", RangeBoundary())
        super().__init__(
            name=NAME,
            expressions=[("vehicle", RangeOperators.EQUAL), (kept, RangeOperators.OVERLAPS)],
            condition=models.Q(status__in=BLOCKING),
            deferrable=models.Deferrable.IMMEDIATE,
            violation_error_code=NAME,
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return (f"{type(self).__module__}.{type(self).__qualname__}", (), {"name": self.name})

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().constraint_sql(model, schema_editor) if on_postgresql(schema_editor) else None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().create_sql(model, schema_editor) if on_postgresql(schema_editor) else None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().remove_sql(model, schema_editor) if on_postgresql(schema_editor) else None

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        if instance.status not in BLOCKING or not (instance.vehicle_id and instance.pickup_at):
            return
        rivals = model.calendar.using(using).blocking().filter(vehicle=instance.vehicle_id)
        if rivals.overlapping(instance.kept_from, instance.blocked_until).exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)


def on_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


# Times are compared as they are written: one that is written in another way could not be judged.
MOMENT = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
TRIGGER = """
CREATE TRIGGER {name}_{event} BEFORE {event} ON reservations_reservation
WHEN NEW.status IN ('held', 'confirmed', 'out', 'blocked')
BEGIN
  SELECT RAISE(ABORT, '{name}: times must be written in UTC, as 2026-12-05 01:00:00')
  WHERE substr(NEW.pickup_at, 1, 19) NOT GLOB '{moment}' OR substr(NEW.pickup_at, 20) GLOB '*[^.0-9]*'
    OR substr(NEW.blocked_until, 1, 19) NOT GLOB '{moment}' OR substr(NEW.blocked_until, 20) GLOB '*[^.0-9]*';
  SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
    SELECT 1 FROM reservations_reservation AS other
    WHERE other.vehicle_id = NEW.vehicle_id AND other.id <> NEW.id
      AND other.status IN ('held', 'confirmed', 'out', 'blocked')
      AND MIN(other.pickup_at, COALESCE(other.picked_up_at, other.pickup_at)) < NEW.blocked_until
      AND other.blocked_until > MIN(NEW.pickup_at, COALESCE(NEW.picked_up_at, NEW.pickup_at)));
END
"""


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """After every migrate: SQLite remakes an altered table, and a remade table has lost its triggers."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if "reservations_reservation" not in connection.introspection.table_names(cursor):
            return
        for event in ("INSERT", "UPDATE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event}")
            cursor.execute(TRIGGER.format(name=NAME, event=event, moment=MOMENT))

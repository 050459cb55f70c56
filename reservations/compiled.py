"""Querysets that are compiled once and sent many times: building one costs more than the answer to it.

A query is written as any other, with a Slot where a value will stand. Knows no cars.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet, Value
from django.db.models.sql import InsertQuery

Row = TypeVar("Row", bound=models.Model)
Converters = dict[int, tuple[Sequence[Callable[..., Any]], Any]]


def present() -> BaseDatabaseWrapper:
    """This thread's connection itself: Django's proxy for it looks it up anew for each attribute."""
    return connections[DEFAULT_DB_ALIAS]


class Slot(Value):
    """Stands in a queryset for a value that is known when it is sent."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(name, output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def filled(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


@dataclass(frozen=True)
class Plan:
    """What the compiler made of a queryset for one kind of database."""

    sql: str
    params: tuple[Any, ...]
    names: list[str]
    annotations: list[str]
    converters: Converters


class Compiled(Generic[Row]):
    """A queryset of whole or deferred models; their annotations come along, related rows do not."""

    def __init__(self, queryset: QuerySet[Row]) -> None:
        self.queryset = queryset
        self.plans: dict[str, Plan] = {}

    def models(self, **values: Any) -> list[Row]:
        connection = present()
        plan = self.plan(connection)
        return [self.made(row, plan, connection) for row in sent(plan, values, connection)]

    def model_of(self, choose: Callable[[list[dict[str, Any]]], int | None], **values: Any) -> Row | None:
        """The one at the position that `choose` picks by the columns: only it becomes a model."""
        connection = present()
        plan = self.plan(connection)
        rows, columns = sent(plan, values, connection), [*plan.names, *plan.annotations]
        chosen = choose([dict(zip(columns, row, strict=True)) for row in rows])
        return None if chosen is None else self.made(rows[chosen], plan, connection)

    def made(self, row: Sequence[Any], plan: Plan, connection: BaseDatabaseWrapper) -> Row:
        width = len(plan.names)
        made = self.queryset.model.from_db(connection.alias, plan.names, row[:width])
        vars(made).update(zip(plan.annotations, row[width:], strict=True))
        return made

    def rows(self, **values: Any) -> list[Sequence[Any]]:
        connection = present()
        return sent(self.plan(connection), values, connection)

    def plan(self, connection: BaseDatabaseWrapper) -> Plan:
        """Two threads that compile it at the same time get the same."""
        if connection.vendor not in self.plans:
            self.plans[connection.vendor] = self.compiled(connection)
        return self.plans[connection.vendor]

    def compiled(self, connection: BaseDatabaseWrapper) -> Plan:
        compiler = self.queryset.all().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        select, names = compiler.select, []
        if compiler.klass_info:
            names = [select[at][0].target.attname for at in compiler.klass_info["select_fields"]]
        annotations = sorted(compiler.annotation_col_map, key=compiler.annotation_col_map.__getitem__)
        converters = compiler.get_converters([column for column, _sql, _alias in select])
        return Plan(sql, tuple(params), names, annotations, converters)


def sent(plan: Plan, values: dict[str, Any], connection: BaseDatabaseWrapper) -> list[Sequence[Any]]:
    params = [param.filled(values, connection) if isinstance(param, Slot) else param for param in plan.params]
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, params)
        rows = cursor.fetchall()
    return [converted(row, plan.converters, connection) for row in rows] if plan.converters else rows


def converted(row: Sequence[Any], converters: Converters, connection: BaseDatabaseWrapper) -> list[Any]:
    values = list(row)
    for at, (functions, expression) in converters.items():
        for convert in functions:
            values[at] = convert(values[at], expression, connection)
    return values


class Insertion:
    """Writes whole rows of one model, whose statement is the same each time; a number of the database's own
    comes back into the row."""

    def __init__(self, model: type[models.Model]) -> None:
        own = model._meta.auto_field
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if field is not own]
        self.statements: dict[str, str] = {}

    def write(self, row: models.Model) -> None:
        connection = present()
        if connection.vendor not in self.statements:
            self.statements[connection.vendor] = self.compiled(row, connection)
        params = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in self.fields]
        with connection.cursor() as cursor:
            cursor.execute(self.statements[connection.vendor], params)
            if own := self.model._meta.auto_field:
                setattr(row, own.attname, cursor.fetchone()[0])
        row._state.adding, row._state.db = False, connection.alias

    def compiled(self, row: models.Model, connection: BaseDatabaseWrapper) -> str:
        query = InsertQuery(self.model)
        query.insert_values(self.fields, [row])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [self.model._meta.auto_field] if self.model._meta.auto_field else None
        ((sql, _params),) = compiler.as_sql()
        return str(sql)

"""The other side of each ratio: the product's own statements in a bare psycopg loop, without the product."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection as django_connection

Parameters = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Parameters]


def statements(deed: Callable[[], Any]) -> list[Statement]:
    """What `deed` sends to the database."""
    sent: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params or ()))
        return execute(sql, params, many, context)

    with django_connection.execute_wrapper(note):
        deed()
    return sent


def connect(url: str, *, autocommit: bool) -> psycopg.Connection[Any]:
    """Never prepared, as Django does it: then both get the same plans, made for these very parameters."""
    return psycopg.connect(url, autocommit=autocommit, prepare_threshold=None)


def asked(connection: psycopg.Connection[Any], sent: list[Statement]) -> None:
    for sql, params in sent:
        connection.execute(sql, params).fetchall()


class Booking:
    """A booking as little as it can be: lock the cars, find a free one, insert it and its journal."""

    def __init__(self, sent: list[Statement], known: Mapping[str, Any]) -> None:
        """`known`: the values in the statements that differ from booking to booking, by name."""
        self.lock = Filled(last(sent, "FOR NO KEY UPDATE"), known)
        self.free = Filled(last(sent, "free_since"), known)
        self.insert = Filled(last(sent, 'INSERT INTO "reservations_reservation" '), known)
        self.journal = Filled(last(sent, 'INSERT INTO "reservations_reservationevent" '), known)

    def book(self, connection: psycopg.Connection[Any], values: dict[str, Any]) -> None:
        values = {**values, "id": uuid.uuid4(), "number": f"B-{uuid.uuid4().hex[:13]}"}
        connection.execute(self.lock.sql, self.lock.params(values)).fetchall()
        cars = connection.execute(self.free.sql, self.free.params(values)).fetchall()
        values["vehicle"] = cars[0][0]
        connection.execute(self.insert.sql, self.insert.params(values))
        connection.execute(self.journal.sql, self.journal.params(values)).fetchall()
        connection.commit()


class Filled:
    """A captured statement with other values in it."""

    def __init__(self, statement: Statement, known: Mapping[str, Any]) -> None:
        self.sql, self.given = statement
        keyed = self.given.items() if isinstance(self.given, Mapping) else enumerate(self.given)
        # Of each value that differs: its key or position in the parameters, and its name among the known.
        self.places = {key: name for key, old in keyed for name, value in known.items() if value == old}

    def params(self, values: Mapping[str, Any]) -> Parameters:
        filled: Any = dict(self.given) if isinstance(self.given, Mapping) else list(self.given)
        for key, name in self.places.items():
            filled[key] = values[name]
        return filled  # type: ignore[no-any-return]


def last(sent: list[Statement], words: str) -> Statement:
    """Of a booking that was begun anew (its number was taken), the attempt that came through."""
    return [each for each in sent if words in each[0]][-1]

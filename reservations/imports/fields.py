"""Takes documents apart field by field: known, wrong (named by its path), left over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeVar

from reservations.times import FIRST_YEAR, LAST_YEAR
from reservations.values import Document

SYSTEM = {"_rid", "_self", "_etag", "_attachments", "_ts", "_lsn", "_metadata"}
# PostgreSQL refuses NUL, and UTF-8 has no half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
NOT_KEPT = "has a character that cannot be kept (NUL, or half of one)"
D = TypeVar("D", bound=date)
P = TypeVar("P")


class Malformed(ValueError):
    """`str()` is the path of the field and what is wrong with it."""


@dataclass
class Reader:
    """Takes known fields out of a document; what is left is unknown."""

    document: Document
    path: str
    known: set[str] = field(default_factory=set)

    def bad(self, name: str, what: str) -> Malformed:
        return Malformed(f"{self.path}.{name}: {what}" if self.path else f"{name}: {what}")

    def read_text(self, name: str, *, longest: int, default: str | None = None) -> str:
        """A text without the spaces around it; `default` where it is missing. Raises Malformed where it is no
        text, empty without a `default`, or longer than `longest` characters."""
        self.known.add(name)
        value = self.document.get(name)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.bad(name, "is missing")
        if not isinstance(value, str):
            raise self.bad(name, f"must be a string, not {json.dumps(value, ensure_ascii=False)}")
        if not value.strip() and default is None:
            raise self.bad(name, "is empty")
        if len(value) > longest:
            raise self.bad(name, f"is longer than {longest} characters")
        if has_unstorable(value):
            raise self.bad(name, NOT_KEPT)
        return value.strip()

    def read_whole(self, name: str, default: int) -> int:
        """A whole number from 0; `default` where it is missing. Raises Malformed."""
        self.known.add(name)
        value = self.document.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 2_000_000:
            raise self.bad(name, "must be a whole number, 0 or more")
        return value

    def read_time_of_day(self, name: str) -> time:
        """A time by the clock of a shop. Raises Malformed."""
        return self.parse_text(name, 8, read_time, "a time such as 08:00")

    def read_day(self, name: str) -> date:
        """A date of the calendar that we keep. Raises Malformed."""
        day = self.parse_text(name, 10, date.fromisoformat, "a date such as 2026-12-31")
        return self.keep_in_calendar(name, day)

    def read_moment(self, name: str) -> datetime:
        """With an offset, or without one: by the clock of a shop."""
        moment = self.parse_text(name, 40, datetime.fromisoformat, "an ISO 8601 time")
        return self.keep_in_calendar(name, moment)

    def parse_text(self, name: str, longest: int, parse: Callable[[str], P], wanted: str) -> P:
        """What `parse` makes of the text, for which it raises ValueError where that is not what is wanted."""
        said = self.read_text(name, longest=longest)
        try:
            return parse(said)
        except ValueError:
            raise self.bad(name, f'"{said}" is not {wanted}') from None

    def keep_in_calendar(self, name: str, day: D) -> D:
        """`day`, where it is as far from the edges of the calendar as `times` asks: another zone's clock, or
        a day more, is still a date. Raises Malformed."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self.bad(name, f"must be in the years {FIRST_YEAR} to {LAST_YEAR}")
        return day

    def take_rest(self) -> Document:
        """The fields that nobody has read, to be kept as they are. Raises Malformed for what no table
        keeps."""
        rest = {name: value for name, value in self.document.items() if name not in self.known | SYSTEM}
        for name, value in rest.items():
            if has_unstorable(name) or has_unstorable(value):
                raise self.bad(name, NOT_KEPT)
        return rest


def has_unstorable(value: Any) -> bool:
    """Is there a character in it, at any depth, that no table keeps?"""
    if isinstance(value, str):
        return UNSTORABLE.search(value) is not None
    if isinstance(value, Mapping):
        return any(has_unstorable(name) or has_unstorable(each) for name, each in value.items())
    return isinstance(value, list) and any(map(has_unstorable, value))


def read_time(said: str) -> time:
    """A time by the clock of a shop, which has no offset. Raises ValueError."""
    found = time.fromisoformat(said)
    if found.tzinfo:
        raise ValueError(said)
    return found


def list_objects(value: Any, path: str) -> list[tuple[str, Document]]:
    """The objects of a list, each with its path; raises Malformed for anything else."""
    if not isinstance(value, list):
        raise Malformed(f"{path}: must be a list")
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise Malformed(f"{path}[{index}]: must be an object")
    return [(f"{path}[{index}]", item) for index, item in enumerate(value)]

"""What a scenario says: the caller's words, the reservations there must be afterwards, and what must be said.

A file holds the scenarios of one family in one language. `read` names file and line of the first mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "scenarios"
LANGUAGES = ("ja", "en")
CLOCK = "2026-12-01T09:00:00+09:00"
# What an agent may ask for. A caller answers by these names.
TOPICS = (
    "place", "day", "times", "start", "end", "class", "name", "phone", "email", "number", "proof",
    "change", "consent", "alternative", "retry", "else",
)  # fmt: skip
MOMENT = r"(\d{4}-\d\d-\d\d \d\d:\d\d)"
PERIOD = re.compile(rf"{MOMENT} to (?:(\d{{4}}-\d\d-\d\d) )?(\d\d:\d\d)")
KEYS = (
    "about", "clock", "shop", "lines", "answers", "given", "full", "goal", "must", "must_not", "facts",
)  # fmt: skip
OPTIONS = {"phone", "email", "kana", "return", "extras"}
# Facts that a clerk needs from the caller for each kind of goal.
NEEDED = {"created": 5, "changed": 3, "cancelled": 2}


class ScenarioError(Exception):
    """A scenario file that cannot be played: `path:line: why`."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")


@dataclass(frozen=True)
class Booking:
    """A reservation as a scenario writes it. Where several values are right, all of them are listed."""

    shops: tuple[str, ...]
    start: datetime  # by the clock at the shop
    end: datetime
    classes: tuple[str, ...]  # keys such as "compact"; ("any",) where the caller does not mind
    names: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """The writes that the caller wants, by the end of the call; empty means that nothing may be written."""

    created: tuple[Booking, ...] = ()
    changed: Mapping[str, Booking] = field(default_factory=dict)  # by reservation number
    cancelled: tuple[str, ...] = ()

    @property
    def wants_writes(self) -> bool:
        return bool(self.created or self.changed or self.cancelled)

    @property
    def needed_facts(self) -> int:
        return sum(count * len(getattr(self, kind)) for kind, count in NEEDED.items())


@dataclass(frozen=True)
class Line:
    """What the caller says of his own accord; "" is silence. `at`: only when the agent asks for it."""

    text: str
    at: str = ""


@dataclass(frozen=True)
class Check:
    """Words that the agent speaks (`said`, a regular expression) or a tool that it calls (`called`).

    `arguments` are regular expressions for the tool's arguments. `after` and `until` count the caller's own
    lines: only what the agent did in reply to line `after` or later, and to line `until` or earlier.
    """

    said: str = ""
    called: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    after: int = 0
    until: int = 999

    def __str__(self) -> str:
        what = f"say /{self.said}/" if self.said else f"call {self.called}{dict(self.arguments) or ''}"
        since = f" from line {self.after}" if self.after else ""
        return what + since + (f" until line {self.until}" if self.until < 999 else "")


@dataclass(frozen=True)
class Scenario:
    """A call to be played: what the caller says, and what must come of it."""

    id: str
    family: str
    language: str  # "ja" or "en": the session's, which the caller may not speak
    path: Path
    line: int
    lines: tuple[Line, ...]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by topic; said in turn
    goal: Goal = field(default_factory=Goal)
    must: tuple[Check, ...] = ()
    must_not: tuple[Check, ...] = ()
    about: str = ""
    clock: str = CLOCK
    shop: str = ""  # the id of the shop on whose page the caller is
    given: Mapping[str, Booking] = field(default_factory=dict)  # reservations there are, by number
    full: tuple[Booking, ...] = ()  # a shop has no car of this class in this time
    facts: int = 0  # what a clerk needs to know; counted from the goal where it is not given

    @property
    def most_turns(self) -> int:
        """How often the caller may have to speak: needed facts + 3, and what he brings up himself."""
        return (self.facts or self.goal.needed_facts) + 3 + len(self.lines) - 1


@dataclass(frozen=True)
class Node:
    """A piece of a YAML file that knows where it stands. Scalars stay text: 10:00 is no number."""

    path: Path
    line: int
    value: str | list[Node] | dict[str, Node]

    def fail(self, why: str) -> ScenarioError:
        return ScenarioError(self.path, self.line, why)

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.fail("must be text")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """One text, or a list of them."""
        return (self.value,) if isinstance(self.value, str) else tuple(node.text() for node in self.items())

    def items(self) -> list[Node]:
        if not isinstance(self.value, list):
            raise self.fail("must be a list")
        return self.value

    def table(self, *known: str) -> dict[str, Node]:
        """By key; a key that is not `known`, where any are, is refused."""
        if not isinstance(self.value, dict):
            raise self.fail("must be a mapping")
        for key, node in self.value.items():
            if known and key not in known:
                raise node.fail(f"{key!r} is not known here; known are {', '.join(known)}")
        return self.value

    def number(self) -> int:
        if not self.text().isdigit():
            raise self.fail(f"{self.text()!r} is not a whole number")
        return int(self.text())

    def pattern(self) -> str:
        try:
            re.compile(self.text())
        except re.error as error:
            raise self.fail(f"{self.text()!r} is not a regular expression: {error}") from error
        return self.text()


def load(path: Path) -> Node:
    """The file's whole content. Raises ScenarioError where it cannot be read or is no YAML."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise ScenarioError(path, 0, f"cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ScenarioError(path, line, f"is not YAML: {error.problem}") from error
    if root is None:
        raise ScenarioError(path, 1, "is empty")
    return _build_node(root, path)


def _build_node(node: Any, path: Path) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(path, line, node.value)
    if isinstance(node, yaml.SequenceNode):
        return Node(path, line, [_build_node(item, path) for item in node.value])
    table: dict[str, Node] = {}
    for key, value in node.value:
        if key.value in table:
            raise ScenarioError(path, key.start_mark.line + 1, f"{key.value!r} is there twice")
        table[key.value] = _build_node(value, path)
    return Node(path, line, table)


def read_all(*places: Path) -> list[Scenario]:
    """The scenarios of files, and of every file below folders, in their order. Ids are unique."""
    found: dict[str, Scenario] = {}
    for place in places:
        if not place.exists():
            raise ScenarioError(place, 0, "is not there")
        for path in sorted(place.rglob("*.yaml")) if place.is_dir() else [place]:
            for scenario in read(path):
                if earlier := found.get(scenario.id):
                    why = f"{scenario.id!r} is there twice, first in {earlier.path}:{earlier.line}"
                    raise ScenarioError(scenario.path, scenario.line, why)
                found[scenario.id] = scenario
    return list(found.values())


def read(path: Path) -> Iterator[Scenario]:
    """The scenarios of one file. Raises ScenarioError for the first mistake in it."""
    root = load(path)
    table = root.table("family", "language", "clock", "answers", "given", "scenarios")
    for key in ("family", "language", "scenarios"):
        if key not in table:
            raise root.fail(f"{key!r} is missing")
    if (language := table["language"].text()) not in LANGUAGES:
        raise table["language"].fail(f"{language!r} is not one of {', '.join(LANGUAGES)}")
    defaults: dict[str, Node] = {key: table[key] for key in ("clock", "answers", "given") if key in table}
    for name, node in table["scenarios"].table().items():
        yield _read_scenario(f"{language}/{name}", table["family"].text(), language, node, defaults)


def _read_scenario(
    name: str, family: str, language: str, node: Node, defaults: Mapping[str, Node]
) -> Scenario:
    own = node.table(*KEYS)
    both = {**defaults, **own}
    if "lines" not in own or not own["lines"].items():
        raise node.fail(f"{name}: the caller says nothing: 'lines' is missing")
    answers = _read_answers(defaults.get("answers")) | _read_answers(own.get("answers"))
    return Scenario(
        id=name,
        family=family,
        language=language,
        path=node.path,
        line=node.line,
        lines=tuple(_read_line(item) for item in own["lines"].items()),
        answers=answers,
        goal=_read_goal(own["goal"]) if "goal" in own else Goal(),
        must=tuple(_read_check(item) for item in own["must"].items()) if "must" in own else (),
        must_not=tuple(_read_check(item) for item in own["must_not"].items()) if "must_not" in own else (),
        about=own["about"].text() if "about" in own else "",
        clock=_read_clock(both["clock"]) if "clock" in both else CLOCK,
        shop=own["shop"].text() if "shop" in own else "",
        given=_read_numbered(both["given"]) if "given" in both else {},
        full=tuple(_read_booking(item, fields=3) for item in own["full"].items()) if "full" in own else (),
        facts=own["facts"].number() if "facts" in own else 0,
    )


def _read_clock(node: Node) -> str:
    try:
        moment = datetime.fromisoformat(node.text())
    except ValueError:
        raise node.fail(f"{node.text()!r} is not an ISO 8601 time") from None
    if moment.tzinfo is None:
        raise node.fail(f"{node.text()!r} has no offset, such as +09:00")
    return node.text()


def _read_line(node: Node) -> Line:
    if isinstance(node.value, str):
        return Line(node.value)
    table = node.table("at", "say")
    if "say" not in table or "at" not in table:
        raise node.fail("a line is text, or has 'at' and 'say'")
    return Line(table["say"].text(), _read_topic(table["at"], table["at"].text()))


def _read_topic(node: Node, name: str) -> str:
    if name not in TOPICS:
        raise node.fail(f"{name!r} is no topic; topics are {', '.join(TOPICS)}")
    return name


def _read_answers(node: Node | None) -> dict[str, tuple[str, ...]]:
    return {_read_topic(said, name): said.texts() for name, said in node.table().items()} if node else {}


def _read_goal(node: Node) -> Goal:
    table = node.table(*NEEDED)
    return Goal(
        tuple(_read_booking(item) for item in table["created"].items()) if "created" in table else (),
        _read_numbered(table["changed"]) if "changed" in table else {},
        table["cancelled"].texts() if "cancelled" in table else (),
    )


def _read_numbered(node: Node) -> dict[str, Booking]:
    return {number: _read_booking(item) for number, item in node.table().items()}


def _read_booking(node: Node, fields: int = 4) -> Booking:
    """`shop, 2026-12-05 10:00 to 18:00, class, name[, phone=…]`; `/` stands between values equally right."""
    parts = [part.strip() for part in node.text().split(",")]
    if len(parts) < fields or not all(parts) or not (period := PERIOD.fullmatch(parts[1])):
        shape = "shop, 2026-12-05 10:00 to [2026-12-06] 18:00, class" + (", name" if fields == 4 else "")
        raise node.fail(f"{node.text()!r} is not like: {shape}")
    first, last_day, last = period.groups()
    try:
        start = datetime.fromisoformat(first)
        end = datetime.fromisoformat(f"{last_day or first[:10]} {last}")
    except ValueError as error:
        raise node.fail(f"{parts[1]!r}: {error}") from error
    if end <= start:
        raise node.fail(f"{parts[1]!r} ends before it starts")
    options = dict(part.partition("=")[::2] for part in parts[fields:])
    if unknown := options.keys() - OPTIONS:
        raise node.fail(f"{', '.join(sorted(unknown))}: not one of {', '.join(sorted(OPTIONS))}")
    if "extras" in options:
        options["extras"] = "+".join(sorted(options["extras"].split("+")))
    names = tuple(parts[3].split("/")) if fields == 4 else ()
    return Booking(tuple(parts[0].split("/")), start, end, tuple(parts[2].split("/")), names, options)


def _read_check(node: Node) -> Check:
    """Plain text is a regular expression of words that are said at any time."""
    if isinstance(node.value, str):
        return Check(said=node.pattern())
    table = node.table("said", "called", "with", "after", "until", "reply_to")
    if ("said" in table) == ("called" in table):
        raise node.fail("a check has either 'said' or 'called'")
    at = table["reply_to"].number() if "reply_to" in table else 0
    return Check(
        said=table["said"].pattern() if "said" in table else "",
        called=table["called"].text() if "called" in table else "",
        arguments={key: value.pattern() for key, value in table["with"].table().items()}
        if "with" in table
        else {},
        after=at or (table["after"].number() if "after" in table else 0),
        until=at or (table["until"].number() if "until" in table else 999),
    )

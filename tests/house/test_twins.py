"""What the server and the page both do is written twice, and alike.

Who has read one side finds the way in the other. The shared tapes (`tests/tapes`) hold that twins behave
alike. This holds that they have the same modules, classes, steps and constants, in the same order.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from tests.house.test_sizes import ROOT, ours

pytestmark = pytest.mark.unit

TWINS = {
    "voice/call/filler.py": "static/voice/tools/filler.js",
    "voice/call/history.py": "static/voice/tools/history.js",
    "voice/call/tool_loop.py": "static/voice/tools/tool-loop.js",
}
# The page names only the events that it uses, so here its names are a part of the server's.
EVENTS = {
    "voice/protocol/client.py": "static/voice/protocol/client.js",
    "voice/protocol/server.py": "static/voice/protocol/server.js",
}
PAGE_ONLY = {"History"}  # the server's `Conversation` keeps the same in its transcript and its calls
# Staff speak in calls whose tools run on the server: the page's loop has nobody who could hold it.
SERVER_ONLY = {"hold", "is_held"}
# The deprecated protocol's own names are the subject of these two.
TRANSLATORS = {"voice/protocol/preview.py", "static/voice/protocol/preview.js"}


@dataclass
class Outline:
    """The names of a module that its twin must have too, in the order of the file, spelt as in Python."""

    constants: dict[str, Any] = field(default_factory=dict)
    functions: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)  # of the page's JSDoc; there, a value needs no class
    methods: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, list[str]] = field(default_factory=dict)


@cache
def outline_of(path: str) -> Outline:
    text = (ROOT / path).read_text(encoding="utf-8")
    return outline_python(text) if path.endswith(".py") else outline_javascript(text)


def outline_python(text: str) -> Outline:
    found = Outline()
    for node in ast.parse(text).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                found.constants[name] = value_in_python(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name.isupper():
                found.constants[name] = value_in_python(value)
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                found.functions.append(name)
            case ast.ClassDef(name=name):
                found.classes.add(name)
                functions = [part for part in node.body if isinstance(part, ast.FunctionDef)]
                found.methods[name] = [f.name.lstrip("_") for f in functions if not f.name.startswith("__")]
                found.fields[name] = fields_in_python(node)
    return found


def fields_in_python(node: ast.ClassDef) -> list[str]:
    """What a dataclass declares, or `__init__` sets."""
    names = [
        p.target.id for p in node.body if isinstance(p, ast.AnnAssign) and isinstance(p.target, ast.Name)
    ]
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            names += re.findall(r"^ +self\.(\w+)(?:: [^=]+)? = ", ast.unparse(part), re.MULTILINE)
    return names


def value_in_python(node: ast.expr) -> Any:
    """What is written there; a set as a sorted list, a name of elsewhere as None."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "frozenset":
        elements = value_in_python(node.args[0])
        return None if elements is None else sorted(elements)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def outline_javascript(text: str) -> Outline:
    found = Outline()
    for name, value in re.findall(r"^export const ([A-Z][A-Z_]*)\s*=\s*([^;]+);", text, re.MULTILINE):
        found.constants[name] = value_in_javascript(value)
    found.functions = [
        snake(n) for n in re.findall(r"^export (?:async )?function (\w+)\(", text, re.MULTILINE)
    ]
    found.types = set(re.findall(r"@typedef \{.+?\} (\w+)", text))
    for name, body in re.findall(r"^export class (\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        methods = re.findall(r"^  (?:get |async )?(\w+)\(.*\{$|^  (\w+)\(\{$", body, re.MULTILINE)
        names = [one or other for one, other in methods]
        constructor = re.search(r"^  constructor\(.*?^  \}$", body, re.MULTILINE | re.DOTALL)
        found.classes.add(name)
        found.methods[name] = [snake(method) for method in names if method != "constructor"]
        set_there = re.findall(r"^    this\.(\w+) = ", constructor[0] if constructor else "", re.MULTILINE)
        found.fields[name] = [snake(one) for one in set_there]
    return found


def value_in_javascript(text: str) -> Any:
    """As `value_in_python`."""
    joined = re.sub(r'"\s*\+\s*"', "", text).strip()
    is_set = joined.startswith("new Set(")
    joined = re.sub(r"^new Set\((.*)\)$", r"\1", joined, flags=re.DOTALL)
    joined = re.sub(r",(\s*)\]", r"\1]", joined)
    try:
        value = json.loads(re.sub(r"(?<=\d)_(?=\d)", "", joined) if joined[0].isdigit() else joined)
    except ValueError:
        return None
    return sorted(value) if is_set else value


def snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda found: f"_{found[1].lower()}", name)


@pytest.mark.parametrize("server", TWINS)
def test_twins_have_the_same_constants(server: str) -> None:
    assert outline_of(TWINS[server]).constants == outline_of(server).constants


@pytest.mark.parametrize("server", TWINS)
def test_twins_have_the_same_functions_in_the_same_order(server: str) -> None:
    assert outline_of(TWINS[server]).functions == outline_of(server).functions


@pytest.mark.parametrize("server", TWINS)
def test_twins_have_the_same_classes(server: str) -> None:
    ours_here, theirs = outline_of(server), outline_of(TWINS[server])
    assert theirs.classes - PAGE_ONLY <= ours_here.classes
    assert ours_here.classes <= theirs.classes | theirs.types


@pytest.mark.parametrize("server", TWINS)
def test_their_classes_have_the_same_steps_and_fields_in_the_same_order(server: str) -> None:
    ours_here, theirs = outline_of(server), outline_of(TWINS[server])
    for name in theirs.classes - PAGE_ONLY:
        assert theirs.methods[name] == [m for m in ours_here.methods[name] if m not in SERVER_ONLY]
        assert theirs.fields[name] == [f for f in ours_here.fields[name] if f not in SERVER_ONLY]


@pytest.mark.parametrize("server", EVENTS)
def test_an_event_has_the_same_name_on_both_sides(server: str) -> None:
    known = outline_of(server).constants
    used = outline_of(EVENTS[server]).constants
    assert used
    assert {name: known.get(name) for name in used} == used


def test_event_names_are_written_in_one_place_a_side() -> None:
    """Elsewhere they are constants, which a reader can look up and a type checker knows."""
    places = {*EVENTS, *EVENTS.values(), *TRANSLATORS}
    names = {
        value for server in EVENTS for value in outline_of(server).constants.values() if "." in str(value)
    }
    event_name = re.compile(f"[\"'](?:{'|'.join(map(re.escape, sorted(names)))})[\"']")
    written = [
        f"{name}: {found[0]}"
        for suffix in (".py", ".js")
        for path in ours(suffix)
        if (name := str(path.relative_to(ROOT))).startswith(("voice/", "static/")) and name not in places
        for found in event_name.finditer(path.read_text(encoding="utf-8"))
    ]
    assert written == []


def test_an_outline_reads_what_a_twin_must_have() -> None:
    script = """
export const MOST_WORDS = 12_000; // so many
export const KINDS = new Set([
  "one",
  "another",
]);
/** @typedef {{at: number}} Ask */
export class Loop {
  constructor({ settleSeconds = 2 } = {}) {
    this.turnDue = null;
  }

  /** @param {number} now */
  sayAWord(now) {
    if (now) this.other = 1;
  }
}
export function buildWord(eventId) {}
"""
    found = outline_javascript(script)
    assert found.constants == {"MOST_WORDS": 12000, "KINDS": ["another", "one"]}
    assert (found.functions, found.classes, found.types) == (["build_word"], {"Loop"}, {"Ask"})
    assert (found.methods, found.fields) == ({"Loop": ["say_a_word"]}, {"Loop": ["turn_due"]})

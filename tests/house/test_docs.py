"""Docs speak of what is there: files that they name exist, links lead somewhere, README names every page, and
the walks through the code name functions where they stand."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.test_sizes import ROOT, ours, text_at, tree_at

pytestmark = pytest.mark.unit

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FILE = re.compile(
    r"`((?:config|docs|reservations|static|templates|tests|voice)/[\w./-]+?\.(?:py|js|css|html|md|po))`"
)
# The page of each walk, and its heading there.
WALKS = [
    ("docs/index.md", "### A tool call over HTTP"),
    ("docs/tool-loop.md", "## A function call in a voice call"),
    ("docs/engine.md", "## The walk of an audio frame"),
    ("docs/index.md", "### A cancellation by staff"),
]
LONGEST_WALK = 12  # files; whoever has followed more has forgotten where they began
STEP = re.compile(r"^(\d+)\. `([\w./-]+)`: (?:`([\w.]+)`)?(.*)$", re.MULTILINE)
NAME = re.compile(r"`(\w+(?:\.\w+)?)`")
SHORT_FILE = re.compile(r"`((?:[\w-]+/)*[\w-]+\.(?:py|js))`")  # by its end, where the folder is plain
CONSTANT = re.compile(r"`(_?[A-Z][A-Z_]{3,})`")
FUNCTION = re.compile(r"`(_?[a-z]+(?:_[a-z]+)+)`")
WORD = re.compile(r"\w+")
# Django makes their names of an app's and a model's.
TABLES = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
OF_OTHERS = {"SEQUENCE", "get_random_string", "pg_cancel_backend"}  # iCalendar's, Django's, PostgreSQL's
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = set(FILE.findall(page.read_text(encoding="utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_by_its_end_exists(page: Path) -> None:
    ends = {f"/{name}" for name in SHORT_FILE.findall(page.read_text(encoding="utf-8"))}
    files = [f"/{path.relative_to(ROOT)}" for suffix in (".py", ".js") for path in ours(suffix)]
    assert sorted(end for end in ends if not any(file.endswith(end) for file in files)) == []


@cache
def list_words() -> frozenset[str]:
    """Every word of the code, and of the files that run it."""
    beside = [*(ROOT / "deploy").rglob("*"), *(ROOT / ".ci").rglob("*"), ROOT / "Makefile"]
    files = [*ours(".py"), *ours(".js"), *(path for path in beside if path.is_file())]
    return frozenset(word for path in files for word in WORD.findall(text_at(path)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_of_the_code_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {*CONSTANT.findall(text), *FUNCTION.findall(text)} - TABLES - OF_OTHERS
    # Each setting is also read from the file that NAME_FILE names.
    assert sorted(name for name in named if name.removesuffix("_FILE") not in list_words()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = set(LINK.findall(page.read_text(encoding="utf-8")))
    assert sorted(link for link in links if not (page.parent / link).exists()) == []


def test_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        page.name for page in PAGES if page.parent.name == "docs" and f"docs/{page.name}" not in readme
    ] == []


def steps_of(page: str, heading: str) -> list[tuple[str, str, str, str]]:
    """Number, file, the function that the step begins with, and the rest, of each step of a walk."""
    text = (ROOT / page).read_text(encoding="utf-8")
    after = text.partition(f"{heading}\n")[2]
    return STEP.findall(re.split(r"^#", after, maxsplit=1, flags=re.MULTILINE)[0])


def names_in(file: str) -> set[str]:
    """The functions and classes that a file defines; of a package, its own `__init__`."""
    path = ROOT / file
    tree = tree_at(path / "__init__.py" if path.is_dir() else path)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def attributes_in(file: str) -> set[str]:
    """What a file reaches by a dot: `step.operation` is called there, and set elsewhere."""
    path = ROOT / file
    tree = tree_at(path / "__init__.py" if path.is_dir() else path)
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize(("page", "heading"), WALKS)
def test_a_walk_is_short_and_in_order(page: str, heading: str) -> None:
    steps = steps_of(page, heading)
    assert [int(number) for number, *_ in steps] == list(range(1, len(steps) + 1))
    assert 3 <= len({file for _, file, *_ in steps}) <= LONGEST_WALK


@pytest.mark.parametrize(("page", "heading"), WALKS)
def test_every_step_of_a_walk_begins_with_a_function_of_its_file(page: str, heading: str) -> None:
    wrong = [
        f"{number}. {file}: {function or 'no function'}"
        for number, file, function, _ in steps_of(page, heading)
        if not {*function.split(".")} <= names_in(file)
    ]
    assert wrong == []


@pytest.mark.parametrize(("page", "heading"), WALKS)
def test_every_function_that_a_walk_names_stands_in_it(page: str, heading: str) -> None:
    steps = steps_of(page, heading)
    known = set().union(*(names_in(file) | attributes_in(file) for _, file, *_ in steps))
    named = {name for *_, rest in steps for name in NAME.findall(rest)}
    assert sorted(name for name in named if name.rpartition(".")[2] not in known) == []

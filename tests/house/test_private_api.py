"""Nothing of the product uses what another package, or another of our objects, marks as its own by `_`."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.product import ROOT

pytestmark = pytest.mark.unit

FOLDERS = ("config", "reservations", "voice")
# Django documents these for everybody: Options, ModelState, the manager of a model one does not know, and the
# database that a manager hands to its queryset.
DOCUMENTED = {"_meta", "_state", "_default_manager", "_db"}
# Private without an underscore: what Django makes SQL with, which no page of its documentation promises.
UNDOCUMENTED = "django.db.models.sql"
BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}


def is_private(name: str) -> bool:
    """Of a dotted name: any part of it."""
    if f"{name}.".startswith(f"{UNDOCUMENTED}."):
        return True
    marked = [part for part in name.split(".") if part.startswith("_") and not part.endswith("__")]
    return not DOCUMENTED.issuperset(marked)


def private_uses(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each private module or name that is imported, and of each private attribute that is
    reached in another object: `self`, `cls` and `super()` are one's own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute) and not is_own(node.value):
            names = [node.attr]
        elif isinstance(node, ast.Call) and is_by_name(node.func) and not is_own(node.args[0]):
            names = [str(argument.value) for argument in node.args[1:2] if isinstance(argument, ast.Constant)]
        else:
            continue
        yield from ((node.lineno, name) for name in names if is_private(name))


def is_own(value: ast.expr) -> bool:
    if isinstance(value, ast.Name):
        return value.id in {"self", "cls"}
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "super"


def is_by_name(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in BY_NAME


def inherited_private_uses(klass: type, node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """Line and name of each private method or attribute of a base class from another package that the class
    overrides, calls or reads. `node`: the source of `klass`."""
    bases = [
        base for base in klass.__mro__[1:] if base.__module__.split(".")[0] not in {*FOLDERS, "builtins"}
    ]
    private = {name for base in bases for name in private_names_of(base)} - DOCUMENTED
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and part.name in private:
            yield part.lineno, f"{part.name} of a base class"
        elif isinstance(part, ast.Attribute) and is_own(part.value) and part.attr in private:
            yield part.lineno, f"{part.attr} of a base class"


@cache
def private_names_of(base: type) -> frozenset[str]:
    """What stands in the body of the class, and what its methods set on `self`, as far as it has a source."""
    found = {name for name in vars(base) if is_private(name)}
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
    except (OSError, TypeError, SyntaxError):  # written in C, or made by a call
        return frozenset(found)
    stored = (part for part in ast.walk(tree) if isinstance(part, ast.Attribute) and is_own(part.value))
    return frozenset(found | {part.attr for part in stored if is_private(part.attr)})


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def product_files() -> list[Path]:
    return sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))


def test_no_private_api_is_used() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in product_files()
        for line, name in private_uses(file.read_text(encoding="utf-8"))
    ]
    assert found == [], "Use what the package documents; where it offers nothing, do without."


def test_no_private_method_of_a_base_class_is_used() -> None:
    found = []
    for file in product_files():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        nodes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
        if not nodes or "migrations" in file.parts:
            continue
        module = importlib.import_module(module_of(file))
        for node in nodes:
            uses = inherited_private_uses(getattr(module, node.name), node)
            found += [f"{file.relative_to(ROOT)}:{line}: {name}" for line, name in uses]
    assert found == [], "Use the hooks that the package documents; its private ones change without notice."


class Queue(list[int]):
    """Stands for a class of another package, with something private."""

    def __init__(self) -> None:
        super().__init__()
        self._limit = 3

    def _grow(self) -> None: ...


@pytest.mark.parametrize(
    "body",
    [
        "def _grow(self): ...",
        "def fill(self): self._grow()",
        "def fill(self): super()._grow()",
        "def fill(self): return self._limit",
    ],
)
def test_a_private_use_of_a_base_class_is_found(body: str) -> None:
    assert len(list(inherited_private_uses(*subclass_with(body)))) == 1


@pytest.mark.parametrize("body", ["def _shrink(self): self._least = 1", "def fill(self): self.append(1)"])
def test_what_a_subclass_adds_itself_is_its_own(body: str) -> None:
    assert list(inherited_private_uses(*subclass_with(body))) == []


def subclass_with(body: str) -> tuple[type, ast.ClassDef]:
    (node,) = ast.parse(f"class Own(Queue):\n    {body}").body
    assert isinstance(node, ast.ClassDef)
    return type("Own", (Queue,), {}), node


@pytest.mark.parametrize(
    "source",
    [
        "import numpy._core",
        "from aiortc._codecs import opus",
        "from django.db.models.sql import InsertQuery",
        "from django.db.models.sql.compiler import SQLCompiler",
        "from django.db.models import sql",
        "from reservations.tariff import _rank",
        "receiver._RTCRtpReceiver__jitter_buffer = buffer",
        "packet.frames[0]._data",
        "self.session._queue.clear()",
        "getattr(account, '_writable')",
    ],
)
def test_a_private_use_is_found(source: str) -> None:
    assert len(list(private_uses(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations",
        "self._queue.clear()",
        "super()._receive(event)",
        "Model._meta.get_field('name')",
        "module.__name__",
        "_, frame = buffer.add(packet)",
        "from django.utils.translation import gettext_lazy as _",
    ],
)
def test_what_is_public_or_ones_own_is_not(source: str) -> None:
    assert list(private_uses(source)) == []

"""Nothing of the product uses what another package, or another of our objects, marks as its own by `_`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import ROOT

pytestmark = pytest.mark.unit

FOLDERS = ("config", "reservations", "voice")
# Django documents these for everybody: Options, ModelState, and the manager of a model one does not know.
DOCUMENTED = {"_meta", "_state", "_default_manager"}
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


def product_files() -> list[Path]:
    return sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))


def test_no_private_api_is_used() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in product_files()
        for line, name in private_uses(file.read_text(encoding="utf-8"))
    ]
    assert found == [], "Use what the package documents; where it offers nothing, do without."


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

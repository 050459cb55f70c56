"""House rule: a file holds one subject whole, and no more than a reader can hold."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
LIMITS = {".py": 500, ".js": 500, ".html": 150}
FUNCTION_LINES = 60
NO_NAMES = {"utils", "helpers", "common", "core", "manager", "service", "handler"}


@cache
def ours(suffix: str) -> list[Path]:
    """The files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", f"*{suffix}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if "/migrations/" not in name and (ROOT / name).exists()]


@cache
def text_at(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_at(path: Path) -> ast.Module:
    """Parsed once for all tests of the house."""
    return ast.parse(text_at(path))


@pytest.mark.parametrize("suffix", LIMITS)
def test_no_file_is_longer_than_a_reader_can_hold(suffix: str) -> None:
    files = ours(suffix)
    assert files
    long = {str(path.relative_to(ROOT)): lines for path in files if (lines := count(path)) > LIMITS[suffix]}
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for path in ours(".py"):
        for node in ast.walk(tree_at(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                lines = node.end_lineno - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_every_module_has_a_name_that_says_what_it_is() -> None:
    assert [path for path in ours(".py") if path.stem in NO_NAMES] == []


def test_every_module_of_the_product_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in ours(".py")
        if path.parts[len(ROOT.parts)] in {"config", "reservations", "voice"}
        and text_at(path).strip()
        and path.name not in {"apps.py", "__init__.py"}
        and not ast.get_docstring(tree_at(path))
    ]
    assert silent == []


def count(path: Path) -> int:
    return len(text_at(path).splitlines())

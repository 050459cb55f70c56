"""Renting cars reaches neither talking nor the deployment by a way that import-linter cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.house.test_sizes import ROOT, ours, tree_at

pytestmark = pytest.mark.unit

ABOVE = re.compile(r"(?:voice|config)[./]\w")
SETTING = re.compile(r"\bsettings\.([A-Z][A-Z_]+)")
RESERVATIONS = [path for path in ours(".py") if path.is_relative_to(ROOT / "reservations")]


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from texts_in(key)
            yield from texts_in(held)
    elif isinstance(value, list | tuple | set):
        for held in value:
            yield from texts_in(held)


def test_no_setting_leads_it_there() -> None:
    names = {name for path in RESERVATIONS for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert len(names) > 5
    leading = {name for name in names if any(map(ABOVE.match, texts_in(getattr(settings, name, ""))))}
    assert leading == set()


def test_no_path_is_written_in_it() -> None:
    """Neither a module's nor a file's."""
    written = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in RESERVATIONS
        for node in ast.walk(tree_at(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ABOVE.match(node.value)
    }
    assert written == set()


@pytest.mark.parametrize("reached", ["voice.browser_record.run", "config.limits", "voice/admin.css"])
def test_such_a_path_is_found_out(reached: str) -> None:
    assert [text for text in texts_in({"PANELS": [reached]}) if ABOVE.match(text)] == [reached]

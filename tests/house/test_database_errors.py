"""Who goes on without the database does so however it fails."""

from __future__ import annotations

import ast

import pytest

from tests.house.test_sizes import ROOT, ours, tree_at

pytestmark = pytest.mark.unit


def test_nobody_expects_half_of_its_errors() -> None:
    """A closed connection is an InterfaceError, which is no DatabaseError: `django.db.Error` is both."""
    halves = {
        f"{path.relative_to(ROOT)}:{handler.lineno}"
        for path in ours(".py")
        if path.relative_to(ROOT).parts[0] != "tests"
        for handler in ast.walk(tree_at(path))
        if isinstance(handler, ast.ExceptHandler) and handler.type
        for name in ast.walk(handler.type)
        if isinstance(name, ast.Name | ast.Attribute)
        and (name.id if isinstance(name, ast.Name) else name.attr) == "DatabaseError"
    }
    assert halves == set()

"""Measures of the house that are held: `tests/house/measures.py` says what each counts, and prints all."""

from __future__ import annotations

import re

import pytest

from tests.house.measures import (
    bare_participles,
    boundary_functions,
    fragments,
    is_bare_participle,
    untyped_dictionaries,
)
from tests.house.test_sizes import ROOT, ours, text_at

pytestmark = pytest.mark.unit

JAVASCRIPT_FUNCTIONS = re.compile(
    r"^(?:export )?(?:async )?function (\w+)\(|^  (?:async |static )*(\w+)\(.*\{$", re.MULTILINE
)
JAVASCRIPT_EXPORTS = re.compile(r"^(.*)\nexport (?:async )?(?:function|class) (\w+)", re.MULTILINE)

UNTYPED = (
    80  # places that write `dict[str, Any]`: what a framework or an SDK hands over, and wire objects' names
)
DOCUMENTED = 0.95  # of the functions that another package calls


def test_functions_are_named_by_verbs() -> None:
    """`told` and `named` say neither what is done nor what comes out."""
    assert bare_participles() == []


def test_functions_of_the_page_are_named_by_verbs() -> None:
    written = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in ours(".js")
        if path.is_relative_to(ROOT / "static")
        for groups in JAVASCRIPT_FUNCTIONS.findall(text_at(path))
        if is_bare_participle(name := next(filter(None, groups))) and not re.search("[a-z][A-Z]", name)
    }
    assert written == set()


def test_what_a_module_of_the_page_exports_has_a_contract() -> None:
    """In JSDoc, right above it."""
    silent = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in ours(".js")
        if path.is_relative_to(ROOT / "static")
        for before, name in JAVASCRIPT_EXPORTS.findall(text_at(path))
        if not before.endswith("*/")
    ]
    assert silent == []


def test_no_module_is_a_fragment_of_its_only_importer() -> None:
    """Under 40 lines, and read by one: it belongs there."""
    assert fragments() == []


def test_dictionaries_of_anything_stay_at_the_wire() -> None:
    """What passes further is a dataclass; a wire object has its name in `voice/protocol/shapes.py`, in
    `reservations/values.py` or in `reservations/tools/tool.py`."""
    assert untyped_dictionaries() < UNTYPED


def test_functions_that_another_package_calls_have_a_contract() -> None:
    """What they take and return, what they raise, who may call them."""
    functions = boundary_functions()
    silent = [f"{function.module}.{function.name}" for function in functions if not function.documented]
    assert len(silent) <= (1 - DOCUMENTED) * len(functions), silent


@pytest.mark.parametrize("name", ["told", "_named", "folded", "drafted"])
def test_a_bare_participle_is_found(name: str) -> None:
    assert is_bare_participle(name)


@pytest.mark.parametrize("name", ["read", "seed", "is_closed", "named_after", "respond"])
def test_a_verb_is_no_participle(name: str) -> None:
    assert not is_bare_participle(name)

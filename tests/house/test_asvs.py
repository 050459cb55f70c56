"""The table of docs/security.md: every clause of level 2, and no test that is not there."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.house.test_sizes import ROOT, ours, text_at

pytestmark = pytest.mark.unit
# By section, of OWASP ASVS 4.0.3: those that level 2 asks for.
CLAUSES = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2",
    "1.9": "1-2", "1.10": "1", "1.11": "1-2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-5", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6",
    "2.8": "1-7", "2.9": "1-3", "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1-3 5", "4.2": "1-2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
    "7.1": "1-4", "7.2": "1-2", "7.3": "1 3 4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1-2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
    "13.1": "1 3-5", "13.2": "1-3 5 6", "13.3": "1-2", "13.4": "1-2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}  # fmt: skip


def list_clauses() -> list[str]:
    found = []
    for section, spans in CLAUSES.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def read_page() -> str:
    return (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def read_rows() -> dict[str, str]:
    """The state by clause."""
    table = read_page().split("## ASVS 4.0.3, level 2")[1]
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| .+? \| (.+) \|$", table, re.MULTILINE)
    twice = [clause for clause, count in Counter(clause for clause, _state in rows).items() if count > 1]
    assert twice == []
    return dict(rows)


def test_every_clause_of_level_2_stands_in_the_table_once() -> None:
    assert list(read_rows()) == list_clauses()


def test_every_clause_is_held_open_or_not_applicable_and_says_why() -> None:
    for clause, state in read_rows().items():
        assert re.match(r"held: `test_|held by \S|not applicable: \S|open: \S", state), clause


def test_each_point_that_was_found_has_its_tests() -> None:
    table = read_page().split("## What was found", 1)[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| .+? \| (.+) \|$", table, re.MULTILINE)
    assert [int(number) for number, _tests in rows] == list(range(1, 19))
    assert all("`test_" in tests for _number, tests in rows)


def test_tests_that_the_page_names_exist() -> None:
    written = {
        name
        for path in ours(".py")
        if path.is_relative_to(ROOT / "tests")
        for name in re.findall(r"def (test_\w+)", text_at(path))
    }
    named = set(re.findall(r"`(test_\w+)`", read_page()))
    assert named - written == set()


def test_the_sum_above_the_table_is_its_own() -> None:
    told = re.search(r"Of (\d+): (\d+) held, (\d+) not applicable,\s+(\d+) open", read_page())
    assert told
    states = read_rows().values()
    counted = [sum(state.startswith(word) for state in states) for word in ("held", "not applicable", "open")]
    assert [int(number) for number in told.groups()] == [len(states), *counted]

"""House rules that a grep can hold: one door to the time, no sleeping, no host of ours in a lock file."""

from __future__ import annotations

import re

import pytest

from tests.house.test_sizes import ROOT, ours

pytestmark = pytest.mark.unit


def test_lock_files_name_no_registry() -> None:
    locks = [*ROOT.glob("requirements/*.txt"), ROOT / "package-lock.json"]
    for lock in locks:
        assert not re.search(
            r"https?://(?!.*(github\.com|opencollective\.com))", lock.read_text(encoding="utf-8")
        )


def test_every_line_of_the_lock_is_held_by_a_hash() -> None:
    for lock in (ROOT / "requirements/run.txt", ROOT / "requirements/test.txt"):
        pins = re.findall(
            r"^[a-z0-9][^\n]*==[^\n]*$(?:\n    --hash)?", lock.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert pins
        assert [pin for pin in pins if "--hash" not in pin] == []


def test_one_module_of_each_program_speaks_http_to_vendors() -> None:
    """The engine is a program of its own, and may not import the product's."""
    importing = [
        str(path.relative_to(ROOT))
        for path in ours(".py")
        if not path.is_relative_to(ROOT / "tests")
        and re.search(r"^\s*(import|from) httpx", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(importing) == ["voice/engine/chat/client.py", "voice/providers/base.py"]

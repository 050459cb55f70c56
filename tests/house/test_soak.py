"""The whole of what `make test` runs in part is there for `make soak`."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.product import ROOT

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("variable", "expected"), [("", "2"), ("1", "8")])
def test_soak_runs_the_whole(variable: str, expected: str) -> None:
    program = "from tests.soak import size; print(size(2, whole=8))"
    environment = {**os.environ, "SOAK": variable}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == expected


def test_what_postgresql_leaves_out_asks_no_database() -> None:
    folders = re.findall(r"--ignore=(\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert folders
    for path in [path for folder in folders for path in (ROOT / folder).rglob("*.py")]:
        assert not re.search(r"mark\.(db|race)\b", path.read_text(encoding="utf-8")), path

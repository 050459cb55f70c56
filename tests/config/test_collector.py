"""The start looks for no garbage, and what runs after it does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.product import ROOT

pytestmark = pytest.mark.unit

LOOK = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000, gc.get_stats()[2]['collections'])"


def test_command_starts_without_collecting_and_collects_from_then_on(tmp_path: Path) -> None:
    """By itself: tests turn the collector off and on by a rule of their own."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", LOOK]
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "0"]

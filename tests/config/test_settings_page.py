from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from config.environment import KNOBS
from tests.house.test_sizes import ROOT

pytestmark = pytest.mark.unit

PROGRAM = """
import django; django.setup()
from config.management.commands.document_settings import page
print(page(), end="")
"""


def test_the_settings_page_is_what_the_settings_say() -> None:
    # In a clean environment: a test run's own settings are no defaults.
    clean = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    made = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=clean, capture_output=True, text=True, check=True
    ).stdout
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == made, (
        "run manage.py document_settings"
    )


def test_every_knob_says_what_it_is() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "config/settings").glob("*.py"))
    read = set(re.findall(r'environment\.\w+\(\s*"(\w+)"', source))
    assert read == set(KNOBS)

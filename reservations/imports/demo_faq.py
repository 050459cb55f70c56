"""The demo company's answers to questions, brought in only where nobody has written any yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reservations.models import Answer

FILE = Path(__file__).with_suffix(".yaml")


def read_demo_answers() -> dict[str, dict[str, Any]]:
    """The columns of each answer, by topic."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def add_demo_answers() -> int:
    """How many answers were written: none where anybody has written any."""
    if Answer.objects.exists():
        return 0
    rows = [Answer(topic=topic, **columns) for topic, columns in read_demo_answers().items()]
    return len(Answer.objects.bulk_create(rows))

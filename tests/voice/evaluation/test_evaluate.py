"""`manage.py evaluate`: its table, its files and its exit code; and how far the dialogue has come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from tests.house.test_sizes import ROOT
from tests.soak import size
from voice.evaluation import report
from voice.evaluation.player import TextPlayer
from voice.evaluation.scenario import FOLDER, read_all
from voice.management.commands.evaluate import Command, check_options, evaluate, evaluate_at_once

pytestmark = pytest.mark.long

# What the dialogue misses today, of all scenarios. A change may lower these, never raise them.
FAILURES = 0
WRONG = 0
# Of so many scenarios one is played: all of them take two minutes.
EACH = size(3, whole=1)
CALLS = """\
family: plain
language: en
scenarios:
  books:
    lines: ["A compact at Tokyo Station on December 12 from 10 AM to 6 PM, my name is John Smith."]
    goal: {created: ["tokyo-ekimae, 2026-12-12 10:00 to 18:00, compact, John Smith"]}
  wants-the-impossible:
    lines: ["A compact at Tokyo Station on December 12 from 10 AM to 6 PM, my name is John Smith."]
    goal: {created: ["sapporo, 2026-12-12 10:00 to 18:00, compact, John Smith"]}
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "calls.yaml"
    path.write_text(CALLS, encoding="utf-8")
    return path


@pytest.mark.engine
def test_the_command_reports_and_fails_for_a_wrong_booking(calls: Path, tmp_path: Path) -> None:
    """In a process of its own: it makes a database and throws it away."""
    command = [sys.executable, "manage.py", "evaluate", str(calls), "--repeat", "2"]
    files = {kind: tmp_path / f"found.{kind}" for kind in ("json", "html")}
    for kind, path in files.items():
        command += [f"--{kind}", str(path)]
    environment = {**os.environ, "VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": ""}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 1, done.stderr
    assert "Wrong booking in en/wants-the-impossible: booked tokyo-ekimae" in done.stderr
    assert done.stderr.strip().endswith("CommandError: Wrong bookings in 1 scenarios.")
    assert ["en", "plain", "2", "50.0%", "50.0%", "2"] in [line.split() for line in done.stdout.splitlines()]
    assert not (tmp_path / "var" / "db.sqlite3").exists()
    found = json.loads(files["json"].read_text(encoding="utf-8"))
    assert found["total"]["wrongBookings"] == 2
    assert [scenario["passes"] for scenario in found["scenarios"]] == [2, 0]
    assert found["scenarios"][0]["plays"][0]["dialogue"][-1]["who"] == "agent"
    page = files["html"].read_text(encoding="utf-8")
    assert '<article id="en/wants-the-impossible"' in page
    assert '<article id="en/books"' not in page


@pytest.mark.engine
def test_a_pass_rate_that_is_missed_fails(db: None, calls: Path) -> None:
    found = evaluate(read_all(calls)[:1], TextPlayer)
    Command().judge(found, pass_rate=1.0)
    with pytest.raises(CommandError, match=r"100\.0% passed; 110\.0% must\."):
        Command().judge(found, pass_rate=1.1)
    assert "Faults by kind: none." in report.write_table(found)


@pytest.mark.engine
def test_calls_at_once_have_a_database_each(calls: Path) -> None:
    found = evaluate_at_once(partial(evaluate, open_call=TextPlayer), read_all(calls), calls=3)
    assert [(result.scenario.id, result.passes) for result in found.results] == [
        ("en/books", 1),
        ("en/wants-the-impossible", 0),
    ]


@pytest.mark.unit
@pytest.mark.parametrize(
    "given", [{"noise": 15.0}, {"band": "telephone"}, {"pauses": 1.2}, {"interrupt": True}, {"calls": 2}]
)
def test_what_is_heard_needs_a_caller_who_speaks(given: dict[str, object]) -> None:
    quiet = {"repeat": 1, "calls": 1, "noise": None, "band": "wide", "pauses": 0.0, "interrupt": False}
    check_options({**quiet, **given, "player": "spoken"})
    with pytest.raises(CommandError, match=f"--{next(iter(given))} needs --player spoken"):
        check_options({**quiet, **given, "player": "text"})


@pytest.mark.engine
def test_the_dialogue_is_as_good_as_it_was(db: None) -> None:
    """The scenarios by text."""
    found = evaluate(read_all(FOLDER)[::EACH], TextPlayer)
    failed = sorted((outcome.scenario.family, outcome.scenario.id) for outcome in found.failed)
    told = {
        family: [name for _, name in group] for family, group in groupby(failed, key=lambda pair: pair[0])
    }
    assert found.total.wrong <= WRONG, report.write_table(found)
    assert len(failed) <= FAILURES, told

"""One client program's talk with an engine, and what was wrong with it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

from tests.benchmarks.peers.install import NotInstalled
from tests.conformance.programs import Program
from tests.product import ROOT

VAR = ROOT / "var" / "conformance"
TURNS = ("typed", "spoken", "tool")
TALKS_WITHIN = 180.0  # seconds
RESULT = "twenty-one degrees"
PARAMETERS = json.loads((Path(__file__).parent / "clients/parameters.json").read_text(encoding="utf-8"))
_AUDIBLE = 24_000  # bytes: half a second of PCM


def talk(program: Program, url: str, key: str, recording: Path) -> dict[str, str]:
    """What went wrong in each turn; empty where it was as it must be."""
    log = VAR / f"{''.join(letter if letter.isalnum() else '-' for letter in program.name)}.log"
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        command = [*program.command(), url, key, str(recording)]
        with log.open("wb") as errors:
            done = subprocess.run(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, timeout=TALKS_WITHIN, check=False
            )
        printed = done.stdout
    except subprocess.TimeoutExpired as late:
        printed = late.stdout or b""
    except NotInstalled as error:
        return dict.fromkeys(TURNS, f"not installed: {error}")
    told = {}
    for line in printed.decode().splitlines():
        if line.startswith('{"turn"'):
            fact = json.loads(line)
            told[fact["turn"]] = fact
    return {turn: trouble(turn, told.get(turn)) for turn in TURNS}


def trouble(turn: str, told: dict[str, Any] | None) -> str:
    if told is None:
        return "no: did not happen"
    said = str(told.get("said", ""))
    if turn == "typed":
        return "" if "Hello there" in said else f"no: said {said[:60]!r}"
    if turn == "spoken":
        words = str(told.get("heard", ""))
        if "book a car" not in words or "book a car" not in said:
            return f"no: heard {words[:60]!r}, said {said[:60]!r}"
        return "" if told["sounded"] > _AUDIBLE else "no: hardly any sound"
    calls = told.get("calls") or []
    if len(calls) != 1:
        return f"no: called {len(calls)} times"
    wrong = jsonschema.Draft202012Validator(PARAMETERS).iter_errors(json.loads(calls[0]))
    if error := next(wrong, None):
        return f"no: {error.message[:60]}"
    return "" if RESULT in said else f"no: said {said[:60]!r}"

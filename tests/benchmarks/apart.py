"""Starts what books on a throwaway database, in a process whose settings know it from the start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable

from tests.postgres import running
from tests.product import ROOT

PROGRAM = "import django; django.setup(); from tests.benchmarks import {part}; {part}.main()"


def booking(reservations: Iterable[int]) -> None:
    run("booking", "--reservations", *(str(count) for count in reservations))


def bookings_list(reservations: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder  # for the static files, without which no page is drawn
        run("bookings_list", "--reservations", str(reservations))
        url = f"sqlite:///{folder}/bookings.sqlite3"
        run_with(url, "bookings_list", "--reservations", str(reservations))


def cosmos(units: int) -> None:
    run("cosmos", "--units", str(units))


def run(part: str, *arguments: str) -> None:
    with running() as url:
        run_with(url, part, *arguments)


def run_with(url: str, part: str, *arguments: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", PROGRAM.format(part=part), *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)

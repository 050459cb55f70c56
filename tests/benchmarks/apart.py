"""Starts the booking half on a throwaway PostgreSQL, in a process whose settings know it from the start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable

from tests.postgres import running
from tests.product import ROOT

PROGRAM = "import django; django.setup(); from tests.benchmarks import booking; booking.main()"


def booking(reservations: Iterable[int]) -> None:
    with running() as url:
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        sizes = [str(count) for count in reservations]
        command = [sys.executable, "-c", PROGRAM, "--reservations", *sizes]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)

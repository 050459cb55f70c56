"""A test's end of a process of target_process.py: gives it orders, hears what it says, and kills it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from tests.race.concurrency import Answer

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
Call = tuple[str, str, str, dict[str, Any]]


@dataclass
class Lifetime:
    """What a process had begun, and what of it was answered, when it was gone with exit status `over`."""

    calls: list[tuple[Call, Answer | None]] = field(default_factory=list)
    over: int = 0


class Server:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.heard()  # that it is ready

    def order(self, **order: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def heard(self) -> dict[str, Any]:
        assert self.process.stdout
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def dies_at(self, moment: int, call: Call) -> Lifetime:
        """Do `call`, and die right before its `moment`-th statement, if there are so many."""
        self.order(**dict(zip(("tool", "session", "key", "given"), call, strict=True)), moment=moment)
        return self.to_the_end(Lifetime())

    def lives(self, name: str, statements: int) -> Lifetime:
        """Book, change and cancel; be killed from outside when so many statements have begun."""
        self.order(live=name)
        pid, life = self.heard()["pid"], Lifetime()
        while statements:
            said = self.heard()
            statements -= "statement" in said
            self.note(said, life)
        os.kill(pid, signal.SIGKILL)
        return self.to_the_end(life)

    def to_the_end(self, life: Lifetime) -> Lifetime:
        while "over" not in (said := self.heard()):
            self.note(said, life)
        life.over = said["over"]
        return life

    def note(self, said: dict[str, Any], life: Lifetime) -> None:
        if "call" in said:
            tool, session, key, given = said["call"]
            life.calls.append(((tool, session, key, given), None))
        if "answer" in said:
            life.calls[-1] = (life.calls[-1][0], said["answer"])


@contextmanager
def server() -> Iterator[Server]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CLOCK_PINNED_AT": "2026-12-01T09:00:00+09:00",
        "LOG_LEVEL": "CRITICAL",
    }
    name = str(connection.settings_dict["NAME"])
    assert "memory" not in name, "a database in memory belongs to one process"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.race.target_process", name],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Server(process)
        assert process.stdin
        process.stdin.close()

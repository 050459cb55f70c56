"""`python -m tests.postgres COMMAND…`: runs it with DATABASE_URL of a throwaway PostgreSQL."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

# Nothing of it needs to live through a crash.
CARELESS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]


def program(name: str) -> str:
    found = shutil.which(name)
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found and not versions:
        raise SystemExit(f"{name} is not installed: apt-get install postgresql")
    return str(versions[-1]) if versions else str(found)


def as_nobody_special() -> list[str]:
    """PostgreSQL refuses to run as root; its package brings a user for it."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@contextmanager
def running() -> Iterator[str]:
    """The DATABASE_URL of a fresh server on loopback, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="uketsuke-postgres-", dir="/tmp"))  # postgres must reach it
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = folder / "data", free_port()
        prefix = as_nobody_special()
        initdb = [program("initdb"), "-D", str(data), "-U", "uketsuke", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*prefix, *initdb, "--no-locale", "-N"], check=True, cwd=folder, stdout=subprocess.DEVNULL
        )
        options = " ".join(f"-c {option}" for option in CARELESS)
        control = [*prefix, program("pg_ctl"), "-D", str(data), "-w", "-s"]
        where = f"-p {port} -h 127.0.0.1 -k {folder} {options}"
        subprocess.run([*control, "-l", str(folder / "log"), "-o", where, "start"], check=True, cwd=folder)
        try:
            yield f"postgres://uketsuke@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        raise SystemExit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a stopped run still cleans up
    with running() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The whole product as a stranger runs it: its own process, database, port and pinned clock."""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
TUESDAY_MORNING = "2026-12-01T09:00:00+09:00"
PASSWORD = "for-tests-only"
WARM = "Speech models are ready"


@dataclass
class Product:
    var: Path
    port: int
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes]

    def __post_init__(self) -> None:
        self.commands = Commands(self.environment)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def manage(self, *command: str) -> str:
        """What this command of manage.py prints; fails with its own words."""
        return self.commands.run(*command)

    def reservations(self) -> list[dict[str, Any]]:
        """Every reservation, as `export_reservations` tells it."""
        exported: list[dict[str, Any]] = json.loads(self.manage("export_reservations"))
        return exported

    def booked_by_agent(self) -> list[dict[str, Any]]:
        return [row for row in self.reservations() if row["createdBy"] == "agent"]

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        """POST `body` (JSON, or bytes as they are); the status and the JSON answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(  # noqa: S310  (our own server)
            self.url + path, data, {"Content-Type": "application/json", **named}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


class Commands:
    """manage.py's commands in an environment, with one start for all of them (tests/manage.py)."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Commands:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process:
            self.process.communicate()
            self.process = None

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.manage"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str) -> str:
        self.process = self.process or self.start()
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"manage.py {' '.join(command)}: its process is gone"
        done = json.loads(answer)
        assert done["status"] == 0, f"manage.py {' '.join(command)}: {done['said'][-2000:]}"
        return str(done["said"])


def manage(environment: dict[str, str], *command: str) -> str:
    with Commands(environment) as commands:
        return commands.run(*command)


def prepare(commands: Commands) -> None:
    Path(commands.environment["VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    commands.run("migrate", "--noinput", "--verbosity", "0")
    commands.run("seed")
    commands.run("collectstatic", "--noinput", "--verbosity", "0")
    commands.run("first_staff_account")


SHARED = "UKETSUKE_TEST_RUN"  # names a folder that all workers of a run share (tests/conftest.py)


@cache
def prepared() -> Path:
    """A folder as every product begins with it: made once in a run, copied for each."""
    if SHARED not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="uketsuke-product-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return make_prepared(folder)
    shared = Path(os.environ[SHARED])
    folder = shared / "product"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(
            lock, fcntl.LOCK_EX
        )  # the first worker makes it, the others wait: until the file is closed
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(dir=shared))
            make_prepared(unfinished)
            unfinished.rename(folder)
    return folder


def make_prepared(folder: Path) -> Path:
    with Commands(environment_of(folder, free_port())) as commands:
        prepare(commands)
    return folder


@contextmanager
def running(var: Path, **settings: str) -> Iterator[Product]:
    """Serve a freshly seeded product on a free port of loopback, warm and ready, until the block ends."""
    port = free_port()
    environment = environment_of(var, port, **settings)
    embedded = environment.get("VOICE_PROVIDER", "embedded") == "embedded"
    if settings.keys() & {"RESERVATION_STORE", "DATABASE_URL"}:  # it is seeded there
        with Commands(environment) as commands:
            prepare(commands)
    else:
        shutil.copytree(prepared(), var, dirs_exist_ok=True)
    with serving("serve", environment, var / "serve.log") as (process, log):
        await_ready(process, log, lambda said: answers(port) and (WARM in said or not embedded))
        product = Product(var, port, environment, process)
        with product.commands:
            yield product


def environment_of(var: Path, port: int, **settings: str) -> dict[str, str]:
    return {
        **os.environ,
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'product.sqlite3'}",
        "PORT": str(port),
        "ADMIN_PASSWORD": PASSWORD,
        "CLOCK_PINNED_AT": TUESDAY_MORNING,
        "ENGINE_ICE_ADDRESSES": "127.0.0.1",
        "DRAIN_SECONDS": "0",  # a test that ends has no caller any more
        # All callers of a run have one address, and book more in its half hour than an office in a day.
        "BOOKINGS_PER_DAY": "1000",
        "WRITES_PER_DAY": "5000",
        **settings,
    }


@contextmanager
def engine_alone(var: Path, key: str, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The embedded engine in a process of its own, and its address."""
    port = free_port()
    environment = {
        **os.environ,
        "VAR_DIR": str(var),
        "PORT": str(port),
        "ENGINE_API_KEY": key,
        "ENGINE_ICE_ADDRESSES": "127.0.0.1",
        "DRAIN_SECONDS": "0",
        **settings,
    }
    with serving(f"run_engine --port {port}", environment, var / "engine.log") as (process, log):
        await_ready(process, log, lambda said: WARM in said)
        yield process, f"http://127.0.0.1:{port}"


@contextmanager
def serving(
    command: str, environment: dict[str, str], log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`manage.py command` until the block ends; what it says is in `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-u", "manage.py", *command.split()],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process, log
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_ready(
    process: subprocess.Popen[bytes], log: Path, ready: Callable[[str], bool], seconds: float = 180
) -> None:
    """Until `ready` likes what the server has said; fails with the server's own words."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = log.read_text(errors="replace")
        assert process.poll() is None, f"the server ended:\n{said}"
        if ready(said):
            return
        time.sleep(0.1)  # another process's readiness: there is no event to await
    raise AssertionError(f"not ready after {seconds} s:\n{log.read_text(errors='replace')}")


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=2):
            return True
    except OSError:
        return False

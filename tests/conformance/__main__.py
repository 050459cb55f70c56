"""`python -m tests.conformance [NAME …]`: vendors' clients, told another address and key, meet the engine;
the inspector of the Model Context Protocol meets `/mcp`.

Prints a table of each; ends with 1 where a client could not hold a typed turn, a spoken one and a forced
tool, or the inspector was answered otherwise than it must be.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conformance import inspector, tls
from tests.conformance.programs import Program, programs
from tests.conformance.talks import TURNS, VAR, talk
from tests.ports import free_port
from tests.product import ROOT
from tests.voice.engine.callers import caller_speech

KEY = "the-key-of-conformance"
SPOKEN = "I would like to book a car, please."
RATE = 24_000
READY_WITHIN = 180.0  # seconds


def main(wanted: list[str]) -> int:
    clients = [
        program for program in programs() if not wanted or any(name in program.name for name in wanted)
    ]
    failed = talk_all(clients) if clients else 0
    if not wanted or any(name in inspector.NAME for name in wanted):
        failed += inspect()
    return 1 if failed else 0


def inspect() -> int:
    """How many of its questions were answered otherwise than they must be."""
    troubles = inspector.inspect()
    print(f"\n| {inspector.NAME} {inspector.version()} | |\n|---|---|")
    for question, trouble in troubles.items():
        print(f"| {question} | {trouble or 'yes'} |")
    return sum(map(bool, troubles.values()))


def talk_all(clients: list[Program]) -> int:
    """How many of them something went wrong with."""
    VAR.mkdir(parents=True, exist_ok=True)
    recording = record(VAR / "caller.wav")
    failed = 0
    rows = ["| client | version | typed turn | spoken turn | forced tool |", "|---|---|---|---|---|"]
    with engine() as port, tls.in_front_of(port, VAR) as (secure_port, certificate):
        os.environ["NODE_EXTRA_CA_CERTS"] = str(certificate)
        for program in clients:
            origin = f"https://127.0.0.1:{secure_port}" if program.over_tls else f"http://127.0.0.1:{port}"
            troubles = talk(program, f"{origin}/openai/v1", KEY, recording)
            failed += any(troubles.values())
            cells = [troubles[turn] or "yes" for turn in TURNS]
            rows.append(" | ".join([f"| {program.name}", program.version, *cells]) + " |")
            print(rows[-1], file=sys.stderr, flush=True)
    print("\n" + "\n".join(rows))
    return failed


def record(path: Path) -> Path:
    speech = caller_speech(SPOKEN, "en", rate=RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(speech.astype("<i2").tobytes())
    return path


@contextmanager
def engine() -> Iterator[int]:
    """The engine alone, as `manage.py run_engine` serves it, with its real models."""
    port = free_port()
    command = [sys.executable, "manage.py", "run_engine", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "ENGINE_API_KEY": KEY, "ENGINE_ICE_ADDRESSES": "127.0.0.1"}
    with (VAR / "engine.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The engine did not start: see {VAR / 'engine.log'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

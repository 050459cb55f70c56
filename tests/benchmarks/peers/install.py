"""Installs other frameworks, each into an environment of its own under `var/peers`, once for its versions."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from tests.product import ROOT

HERE = Path(__file__).parent
PEERS = {
    "openai-agents": "openai_agents",
    "livekit-agents": "livekit_agents",
    "pipecat-ai": "pipecat_ai",
}  # distribution and the program that drives it


class NotInstalled(Exception):
    """Why, in the installer's last line."""


def version(name: str) -> str:
    first = requirements(name).read_text(encoding="ascii").splitlines()[0]
    return first.partition("==")[2]


def requirements(name: str) -> Path:
    return HERE / f"{name}.txt"


def installed(name: str) -> Path:
    """The Python of its environment."""
    home = ROOT / "var" / "peers" / name
    stamp = home / "installed.txt"
    wanted = requirements(name).read_text(encoding="ascii")
    python = home / "bin" / "python"
    if not (stamp.exists() and stamp.read_text(encoding="ascii") == wanted):
        print(f"→ installing {name} {version(name)} into var/peers", file=sys.stderr, flush=True)
        venv.create(home, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements(name))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode:
            raise NotInstalled((done.stderr.strip().splitlines() or ["pip failed"])[-1])
        stamp.write_text(wanted, encoding="ascii")
    return python

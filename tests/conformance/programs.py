"""The client programs: what each needs, and how it is run. Python's have environments under `var/peers`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from tests.benchmarks.peers import install
from tests.product import ROOT

HERE = Path(__file__).parent
NODE = ROOT / "var" / "conformance" / "node"


@dataclass(frozen=True)
class Program:
    """`command` installs what it needs; what it gives takes the address, the key and a recording."""

    name: str
    version: str
    command: Callable[[], list[str]]
    over_tls: bool = False


def module(name: str) -> list[str]:
    return ["-m", f"tests.conformance.clients.{name}"]


def peer(name: str) -> Program:
    """A framework, in the environment that the bench uses too."""
    client = name.replace("-", "_")
    return Program(name, install.version(name), lambda: [str(install.installed(name)), *module(client)])


def node(name: str, package: str, file: str, *, over_tls: bool = False) -> Program:
    version = packages()[package]
    return Program(name, version, lambda: ["node", str(node_folder() / file)], over_tls=over_tls)


def packages() -> dict[str, str]:
    found: dict[str, str] = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return found


def node_folder() -> Path:
    """The folder in which the Node programs find their packages, installed once for their versions."""
    stamp, wanted = NODE / "installed.json", (HERE / "package.json").read_text(encoding="utf-8")
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        print("→ installing Node's clients into var/conformance", file=sys.stderr, flush=True)
        shutil.rmtree(NODE, ignore_errors=True)
        NODE.mkdir(parents=True)
        shutil.copy(HERE / "package.json", NODE)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode:
            raise install.NotInstalled((done.stderr.strip().splitlines() or ["npm failed"])[-1])
        stamp.write_text(wanted, encoding="utf-8")
    for program in [*(HERE / "clients").glob("*.mjs"), HERE / "clients" / "parameters.json"]:
        shutil.copy(program, NODE)
    return NODE


def programs() -> list[Program]:
    return [
        Program(
            "openai (Python)", metadata.version("openai"), lambda: [sys.executable, *module("openai_python")]
        ),
        peer("openai-agents"),
        peer("livekit-agents"),
        peer("pipecat-ai"),
        node("openai (Node)", "openai", "openai_node.mjs", over_tls=True),
        node("@openai/agents-realtime (Node)", "@openai/agents-realtime", "agents_node.mjs"),
        Program(
            "@openai/agents-realtime (Chromium, WebRTC)",
            packages()["@openai/agents-realtime"],
            lambda: [sys.executable, *module("agents_browser"), str(node_folder())],
        ),
    ]

"""The official inspector's command line against `/mcp` of the product, as a partner's program would find it.

It needs Node 22, newer than some machines have: one comes from npm beside it, under `var/`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.peers.install import NotInstalled
from tests.conformance.talks import VAR
from tests.product import running

NAME = "MCP inspector"
PACKAGE = "@modelcontextprotocol/inspector"
NEEDED = Path(__file__).with_name("inspector.json")
FOLDER = VAR / "inspector"
WITHIN = 120.0  # seconds, for one command
REFUSED = 5  # its status where a tool answers that it did nothing
MAKE_KEY = """
from voice.mcp import keys
from voice.mcp.models import PartnerKey
print("key", keys.issue(PartnerKey(name="inspector", scope="write", language="en")))
"""


def version() -> str:
    return str(json.loads(NEEDED.read_text(encoding="utf-8"))["dependencies"][PACKAGE])


def install() -> list[str]:
    """The command, installed once for its version. Raises NotInstalled."""
    stamp, wanted = FOLDER / "installed.json", NEEDED.read_text(encoding="utf-8")
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        print("→ installing the inspector into var/conformance", file=sys.stderr, flush=True)
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        (FOLDER / "package.json").write_text(wanted, encoding="utf-8")
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=900, check=False)
        if done.returncode:
            raise NotInstalled((done.stderr.strip().splitlines() or ["npm failed"])[-1])
        stamp.write_text(wanted, encoding="utf-8")
    nodes = sorted(FOLDER.glob("node_modules/node-linux-*/bin/node"))
    if not nodes:
        raise NotInstalled("npm has no Node 22 for this machine")
    return [str(nodes[0]), str(FOLDER / "node_modules" / ".bin" / "mcp-inspector"), "--cli"]


@contextmanager
def serving() -> Iterator[tuple[str, str]]:
    """The address of a product's `/mcp`, and a partner's key."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), VOICE_PROVIDER="openai", OPENAI_API_KEY="none") as product,
    ):
        printed = product.manage("shell", "--verbosity", "0", "-c", MAKE_KEY)
        yield f"{product.url}/mcp", printed.split("key ", 1)[1].strip()


def inspect() -> dict[str, str]:
    """What went wrong, by what was asked; empty where it was as it must be."""
    asked = {
        "tools/list": check_tools,
        "tools/call list_locations": check_shops,
        "tools/call create_reservation": check_refusal,
    }
    try:
        command = install()
    except NotInstalled as error:
        return dict.fromkeys(asked, f"not installed: {error}")
    troubles = {}
    with serving() as (url, key):
        header = f"Authorization: Bearer {key}"
        for question, check in asked.items():
            method, _, tool = question.partition(" ")
            given = ["--tool-name", tool] if tool else []
            done = subprocess.run(
                [*command, url, "--transport", "http", "--header", header, "--method", method, *given],
                capture_output=True,
                text=True,
                timeout=WITHIN,
                check=False,
            )
            try:
                troubles[question] = check(done.returncode, json.loads(done.stdout or "{}"))
            except ValueError:
                troubles[question] = f"no: ended with {done.returncode}: {done.stderr.strip()[-80:]}"
    return troubles


def check_tools(status: int, told: dict[str, Any]) -> str:
    tools = {tool["name"]: tool["annotations"] for tool in told.get("tools", [])}
    if status or len(tools) < 10:
        return f"no: ended with {status}, {len(tools)} tools"
    hints = tools["cancel_reservation"]
    is_right = hints["destructiveHint"] and not hints["readOnlyHint"] and tools["quote_price"]["readOnlyHint"]
    return "" if is_right else "no: other hints"


def check_shops(status: int, told: dict[str, Any]) -> str:
    shops = told.get("structuredContent", {}).get("locations", [])
    return "" if not status and len(shops) == 5 else f"no: ended with {status}, {len(shops)} shops"


def check_refusal(status: int, told: dict[str, Any]) -> str:
    """Without its arguments: refused, with a sentence to say."""
    answer = told.get("structuredContent", {})
    if status != REFUSED or answer.get("code") != "invalid_arguments" or not answer.get("spoken"):
        return f"no: ended with {status}, {answer.get('code')}"
    return ""

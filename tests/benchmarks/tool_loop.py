"""The tool loop beside those of other frameworks: the same server, the same scripts, programs of their own.

A thousand conversations each, in real time, many at once.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from tests.benchmarks.peers.install import PEERS, NotInstalled, installed, version
from tests.benchmarks.tool_loop_run import Client, Ran, runs
from tests.benchmarks.tool_loop_script import TROUBLES
from tests.benchmarks.tool_loop_tally import Counted
from tests.product import ROOT

P99_LIMIT = 5.0  # milliseconds
OURS = "uketsuke"
COLUMNS: dict[str, Callable[[Counted], int]] = {
    "collisions": lambda found: found.collisions,
    "lost": lambda found: found.lost,
    "early": lambda found: found.early,
    "needless": lambda found: found.needless,
    "cut run": lambda found: found.unfinished,
}
Bad = Callable[[Counted], bool]
WRONG: Bad = lambda found: bool(found.collisions or found.lost or found.early)  # noqa: E731


def ours(folder: Path) -> Client:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}",
        "VOICE_PROVIDER": "azure",
        "AZURE_OPENAI_API_KEY": "k",
    }
    return Client(OURS, [sys.executable, "-m", "tests.benchmarks.tool_loop_ours"], environment)


def clients(folder: Path, names: list[str]) -> list[Client | str]:
    """Ours, and those of the others that can be installed; of the rest, why not."""
    listed: list[Client | str] = [ours(folder)] if OURS in names else []
    for name, program in PEERS.items():
        if name not in names:
            continue
        try:
            command = [str(installed(name)), "-m", f"tests.benchmarks.peers.{program}"]
        except (NotInstalled, OSError, subprocess.SubprocessError) as error:
            listed.append(f"{name} {version(name)}: not installed: {error}")
            continue
        titled = f"{name} {version(name)}"
        listed.append(Client(titled, command))
        if name == "pipecat-ai":
            kept = {"CANCEL_ON_INTERRUPTION": "0"}
            listed.append(Client(f"{titled}, tools kept", command, kept))
    return listed


def tool_loop(count: int, at_once: int, names: list[str]) -> None:
    heads = "".join(f"{head:>11}" for head in COLUMNS)
    print(f"{'client':<34} {'runs':>5}{heads} {'n':>5} {'p50 ms':>7} {'p99 ms':>7}", flush=True)
    troubles: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for client in clients(Path(folder), names):
            if isinstance(client, str):
                print(client, flush=True)
                continue
            log = ROOT / "var" / f"tool-loop-{client.name.split(' ')[0]}.log"
            log.parent.mkdir(exist_ok=True)
            ran = asyncio.run(runs(client, range(count), at_once, log))
            print(row(client.name, ran), flush=True)
            troubles += [f"  {client.name}: {why} ({times} ×)" for why, times in failures(ran)]
            troubles += breakdown(client.name, ran)
    print(f"\nruns gone wrong, by what happened in them; load at the end {psutil.getloadavg()[0]:.1f}")
    print("\n".join(troubles), flush=True)


def row(name: str, ran: list[Ran]) -> str:
    found = [run.counted for run in ran if run.counted]
    totals = [sum(of(one) for one in found) for of in COLUMNS.values()]
    waits = [wait * 1000 for one in found for wait in one.waits]
    p50, p99 = np.percentile(waits, [50, 99]) if waits else (float("nan"), float("nan"))
    line = f"{name:<34} {len(found):>5}" + "".join(f"{total:>11}" for total in totals)
    line += f" {len(waits):>5} {p50:>7.2f} {p99:>7.2f}"
    if name == OURS:
        line += "  ok" if not any(totals[:3]) and p99 <= P99_LIMIT and len(found) == len(ran) else "  OVER"
    return line


def failures(ran: list[Ran]) -> list[tuple[str, int]]:
    return Counter(run.trouble for run in ran if run.counted is None).most_common(5)


def breakdown(name: str, ran: list[Ran]) -> list[str]:
    """Of the runs with each trouble, how many had a collision, a lost result or an early answer."""
    kinds: dict[str, Callable[[Ran], bool]] = {
        trouble: lambda run, trouble=trouble: run.script.trouble == trouble  # type: ignore[misc]
        for trouble in TROUBLES
    }
    kinds["events twice"] = lambda run: run.script.twice
    kinds["a call's end is lost"] = lambda run: run.script.unheard
    kinds["neither"] = lambda run: not run.script.twice and not run.script.unheard
    kinds["neither, one call, nobody speaks"] = lambda run: run.script.plain
    lines = [f"  {name}"]
    for kind, of in kinds.items():
        those = [run.counted for run in ran if run.counted and of(run)]
        wrong = sum(WRONG(found) for found in those)
        lines.append(f"    {kind:<36} {wrong:>5} of {len(those)}")
    return lines

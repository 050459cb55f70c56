"""Figures as a table: median and tail beside the limit they are held to."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import psutil


def machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{cpu}, {psutil.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}; load {psutil.getloadavg()[0]:.1f}"
    )


class Table:
    def __init__(self) -> None:
        self.lines = [f"{'figure':<46} {'n':>4} {'p50':>7} {'p95':>7} {'limit':>7}"]

    def row(self, name: str, values: Sequence[float], unit: str, *, limit: float, percent: int = 50) -> None:
        """`limit` is of the median, or of the percentile `percent`."""
        p50, p95 = np.percentile(values, [50, 95])
        verdict = "ok" if np.percentile(values, percent) <= limit else "OVER"
        self.lines.append(
            f"{name:<46} {len(values):>4} {p50:>7.2f} {p95:>7.2f} {limit:>7.2f} {unit:<4} {verdict}"
        )
        print(self.lines[-1], flush=True)

    def __str__(self) -> str:
        return "\n" + "\n".join(self.lines)


class Ratios:
    """Two sides measured in turns, and how many times the first is the second."""

    def __init__(self, ours: str, theirs: str) -> None:
        self.lines = [f"{'figure':<46} {'n':>4} {ours:>9} {theirs:>9} {'':<4} {'ratio':>6} {'limit':>7}"]
        print(self.lines[0], flush=True)

    def at_most(
        self, name: str, ours: Sequence[float], theirs: Sequence[float], unit: str, limit: float
    ) -> None:
        self.row(name, ours, theirs, unit, f"≤ {limit:.2f}", lambda ratio: ratio <= limit)

    def at_least(
        self, name: str, ours: Sequence[float], theirs: Sequence[float], unit: str, limit: float
    ) -> None:
        self.row(name, ours, theirs, unit, f"≥ {limit:.2f}", lambda ratio: ratio >= limit)

    def row(
        self,
        name: str,
        ours: Sequence[float],
        theirs: Sequence[float],
        unit: str,
        limit: str,
        fits: Callable[[float], bool],
    ) -> None:
        left, right = np.median(ours), np.median(theirs)
        ratio = float(left / right)
        self.lines.append(
            f"{name:<46} {len(ours):>4} {left:>9.2f} {right:>9.2f} {unit:<4} {ratio:>6.2f} {limit:>7} "
            f"{'ok' if fits(ratio) else 'OVER'}"
        )
        print(self.lines[-1], flush=True)

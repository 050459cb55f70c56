"""Figures as a table: median and tail beside the limit they are held to."""

from __future__ import annotations

import platform
from collections.abc import Sequence
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

    def row(self, name: str, values: Sequence[float], unit: str, *, limit: float) -> None:
        p50, p95 = np.percentile(values, [50, 95])
        verdict = "ok" if p50 <= limit else "OVER"
        self.lines.append(
            f"{name:<46} {len(values):>4} {p50:>7.2f} {p95:>7.2f} {limit:>7.2f} {unit:<4} {verdict}"
        )
        print(self.lines[-1], flush=True)

    def __str__(self) -> str:
        return "\n" + "\n".join(self.lines)

"""Bookings a second over HTTP, with one web process and with more, behind nginx, on PostgreSQL and Redis.

Pages, proxy, database and all processes are on one machine: with as many processes as it has cores, or more,
they only take each other's time.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import psutil

from tests.scale import cluster
from tests.scale.load import FIRST_DAY, Load

CLIENTS = 16
SECONDS = 15.0
WARM_SECONDS = 3.0
WARM_FROM = FIRST_DAY + timedelta(days=120)  # the days that are measured are all free


def processes(most: int) -> None:
    for count in range(1, most + 1):
        with tempfile.TemporaryDirectory() as folder, cluster.running(Path(folder), count) as there:
            asyncio.run(book_for(Load(there.url, CLIENTS, WARM_FROM), WARM_SECONDS))
            load = asyncio.run(book_for(Load(there.url, CLIENTS), SECONDS))
            assert load.refused == [], load.refused[:2]
            pace, busy = len(load.booked) / load.seconds, psutil.getloadavg()[0]
            print(f"{count} web processes: {pace:.0f} bookings a second (load {busy:.0f})", flush=True)


async def book_for(load: Load, seconds: float) -> Load:
    loading = asyncio.create_task(load.run())
    await asyncio.sleep(seconds)
    load.is_over = True
    await loading
    return load

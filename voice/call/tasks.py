"""Tasks that end together, whatever became of them."""

from __future__ import annotations

import asyncio
from typing import Any


async def end_tasks(*tasks: asyncio.Task[Any]) -> None:
    """Cancel each, and wait until all are over. What one answered or failed with is nobody's any more: who
    wants to know asks it before."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

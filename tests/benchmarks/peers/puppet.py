"""A client as a program of its own: it holds the conversations that its standard input names, many at once.

`begin run-7` opens one, `end run-7` ends it; `ran 7/0` says that a tool was run, `failed run-7 …` why there
is no conversation. It imports nothing of ours and nothing of theirs.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

Hold = Callable[[str, asyncio.Event], Awaitable[None]]  # a conversation, until it is over


def say(*words: object) -> None:
    print(*words, flush=True)


async def look_up(key: str, seconds: float) -> str:
    """The tool of every client: its answer tells which call it is."""
    say("ran", key)
    await asyncio.sleep(seconds)
    return key


def arguments(raw: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(raw)
    return parsed


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"key": {"type": "string"}, "seconds": {"type": "number"}},
    "required": ["key", "seconds"],
    "additionalProperties": False,
}


async def puppet(hold: Hold) -> None:
    over: dict[str, asyncio.Event] = {}
    tasks: set[asyncio.Task[None]] = set()
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    say("ready")

    async def one(name: str) -> None:
        try:
            await hold(name, over[name])
        except Exception as error:  # noqa: BLE001 (whatever it is, the bench tells it)
            say("failed", name, f"{type(error).__name__}: {error}".replace("\n", " ")[:200])

    while line := (await reader.readline()).decode().split():
        verb, name = line
        if verb == "begin":
            over[name] = asyncio.Event()
            task = asyncio.create_task(one(name))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        else:
            over.pop(name).set()
    if tasks:
        await asyncio.wait(tasks, timeout=5)

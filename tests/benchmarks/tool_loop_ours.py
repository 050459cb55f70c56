"""Our side of the tool-loop bench: the sideband as in production, on a database of its own.

Only what the tool does is the bench's: it waits.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import django

os.environ["AZURE_OPENAI_ENDPOINT"] = sys.argv[-1]
django.setup()

from django.core.management import call_command  # noqa: E402

from reservations import clock  # noqa: E402
from tests.benchmarks.peers.puppet import look_up, puppet, say  # noqa: E402
from voice.call import leases, registry  # noqa: E402
from voice.call.controller import CallController  # noqa: E402
from voice.call.tool_executor import ToolExecutor  # noqa: E402
from voice.call.tool_loop import RunTool  # noqa: E402
from voice.call.transport import SidebandTransport  # noqa: E402
from voice.models import Session  # noqa: E402


class WaitingExecutor(ToolExecutor):
    async def _result(self, call: RunTool, arguments: dict[str, Any] | None) -> dict[str, Any]:
        assert arguments is not None
        return {"success": True, "found": await look_up(arguments["key"], arguments["seconds"])}


async def hold(name: str, over: asyncio.Event) -> None:
    session = Session(
        created_at=clock.now(), status=Session.Status.ACTIVE, provider="azure", model="m", call_id=name
    )
    leases.mark(session)
    await session.asave()
    held = CallController(session, SidebandTransport(session))
    held.conversation.executor = WaitingExecutor(session, held.recorder, held.page.tell)
    task = registry.attend(held)
    await over.wait()
    await asyncio.wait([task], timeout=5)
    if not task.done():
        task.cancel()
        say("failed", name, "the call went on after its end")


def main() -> None:
    call_command("migrate", verbosity=0)
    asyncio.run(puppet(hold))


if __name__ == "__main__":
    main()

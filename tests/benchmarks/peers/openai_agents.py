"""openai-agents: a RealtimeRunner over its own websocket model, pointed at the scripted server."""

from __future__ import annotations

import asyncio
import sys

from agents import FunctionTool, set_tracing_disabled
from agents.realtime import RealtimeAgent, RealtimeRunner, RealtimeSession
from agents.tool_context import ToolContext

from tests.benchmarks.peers.puppet import SCHEMA, arguments, look_up, puppet

URL = sys.argv[-1].replace("http", "ws", 1)


async def called(context: ToolContext[None], raw: str) -> str:
    return await look_up(**arguments(raw))


async def hold(name: str, over: asyncio.Event) -> None:
    tool = FunctionTool("look_up", "Looks something up.", SCHEMA, called, strict_json_schema=False)
    agent = RealtimeAgent(name="Receptionist", instructions="Take reservations.", tools=[tool])
    settings = {"model_name": name, "output_modalities": ["text"]}
    runner = RealtimeRunner(agent, config={"model_settings": settings})
    url = f"{URL}/v1/realtime?model={name}"
    session = await runner.run(model_config={"url": url, "api_key": "k"})
    async with session:
        listening = asyncio.create_task(listen(session))
        await over.wait()
        listening.cancel()


async def listen(session: RealtimeSession) -> None:
    async for _event in session:
        pass


set_tracing_disabled(True)
asyncio.run(puppet(hold))

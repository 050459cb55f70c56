"""livekit-agents: an AgentSession without a room over its OpenAI plugin's realtime model."""

from __future__ import annotations

import asyncio
import sys

from livekit.agents import Agent, AgentSession, function_tool
from livekit.agents.utils import http_context
from livekit.plugins import openai

from tests.benchmarks.peers.puppet import SCHEMA, look_up, puppet


async def called(raw_arguments: dict[str, object]) -> str:
    return await look_up(str(raw_arguments["key"]), float(str(raw_arguments["seconds"])))


TOOL = {"name": "look_up", "description": "Looks something up.", "parameters": SCHEMA}


async def hold(name: str, over: asyncio.Event) -> None:
    model = openai.realtime.RealtimeModel(
        model=name, base_url=f"{sys.argv[-1]}/v1", api_key="k", modalities=["text"]
    )
    session = AgentSession(llm=model)
    agent = Agent(instructions="Take reservations.", tools=[function_tool(called, raw_schema=TOOL)])
    await session.start(agent)
    await over.wait()
    await session.aclose()
    await model.aclose()


async def main() -> None:
    async with http_context.open():
        await puppet(hold)


asyncio.run(main())

"""pipecat-ai: the pipeline of its realtime examples, without a transport."""

from __future__ import annotations

import asyncio
import os
import sys

from loguru import logger
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import LLMRunFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.services.llm_service import FunctionCallParams
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.workers.runner import WorkerRunner

from tests.benchmarks.peers.puppet import SCHEMA, look_up, puppet

URL = sys.argv[-1].replace("http", "ws", 1)
CANCEL = os.environ.get("CANCEL_ON_INTERRUPTION", "1") == "1"  # its default


async def called(params: FunctionCallParams) -> None:
    arguments = params.arguments
    result = await look_up(str(arguments["key"]), float(arguments["seconds"]))
    await params.result_callback({"result": result})


async def hold(name: str, over: asyncio.Event) -> None:
    properties = events.SessionProperties(output_modalities=["text"])
    settings = OpenAIRealtimeLLMService.Settings(
        model=name, system_instruction="Take reservations.", session_properties=properties
    )
    llm = OpenAIRealtimeLLMService(api_key="k", base_url=f"{URL}/v1/realtime", settings=settings)
    llm.register_function("look_up", called, cancel_on_interruption=CANCEL)
    schema = FunctionSchema("look_up", "Looks something up.", SCHEMA["properties"], SCHEMA["required"])
    context = LLMContext(
        [{"role": "developer", "content": "Say hello."}], tools=ToolsSchema(standard_tools=[schema])
    )
    user, assistant = LLMContextAggregatorPair(context)
    worker = PipelineWorker(Pipeline([user, llm, assistant]), cancel_on_idle_timeout=False)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await worker.queue_frames([LLMRunFrame()])
    await over.wait()
    await worker.cancel()
    await asyncio.wait([running], timeout=5)


logger.remove()
logger.add(sys.stderr, level="WARNING")
asyncio.run(puppet(hold))

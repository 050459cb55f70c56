"""pipecat-ai: the pipeline of its realtime examples, without a transport. It forces tools by session."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from loguru import logger
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    LLMFullResponseEndFrame,
    LLMRunFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import FunctionCallParams
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.workers.runner import WorkerRunner

from tests.conformance.clients.program import (
    ASKED,
    DESCRIPTION,
    INSTRUCTIONS,
    KEY,
    MODEL,
    PARAMETERS,
    RATE,
    RESULT,
    SOCKET,
    TOOL_NAME,
    TYPED,
    chunks,
    tell,
)

calls: list[str] = []


async def called(params: FunctionCallParams) -> None:
    calls.append(json.dumps(dict(params.arguments)))
    await params.result_callback(RESULT)


class Witness(FrameProcessor):
    """Notes what passes it in either direction."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Queue[str]()
        self.said = asyncio.Queue[str]()
        self.sounded = 0
        self._text = ""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, ErrorFrame):
            print(frame.error, file=sys.stderr)
        elif isinstance(frame, TranscriptionFrame):
            self.heard.put_nowait(frame.text)
        elif isinstance(frame, TTSAudioRawFrame):
            self.sounded += len(frame.audio)
        elif isinstance(frame, TTSTextFrame):
            self._text += frame.text
        elif isinstance(frame, LLMFullResponseEndFrame) and self._text:
            self.said.put_nowait(self._text.strip())
            self._text = ""
        await self.push_frame(frame, direction)


@asynccontextmanager
async def conversation(
    text: str, *, forced: bool = False
) -> AsyncIterator[tuple[PipelineWorker, Witness, Witness]]:
    transcription = events.InputAudioTranscription(model="whisper-1", language="en")
    properties = events.SessionProperties(
        audio=events.AudioConfiguration(input=events.AudioInput(transcription=transcription)),
        tool_choice="required" if forced else None,
    )
    settings = OpenAIRealtimeLLMService.Settings(
        model=MODEL, system_instruction=INSTRUCTIONS, session_properties=properties
    )
    llm = OpenAIRealtimeLLMService(api_key=KEY, base_url=SOCKET, settings=settings)
    llm.register_function(TOOL_NAME, called)
    schema = FunctionSchema(TOOL_NAME, DESCRIPTION, PARAMETERS["properties"], PARAMETERS["required"])
    context = LLMContext([{"role": "user", "content": text}], tools=ToolsSchema(standard_tools=[schema]))
    user, assistant = LLMContextAggregatorPair(context)
    before, after = Witness(), Witness()
    worker = PipelineWorker(Pipeline([user, before, llm, after, assistant]), cancel_on_idle_timeout=False)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await worker.queue_frames([LLMRunFrame()])
    yield worker, before, after
    await worker.cancel()
    await asyncio.wait([running], timeout=5)


async def main() -> None:
    async with conversation(TYPED) as (worker, before, after):
        tell("typed", said=await after.said.get())
        sounded = after.sounded
        for chunk in chunks():
            await worker.queue_frames([InputAudioRawFrame(chunk, RATE, 1)])
            await asyncio.sleep(0.05)
        heard = await before.heard.get()
        tell("spoken", heard=heard, said=await after.said.get(), sounded=after.sounded - sounded)
    async with conversation(ASKED, forced=True) as (_, _, after):
        tell("tool", said=await after.said.get(), calls=calls)


logger.remove()
logger.add(sys.stderr, level="WARNING")
asyncio.run(main())

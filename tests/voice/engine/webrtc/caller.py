"""A caller with a peer connection of their own: speaks in tones, and notes what is heard and when."""

from __future__ import annotations

import asyncio
import fractions
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame
from websockets.asyncio.client import connect

from tests.voice.engine.conftest import Server
from tests.voice.engine.fakes import loud, tone
from tests.voice.engine.stage import Tape
from voice.engine.interfaces import Pcm
from voice.engine.webrtc.call import offer_only

RATE, FRAME = 48_000, 960


class Microphone(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.said: Pcm = np.zeros(0, np.int16)
        self._began = time.monotonic()
        self._pts = 0

    async def recv(self) -> AudioFrame:
        if self.readyState != "live":
            raise MediaStreamError
        await asyncio.sleep(max(0, self._began + self._pts / RATE - time.monotonic()))
        samples = np.zeros(FRAME, np.int16)
        now, self.said = self.said[:FRAME], self.said[FRAME:]
        samples[: len(now)] = now
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), "s16", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._pts, fractions.Fraction(1, RATE)
        self._pts += FRAME
        return frame


class Caller:
    def __init__(
        self,
        server: Server,
        *,
        path: str = "/openai/v1/realtime/calls",
        query: str = "",
        key: str = "",
        microphone: bool = True,
        audio: bool = True,
        form: str = "",
        label: str = "oai-events",
        tape: Tape | None = None,
    ) -> None:
        offer_only(["127.0.0.1"])
        self._server, self._url, self._form = server, f"{server.url}{path}{query}", form
        self._key = key or server.key
        self.tape = tape or Tape()
        self.ended = asyncio.Event()
        self.loud_moments: list[float] = []
        self._heard: list[Pcm] = []
        self._open = asyncio.Event()
        self._more = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("track", self._on_track)
        self._connection.on("connectionstatechange", self._on_state)
        self._microphone = Microphone()
        if microphone and audio:
            self._connection.addTrack(self._microphone)
        elif audio:
            self._connection.addTransceiver("audio", direction="recvonly")
        self._channel = self._connection.createDataChannel(label)
        self._channel.on("open", self._open.set)
        self._channel.on("message", lambda text: self.tape.hear(json.loads(text)))

    async def __aenter__(self) -> Self:
        await self._connection.setLocalDescription(await self._connection.createOffer())
        offer = self._connection.localDescription.sdp
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {self._key}"}) as client:
            if self._form:
                files = {
                    "sdp": (None, offer, "application/sdp"),
                    "session": (None, self._form, "application/json"),
                }
                answered = await client.post(self._url, files=files)
            else:
                headers = {"Content-Type": "application/sdp"}
                answered = await client.post(self._url, content=offer, headers=headers)
        assert answered.status_code == 201, answered.text
        self.location = answered.headers["location"]
        self.call_id = self.location.rsplit("/", 1)[-1]
        await self._connection.setRemoteDescription(RTCSessionDescription(answered.text, "answer"))
        await asyncio.wait_for(self._open.wait(), 10)
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._listening:
            self._listening.cancel()
        await self._connection.close()

    def send(self, event: dict[str, Any]) -> None:
        self._channel.send(json.dumps(event))

    def say(self, text: str) -> None:
        """Typed words."""
        part = {"type": "input_text", "text": text}
        item = {"type": "message", "role": "user", "content": [part]}
        self.send({"type": "conversation.item.create", "item": item})

    def unplug(self) -> None:
        """No silence either: nothing more is sent."""
        self._microphone.stop()

    async def speak(self, hz: float, seconds: float) -> None:
        self._microphone.said = tone(hz, seconds, RATE)

    async def listen_for(self, seconds: float) -> None:
        """Until so much of the agent's voice has been heard."""
        async with asyncio.timeout(10):
            while len(self.heard_loud()) < seconds * RATE:
                self._more.clear()
                await self._more.wait()

    def heard_loud(self) -> Pcm:
        """The agent's voice, without the silence around it."""
        return np.concatenate([*(pcm for pcm in self._heard if loud(pcm)), np.zeros(0, np.int16)])

    @asynccontextmanager
    async def sideband(
        self,
    ) -> AsyncIterator[tuple[Tape, Callable[[dict[str, Any]], Awaitable[None]]]]:
        url = f"ws://127.0.0.1:{self._server.port}/openai/v1/realtime?call_id={self.call_id}"
        tape = Tape()
        async with connect(url, additional_headers={"api-key": self._server.key}) as socket:

            async def read() -> None:
                async for text in socket:
                    tape.hear(json.loads(text))
                self.ended.set()

            async def send(event: dict[str, Any]) -> None:
                await socket.send(json.dumps(event))

            reading = asyncio.create_task(read())
            try:
                yield tape, send
            finally:
                reading.cancel()

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._listening = asyncio.create_task(self._listen(track))

    async def _listen(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, AudioFrame)
            # Opus is decoded to two equal channels.
            pcm = frame.to_ndarray().reshape(-1)[::2].astype(np.int16)
            self._heard.append(pcm)
            self._more.set()
            if loud(pcm):
                self.loud_moments.append(asyncio.get_running_loop().time())

    def _on_state(self) -> None:
        if self._connection.connectionState in {"closed", "failed"}:
            self.ended.set()

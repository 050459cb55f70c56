"""A caller without a browser: a WebRTC peer that talks to the product as its page does, and times it."""

from __future__ import annotations

import asyncio
import fractions
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aioice.ice
import av
import httpx
import numpy as np
import numpy.typing as npt
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

Found = TypeVar("Found")
Pcm = npt.NDArray[np.int16]

RATE = 48_000
FRAME = RATE // 50
# Louder than this, the agent is speaking; comfort noise and codec residue are far below.
AUDIBLE = 150.0
TURN_OVER_S = 2.0


def stay_on_loopback() -> None:
    """aioice never offers loopback by itself, and tests must not leave it."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class Microphone(MediaStreamTrack):
    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.waiting = np.zeros(0, np.int16)
        self.started: float | None = None
        self.sent = 0
        self.spoken = asyncio.Event()
        self.began_at = self.ended_at = 0.0

    def say(self, speech: Pcm) -> None:
        """Queue 48 kHz speech; `spoken` is set as its last sample leaves, at `ended_at`."""
        self.spoken.clear()
        self.waiting = speech
        self.began_at = 0.0

    async def recv(self) -> av.AudioFrame:
        if self.started is None:
            self.started = time.monotonic()
        await asyncio.sleep(max(0.0, self.started + self.sent / RATE - time.monotonic()))
        piece, self.waiting = self.waiting[:FRAME], self.waiting[FRAME:]
        if piece.size:
            self.began_at = self.began_at or time.monotonic()
            self.ended_at = time.monotonic() + piece.size / RATE
            if not self.waiting.size:
                self.spoken.set()
        samples = np.zeros(FRAME, np.int16)
        samples[: piece.size] = piece
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.sent, fractions.Fraction(1, RATE)
        self.sent += FRAME
        return frame


class Caller:
    """One call: `say` speech, `hear` the agent out, read `events`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.microphone = Microphone()
        self.events: list[dict[str, Any]] = []
        self.changed = asyncio.Event()
        self.loudness: list[tuple[float, float]] = []
        self.grant: dict[str, Any] = {}
        self.listening: asyncio.Task[None] | None = None

    async def dial(self, language: str) -> None:
        answer = await self.client.post("/api/realtime/session", json={"language": language})
        answer.raise_for_status()
        self.grant = answer.json()
        self.peer.addTrack(self.microphone)
        channel = self.peer.createDataChannel("oai-events")
        channel.on("message", self.note)
        self.peer.on("track", self.listen)
        await self.peer.setLocalDescription(await self.peer.createOffer())
        relayed = await self.client.post(
            "/api/realtime/calls",
            content=self.peer.localDescription.sdp,
            headers={"Content-Type": "application/sdp", "X-Session-Token": self.grant["sessionToken"]},
        )
        relayed.raise_for_status()
        await self.peer.setRemoteDescription(RTCSessionDescription(relayed.text, "answer"))

    def note(self, message: str) -> None:
        self.events.append({**json.loads(message), "heard_at": time.monotonic()})
        self.changed.set()

    async def until(self, found: Callable[[], Found | None], seconds: float) -> Found:
        """What `found` finds, looked for again whenever something was heard."""
        async with asyncio.timeout(seconds):
            while (thing := found()) is None:
                self.changed.clear()
                await self.changed.wait()
        return thing

    def listen(self, track: MediaStreamTrack) -> None:
        self.listening = asyncio.ensure_future(self.receive(track))

    async def receive(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            samples = frame.to_ndarray().astype(np.float64)  # type: ignore[union-attr]
            self.loudness.append((time.monotonic(), float(np.sqrt(np.mean(samples**2)))))
            self.changed.set()

    async def event(self, kind: str, *, since: int = 0, seconds: float = 60) -> dict[str, Any]:
        """The first event of `kind` among those from number `since` on, awaited."""

        def found() -> dict[str, Any] | None:
            return next((event for event in self.events[since:] if event["type"] == kind), None)

        return await self.until(found, seconds)

    async def heard_out(self, *, since: int = 0, seconds: float = 60) -> None:
        """Until the agent's voice has been played to its end."""
        await self.event("output_audio_buffer.stopped", since=since, seconds=seconds)

    async def quiet(self, *, since: int = 0, seconds: float = 60) -> None:
        """Until the agent spoke, and then was silent so long that no tool's answer will follow."""

        def found() -> bool | None:
            spoke = any(event["type"] == "output_audio_buffer.stopped" for event in self.events[since:])
            sounds = [at for at, level in self.loudness if level > AUDIBLE]
            return True if spoke and time.monotonic() - sounds[-1] > TURN_OVER_S else None

        await self.until(found, seconds)

    async def first_sound(self, after: float, seconds: float = 30) -> float:
        """When the agent is first audible after the moment `after` (monotonic seconds)."""

        def found() -> float | None:
            return next((at for at, level in self.loudness if at > after and level > AUDIBLE), None)

        return await self.until(found, seconds)

    async def hang_up(self) -> None:
        await self.client.post(
            "/api/realtime/hangup", headers={"X-Session-Token": self.grant["sessionToken"]}
        )
        await self.peer.close()
        if self.listening:
            await self.listening


@asynccontextmanager
async def calling(url: str, language: str = "ja") -> AsyncIterator[Caller]:
    stay_on_loopback()
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        caller = Caller(client)
        await caller.dial(language)
        try:
            yield caller
        finally:
            await caller.hang_up()

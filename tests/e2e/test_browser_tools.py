"""A client that runs the tools itself: Bearer on realtimeUrl, tools by HTTP, a data channel for the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from tests.caller import stay_on_loopback
from tests.product import Product

pytestmark = pytest.mark.e2e

LINES = (
    "東京駅前店で12月27日の10時から18時まで、セダンをお願いします",
    "伊藤健太です",
    "はい、お願いします",
)


class Client:
    """A data channel, and the tools by HTTP; a typed caller needs no microphone."""

    def __init__(self, http: httpx.AsyncClient, grant: dict[str, Any]) -> None:
        self.http, self.grant = http, grant
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.channel = self.peer.createDataChannel("oai-events")
        self.opened = asyncio.Event()
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.called: list[str] = []
        self.channel.on("open", self.opened.set)
        self.channel.on("message", lambda text: self.events.put_nowait(json.loads(text)))

    async def connect(self) -> None:
        self.peer.addTransceiver("audio", direction="recvonly")
        await self.peer.setLocalDescription(await self.peer.createOffer())
        answer = await self.http.post(
            self.grant["realtimeUrl"],
            content=self.peer.localDescription.sdp,
            headers={
                "Content-Type": "application/sdp",
                "Authorization": f"Bearer {self.grant['client_secret']}",
            },
        )
        assert answer.status_code == 201, answer.text
        assert answer.headers["Location"]
        await self.peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        await asyncio.wait_for(self.opened.wait(), 20)

    def send(self, kind: str, **fields: Any) -> None:
        self.channel.send(json.dumps({"type": kind, **fields}))

    async def say(self, line: str) -> str:
        """What the agent says to `line`, tools run in between."""
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": line}]}
        self.send("conversation.item.create", item=item)
        self.send("response.create")
        said = ""
        while True:
            event = await asyncio.wait_for(self.events.get(), 30)
            assert event["type"] != "error", event
            if event["type"] == "response.output_audio_transcript.done":
                said += event["transcript"]
            if event["type"] == "response.done":
                calls = [item for item in event["response"]["output"] if item["type"] == "function_call"]
                if not calls:
                    return said
                for call in calls:
                    await self.run(call)
                self.send("response.create")

    async def run(self, call: dict[str, Any]) -> None:
        self.called.append(call["name"])
        answer = await self.http.post(
            f"/api/functions/{call['name']}",
            content=call["arguments"],
            headers={"Content-Type": "application/json", "X-Session-Token": self.grant["sessionToken"]},
        )
        output = {"type": "function_call_output", "call_id": call["call_id"], "output": answer.text}
        self.send("conversation.item.create", item=output)


def in_a_loop_of_its_own(talk: Coroutine[Any, Any, None]) -> None:
    """The browser tests' driver keeps a loop running in this thread."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, talk).result()


def test_a_client_that_runs_the_tools_itself_books_too(product: Product) -> None:
    in_a_loop_of_its_own(books_with_its_own_tools(product))


def test_a_client_of_the_first_contract_gets_tools_on_the_server(product: Product) -> None:
    in_a_loop_of_its_own(sees_no_tools(product))


async def books_with_its_own_tools(product: Product) -> None:
    stay_on_loopback()
    before = product.booked_by_agent()
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as http:
        grant = (await http.get("/api/realtime/session", params={"toolMode": "browser"})).json()
        assert grant["toolMode"] == "browser"
        assert "/openai/v1/realtime/calls" in grant["realtimeUrl"]
        client = Client(http, grant)
        await client.connect()
        for line in LINES:
            said = await client.say(line)
        await client.peer.close()
    known = {row["number"] for row in before}
    (booked,) = [row for row in product.booked_by_agent() if row["number"] not in known]
    assert client.called[-1] == "create_reservation"
    assert booked["number"] in said
    assert (booked["customerName"], booked["vehicleType"]) == ("伊藤健太", "セダン")


async def sees_no_tools(product: Product) -> None:
    stay_on_loopback()
    async with httpx.AsyncClient(base_url=product.url, timeout=30) as http:
        grant = (await http.get("/api/realtime/session")).json()
        assert grant["toolMode"] == "server"
        client = Client(http, grant)
        await client.connect()
        seen = {(await asyncio.wait_for(client.events.get(), 30))["type"] for _ in range(3)}
        await client.peer.close()
    assert not {kind for kind in seen if "function" in kind or kind.startswith("session.")}

"""The caller's network as a program: all that passes between browser and server, until it breaks.

TCP is passed on as it is. A call's audio is led through two UDP ports of its own, by what the offer and the
answer say of addresses; when the network changes they are dead for ever, like a phone's former address.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page, Route

OFFERED = re.compile(r"/realtime(/calls|/renewal|rtc)\b")
CANDIDATE = re.compile(r"a=candidate:\S+ 1 udp (\d+) (\S+) (\d+) typ host[^\r\n]*\r\n", re.IGNORECASE)
ANY_CANDIDATE = re.compile(r"a=candidate:[^\r\n]*\r\n")


class Side(asyncio.DatagramProtocol):
    """One of the two ports: what comes in here leaves by the other one."""

    def __init__(self, passed: Callable[[], bool]) -> None:
        self.passed = passed
        self.peer: Any = None  # whose packets come in here
        self.other: Side | None = None
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.peer = addr
        if self.passed() and self.other and self.other.peer:
            self.other.transport.sendto(data, self.other.peer)


class Network:
    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.port = 0
        self.up = True
        self.changes = 0  # addresses of before are nobody's any more
        self.writers: set[asyncio.StreamWriter] = set()
        self.transports: list[Any] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="network", daemon=True)

    def __enter__(self) -> Network:
        self.thread.start()
        self.server = self._do(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *error: object) -> None:
        self._do(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def lead(self, page: Page) -> None:
        """Calls of `page` come through here, and nowhere else, whoever answers them."""
        page.route(OFFERED, self._answer)

    def cut(self) -> None:
        self.up = False
        self._do(self._drop())

    def restore(self) -> None:
        self.up = True

    def change(self) -> None:
        """From one network to another, without a moment in between."""
        self.changes += 1
        self._do(self._drop())

    # --- a call ------------------------------------------------------------------------------------

    def _answer(self, route: Route) -> None:
        if not self.up:
            route.abort("internetdisconnected")
            return
        near, far = self._do(self._ports())
        offer = route.request.post_data or ""
        try:
            response = route.fetch(post_data=candidate(offer, "127.0.0.1", port_of(far)))
        except Error:  # the network went while the offer was under way
            route.abort("connectionreset")
            return
        answer = response.text()
        if found := CANDIDATE.search(answer):
            far.peer = (found[2], int(found[3]))
            answer = candidate(answer, "127.0.0.1", port_of(near))
        route.fulfill(response=response, body=answer)

    async def _ports(self) -> tuple[Side, Side]:
        number = self.changes
        sides = []
        for _side in range(2):
            made = await self.loop.create_datagram_endpoint(
                lambda: Side(lambda: self.up and self.changes == number), ("127.0.0.1", 0)
            )
            self.transports.append(made[0])
            sides.append(made[1])
        near, far = sides
        near.other, far.other = far, near
        return near, far

    # --- everything else ---------------------------------------------------------------------------

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.up:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.server_port)
        self.writers |= {writer, back}
        with suppress(OSError):
            await asyncio.gather(copy(reader, back), copy(there, writer))
        self.writers -= {writer, back}

    async def _drop(self) -> None:
        for writer in list(self.writers):
            writer.transport.abort()

    async def _close(self) -> None:
        self.server.close()
        await self._drop()
        for transport in self.transports:
            transport.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


def port_of(side: Side) -> int:
    return int(side.transport.get_extra_info("sockname")[1])


def candidate(sdp: str, host: str, port: int) -> str:
    """The description with one address only."""
    only = f"a=candidate:1 1 udp 2130706431 {host} {port} typ host\r\n"
    head, found, _rest = sdp.partition("a=candidate:")
    if not found:
        return sdp
    return ANY_CANDIDATE.sub("", head + only.replace("a=candidate", "a=only") + sdp[len(head) :]).replace(
        "a=only", "a=candidate"
    )

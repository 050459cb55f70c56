"""Drives one client, a program of its own, through its scripts: so many conversations at a time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.server import ServerConnection

from tests.benchmarks.tool_loop_play import Play
from tests.benchmarks.tool_loop_script import Script, script
from tests.benchmarks.tool_loop_tally import Counted
from tests.fakes.scripted_wire import serving
from tests.product import ROOT

CONNECTS_WITHIN, ENDS_WITHIN = 20.0, 90.0  # seconds
SPREAD = 0.3  # seconds between the first conversations


@dataclass
class Ran:
    script: Script
    counted: Counted | None  # None: there was no conversation
    trouble: str = ""


@dataclass
class Client:
    """`command` gets the server's address as its last argument."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


class Stage:
    """The scripted server, and who is expected there."""

    def __init__(self) -> None:
        self.plays: dict[str, Play] = {}
        self.connected: dict[str, asyncio.Event] = {}
        self.done: dict[str, asyncio.Future[Counted]] = {}

    async def attend(self, name: str, socket: ServerConnection) -> None:
        play, done = self.plays.get(name), self.done.get(name)
        if play is None or done is None:
            await socket.close(1008, "nobody is expected")
            return
        del self.plays[name]  # a second socket of the same conversation finds it gone
        self.connected[name].set()
        try:
            counted = await play.run(socket)
        except Exception as error:  # noqa: BLE001 (the run has failed, whatever it is)
            if not done.done():
                done.set_exception(Failed(f"{type(error).__name__}: {error}"))
            return
        if not done.done():
            done.set_result(counted)

    async def play(self, puppet: Puppet, number: int) -> Ran:
        told = script(number)
        name = f"run-{number}"
        play = self.plays[name] = Play(told)
        self.done[name] = puppet.expect(name, play)
        self.connected[name] = asyncio.Event()
        connected = asyncio.create_task(self.connected[name].wait())
        puppet.say("begin", name)
        try:
            async with asyncio.timeout(CONNECTS_WITHIN):
                first: set[asyncio.Future[Any]] = {self.done[name], connected}
                await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            async with asyncio.timeout(ENDS_WITHIN):
                return Ran(told, await self.done[name])
        except TimeoutError:
            return Ran(told, None, "it did not connect" if name in self.plays else "it did not end")
        except Failed as failed:
            return Ran(told, None, str(failed))
        finally:
            connected.cancel()
            self.plays.pop(name, None)
            del self.done[name], self.connected[name]
            puppet.forget(name)


class Failed(Exception):
    """The client says why it holds no conversation."""


class Puppet:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.plays: dict[str, Play] = {}
        self.done: dict[str, asyncio.Future[Counted]] = {}
        self.ready = asyncio.Event()

    def say(self, verb: str, name: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{verb} {name}\n".encode())

    def expect(self, name: str, play: Play) -> asyncio.Future[Counted]:
        self.plays[name] = play
        self.done[name] = asyncio.get_running_loop().create_future()
        return self.done[name]

    def forget(self, name: str) -> None:
        del self.plays[name], self.done[name]
        self.say("end", name)

    async def listen(self) -> None:
        assert self.process.stdout
        while line := (await self.process.stdout.readline()).decode():
            verb, _, rest = line.strip().partition(" ")
            subject, _, why = rest.partition(" ")
            if verb == "ready":
                self.ready.set()
            elif verb == "ran" and (play := self.plays.get(f"run-{subject.split('/')[0]}")):
                play.tally.ran.add(subject)
            elif verb == "failed" and (done := self.done.get(subject)) and not done.done():
                done.set_exception(Failed(why))
        self.ready.set()
        for done in self.done.values():
            if not done.done():
                done.set_exception(Failed("the program ended"))


@asynccontextmanager
async def puppet(client: Client, url: str, log: Path) -> AsyncIterator[Puppet]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **client.environment}
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *client.command,
            url,
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        held = Puppet(process)
        listening = asyncio.create_task(held.listen())
        try:
            async with asyncio.timeout(120):
                await held.ready.wait()
            yield held
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                async with asyncio.timeout(10):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
            await asyncio.gather(listening)


async def runs(client: Client, numbers: Iterable[int], at_once: int, log: Path) -> list[Ran]:
    stage = Stage()
    room = asyncio.Semaphore(at_once)
    async with serving(stage.attend) as url, puppet(client, url, log) as held:

        async def one(place: int, number: int) -> Ran:
            async with room:
                if place < at_once:  # else all would begin at the same moment
                    await asyncio.sleep(place * SPREAD)
                return await stage.play(held, number)

        return await asyncio.gather(*(one(place, number) for place, number in enumerate(numbers)))

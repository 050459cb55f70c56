"""Goes over to another of the provider's sessions: before the time limit ends this one, or when it broke off.

The page has no part in it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import cast

from websockets.asyncio.client import ClientConnection

from reservations.errors import ReservationError
from voice.call.conversation import Talk
from voice.call.handover import Renewal, Successor
from voice.call.relay.socket import Spoken
from voice.call.transport import DROPS, MUTE_SECONDS
from voice.protocol.wire_json import read_event

log = logging.getLogger(__name__)

PAUSES = (0.0, 0.5, 1.0, 2.0)  # before another session is tried


class RelayRenewal(Renewal):
    def __init__(
        self,
        talk: Talk,
        switch: Callable[[Successor], None],
        another: Callable[[], AbstractAsyncContextManager[Spoken]],
    ) -> None:
        super().__init__(talk, switch)
        self.another = another

    def _remind(self) -> None:
        if time.time() < self.latest:
            if self.preparing is None or self.preparing.done():
                self.preparing = asyncio.create_task(self._prepare_another())
            self._remind_in(self.lead / 4)

    async def replace(self) -> None:
        """After the provider's socket broke off: another session, told all but the agent's last words."""
        self.stop()
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await self._prepare_another(lost=True):
                return

    async def _prepare_another(self, *, lost: bool = False) -> bool:
        session_id = self.talk.session.id
        try:
            async with AsyncExitStack() as stack:
                # As good as a sideband's socket for all that is done with it.
                socket = cast("ClientConnection", await stack.enter_async_context(self.another()))
                async with asyncio.timeout(MUTE_SECONDS):
                    created = read_event(await socket.recv())
                told = await (self._repeat(socket) if lost else self._hand_over_history(socket))
                began = created.get("session") or {}
                self.switch(Successor("", socket, stack.pop_all(), began, tuple(told), lost))
                log.info("session %s: goes on in another of the provider's sessions", session_id)
                return True
        except (*DROPS, ValueError, ReservationError) as error:  # tried again
            log.warning("session %s: its renewal failed: %s", session_id, error)
        return False

"""The board's line to us (`WS /ws/staff/board?shop=…`): told which bookings of its shop were written."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.http import HttpRequest

from reservations import staff_news
from reservations.admin import own_shop
from reservations.admin.board.views import VIEW

FORBIDDEN = 4403


class BoardSocket(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Its scope has the `request` of a clerk whom the site has let in. It says `{"key": …}` for each booking
    that was written, and takes no message."""

    group = ""

    async def connect(self) -> None:
        shop = await database_sync_to_async(find_shop)(self.scope["request"])
        if shop is None:
            await self.close(FORBIDDEN)
            return
        self.group = staff_news.name_group(shop)
        # Joined before it is accepted: the page reads the board when it is open, and misses nothing after.
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any
    ) -> None:
        """What a page says is not even read."""

    async def booking_written(self, event: dict[str, Any]) -> None:
        await self.send_json({"key": event["key"]})


def find_shop(request: HttpRequest) -> str | None:
    """The id of the shop that this clerk's board is of; None for whoever may see no board."""
    shop = own_shop.find_shop(request) if request.user.has_perm(VIEW) else None
    return shop.id if shop else None
